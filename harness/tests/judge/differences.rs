//! What a disagreement about an item says: the collection, or the member that differs with both its values.

use batchspec_harness::generate::RelationKind;
use batchspec_harness::judge::Where;
use rstest::rstest;

use super::scene::Scene;

fn asked() -> Scene {
    Scene::accounts(r#"{"accountIds":["123456789012"]}"#)
}

fn trials(list: &str) -> String {
    let entry = format!(r#"{{"freeTrialInfo":{list},"accountId":"123456789012"}}"#);
    format!(r#"{{"accounts":[{entry}],"failedAccounts":[]}}"#)
}

fn trial(kind: &str, start: &str) -> String {
    format!(r#"{{"type":"{kind}","start":{start},"end":9000,"status":"ACTIVE"}}"#)
}

fn denied() -> String {
    r#"{"accounts":[],"failedAccounts":[{"accountId":"123456789012","code":"ACCESS_DENIED"}]}"#.to_owned()
}

#[rstest]
#[case::the_collection(
    trials("[]"),
    denied(),
    "it succeeds",
    "it fails with ACCESS_DENIED",
    "/failedAccounts/0"
)]
#[case::a_value(
    trials(&format!("[{}]", trial("EC2", "1"))),
    trials(&format!("[{}]", trial("EC2", "2"))),
    "it succeeds (with freeTrialInfo/0/start 1)",
    "it succeeds (with freeTrialInfo/0/start 2)",
    "/accounts/0/freeTrialInfo/0/start"
)]
// No source gives structures in a list an order: the one that both have is no part of the difference.
#[case::a_value_behind_a_moved_one(
    trials(&format!("[{},{}]", trial("EC2", "1"), trial("ECR", "1"))),
    trials(&format!("[{},{}]", trial("ECR", "1"), trial("EC2", "2"))),
    "it succeeds (with freeTrialInfo/1/start 1)",
    "it succeeds (with freeTrialInfo/1/start 2)",
    "/accounts/0/freeTrialInfo/1/start"
)]
#[case::one_that_is_missing(
    trials(&format!("[{}]", trial("EC2", "1"))),
    trials("[]"),
    "it succeeds (with freeTrialInfo/0 {\"type\":\"EC2\",\"start\":1,\"end\":9000,\"status\":\"ACTIVE\"})",
    "it succeeds (with freeTrialInfo/0 absent)",
    "/accounts/0"
)]
fn both_sides_are_told(
    #[case] usual: String,
    #[case] other: String,
    #[case] expected: &str,
    #[case] actual: &str,
    #[case] pointer: &str,
) {
    let answers = [asked().ok(other), asked().ok(usual.clone())];
    let sheet = asked().ok(usual).repeated(RelationKind::Repeated, answers.into()).judged_by("relations");
    let [violation] = sheet.violations.as_slice() else { panic!("{:?}", sheet.violations) };
    assert_eq!(violation.expected, format!("\"123456789012\" as in request 1: {expected}"));
    assert_eq!(violation.actual, format!("in request 2: {actual}"));
    assert_eq!(violation.place, Some((Where::Answer, pointer.to_owned())));
    assert_eq!(violation.step, 1);
}
