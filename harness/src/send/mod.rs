//! Stage 3: puts requests on the wire and brings back what came, or why nothing did.
//!
//! This is the only stage that opens connections. Three rules hold here: nothing stands between the bytes and the judge
//! (no redirects, no decompression, and no proxy that nobody named), nothing a target does is an error of ours (it is
//! an [`Outcome`](crate::message::Outcome)), and nothing a target does can hang or exhaust us (times and sizes are
//! bounded).

mod clock;
mod encode;
mod http1;
mod lane;
mod network;
mod pace;
mod probe;
mod sign;
mod signature;
mod socket;
mod target;
mod target_error;
mod transient;

pub use clock::seconds_ahead;
pub(crate) use encode::body_bytes as wire_body;
pub use lane::Lane;
pub use network::{Authority, Network, Pin, Proxies};
pub use probe::{Unreachable, reachable};
pub use sign::{Sign, SignError, Signing, Unsigned};
pub use target::Target;
pub use target_error::TargetError;
pub use transient::{RetryPolicy, exchange};
