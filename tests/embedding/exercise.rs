//! How much of what is promised a default run puts to the test.

use std::sync::OnceLock;

use batchspec_harness::Run;
use batchspec_harness::report::{Outcome, Report};
use batchspec_harness::run::{RunOptions, SuiteRun};

use crate::contracts::contracts;
use crate::reference::Reference;
use crate::world::with_world;

/// Fewer answers than this may agree with a promise by chance.
const FEWEST_CASES: u64 = 5;

/// The default run of both suites against the reference servers.
fn report() -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(|| {
        let reference = Reference::start(Default::default());
        let at = |contract| with_world(SuiteRun::at(contract, reference.url()).expect("a good URL"));
        let suites: Vec<SuiteRun> = contracts().into_iter().map(at).collect();
        Run::of(suites, RunOptions::default()).send_blocking()
    })
}

#[test]
fn every_clause_that_is_exercised_is_exercised_often_enough() {
    let mut seldom = Vec::new();
    // What takes a second, or hundreds of requests, is asked once; and HEAD has few ways to go wrong.
    let few = [
        "http/expect-continue",
        "http/head-without-body",
        "http/close-announced",
        "http/close-heeded",
        "http/old-version-unchunked",
    ];
    for suite in &report().suites {
        let clauses = suite.clauses.iter().filter(|tally| !few.contains(&tally.clause.id.as_str()));
        for tally in clauses.filter(|tally| tally.outcome != Outcome::Observed) {
            let cases = tally.held + tally.broken;
            if cases < FEWEST_CASES && tally.outcome != Outcome::NotExercised {
                seldom.push(format!("{} {}: {cases} cases", suite.suite, tally.clause.id));
            }
        }
    }
    assert_eq!(seldom, Vec::<String>::new());
}

#[test]
fn only_signed_requests_are_left_out() {
    let mut unexercised = Vec::new();
    for suite in &report().suites {
        for tally in suite.clauses.iter().filter(|tally| tally.outcome == Outcome::NotExercised) {
            if tally.clause.area() != "auth" {
                unexercised.push(format!("{} {}", suite.suite, tally.clause.id));
            }
        }
    }
    assert_eq!(unexercised, Vec::<String>::new());
}
