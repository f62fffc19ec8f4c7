//! Stage 5, verdicts to report to bytes: pure; one output format a file.

mod curl;
mod json;
mod model;
mod redact;
mod shown;
mod terminal;

pub use curl::curl;
pub use json::to_json;
pub use model::{
    ClauseTally, Ending, Finding, HarnessFault, Observation, Outcome, Place, Report, Reproduction, Shown,
    StaleWaiver, SuiteReport, Tool, Waived,
};
pub use shown::shown;
pub use terminal::{Palette, brief, terminal, wrap};
