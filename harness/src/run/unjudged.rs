//! Suites of which nothing is judged: the target does not serve them, or their contract is lost.

use super::options::{RunOptions, SuiteRun};
use super::selection::owned_clauses;
use super::suite::SuiteOutcome;
use crate::contract::Level;
use crate::report::{ClauseTally, Ending, HarnessFault, Outcome, Prelude, SuiteReport};

/// An operation that the target does not serve.
pub(super) fn unserved(
    suite: &SuiteRun,
    options: &RunOptions,
    why: String,
    ending: Ending,
    requests: u64,
) -> SuiteOutcome {
    let contract = &suite.contract;
    let judged = owned_clauses(contract, options).into_iter().map(|clause| contract.clauses.get(clause));
    let clauses = judged.map(|clause| ClauseTally {
        outcome: if clause.level == Level::Note { Outcome::Observed } else { Outcome::NotExercised },
        clause: clause.clone(),
        held: 0,
        broken: 0,
        undecided: 0,
        why: Some("the target does not serve this operation".to_owned()),
    });
    // Hundreds of operations that are not there would make the larger part of a scan's report.
    let clauses = if options.asks_what_is_served { Vec::new() } else { clauses.collect() };
    SuiteOutcome {
        report: SuiteReport { not_served: Some(why), clauses, ..blank(suite) },
        findings: Vec::new(),
        observations: Vec::new(),
        harness_faults: Vec::new(),
        requests,
        ending,
    }
}

/// The report of a suite of which nothing was judged.
pub(super) fn blank(suite: &SuiteRun) -> SuiteReport {
    let contract = &suite.contract;
    SuiteReport {
        suite: contract.suite.clone(),
        title: contract.title.clone(),
        version: contract.version.clone(),
        operation: contract.operation.clone(),
        model_checksum: format!("{:016x}", contract.model_checksum),
        target: suite.target.url(),
        unverified: suite.target.is_unverified(),
        planned_cases: 0,
        judged_cases: 0,
        distinct_bodies: 0,
        successes: 0,
        prelude: Prelude::default(),
        not_served: None,
        supplied: suite.supplied.clone(),
        clauses: Vec::new(),
        answer_times: Vec::new(),
        fates: Vec::new(),
        unasked_subjects: Vec::new(),
    }
}

/// An operation whose contract was read when the run began, and cannot be read any more.
pub(super) fn unreadable(suite: &SuiteRun, why: String) -> SuiteOutcome {
    let fault = HarnessFault { place: suite.contract.suite.clone(), what: why };
    SuiteOutcome {
        report: blank(suite),
        findings: Vec::new(),
        observations: Vec::new(),
        harness_faults: vec![fault],
        requests: 0,
        ending: Ending::Completed,
    }
}
