//! A fault has one signature, whatever the seed; different faults of one clause have different ones.

use std::collections::BTreeSet;

use rstest::rstest;

use super::trial::{Trial, report};

/// Seeds tried with each fault.
const SEEDS: u64 = 4;

/// The clause and signature of what is found first.
async fn first(fault: &'static str, seed: u64) -> (String, String) {
    let report = report(Trial { fault: Some(fault), seed, ..Trial::default() }).await;
    let finding = report.findings.first().unwrap_or_else(|| panic!("{fault} at seed {seed}: nothing found"));
    (finding.clause.id.clone(), finding.signature.clone())
}

#[rstest]
#[case::a_lost_item("last-account-lost")]
#[case::a_size("max-off-by-one")]
#[case::a_pattern("catalog-letters-of-all-scripts")]
#[case::a_shape("details-a-list")]
#[case::an_echo("leading-zeros-lost")]
#[case::answers_that_disagree("even-batch-denies-first")]
#[case::a_malformed_body("trailing-comma-accepted")]
#[tokio::test(flavor = "multi_thread")]
async fn a_fault_has_one_signature(#[case] fault: &'static str) {
    let mut found = BTreeSet::new();
    for seed in 0..SEEDS {
        found.insert(first(fault, seed).await);
    }
    assert_eq!(found.len(), 1, "{found:?}");
}

#[rstest]
#[case::ways_to_be_malformed("trailing-comma-accepted", "bytes-after-body-ignored")]
#[case::kinds_of_refusal("catalog-letters-of-all-scripts", "wrong-entity-as-type-error")]
#[tokio::test(flavor = "multi_thread")]
async fn faults_of_one_clause_are_told_apart(#[case] one: &'static str, #[case] other: &'static str) {
    let (one, other) = (first(one, 1).await, first(other, 1).await);
    assert_eq!(one.0, other.0, "the same clause");
    assert_ne!(one.1, other.1);
}
