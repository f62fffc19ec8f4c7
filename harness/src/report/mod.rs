//! Stage 5, verdicts to report to bytes: pure; one output format a file.

mod compare;
mod curl;
mod day;
mod gap;
mod json;
mod merge;
mod model;
mod redact;
#[cfg(test)]
mod samples;
mod shown;
mod signature;
mod terminal;
mod terms;
mod waivers;

pub use compare::{Breach, ChangedClause, ChangedHabit, ClauseId, Comparison, Untested, compare};
pub use curl::curl;
pub use day::Day;
pub use gap::Gap;
pub use json::{UnreadableReport, from_json, to_json};
pub use merge::{NotOneRun, merge};
pub use model::{
    ClauseTally, Ending, FORMAT, Finding, HarnessFault, Observation, Outcome, Place, Report, Reproduction,
    Shown, StaleWaiver, SuiteReport, Tool, Waived,
};
pub use redact::redacted_header;
pub use shown::shown;
pub use signature::{evidence, signature};
pub use terminal::{Palette, brief, terminal, wrap};
pub use terms::{Partition, Shard, SuiteClauses, Terms};
pub use waivers::{Evidence, Waiver};
