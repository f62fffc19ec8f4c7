//! The servers with faults on trial, over real connections: each fault against the reference.

#[path = "../../../fixtures/tests/trial/client.rs"]
mod client;
mod hostile;
mod mutants;
mod written;
