//! The options of a run, one row each in [`table`]: the command line, the environment, the configuration file and
//! `batchspec config` read these rows, and docs/options.md is made of them.

mod choices;
#[cfg(test)]
mod document;
mod kinds;
mod option;
mod spelling;
pub(crate) mod table;
mod typed;
mod values;

pub(crate) use choices::{FailOn, SignMode};
pub(crate) use kinds::url_of;
pub(crate) use option::{AnyOption, PREFIX, Row, Variable, variable};
pub(crate) use spelling::header;
pub(crate) use typed::{DiffRunArgs, RejudgeRunArgs, RequestArgs, RunArgs, SuiteArgs};
pub(crate) use values::{AnyValue, Given, Origin, Slot, Values};
