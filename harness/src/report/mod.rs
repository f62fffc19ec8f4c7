//! Stage 5, verdicts to report to bytes: pure; one output format a file.

mod common_faults;
mod day;
mod finding;
mod formats;
mod gap;
mod model;
mod place;
mod policy;
mod recording;
#[cfg(test)]
pub(crate) mod samples;
mod saved_finding;
#[cfg(feature = "schema")]
mod schema;
mod signature;
mod supplied;
mod text;

pub use common_faults::CommonFault;
pub use day::Day;
pub use finding::{Finding, Place, Reproduction, Shown, SyntaxPlace, Waived};
pub(crate) use formats::indented;
#[cfg(feature = "html")]
pub use formats::to_html;
pub use formats::{
    FORMATS, Format, Happening, Palette, UnreadableReport, brief, from_json, scan, terminal, to_json,
    to_junit, to_markdown, to_ndjson, to_sarif, wrap,
};
pub use gap::Gap;
pub use model::{
    AnswerTimes, ClauseTally, Ending, FORMAT, HarnessFault, Observation, Outcome, Prelude, Report,
    StaleWaiver, StatusCounts, SuiteReport, Tool,
};
pub use policy::{
    Breach, ChangedClause, ChangedHabit, ClauseId, Comparison, Evidence, NotOneRun, Partition, RunScope,
    Shard, SuiteClauses, Untested, Waiver, compare, merge, parse_waivers, waiver_entries, waivers_to_fill_in,
};
pub use recording::{
    RECORDING_END, RecordedEntry, Recording, SentTo, UnreadableRecording, recorded, recording_head, to_har,
};
pub(crate) use saved_finding::FORM as SAVED_FORM;
pub use saved_finding::{FindingError, SavedFinding};
#[cfg(feature = "schema")]
pub use schema::{line_schema, schema};
pub use signature::{evidence, signature};
pub use supplied::{Supplied, Supplying};
pub use text::{Scrub, curl, is_secret_name, redacted_header, shown};
