//! Runs for callers that are not async, and the short way from two files and a URL to a report.

use std::slice;
use std::sync::Arc;

use super::files::settled_from;
use super::options::{RunOptions, SuiteRun};
use crate::contract::{Contract, Mistakes, SuiteText};
use crate::generate::{Subjects, Trigger};
use crate::report::Report;
use crate::runner::event::Stop;
use crate::send::{Target, TargetError};

/// Runs suites one after the other on a runtime of its own, and reports what was found.
///
/// It may be called from anywhere, async code included, but blocks the thread that calls it: a server that needs this
/// thread to answer is better tested by awaiting [`run`](super::run).
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use batchspec_harness::run::{RunOptions, SuiteRun, run_blocking};
/// # let (suite_toml, model_json) = (include_str!("../../../suites/inspector2/suite.toml"),
/// #     include_str!("../../../suites/inspector2/model.json"));
///
/// let contract = batchspec_harness::read_suite(suite_toml, model_json)?;
/// // Nothing listens on port 9 of this machine, and the report says so.
/// let report = run_blocking(&[SuiteRun::at(contract, "http://127.0.0.1:9")?], &RunOptions::default());
/// assert_eq!(report.exit_code(), 3);
/// # Ok(())
/// # }
/// ```
///
/// # Panics
/// When the operating system gives no threads or no file handles for a runtime.
pub fn run_blocking(suites: &[SuiteRun], options: &RunOptions) -> Report {
    // A thread of its own, since a runtime cannot be started on a thread that drives another.
    let report = std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
            let runtime = runtime.expect("failed to start a runtime for the run");
            runtime.block_on(super::run(suites, options, &|_| {}, &Stop::default()))
        });
        worker.join()
    });
    report.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Tests the server at `url`, of which nothing is known, in every clause of one suite. Blocks as [`run_blocking`] does.
///
/// # Errors
/// When `url` is no base URL that this build can reach.
///
/// # Panics
/// When the operating system gives no threads or no file handles for a runtime.
pub fn check(contract: impl Into<Arc<Contract>>, url: &str) -> Result<Report, TargetError> {
    let suite = SuiteRun::at(contract, url)?;
    Ok(run_blocking(slice::from_ref(&suite), &RunOptions::default()))
}

/// Reads a suite from the text of its suite file and of its model; mistakes are told of `suite.toml` and `model.json`.
///
/// # Errors
/// Every mistake in both texts, each with file and place.
pub fn read_suite(suite_toml: &str, model_json: &str) -> Result<Contract, Mistakes> {
    let (suite_file, model_file) = ("suite.toml", "model.json");
    let contract =
        Contract::load(&SuiteText { suite_file, suite: suite_toml, model_file, model: model_json })?;
    settled_from(contract, suite_file)
}

impl SuiteRun {
    /// A suite against the server at `url`, of which nothing is known.
    ///
    /// # Errors
    /// When `url` is no base URL that this build can reach.
    pub fn at(contract: impl Into<Arc<Contract>>, url: &str) -> Result<Self, TargetError> {
        Ok(Self::new(contract.into(), Arc::new(Target::new(url)?)))
    }

    /// Tells what exists on the target.
    #[must_use]
    pub fn with_subjects(mut self, subjects: Subjects) -> Self {
        self.subjects = subjects;
        self
    }

    /// Tells how to provoke documented errors on the target.
    #[must_use]
    pub fn with_triggers(mut self, triggers: Vec<Trigger>) -> Self {
        self.triggers = triggers;
        self
    }
}
