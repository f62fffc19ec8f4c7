//! One run against a reference server of its own.

use std::sync::Arc;

use batchspec_faults::fault;
use batchspec_fixtures::{ServeOptions, serve};
use batchspec_harness::report::{Partition, Report};
use batchspec_harness::run::{RunOptions, Stop, SuiteRun, run};

use crate::contracts::contracts;
use crate::world::with_world;

/// What is tried.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Trial {
    /// The server's fault; the reference without one, for both suites.
    pub(super) fault: Option<&'static str>,
    pub(super) seed: u64,
    /// The shard; the whole without one.
    pub(super) partition: Option<Partition>,
}

/// What a run finds.
pub(super) async fn report(trial: Trial) -> Report {
    let fault = trial.fault.map(|id| fault(id).unwrap_or_else(|| panic!("{id} is no fault")));
    let server = serve(ServeOptions { fault, ..ServeOptions::default() }).await.expect("a free port");
    let wanted = contracts().into_iter().filter(|suite| fault.is_none_or(|fault| fault.suite == suite.suite));
    let at = |suite| with_world(SuiteRun::at(Arc::clone(&suite), &server.url()).expect("a good URL"));
    let suites: Vec<SuiteRun> = wanted.map(at).collect();
    let Trial { seed, partition, .. } = trial;
    let options = RunOptions { seed, partition, random_cases: 50, ..RunOptions::default() };
    run(&suites, &options, &|_| {}, &Stop::default()).await
}
