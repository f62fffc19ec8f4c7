//! Stage 5, verdicts to report to bytes: pure; one output format a file.

mod curl;
mod formats;
mod har;
mod json;
mod junit;
mod legible;
mod markdown;
mod model;
mod ndjson;
mod redact;
mod sarif;
#[cfg(feature = "schema")]
mod schema;
mod shown;
mod terminal;

pub use curl::curl;
pub use formats::{FORMATS, Format};
pub use har::to_har;
pub use json::to_json;
pub use junit::to_junit;
pub use markdown::to_markdown;
pub use model::{
    ClauseTally, Ending, FORMAT, Finding, HarnessFault, Observation, Outcome, Place, Report, Reproduction,
    Shown, StaleWaiver, SuiteReport, Tool, Waived,
};
pub use ndjson::{Happening, to_ndjson};
pub use sarif::to_sarif;
#[cfg(feature = "schema")]
pub use schema::{line_schema, schema};
pub use shown::shown;
pub use terminal::{Palette, brief, terminal, wrap};
