//! The smallest case that still shows a failure.

pub(crate) mod fewest;
mod parts;
mod search;
mod simpler;

pub(crate) use search::{Shrunk, count, shrink};
