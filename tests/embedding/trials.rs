//! A run as libtest-mimic trials.

use std::collections::BTreeSet;
use std::path::Path;

use batchspec_faults::fault;
use batchspec_fixtures::ServeOptions;
use batchspec_harness::libtest::trials;
use batchspec_harness::run::{RunOptions, SuiteRun};
use batchspec_harness::{Level, Run};
use libtest_mimic::{Arguments, Conclusion};
use tokio::runtime::Runtime;

use super::accounts::Accounts;
use crate::contracts::contracts;
use crate::reference::Reference;
use crate::world::with_world;

/// What the trials of these suites print with these arguments, and how they end.
fn tried(run: &Run, args: &[&str]) -> (String, Conclusion) {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let program = ["trials", "--logfile", log.to_str().expect("text")];
    let args = Arguments::from_iter(program.iter().chain(args));
    let conclusion = libtest_mimic::run(&args, trials(run, &args));
    (read(&log), conclusion)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the log")
}

/// Every suite against one address.
fn suites(url: &str) -> Run {
    let suites = contracts().into_iter().map(|contract| SuiteRun::at(contract, url).expect("a good URL"));
    Run::of(suites.collect(), RunOptions::default())
}

/// Amazon Inspector alone, against one address.
fn inspector(url: &str) -> Run {
    let contract =
        contracts().into_iter().find(|contract| contract.suite == "inspector2").expect("the suite");
    Run::new(contract, url).expect("a good URL")
}

/// Nothing listens there.
const NOWHERE: &str = "http://127.0.0.1:9";

/// The trials of a mock, and how many requests it took.
fn tried_on_mock(args: &[&str]) -> (String, Conclusion, usize) {
    let runtime = Runtime::new().expect("a runtime");
    let server = runtime.block_on(Accounts::Conforming.serve());
    let (log, conclusion) = tried(&inspector(&server.uri()), args);
    let requests = runtime.block_on(server.received_requests()).expect("recording is on").len();
    (log, conclusion, requests)
}

#[test]
fn each_clause_that_is_judged_has_one_trial_of_its_own_name() {
    let (log, _) = tried(&suites(NOWHERE), &["--list"]);
    let names: Vec<&str> = log.lines().filter_map(|line| line.strip_suffix(": test")).collect();
    assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len(), "names are unique");
    let clauses: Vec<_> = contracts().iter().map(|contract| contract.clauses.clone()).collect();
    let judged =
        clauses.iter().flat_map(|table| table.iter()).filter(|(_, clause)| clause.level != Level::Note);
    assert_eq!(names.len(), judged.count() + 2, "and one for each run as a whole");
    for name in [
        "inspector2/request/account-ids-max",
        "inspector2/batch/complete",
        "marketplace/batch/complete",
        "marketplace/protocol/success-status",
        "marketplace/run",
    ] {
        assert!(names.contains(&name), "{name} is missing in:\n{log}");
    }
    assert!(!log.contains("batch/duplicates"), "notes have no trial");
}

#[test]
fn clauses_that_the_options_leave_out_have_no_trial() {
    let run = inspector(NOWHERE).only("inspector2/request/*").only("batch/*").skip("*-max");
    let (log, _) = tried(&run, &["--list"]);
    assert!(log.contains("inspector2/request/account-ids-min") && log.contains("inspector2/batch/complete"));
    assert!(!log.contains("account-ids-max") && !log.contains("protocol/"), "{log}");
}

#[test]
#[should_panic(expected = "given twice")]
fn one_program_has_a_suite_once() {
    let twice = inspector(NOWHERE).and(inspector(NOWHERE));
    let _ = trials(&twice, &Arguments::default());
}

#[test]
fn all_trials_share_one_run() {
    let (log, conclusion, requests) = tried_on_mock(&[]);
    assert_eq!(conclusion.num_failed, 0, "{log}");
    assert!(conclusion.num_passed > 40, "{log}");
    let runtime = Runtime::new().expect("a runtime");
    let server = runtime.block_on(Accounts::Conforming.serve());
    let _ = inspector(&server.uri()).send_blocking();
    let once = runtime.block_on(server.received_requests()).expect("recording is on").len();
    // Where the first answer is slow, a run looks how many requests at once are served.
    assert!(requests.abs_diff(once) < 50, "{requests} and {once}");
}

