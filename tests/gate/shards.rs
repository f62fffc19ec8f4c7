//! Four shards merged say what one run says: outcomes, findings by clause and signature, observations, exit code.

use std::collections::{BTreeMap, BTreeSet};

use batchspec_harness::report::{Outcome, Partition, Report, merge};
use rstest::rstest;

use super::trial::{Trial, report};

/// Shards of each run.
const SHARDS: u32 = 4;

fn outcomes(report: &Report) -> BTreeMap<(&str, &str), Outcome> {
    let clauses = report.suites.iter().flat_map(|suite| {
        suite.clauses.iter().map(|tally| ((suite.suite.as_str(), tally.clause.id.as_str()), tally.outcome))
    });
    clauses.collect()
}

fn order(report: &Report) -> Vec<&str> {
    let clauses = report.suites.iter().flat_map(|suite| &suite.clauses);
    clauses.map(|tally| tally.clause.id.as_str()).collect()
}

/// Findings by clause and signature, roots and what follows from them alike.
fn findings(report: &Report) -> BTreeSet<(&str, &str, &str)> {
    let all = report.findings.iter().flat_map(|root| std::iter::once(root).chain(&root.consequences));
    all.map(|next| (next.suite.as_str(), next.clause.id.as_str(), next.signature.as_str())).collect()
}

fn roots(report: &Report) -> BTreeSet<&str> {
    report.findings.iter().map(|finding| finding.clause.id.as_str()).collect()
}

fn habits(report: &Report) -> BTreeSet<(&str, &str, &str)> {
    let all = report.observations.iter();
    all.map(|seen| (seen.clause.as_str(), seen.subject.as_str(), seen.answer.as_str())).collect()
}

#[rstest]
#[case::the_reference(None)]
#[case::a_size(Some("max-off-by-one"))]
#[case::a_lost_item(Some("last-account-lost"))]
#[case::an_echo(Some("leading-zeros-lost"))]
#[case::errors_in_a_wrong_form(Some("malformed-json-shows-page"))]
#[case::a_refusal_that_is_another(Some("wrong-entity-as-type-error"))]
#[tokio::test(flavor = "multi_thread")]
async fn shards_add_up_to_the_whole(#[case] fault: Option<&'static str>) {
    let trial = Trial { fault, seed: 1, partition: None };
    let whole = report(trial).await;
    let mut shards = Vec::new();
    for index in 1..=SHARDS {
        let partition = Partition::new(index, SHARDS);
        let shard = report(Trial { partition, ..trial }).await;
        let owns = |id: &str| partition.is_some_and(|part| part.owns(id));
        assert!(order(&shard).iter().all(|id| owns(id)), "shard {index} judges what it does not own");
        shards.push(shard);
    }
    // Each run has a server of its own, on a port of its own.
    let target = shards[0].suites[0].target.clone();
    shards.iter_mut().flat_map(|shard| &mut shard.suites).for_each(|suite| suite.target.clone_from(&target));
    shards.rotate_left(1);
    let merged = merge(&shards).expect("one run");
    assert_eq!(outcomes(&merged), outcomes(&whole));
    assert_eq!(order(&merged), order(&whole));
    assert_eq!(findings(&merged), findings(&whole));
    assert_eq!(roots(&merged), roots(&whole));
    assert_eq!(habits(&merged), habits(&whole));
    assert_eq!(merged.exit_code(), whole.exit_code());
    assert_eq!(merged.exit_code(), u8::from(fault.is_some()));
}
