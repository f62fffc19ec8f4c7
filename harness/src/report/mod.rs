//! Stage 5, verdicts to report to bytes: pure; one output format a file.

mod curl;
mod json;
mod model;
mod redact;
mod shown;
mod signature;
mod terminal;
mod terms;

pub use curl::curl;
pub use json::to_json;
pub use model::{
    ClauseTally, Ending, FORMAT, Finding, HarnessFault, Observation, Outcome, Place, Report, Reproduction,
    Shown, StaleWaiver, SuiteReport, Tool, Waived,
};
pub use shown::shown;
pub use signature::{evidence, signature};
pub use terminal::{Palette, brief, terminal, wrap};
pub use terms::{Partition, Shard, SuiteClauses, Terms};
