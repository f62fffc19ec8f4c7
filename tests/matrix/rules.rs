//! The rules by which findings are put in order and under one another: each is needed by a fault that reads worse without.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use batchspec_faults::fault;
use batchspec_fixtures::{ServeOptions, serve};
use batchspec_harness::contract::{Contract, Level};
use batchspec_harness::read_suite;
use batchspec_harness::report::Report;
use batchspec_harness::run::{RULES, RunOptions, Stop, SuiteRun, run};

use crate::PLANS;
use crate::contracts::contracts;
use crate::world::with_world;

/// The rule that only suites of one's own have a use for.
const OF_SUITES: &str = "told-by-the-suite";

/// Rules without which no known fault reads worse, since others say the same of it: fewer is better.
const UNPROVEN: [&str; 18] = [
    "single-statuses-first",
    "grammar-let-in",
    "plain-or-large-refused",
    "coding-unasked",
    "errors-then",
    "traced-through-wrong-keys",
    "refuses-valid-ones-so",
    "item-after-refusal",
    "traced-alone",
    "strangers-outnumber-echoes",
    "strangers-in-batches",
    "answers-then",
    "form-of-every-error",
    "error-now-and-then",
    "left-on-the-connection",
    "one-unknown-error",
    "refusal-without-type",
    "form-of-one-refusal",
];

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

#[tokio::test(flavor = "multi_thread")]
async fn without_a_rule_its_fault_reads_worse() {
    let mut with: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    let mut needless = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.id != OF_SUITES && !UNPROVEN.contains(&rule.id)) {
        if !with.contains_key(rule.needed_by) {
            with.insert(rule.needed_by, reads(&report_of(rule.needed_by, None, None).await));
        }
        let (number, first) = &with[rule.needed_by];
        let without = reads(&report_of(rule.needed_by, None, Some(rule.id)).await);
        if without.0 <= *number && without.1 == *first {
            needless.push(rule.id);
        }
    }
    assert_eq!(needless, Vec::<&str>::new(), "nothing reads worse without these");
}

#[test]
fn rules_have_ids_of_their_own_and_say_what_they_are_for() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES {
        let is_proven = !UNPROVEN.contains(&rule.id);
        assert!(!is_proven || fault(rule.needed_by).is_some(), "{rule:?}");
        assert!(rule.about.ends_with('.'), "{rule:?}");
    }
}

/// An entry for a wrong id breaks two clauses, which are two findings until the suite says that one explains the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_suite_says_which_clause_explains_which() {
    let rule = RULES.iter().find(|rule| rule.id == OF_SUITES).expect("it is one");
    let files = batchspec_suites::ALL.iter().find(|files| files.id == "marketplace").expect("a suite");
    let own = "id = \"marketplace/response/map-key-pattern\"";
    let explains = format!("{own}\nexplains = [\"batch/invalid-item-rejects-call\"]");
    assert!(files.suite_toml.contains(own));
    let text = files.suite_toml.replacen(own, &explains, 1);
    let suite = Arc::new(read_suite(&text, files.model_json).expect("a good suite"));
    let plain = report_of(rule.needed_by, None, None).await;
    let told = report_of(rule.needed_by, Some(Arc::clone(&suite)), None).await;
    assert_eq!((reads(&plain).0, reads(&told).0), (2, 1));
    let root = &told.findings[0];
    assert_eq!(root.clause.id, "marketplace/response/map-key-pattern");
    let rules: Vec<_> = root.consequences.iter().map(|finding| finding.follows_by.as_deref()).collect();
    assert!(rules.contains(&Some(OF_SUITES)), "{rules:?}");
    let without = report_of(rule.needed_by, Some(suite), Some(OF_SUITES)).await;
    assert_eq!(reads(&without).0, 2);
}
