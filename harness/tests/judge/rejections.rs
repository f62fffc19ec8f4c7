//! Each check by its rows: an answer that it rejects, for the clause named, and a near one that it lets pass.

use std::collections::BTreeSet;

use batchspec_harness::judge::CHECKS;

use super::class_misses;
use super::entry_misses;
use super::message_near_misses;
use super::near_misses::{self, Row};
use super::promise_misses;
use super::rereading;
use super::scene::Scene;
use super::wire_near_misses;

/// Checks that confirm and never reject.
const CONFIRMING: [&str; 1] = ["habits"];

/// The rows of all checks.
fn rows() -> impl Iterator<Item = &'static Row> {
    let all = [
        near_misses::ROWS,
        entry_misses::ROWS,
        message_near_misses::ROWS,
        rereading::ROWS,
        wire_near_misses::ROWS,
        class_misses::ROWS,
        promise_misses::ROWS,
    ];
    all.into_iter().flatten()
}

fn told(row: &Row, scene: &Scene, what: &str) -> String {
    let verdicts = scene.judged_by(row.check);
    format!("{} ({}): {what}: {:?}", row.check, row.clause, verdicts.violations)
}

#[test]
fn each_check_rejects_what_breaks_its_clause() {
    let mut wrong = Vec::new();
    for row in rows() {
        let scene = (row.rejected)();
        let verdicts = scene.judged_by(row.check);
        if !scene.broken(&verdicts).contains(row.clause) {
            wrong.push(told(row, &scene, "it lets the wrong answer pass"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_check_lets_a_near_answer_pass() {
    let mut wrong = Vec::new();
    for row in rows() {
        let scene = (row.passed)();
        let verdicts = scene.judged_by(row.check);
        if !verdicts.violations.is_empty() {
            wrong.push(told(row, &scene, "it rejects the near answer"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_check_has_a_row() {
    let known: BTreeSet<&str> = rows().map(|row| row.check).chain(CONFIRMING).collect();
    let checks: BTreeSet<&str> = CHECKS.iter().map(|check| check.id()).collect();
    assert_eq!(known, checks);
}

#[test]
fn a_check_names_the_clauses_that_it_rejects_for() {
    let mut unnamed = BTreeSet::new();
    for row in rows() {
        let scene = (row.rejected)();
        let check = CHECKS.iter().find(|check| check.id() == row.check).expect("a check");
        let named = check.clauses(&scene.contract);
        if !named.iter().any(|clause| scene.id(*clause) == row.clause) {
            unnamed.insert((row.check, row.clause));
        }
    }
    assert_eq!(unnamed, BTreeSet::new());
}

#[test]
fn an_item_failure_confirms_that_the_call_is_a_success() {
    let clause = "batch/item-failure-keeps-200";
    let failing = Scene::accounts(r#"{"accountIds":["123456789012"]}"#).ok(
        r#"{"accounts":[],"failedAccounts":[{"accountId":"123456789012","code":"ACCESS_DENIED","message":"no"}]}"#,
    );
    assert!(failing.held(&failing.judged_by("item-failure")).contains(clause));
    let succeeding = Scene::accounts(r#"{"accountIds":["123456789012"]}"#)
        .ok(r#"{"accounts":[{"accountId":"123456789012","freeTrialInfo":[]}],"failedAccounts":[]}"#);
    assert!(!succeeding.held(&succeeding.judged_by("item-failure")).contains(clause));
}

#[test]
fn copies_of_an_item_may_fare_apart_only_where_a_failure_passes() {
    let broken = |ids: &str, code: &str| {
        let answer = format!(
            r#"{{"accounts":[{{"accountId":"123456789012","freeTrialInfo":[]}}],
            "failedAccounts":[{{"accountId":"123456789012","code":"{code}","message":"no"}}]}}"#
        );
        let scene = Scene::accounts(&format!(r#"{{"accountIds":[{ids}]}}"#)).ok(answer);
        scene.broken(&scene.judged()).contains("batch/exclusive")
    };
    let twice = r#""123456789012","123456789012""#;
    assert!(!broken(twice, "INTERNAL_ERROR"));
    assert!(broken(twice, "ACCESS_DENIED"));
    assert!(broken(r#""123456789012""#, "INTERNAL_ERROR"));
}
