//! What a run is told.

use std::sync::Arc;
use std::time::Duration;

use super::plans::Plans;
use crate::contract::Contract;
use crate::generate::{Subjects, Trigger};
use crate::message::Credentials;
use crate::report::{Partition, SavedFinding, Supplied};
use crate::runner::observer::ExchangeObserver;
use crate::runner::restart::Restart;
use crate::send::{Target, TargetError};

/// Default time limit of a run. Fast targets need a second; for slow ones, the run sends the most telling part of the
/// plan.
const LONGEST: Duration = Duration::from_secs(30);

/// One suite against one target.
#[derive(Debug, Clone)]
pub struct SuiteRun {
    /// What is promised.
    pub contract: Arc<Contract>,
    /// The server under test.
    pub target: Arc<Target>,
    /// What is known to exist there.
    pub subjects: Subjects,
    /// How to provoke documented errors there.
    pub triggers: Vec<Trigger>,
    /// What other operations listed or made there. Its items are asked for first, and count as known only once they were
    /// answered with success: what existed a moment ago need not exist any more.
    pub supplied: Vec<Supplied>,
}

impl SuiteRun {
    /// A suite against a target of which nothing is known.
    #[must_use]
    pub fn new(contract: Arc<Contract>, target: Arc<Target>) -> Self {
        Self { contract, target, subjects: Subjects::default(), triggers: Vec::new(), supplied: Vec::new() }
    }

    /// A suite against the server at `url`, of which nothing is known.
    ///
    /// # Errors
    /// When `url` is no base URL that this build can reach.
    pub fn at(contract: impl Into<Arc<Contract>>, url: &str) -> Result<Self, TargetError> {
        Ok(Self::new(contract.into(), Arc::new(Target::new(url)?)))
    }
}

/// How a run is done.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// The random seed.
    pub seed: u64,
    /// Random valid batches for each suite, beside the deterministic cases.
    pub random_cases: u32,
    /// Whether breaches of `should` clauses break the run.
    pub strict: bool,
    /// Globs on clause ids; when given, only clauses that match one are judged.
    pub only: Vec<String>,
    /// Globs on clause ids that are not judged.
    pub skip: Vec<String>,
    /// Judge only this share of the clauses; the reports of all shares are merged by
    /// [`merge`](crate::report::merge).
    pub partition: Option<Partition>,
    /// Whether operations that are not served, or of which no valid request succeeded, are told and no more, as long as there
    /// are others.
    pub asks_what_is_served: bool,
    /// Suites that run side by side; one after the other by default.
    pub at_once: usize,
    /// Requests in flight, for each suite.
    pub lanes: usize,
    /// Requests that the whole run may send, the most telling first; `None` for as many as are planned.
    pub max_requests: Option<u64>,
    /// How long the run may send requests, 30 seconds by default; `None` for as long as it takes. Where a target is slow, the
    /// plan is cut to what fits, the most telling first.
    pub max_time: Option<Duration>,
    /// Stop at the first confirmed finding that breaks the run. A shard ignores this, since another shard may hold an
    /// earlier one.
    pub fail_fast: bool,
    /// Saved findings of earlier runs, whose requests are sent before the plan; those of other suites are left alone.
    pub prelude: Arc<[SavedFinding]>,
    /// Whether account ids, which have twelve digits, are shown as stand-ins; requests have the real ones.
    pub mask_accounts: bool,
    /// Whether signed targets are also sent requests that are unsigned or not signed well, which they have to refuse.
    pub auth_probes: bool,
    /// Plans made for earlier runs, which this one may use, and to which it adds its own.
    pub plans: Plans,
    /// Who can start the target anew: then a finding that needs an earlier request is shown with it, and a request that ends
    /// the target is told. Not for suites that run side by side.
    pub restart: Option<Arc<dyn Restart>>,
    /// Ids of [`RULES`](crate::run::RULES) that are not applied: for trying what each of them is for.
    pub without_rules: Vec<String>,
    /// Observer that receives every exchange; none by default.
    pub observer: Option<Arc<dyn ExchangeObserver>>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            seed: 0,
            random_cases: 300,
            strict: false,
            only: Vec::new(),
            skip: Vec::new(),
            partition: None,
            asks_what_is_served: false,
            at_once: 1,
            lanes: 16,
            max_requests: None,
            max_time: Some(LONGEST),
            fail_fast: false,
            prelude: Arc::default(),
            mask_accounts: false,
            auth_probes: false,
            plans: Plans::default(),
            restart: None,
            without_rules: Vec::new(),
            observer: None,
        }
    }
}

impl RunOptions {
    /// The signatures that are not right with which `target` is asked.
    pub(super) fn signatures_to_refuse(&self, target: &Target) -> Vec<Credentials> {
        if self.auth_probes { target.signatures_to_refuse() } else { Vec::new() }
    }
}
