//! One run against one server whose right verdict is known.

use std::sync::Arc;

use anyhow::Context as _;
use batchspec_fixtures::{Dialect, Fault, ServeOptions, serve};
use batchspec_harness::contract::Contract;
use batchspec_harness::report::Report;
use batchspec_harness::run::{RunOptions, Stop, SuiteRun, run};
use batchspec_harness::send::Target;

use crate::catalogue::{subjects_of, triggers_of};

/// Who stands trial.
#[derive(Debug, Clone)]
pub(super) enum Defendant {
    /// A server that breaks a promise.
    Fault(&'static Fault),
    /// A server that breaks none.
    Dialect(Dialect),
}

/// A run to be done.
#[derive(Debug)]
pub(super) struct Trial {
    defendant: Defendant,
    suites: Vec<Arc<Contract>>,
    seed: u64,
    is_brief: bool,
}

/// What a run found.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) defendant: Defendant,
    pub(super) seed: u64,
    /// The clause of the first finding, and what was expected and came.
    pub(super) accusation: Option<Accusation>,
    /// Why no valid request succeeded, if so.
    pub(super) unserved: Option<String>,
    /// What went wrong with the run itself.
    pub(super) mishap: Option<String>,
}

#[derive(Debug)]
pub(super) struct Accusation {
    pub(super) clause: String,
    pub(super) evidence: String,
}

impl Trial {
    pub(super) fn new(defendant: Defendant, suites: &[&Arc<Contract>], seed: u64, is_brief: bool) -> Self {
        let suites = suites.iter().map(|&suite| Arc::clone(suite)).collect();
        Self { defendant, suites, seed, is_brief }
    }

    /// Serves, runs, reads the report.
    pub(super) async fn hold(self) -> anyhow::Result<Verdict> {
        let options = match &self.defendant {
            Defendant::Fault(fault) => ServeOptions { fault: Some(fault), ..ServeOptions::default() },
            Defendant::Dialect(dialect) => {
                ServeOptions { dialect: dialect.clone(), ..ServeOptions::default() }
            }
        };
        let server = serve(options).await.context("failed to start a server")?;
        let target = Arc::new(Target::new(&server.url())?);
        let suites: Vec<_> = self.suites.iter().map(|suite| suite_run(suite, &target)).collect();
        // Under strict judgement, since faults that break a "should" are to be caught as well.
        let options =
            RunOptions { seed: self.seed, strict: true, fail_fast: self.is_brief, ..RunOptions::default() };
        let report = run(&suites, &options, &|_event| (), &Stop::default()).await;
        Ok(self.read(&report))
    }

    fn read(self, report: &Report) -> Verdict {
        let accusation = report.breaking().next().map(|finding| Accusation {
            clause: finding.clause.id.clone(),
            evidence: format!("expected {}, came {} ({})", finding.expected, finding.actual, finding.case),
        });
        let fault = report.harness_faults.first().map(|fault| format!("{}: {}", fault.place, fault.what));
        let unserved = report.suites.iter().find_map(|suite| suite.not_served.clone());
        let lost = (report.exit_code() == 3).then(|| "the run ended with exit code 3".to_owned());
        let mishap = fault.or(lost.filter(|_| accusation.is_none()));
        Verdict { defendant: self.defendant, seed: self.seed, accusation, unserved, mishap }
    }
}

fn suite_run(contract: &Arc<Contract>, target: &Arc<Target>) -> SuiteRun {
    let world = batchspec_fixtures::world(&contract.suite);
    SuiteRun {
        contract: Arc::clone(contract),
        target: Arc::clone(target),
        subjects: subjects_of(&world),
        triggers: triggers_of(&world),
    }
}
