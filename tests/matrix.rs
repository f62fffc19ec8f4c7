//! The faults by the clauses that they are found to break, as a snapshot that is read when it changes; and dialects,
//! which break none.
//!
//! Each server is asked on one connection, so that equal code gives equal rows. Faults that come and go only have to be
//! found. `BATCHSPEC_UPDATE=1 cargo test --test matrix` writes the snapshot anew.

#[path = "support/contracts.rs"]
mod contracts;
#[path = "support/generated.rs"]
mod generated;
#[path = "support/side_by_side.rs"]
mod side_by_side;
#[path = "support/world.rs"]
mod world;

mod matrix {
    mod rules;
}

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use batchspec_faults::faults;
use batchspec_fixtures::{Dialect, Fault, Rate, ServeOptions, serve};
use batchspec_harness::contract::{Contract, Level};
use batchspec_harness::report::{Finding, Report};
use batchspec_harness::run::{Plans, RunOptions, Stop, SuiteRun, run};

use contracts::contracts;
use generated::assert_generated;
use side_by_side::side_by_side;
use world::with_world;

const SNAPSHOT: &str = "tests/matrix/faults-by-clauses.txt";
/// Compliant servers, each another product of freedoms.
const DIALECTS: u64 = 12;
/// Servers under test at the same time: some wait for time limits.
const TOGETHER: usize = 6;

/// The program's own: the many runs of this file spend a fifth less time with it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs that judge one server each share their plans.
static PLANS: LazyLock<Plans> = LazyLock::new(Plans::default);

/// What a run on one connection finds of a server.
async fn tried(options: ServeOptions, suite: &Arc<Contract>, lanes: usize) -> Report {
    let server = serve(options).await.expect("a free port");
    let suite = with_world(SuiteRun::at(Arc::clone(suite), &server.url()).expect("a good URL"));
    let plans = PLANS.clone();
    let options =
        RunOptions { strict: true, random_cases: 100, lanes, max_time: None, plans, ..RunOptions::default() };
    run(&[suite], &options, &|_event| (), &Stop::default()).await
}

fn clauses_of(finding: &Finding) -> Vec<&str> {
    let own = std::iter::once(finding.clause.id.as_str()).chain(finding.also.iter().map(String::as_str));
    own.chain(finding.consequences.iter().flat_map(clauses_of)).collect()
}

/// A row of the matrix: the fault, the clause that is blamed first, and the others.
fn row(fault: &Fault, report: &Report) -> String {
    let judged: Vec<&Finding> =
        report.findings.iter().filter(|finding| finding.level != Level::Note).collect();
    let Some(first) = judged.first() else {
        let why = report.suites.iter().find_map(|suite| suite.not_served.as_deref());
        return format!(
            "{}\n  {}\n",
            fault.id,
            why.map_or("NOT FOUND".to_owned(), |why| format!("unserved: {why}"))
        );
    };
    let root = first.clause.id.as_str();
    let mut others: BTreeSet<&str> = judged.iter().flat_map(|finding| clauses_of(finding)).collect();
    others.remove(root);
    let mut row = format!("{}\n  {root}", fault.id);
    if root != fault.clauses[0] {
        row.push_str(&format!(" in place of {}", fault.clauses[0]));
    }
    if let Some(items) = first.items.filter(|items| *items != fault.min_items) {
        row.push_str(&format!(", shown with {items} items where {} would do", fault.min_items));
    }
    row.push('\n');
    others.iter().for_each(|clause| row.push_str(&format!("    {clause}\n")));
    row
}

