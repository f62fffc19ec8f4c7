//! Targets that are not reached by plain HTTP/1.1 on this machine: TLS, proxies, other addresses, other hosts.

#![cfg(feature = "tls")]

#[path = "networks/certificates.rs"]
mod certificates;
#[cfg(feature = "aws")]
#[path = "networks/emulator.rs"]
mod emulator;
#[path = "networks/ends.rs"]
mod ends;
#[path = "networks/front.rs"]
mod front;
#[path = "signing/gate.rs"]
mod gate;
#[path = "networks/hosts.rs"]
mod hosts;
#[path = "networks/proxies.rs"]
mod proxies;
#[path = "networks/recorder.rs"]
mod recorder;
#[path = "support/reference.rs"]
mod reference;
#[path = "networks/same_bytes.rs"]
mod same_bytes;
#[path = "program/shell.rs"]
mod shell;
#[path = "support/sigv4.rs"]
#[cfg_attr(not(feature = "aws"), expect(dead_code, reason = "nothing is signed without the feature"))]
mod sigv4;
#[path = "networks/trust.rs"]
mod trust;
#[path = "networks/versions.rs"]
mod versions;
#[path = "networks/wire_clauses.rs"]
mod wire_clauses;
