//! Which outcomes of items are held against one another, by the code or the collection of a failure.

use std::sync::Arc;

use batchspec_harness::judge::{ItemOutcome, outcomes};
use rstest::rstest;

use super::scene::Scene;
use crate::contract::classes::contract;

/// What is remembered of an item that is answered so, beside one that succeeds.
fn remembered(third: &str, answer: &str) -> Option<ItemOutcome> {
    let mut contract = contract("three-way").as_ref().clone();
    let collection =
        contract.batch.as_mut().and_then(|batch| batch.third.as_mut()).expect("a third collection");
    collection.path = vec![third.to_owned()];
    let scene = Scene::to(&Arc::new(contract), r#"{"ids":["abc123","def456"]}"#);
    let scene = scene.ok(format!(r#"{{"found":[{{"id":"abc123"}}],{answer}}}"#));
    let mut outcomes = outcomes(&scene.contract, &scene.exchanges[0]).expect("a success");
    assert!(matches!(outcomes.get("abc123"), Some(ItemOutcome::Succeeded(_))), "{outcomes:?}");
    outcomes.remove("def456")
}

fn failed(code: &str) -> Option<ItemOutcome> {
    let answer = format!(r#""errors":[{{"id":"def456","code":"{code}"}}],"skipped":[]"#);
    remembered("skipped", &answer)
}

#[test]
fn a_failure_is_remembered_by_its_code() {
    assert_eq!(failed("NotFound"), Some(ItemOutcome::Failed("NotFound".into())));
}

#[rstest]
#[case("INTERNAL_ERROR")]
#[case("InternalFailure")]
fn an_internal_error_is_remembered_as_one_that_may_pass(#[case] code: &str) {
    assert_eq!(failed(code), Some(ItemOutcome::Passing(code.into())));
}

/// How much fits into one call is for the server to say.
#[rstest]
#[case("ThrottlingException")]
#[case("ProvisionedThroughputExceeded")]
#[case("ServiceUnavailable")]
fn what_is_to_be_asked_for_again_is_not_remembered(#[case] code: &str) {
    assert_eq!(failed(code), None);
}

#[rstest]
#[case::left_for_later("unprocessedIds", None)]
#[case::left_for_good("skipped", Some(ItemOutcome::Failed("no code, in output.skipped[]".into())))]
fn what_was_not_processed_is_not_remembered(#[case] third: &str, #[case] wanted: Option<ItemOutcome>) {
    assert_eq!(remembered(third, &format!(r#""errors":[],"{third}":["def456"]"#)), wanted);
}
