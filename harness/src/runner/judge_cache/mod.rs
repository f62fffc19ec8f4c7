//! Verdicts on answers that are known by their bytes, for long runs.

mod cache;
mod layout;

pub(crate) use cache::JudgeCache;
