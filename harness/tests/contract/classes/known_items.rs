//! Items that are known on a target: by one text, or by the members of their keys.

use batchspec_harness::generate::{ItemKind, Plan, PlanOptions, Subjects};
use batchspec_harness::judge::Judge;
use rstest::rstest;

use super::{cases, contract, served};
use crate::contract::drawn::answers::answers_by;

#[rstest]
#[case::members("several-members", r#"{"jobId":"abc123","farmId":"def456"}"#, r#"["def456","abc123"]"#)]
#[case::told_as_answers_have_it("several-members", r#"["def456","abc123"]"#, r#"["def456","abc123"]"#)]
#[case::path("path", "abc123", "abc123")]
#[case::structure("structure", r#"{"tag":"abc123"}"#, r#"{"tag":"abc123"}"#)]
#[case::union(
    "union",
    r#"{"step":{"stepId":"abc123","jobId":"def456"}}"#,
    r#"{"step":{"jobId":"def456","stepId":"abc123"}}"#
)]
fn it_is_asked_for_and_told_of(#[case] class: &str, #[case] given: &str, #[case] key: &str) {
    let contract = contract(class);
    let subjects = Subjects { absent: vec![given.to_owned()], ..Subjects::default() };
    let options = PlanOptions { seed: 1, subjects: subjects.clone(), ..PlanOptions::default() };
    let plan = Plan::new(&contract, &options);
    assert_eq!(plan.pool().key_of(given), key);
    let known: Vec<&str> = plan.pool().failing().map(|item| item.key.as_str()).collect();
    assert_eq!(known, [key]);
    assert_eq!(plan.pool().kinds_of(&subjects).get(key), Some(&ItemKind::Absent));
    let judge = Judge::new(&contract, plan.pool()).told(plan.pool().kinds_of(&subjects));
    let is_told_of = cases(&plan).any(|case| {
        let exchanges = answers_by(&contract, &case, &|step| served(class, step, |_| true));
        let verdicts = judge.judge(&case, &exchanges);
        verdicts.outcomes.iter().flatten().flatten().any(|(told, _)| told.as_ref() == key)
    });
    assert!(is_told_of, "no answer speaks of it");
}