#[test]
fn a_trial_alone_sends_only_what_can_decide_it() {
    let (log, conclusion, requests) = tried_on_mock(&["--exact", "inspector2/request/account-ids-max"]);
    assert_eq!((conclusion.num_passed, conclusion.num_failed), (1, 0), "{log}");
    assert!((10..200).contains(&requests), "{requests} requests");
}

#[test]
fn filters_choose_what_is_sent() {
    let (log, conclusion, requests) = tried_on_mock(&["request/", "--skip", "odd", "--skip", "strict"]);
    assert!(conclusion.num_passed >= 4 && conclusion.num_failed == 0, "{log}");
    assert!(!log.contains("batch/") && !log.contains("inspector2/run"), "{log}");
    assert!((50..2_000).contains(&requests), "{requests} requests");
}

#[test]
fn a_broken_promise_fails_its_trial_with_the_finding() {
    let server = Reference::start(ServeOptions { fault: fault("last-account-lost"), ..Default::default() });
    let contract =
        contracts().into_iter().find(|contract| contract.suite == "inspector2").expect("the suite");
    let suite = with_world(SuiteRun::at(contract, server.url()).expect("a good URL"));
    let run = Run::of(vec![suite], RunOptions::default());
    let (log, conclusion) = tried(&run, &[]);
    assert!(conclusion.num_failed >= 2, "the clause and the run: {log}");
    for part in ["---- inspector2/batch/complete ----", "curl -sS", "expected", "actual"] {
        assert!(log.contains(part), "{part:?} is missing in:\n{log}");
    }
    assert!(log.contains("broken, as their own trials show: batch/complete"), "{log}");
    let (log, conclusion) = tried(&run, &["--exact", "inspector2/batch/complete"]);
    assert_eq!((conclusion.num_failed, conclusion.num_filtered_out > 40), (1, true), "{log}");
}

#[test]
fn what_is_not_known_of_a_target_is_a_reason_and_no_failure() {
    let server = Reference::start(ServeOptions::default());
    let (log, conclusion) = tried(&suites(server.url()), &[]);
    assert_eq!(conclusion.num_failed, 0, "{log}");
    assert!(log.contains("ignored (not exercised: needs a trigger"), "{log}");
    assert!(log.contains("ignored (not exercised: needs credentials"), "{log}");
}

#[test]
fn an_empty_world_is_no_failure() {
    let runtime = Runtime::new().expect("a runtime");
    let server = runtime.block_on(Accounts::Empty.serve());
    let (log, conclusion) = tried(&inspector(&server.uri()), &[]);
    assert_eq!(conclusion.num_failed, 0, "{log}");
    assert!(log.contains("ignored (not exercised: needs a subject"), "{log}");
}

#[test]
fn a_warning_fails_under_strict_judgement_only() {
    let server =
        Reference::start(ServeOptions { fault: fault("trial-ends-before-start"), ..Default::default() });
    let args = ["--exact", "inspector2/response/start-before-end"];
    let (log, conclusion) = tried(&inspector(server.url()), &args);
    assert_eq!((conclusion.num_ignored, conclusion.num_failed), (1, 0), "{log}");
    assert!(log.contains("ignored (a warning that only strict judgement counts: expected"), "{log}");
    let (log, conclusion) = tried(&inspector(server.url()).strict(), &args);
    assert_eq!(conclusion.num_failed, 1, "{log}");
}

#[test]
fn a_target_that_is_not_there_verifies_nothing() {
    let (log, conclusion) = tried(&inspector(NOWHERE), &["--exact", "inspector2/batch/complete"]);
    assert_eq!(conclusion.num_failed, 1, "{log}");
    assert!(log.contains("the target was never reached"), "{log}");
}

#[test]
fn what_is_waived_is_ignored_with_its_reason_and_leaves_the_run_whole() {
    let server = Reference::start(ServeOptions { fault: fault("last-account-lost"), ..Default::default() });
    let run = inspector(server.url()).waive(&["tests/embedding/waivers.toml"]).expect("good waivers");
    let args = Arguments::from_iter(["trials", "--quiet"]);
    let conclusion = libtest_mimic::run(&args, trials(&run, &args));
    assert_eq!(conclusion.num_failed, 0, "{conclusion:?}");
    assert!(conclusion.num_ignored > 0, "{conclusion:?}");
}
