//! Stage 5, verdicts to report to bytes: pure; one output format a file.

mod compare;
mod curl;
mod day;
mod finding;
mod formats;
mod gap;
mod har;
#[cfg(feature = "html")]
mod html;
mod json;
mod junit;
mod legible;
mod markdown;
mod merge;
mod model;
mod ndjson;
mod place;
mod recorded;
mod recording;
mod redact;
#[cfg(test)]
mod samples;
mod sarif;
#[cfg(feature = "schema")]
mod schema;
mod scrub;
mod shown;
mod signature;
mod terminal;
mod terms;
mod waiver_file;
mod waivers;
mod web;

pub use compare::{Breach, ChangedClause, ChangedHabit, ClauseId, Comparison, Untested, compare};
pub use curl::curl;
pub use day::Day;
pub use finding::{Finding, Place, Reproduction, Shown, SyntaxPlace, Waived};
pub use formats::{FORMATS, Format};
pub use gap::Gap;
pub use har::to_har;
#[cfg(feature = "html")]
pub use html::to_html;
pub(crate) use json::indented;
pub use json::{UnreadableReport, from_json, to_json};
pub use junit::to_junit;
pub use markdown::to_markdown;
pub use merge::{NotOneRun, merge};
pub use model::{
    AnswerTimes, ClauseTally, Ending, FORMAT, HarnessFault, Observation, Outcome, Prelude, Report,
    StaleWaiver, StatusCounts, SuiteReport, Tool,
};
pub use ndjson::{Happening, to_ndjson};
pub use recorded::{RECORDING_END, SentTo, recorded, recording_head};
pub use recording::{RecordedEntry, Recording, UnreadableRecording};
pub use redact::{is_secret_name, redacted_header};
pub use sarif::to_sarif;
#[cfg(feature = "schema")]
pub use schema::{line_schema, schema};
pub use scrub::Scrub;
pub use shown::shown;
pub use signature::{evidence, signature};
pub use terminal::{Palette, brief, terminal, wrap};
pub use terms::{Partition, RunScope, Shard, SuiteClauses};
pub use waiver_file::{parse_waivers, waiver_entries, waivers_to_fill_in};
pub use waivers::{Evidence, Waiver};
