//! Targets that are not reached by plain HTTP/1.1 on this machine: TLS, HTTP/2, proxies, other addresses, other hosts.

#![cfg(feature = "tls")]

#[path = "networks/certificates.rs"]
mod certificates;
#[path = "networks/front.rs"]
mod front;
#[path = "signing/gate.rs"]
mod gate;
#[path = "networks/hosts.rs"]
mod hosts;
#[path = "networks/proxies.rs"]
mod proxies;
#[path = "support/reference.rs"]
mod reference;
#[path = "program/shell.rs"]
mod shell;
#[path = "support/sigv4.rs"]
#[expect(dead_code, reason = "of signatures, these tests only read the requests")]
mod sigv4;
#[path = "networks/trust.rs"]
mod trust;
#[path = "networks/versions.rs"]
mod versions;