async fn report_of(fault: &'static Fault, suites: &[Arc<Contract>]) -> Report {
    let suite = suites.iter().find(|suite| suite.suite == fault.suite).expect("its suite");
    // What depends on other requests under way needs some.
    let lanes = if fault.rate == Rate::Always { 1 } else { RunOptions::default().lanes };
    tried(ServeOptions { fault: Some(fault), ..ServeOptions::default() }, suite, lanes).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_found_and_blamed_as_before() {
    let suites = contracts();
    let reports = side_by_side(faults(), TOGETHER, |fault| {
        let suites = suites.clone();
        async move { report_of(fault, &suites).await }
    });
    let mut rows = String::new();
    let mut missed = Vec::new();
    for (fault, report) in faults().iter().zip(reports.await) {
        if report.breaking().next().is_none() && report.exit_code() != 4 {
            missed.push(fault.id);
        }
        if fault.rate == Rate::Always {
            rows.push_str(&row(fault, &report));
        }
    }
    assert_eq!(missed, Vec::<&str>::new(), "these faults are not found");
    assert_generated(SNAPSHOT, &rows, "matrix");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_dialect_is_accused() {
    let mut accused = Vec::new();
    for seed in 0..DIALECTS {
        for suite in &contracts() {
            let dialect = Dialect::random(seed);
            let options = ServeOptions { dialect: dialect.clone(), ..ServeOptions::default() };
            let report = tried(options, suite, RunOptions::default().lanes).await;
            let findings = report.findings.iter().filter(|finding| finding.level != Level::Note);
            accused.extend(findings.map(|finding| format!("{} by {dialect}", finding.clause.id)));
        }
    }
    assert_eq!(accused, Vec::<String>::new());
}

/// Servers that change what they are asked for, with the requests that show it.
const CHANGED_BY_READING: [(&str, usize); 14] = [
    ("unknown-account-made-when-asked", 2),
    ("unknown-entity-made-when-asked", 2),
    ("revision-bumped-when-read", 2),
    ("revision-drawn-when-read", 2),
    ("revision-counts-requests", 2),
    ("trial-appended-when-read", 2),
    ("entity-popped-when-read", 2),
    ("account-evicted-when-served", 3),
    ("account-locked-after-ten-readings", 11),
    ("provider-filled-in-after-first-reading", 2),
    ("modified-by-the-first-reading", 2),
    ("document-gone-at-third-reading", 3),
    ("views-counted-in-document", 2),
    ("readers-listed-in-document", 2),
];
/// Freedoms that look like it.
const LIKE_IT: [&str; 7] = [
    "entities-change-by-themselves",
    "accounts-change-by-themselves",
    "documents-tell-when-served",
    "links-signed-afresh",
    "throttles-now-and-then",
    "fails-now-and-then",
    "accounts-fail-now-and-then",
];
/// Seeds of either, unless `BATCHSPEC_SEEDS` is another number of them.
const SEEDS: u64 = 2;

fn seeds() -> std::ops::Range<u64> {
    let asked = std::env::var("BATCHSPEC_SEEDS").ok().and_then(|number| number.parse().ok());
    0..asked.unwrap_or(SEEDS)
}

/// A default run with this seed.
async fn by_default(options: ServeOptions, suite: &Arc<Contract>, seed: u64, fail_fast: bool) -> Report {
    let server = serve(options).await.expect("a free port");
    let suite = with_world(SuiteRun::at(Arc::clone(suite), &server.url()).expect("a good URL"));
    let options = RunOptions { seed, fail_fast, plans: PLANS.clone(), ..RunOptions::default() };
    run(&[suite], &options, &|_event| (), &Stop::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_reading_changes_is_one_finding_about_one_item() {
    let suites = contracts();
    let mut wrong = Vec::new();
    for (id, requests) in CHANGED_BY_READING {
        let fault = batchspec_faults::fault(id).expect("a fault");
        let suite = suites.iter().find(|suite| suite.suite == fault.suite).expect("its suite");
        for (seed, fail_fast) in seeds().flat_map(|seed| [(seed, false), (seed, true)]) {
            let options = ServeOptions { fault: Some(fault), ..ServeOptions::default() };
            let report = by_default(options, suite, seed, fail_fast).await;
            let told: Vec<String> = report
                .findings
                .iter()
                .filter(|finding| finding.level == Level::Must)
                .map(|finding| {
                    let Finding { clause, items, exchanges, actual, .. } = finding;
                    format!("{} {items:?} {} {actual}", clause.id, exchanges.len())
                })
                .collect();
            let wanted = format!("batch/repeat-stable Some(1) {requests} ");
            if !matches!(told.as_slice(), [only] if only.starts_with(&wanted)) {
                wrong.push(format!("{id}, seed {seed}, fail fast {fail_fast}: {told:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_world_that_changes_by_itself_is_not_accused() {
    let mut accused = Vec::new();
    for freedom in LIKE_IT {
        for (seed, suite) in seeds().flat_map(|seed| contracts().into_iter().map(move |suite| (seed, suite)))
        {
            let dialect = Dialect::parse(freedom).expect("a freedom");
            let options = ServeOptions { dialect, ..ServeOptions::default() };
            let report = by_default(options, &suite, seed, false).await;
            let findings = report.findings.iter().filter(|finding| finding.level != Level::Note);
            accused.extend(
                findings.map(|finding| {
                    format!("{freedom}, seed {seed}: {} {}", finding.clause.id, finding.actual)
                }),
            );
        }
    }
    assert_eq!(accused, Vec::<String>::new());
}
