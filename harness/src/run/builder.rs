//! One run, put together step by step.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::environment::{VariableError, today};
use super::files::{ReadError, read_waivers};
use super::options::{RunOptions, SuiteRun};
use crate::contract::Contract;
use crate::generate::{Subjects, Trigger};
use crate::report::{Report, Waiver};
use crate::runner::{Event, Stop};
use crate::send::{Target, TargetError};

/// A run to be: suites, the server that each is sent to, and how.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use batchspec_harness::{Run, read_suite};
/// # let (suite_toml, model_json) = (include_str!("../../../suites/inspector2/suite.toml"),
/// #     include_str!("../../../suites/inspector2/model.json"));
///
/// let contract = read_suite(suite_toml, model_json)?;
/// // Nothing listens on port 9 of this machine, and the report says so.
/// let report = Run::new(contract, "http://127.0.0.1:9")?.seed(7).only("batch/*").send_blocking();
/// assert_eq!(report.exit_code(), 3);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before `send` or `send_blocking`"]
pub struct Run {
    pub(crate) suites: Vec<SuiteRun>,
    pub(crate) options: RunOptions,
    waivers: Vec<Waiver>,
    require_exercised: Option<f64>,
}

impl Run {
    /// A suite against the server at `url`, of which nothing is known.
    ///
    /// # Errors
    /// When `url` is no base URL that this build can reach.
    pub fn new(contract: impl Into<Arc<Contract>>, url: &str) -> Result<Self, TargetError> {
        Ok(Self::at(contract, Target::new(url)?))
    }

    /// A suite against a target with headers, limits, a signer or certificates of its own.
    pub fn at(contract: impl Into<Arc<Contract>>, target: Target) -> Self {
        Self::of(vec![SuiteRun::new(contract.into(), Arc::new(target))], RunOptions::default())
    }

    /// Suites and options that somebody else put together.
    #[doc(hidden)]
    pub fn of(suites: Vec<SuiteRun>, options: RunOptions) -> Self {
        Self { suites, options, waivers: Vec::new(), require_exercised: None }
    }

    /// One suite of this run by itself.
    #[cfg(feature = "libtest")]
    pub(crate) fn alone(&self, suite: &SuiteRun) -> Self {
        Self { suites: vec![suite.clone()], ..self.clone() }
    }

    /// The same run with the suites of another after its own; how it is done stays.
    pub fn and(mut self, other: Self) -> Self {
        self.suites.extend(other.suites);
        self.waivers.extend(other.waivers);
        self
    }

    /// Tells what exists on the targets of all suites so far.
    pub fn subjects(mut self, subjects: &Subjects) -> Self {
        self.suites.iter_mut().for_each(|suite| suite.subjects = subjects.clone());
        self
    }

    /// Tells how to provoke documented errors on the targets of all suites so far.
    pub fn triggers(mut self, triggers: &[Trigger]) -> Self {
        self.suites.iter_mut().for_each(|suite| suite.triggers = triggers.to_vec());
        self
    }

    /// The seed of all chance; 0 unless told, so that a test repeats itself.
    pub fn seed(mut self, seed: u64) -> Self {
        self.options.seed = seed;
        self
    }

    /// Random valid batches for each suite, beside the fixed cases; 300 unless told.
    pub fn cases(mut self, count: u32) -> Self {
        self.options.random_cases = count;
        self
    }

    /// Breaches of `should` clauses break the run, too.
    pub fn strict(mut self) -> Self {
        self.options.strict = true;
        self
    }

    /// Judges only clauses whose id matches this glob, or one of those that were given before.
    pub fn only(mut self, glob: &str) -> Self {
        self.options.only.push(glob.to_owned());
        self
    }

    /// Does not judge clauses whose id matches this glob.
    pub fn skip(mut self, glob: &str) -> Self {
        self.options.skip.push(glob.to_owned());
        self
    }

    /// Requests in flight for each suite; 16 unless told.
    pub fn lanes(mut self, lanes: usize) -> Self {
        self.options.lanes = lanes;
        self
    }

    /// Requests at most, the most telling first; as many as are planned unless told.
    pub fn max_requests(mut self, requests: u64) -> Self {
        self.options.max_requests = Some(requests);
        self
    }

    /// The longest time that requests are sent.
    pub fn max_time(mut self, time: Duration) -> Self {
        self.options.max_time = Some(time);
        self
    }

    /// Stops at the first confirmed finding that breaks the run.
    pub fn fail_fast(mut self) -> Self {
        self.options.fail_fast = true;
        self
    }

    /// Does not conform unless this share of the `must` and `should` clauses was decided, in percent.
    pub fn require_exercised(mut self, percent: f64) -> Self {
        self.require_exercised = Some(percent);
        self
    }

    /// Excuses the findings that these files of waivers name, as `batchspec run --waivers` does, until their days have
    /// passed.
    ///
    /// # Errors
    /// The file that cannot be read, or every mistake in all of them, each with file and line.
    pub fn waive(mut self, files: &[impl AsRef<Path>]) -> Result<Self, ReadError> {
        let contracts: Vec<_> = self.suites.iter().map(|suite| Arc::clone(&suite.contract)).collect();
        self.waivers.extend(read_waivers(files, &contracts)?);
        Ok(self)
    }

    /// Changes seed, cases and strictness as the environment says: `BATCHSPEC_SEED` (a number), `BATCHSPEC_CASES` (random
    /// batches for each suite) and `BATCHSPEC_STRICT` (`1` or `0`).
    ///
    /// # Errors
    /// When one of the variables cannot be understood.
    pub fn with_environment(mut self) -> Result<Self, VariableError> {
        self.options.take_environment()?;
        Ok(self)
    }

    /// Sends the requests and reports what was found.
    ///
    /// Never fails: what a target does wrong is part of the report, and so is a target that is not there.
    pub async fn send(&self) -> Report {
        self.send_watched(&|_| {}, &Stop::default()).await
    }

    /// The same, with an observer of what happens, and a way to end the run early.
    pub async fn send_watched(&self, events: &(dyn Fn(Event) + Sync), stop: &Stop) -> Report {
        let mut report = super::run(&self.suites, &self.options, events, stop).await;
        self.apply_terms(&mut report);
        report
    }

    /// The same for callers that are not async, on a runtime of its own.
    ///
    /// It may be called from anywhere, async code included, but blocks the thread that calls it: a server that needs this
    /// thread to answer is better tested by awaiting [`send`](Self::send).
    ///
    /// # Panics
    /// When the operating system gives no threads or no file handles for a runtime.
    pub fn send_blocking(&self) -> Report {
        // A thread of its own, since a runtime cannot be started on a thread that drives another.
        let report = std::thread::scope(|scope| {
            let worker = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
                let runtime = runtime.expect("failed to start a runtime for the run");
                runtime.block_on(self.send())
            });
            worker.join()
        });
        report.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    /// Marks what is excused and what is demanded.
    fn apply_terms(&self, report: &mut Report) {
        report.terms.require_exercised = self.require_exercised;
        if !self.waivers.is_empty() {
            report.waive(&self.waivers, today());
        }
    }
}
