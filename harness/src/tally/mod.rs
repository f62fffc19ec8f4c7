//! What a run has seen so far: by clause, by failure, by item, by time.

pub(crate) mod counts;
pub(crate) mod distinct;
pub(crate) mod failure;
pub(crate) mod failures;
pub(crate) mod latency;
pub(crate) mod status_counts;
pub(crate) mod totals;
