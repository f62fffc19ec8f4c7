//! Findings that are sent again another day: one by one, or before the plan of a run.

pub(crate) mod prelude;
pub(crate) mod sent_again;

pub use sent_again::{Replay, ReplayError, Replayed, Verdict};
