//! Servers that break down at one kind of request: that request is told, and no innocent one beside it.

use std::sync::{Arc, Mutex};

use batchspec_faults::{Breakdown, BreakdownServer, serve_breakdown};
use batchspec_harness::contract::Contract;
use batchspec_harness::report::{Ending, Finding, Report};
use batchspec_harness::run::{
    Event, Replay, Restart, Restarted, RunOptions, SavedFinding, Stop, SuiteRun, Verdict, run,
};
use batchspec_harness::send::Target;

use crate::TIMEOUT;
use crate::contracts::contracts;

/// Starts the server of a test anew.
#[derive(Debug)]
struct Anew(Arc<BreakdownServer>);

impl Restart for Anew {
    fn restart(&self) -> Restarted<'_> {
        Box::pin(async { self.0.restart().await.is_ok() })
    }
}

/// What a run came to.
struct Tried {
    contract: Arc<Contract>,
    server: Arc<BreakdownServer>,
    target: Arc<Target>,
    report: Report,
    saved: Vec<SavedFinding>,
}

async fn tried(breakdown: Breakdown, lanes: usize, can_restart: bool) -> Tried {
    let server = Arc::new(serve_breakdown(breakdown).await.expect("a free port"));
    let target = Arc::new(Target::new(&server.url()).expect("a good URL").with_timeout(TIMEOUT));
    let inspector = contracts().into_iter().find(|contract| contract.suite == "inspector2");
    let contract = inspector.expect("a suite");
    let suite = SuiteRun::new(Arc::clone(&contract), Arc::clone(&target));
    let restart: Option<Arc<dyn Restart>> =
        if can_restart { Some(Arc::new(Anew(Arc::clone(&server)))) } else { None };
    let options = RunOptions { random_cases: 20, lanes, restart, ..RunOptions::default() };
    let saved = Mutex::new(Vec::new());
    let events = |event| {
        if let Event::Replayable(finding) = event {
            saved.lock().expect("no panic").push(*finding);
        }
    };
    let report = run(&[suite], &options, &events, &Stop::default()).await;
    Tried { contract, server, target, report, saved: saved.into_inner().expect("no panic") }
}

/// Whether a finding's last request is of the kind that breaks the server down.
fn is_guilty(finding: &Finding) -> bool {
    finding.exchanges.last().is_some_and(|shown| !shown.request_body.trim_end().ends_with('}'))
}

/// That the request which ended the server is told, and no other that merely got no answer.
#[track_caller]
fn assert_told(report: &Report) {
    let ended =
        report.findings.iter().find(|finding| finding.actual.ends_with("nobody is answered after it"));
    assert!(ended.is_some_and(is_guilty), "{:?}: {:#?}", report.ending, report.findings);
    let all = report.findings.iter().flat_map(|root| std::iter::once(root).chain(&root.consequences));
    let silent = all.filter(|finding| finding.exchanges.last().is_some_and(|shown| shown.status.is_none()));
    for finding in silent {
        assert!(is_guilty(finding), "an innocent request is told: {finding:#?}");
    }
    assert_eq!(report.exit_code(), 1);
    assert!(report.harness_faults.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_request_that_ends_a_server_is_told_from_those_beside_it() {
    let Tried { contract, server, target, report, saved } = tried(Breakdown::Dies, 4, true).await;
    assert!(matches!(report.ending, Ending::Lost { .. }), "{:?}", report.ending);
    assert_told(&report);
    let ended =
        report.findings.iter().find(|finding| finding.actual.ends_with("nobody is answered after it"));
    let signature = ended.map(|finding| finding.signature.as_str());
    let saved = saved.iter().find(|saved| Some(saved.signature.as_str()) == signature).expect("it is saved");
    server.restart().await.expect("its port");
    let replay = Replay::new(saved, &contract).expect("a finding of this suite");
    assert_eq!(replay.at(&target).await.verdict, Verdict::StillBroken);
    assert_eq!(replay.at(&target).await.verdict, Verdict::Undecided, "nobody is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_request_that_ends_a_server_is_told_where_it_was_alone() {
    assert_told(&tried(Breakdown::Dies, 1, false).await.report);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_request_that_hangs_a_server_is_told_from_those_beside_it() {
    assert_told(&tried(Breakdown::Hangs, 4, true).await.report);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_server_can_be_started_anew_nothing_is_put_before() {
    let Tried { report, .. } = tried(Breakdown::Forgets, 4, false).await;
    let forgotten = report.findings.iter().find(|finding| finding.clause.id == "batch/complete");
    assert_eq!(forgotten.map(|finding| (finding.earlier, finding.exchanges.len())), Some((0, 1)));
}
