//! The vocabulary of the wire that every stage shares: requests, answers, and JSON text as it was written.

mod exchange;
pub mod json;
mod request;

pub use exchange::{Answer, Attempt, Exchange, Outcome, WireFault};
pub use request::{Body, Framing, Request};
