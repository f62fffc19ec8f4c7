//! The rules by which findings are put in order and under one another: each is needed by a fault that reads worse without.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use batchspec_faults::fault;
use batchspec_fixtures::{ServeOptions, serve};
use batchspec_harness::contract::{Contract, Level};
use batchspec_harness::read_suite;
use batchspec_harness::report::Report;
use batchspec_harness::run::{RULES, Rule, RunOptions, Stop, SuiteRun, run};

use crate::PLANS;
use crate::contracts::contracts;
use crate::side_by_side::side_by_side;
use crate::world::with_world;

/// The rule that only suites of one's own have a use for.
const OF_SUITES: &str = "told-by-the-suite";

/// Rules without which no known fault reads worse, since others say the same of it: fewer is better.
const UNPROVEN: usize = 19;
/// Runs at the same time.
const TOGETHER: usize = 6;

/// What a run finds of a fault without one of the rules.
async fn report_of(fault_id: &str, suite: Option<Arc<Contract>>, without: Option<&str>) -> Report {
    let fault = fault(fault_id).unwrap_or_else(|| panic!("{fault_id} is no fault"));
    let server = serve(ServeOptions { fault: Some(fault), ..ServeOptions::default() });
    let server = server.await.expect("a free port");
    let own = contracts().into_iter().find(|suite| suite.suite == fault.suite);
    let suite = suite.or(own).expect("its suite");
    let suite = with_world(SuiteRun::at(suite, &server.url()).expect("a good URL"));
    let options = RunOptions {
        strict: true,
        random_cases: 100,
        lanes: 1,
        max_time: None,
        plans: PLANS.clone(),
        without_rules: without.map(str::to_owned).into_iter().collect(),
        ..RunOptions::default()
    };
    run(&[suite], &options, &|_event| (), &Stop::default()).await
}

/// How a report reads: how many findings it has, and of which clause the first is.
fn reads(report: &Report) -> (usize, String) {
    let mut judged = report.findings.iter().filter(|finding| finding.level != Level::Note).peekable();
    let first = judged.peek().map(|finding| finding.clause.id.clone()).unwrap_or_default();
    (judged.count(), first)
}

/// What the runs of faults, each with all rules or without one of them, read like.
async fn all_readings(
    wanted: BTreeSet<(&'static str, Option<&'static str>)>,
) -> BTreeMap<(&'static str, Option<&'static str>), (usize, String)> {
    let runs = side_by_side(wanted, TOGETHER, |(fault, without)| async move {
        ((fault, without), reads(&report_of(fault, None, without).await))
    });
    runs.await.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_rule_its_fault_reads_worse() {
    let proven = || RULES.iter().filter(|rule| rule.id != OF_SUITES && !rule.needed_by.is_empty());
    let runs = proven().flat_map(|rule| [(rule.needed_by, None), (rule.needed_by, Some(rule.id))]);
    let readings = all_readings(runs.collect()).await;
    let is_needless = |rule: &&Rule| {
        let (with, without) =
            (&readings[&(rule.needed_by, None)], &readings[&(rule.needed_by, Some(rule.id))]);
        without.0 <= with.0 && without.1 == with.1
    };
    let needless: Vec<&str> = proven().filter(is_needless).map(|rule| rule.id).collect();
    assert_eq!(needless, Vec::<&str>::new(), "nothing reads worse without these");
}

#[test]
fn rules_have_ids_of_their_own_and_say_what_they_are_for() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES {
        assert!(rule.needed_by.is_empty() || fault(rule.needed_by).is_some(), "{rule:?}");
        assert!(rule.about.ends_with('.'), "{rule:?}");
    }
    assert!(RULES.iter().filter(|rule| rule.needed_by.is_empty()).count() <= UNPROVEN);
}

/// A name that is no ARN breaks two clauses, which are two findings until the suite says that one explains the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_suite_says_which_clause_explains_which() {
    let rule = RULES.iter().find(|rule| rule.id == OF_SUITES).expect("it is one");
    let files = batchspec_suites::ALL.iter().find(|files| files.id == "marketplace").expect("a suite");
    let own = "id = \"marketplace/response/entity-arn-shape\"";
    let explains = format!("{own}\nexplains = [\"marketplace/response/entity-arn-prefix\"]");
    assert!(files.suite_toml.contains(own));
    let text = files.suite_toml.replacen(own, &explains, 1);
    let suite = Arc::new(read_suite(&text, files.model_json).expect("a good suite"));
    let plain = report_of(rule.needed_by, None, None).await;
    let told = report_of(rule.needed_by, Some(Arc::clone(&suite)), None).await;
    assert_eq!((reads(&plain).0, reads(&told).0), (2, 1));
    let root = &told.findings[0];
    assert_eq!(root.clause.id, "marketplace/response/entity-arn-shape");
    let rules: Vec<_> = root.consequences.iter().map(|finding| finding.follows_by.as_deref()).collect();
    assert!(rules.contains(&Some(OF_SUITES)), "{rules:?}");
    let without = report_of(rule.needed_by, Some(suite), Some(OF_SUITES)).await;
    assert_eq!(reads(&without).0, 2);
}
