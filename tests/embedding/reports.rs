//! A run as one report.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use batchspec_harness::{Report, Run, Stop, read_suite};
use batchspec_suites::INSPECTOR2;

use super::accounts::Accounts;
use crate::reference::Reference;

async fn report(accounts: Accounts) -> Report {
    let server = accounts.serve().await;
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json).expect("a good suite");
    Run::new(contract, &server.uri()).expect("a good URL").send().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conforming_mock_passes() {
    report(Accounts::Conforming).await.assert_conformant();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mock_that_loses_ids_is_told_with_the_smallest_batch_that_shows_it() {
    let report = report(Accounts::Forgetful).await;
    let first = report.findings.first().expect("a finding");
    assert_eq!((first.clause.id.as_str(), first.items, first.smallest), ("batch/complete", Some(3), true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mock_that_takes_too_many_ids_is_told_with_one_too_many() {
    let report = report(Accounts::Boundless).await;
    let first = report.findings.first().expect("a finding");
    assert_eq!((first.clause.id.as_str(), first.items), ("inspector2/request/account-ids-max", Some(101)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_promise_panics_with_the_whole_story() {
    let report = report(Accounts::Forgetful).await;
    let panic = catch_unwind(AssertUnwindSafe(|| report.assert_conformant())).expect_err("a panic");
    let text = panic.downcast_ref::<String>().expect("text");
    for part in ["the target does not conform", "batch/complete", "curl -sS", "/freetrialinfo/batchget"] {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
}

#[test]
fn a_run_needs_no_runtime_of_the_callers() -> Result<(), Box<dyn std::error::Error>> {
    let server = Reference::start(Default::default());
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?;
    Run::new(contract, server.url())?.send_blocking().assert_conformant();
    Ok(())
}

#[tokio::test]
async fn a_blocking_run_may_be_called_from_async_code() {
    let server = Accounts::Conforming.serve().await;
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json).expect("a good suite");
    Run::new(contract, &server.uri()).expect("a good URL").send_blocking().assert_conformant();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_keeps_to_what_it_is_told_and_tells_what_happens() {
    let server = Accounts::Boundless.serve().await;
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json).expect("a good suite");
    let run = Run::new(contract, &server.uri()).expect("a good URL").max_requests(60).lanes(1).fail_fast();
    let told = AtomicUsize::new(0);
    let count = |_event| {
        told.fetch_add(1, Ordering::Relaxed);
    };
    let report = run.send_watched(&count, &Stop::default()).await;
    assert!((1..=60).contains(&report.requests), "{} requests", report.requests);
    assert!(told.into_inner() > 0, "no event was told");
    let stop = Stop::default();
    stop.ask();
    let stopped = run.send_watched(&|_| {}, &stop).await;
    assert_ne!(stopped.exit_code(), 0);
}
