//! The vocabulary of the wire that every stage shares: requests, answers, and JSON text as it was written.

mod base64;
mod coding;
mod credentials;
mod evidence;
mod exchange;
pub mod json;
mod request;
mod writing;

pub use base64::{base64_length, from_base64, to_base64};
pub use coding::{Coded, MAX_DECODED_BYTES};
pub use credentials::Credentials;
pub use evidence::{Room, SHOWN_ANSWER_BYTES};
pub use exchange::{Answer, Attempt, Exchange, Link, Outcome, WireFault};
pub use request::{Body, Framing, Request};
pub use writing::{Chunks, Pause, Which, Writing};
