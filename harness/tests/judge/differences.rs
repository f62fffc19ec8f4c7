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
    let verdicts = asked().ok(usual).repeated(RelationKind::Repeated, answers.into()).judged_by("relations");
    let [violation] = verdicts.violations.as_slice() else { panic!("{:?}", verdicts.violations) };
    assert_eq!(violation.expected, format!("\"123456789012\" as in request 1: {expected}"));
    assert_eq!(violation.actual, format!("in request 2: {actual}"));
    assert_eq!(violation.place, Some((Where::Answer, pointer.to_owned())));
    assert_eq!(violation.step, 1);
}

#[test]
fn what_was_not_sent_to_its_end_disagrees_with_nothing() {
    let disagreeing = || vec![asked().ok(denied()), asked().ok(trials("[]"))];
    let whole = asked().ok(trials("[]")).repeated(RelationKind::Repeated, disagreeing());
    assert!(whole.judged().violations.iter().any(|violation| violation.is_disagreement()));
    let mut cut = whole;
    cut.exchanges.pop();
    let verdicts = cut.judged();
    assert!(
        !verdicts.violations.iter().any(|violation| violation.is_disagreement()),
        "{:?}",
        verdicts.violations
    );
    assert!(!verdicts.held(cut.contract.known.batch_repeat_stable));
}

#[test]
fn what_is_too_much_to_read_is_undecided() {
    let body = format!("{{\"accounts\":[{}0],\"failedAccounts\":[]}}", "0,".repeat(1_000_000));
    let scene = asked().ok(body);
    let verdicts = scene.judged();
    assert!(verdicts.violations.is_empty(), "{:?}", verdicts.violations);
    assert!(verdicts.undecided.iter().any(|(clause, _)| *clause == scene.contract.known.answer_is_json_text));
    // It is a success all the same, and wrong where there must be none.
    let refused = Scene::accounts("{").ok("0,".repeat(1_000_000)).judged();
    assert!(!refused.violations.is_empty());
}

#[test]
fn long_lists_differ_in_what_is_not_in_both() {
    let list = |start: usize| {
        let all: Vec<String> =
            (start..start + 20_000).map(|start| trial("EC2", &start.to_string())).collect();
        trials(&format!("[{}]", all.join(",")))
    };
    let answers = [asked().ok(list(1)), asked().ok(list(0))];
    let verdicts =
        asked().ok(list(0)).repeated(RelationKind::Repeated, answers.into()).judged_by("relations");
    let [violation] = verdicts.violations.as_slice() else { panic!("{:?}", verdicts.violations) };
    assert!(violation.expected.contains("freeTrialInfo/19999/start 0"), "{}", violation.expected);
}
