//! Requests that are signed, read by a server that knows SigV4 from its specification alone.

#![cfg(feature = "aws")]

#[path = "signing/denials.rs"]
mod denials;
#[path = "signing/gate.rs"]
mod gate;
#[path = "signing/probes.rs"]
mod probes;
#[path = "signing/runs.rs"]
mod runs;
#[path = "signing/safety.rs"]
mod safety;
#[path = "signing/secrets.rs"]
mod secrets;
#[path = "program/shell.rs"]
mod shell;
#[path = "support/sigv4.rs"]
mod sigv4;
#[path = "signing/vectors.rs"]
mod vectors;
