//! Writing what was inferred: lines of JSON, a table, suites.

mod answers;
mod closure;
mod lines;
mod smithy;
mod suite;
mod table;
mod toml_text;
mod wire_names;

pub use closure::closure;
pub use lines::{Line, line};
pub use smithy::model_json;
pub use suite::{SuiteFiles, suite, suite_id, write_suite};
pub use table::table;
