//! Joins the stages: plan, probe, send, judge, confirm, report. The only place that knows them all.

mod asking;
mod builder;
mod diff;
mod environment;
mod export;
mod files;
mod options;
mod plans;
mod preview;
mod recording;
mod replay;
mod secrets;
mod selection;
mod subjects;
mod suite;
mod suite_text;
mod suites;
mod unjudged;

pub use crate::diagnose::attribution::{RULES, Rule};
pub use crate::diagnose::passes::passes;
pub use crate::report::{FindingError, SavedFinding};
pub use crate::runner::{
    Event, ExchangeObserver, RecordedSuite, Restart, Restarted, RunPhase, SentCase, Stop,
};
pub use asking::ask;
pub use builder::Run;
pub use diff::{AnswerDifference, Aspect, DiffReport, DiffRun, SuiteDiff, diff};
pub use environment::{VariableError, target_from_env, today};
pub use files::{ReadError, read_suite_folder, read_waivers};
pub use options::{RunOptions, SuiteRun};
pub use plans::Plans;
pub use preview::{Preview, preview};
pub use recording::{RecordedRun, Rejudged, rejudge};
pub use replay::{Replay, ReplayError, Replayed, Verdict};
pub use suite_text::read_suite;
pub use suites::run;
