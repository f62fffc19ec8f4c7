//! Answers with more entries than are read: what they show is told, and what may lie behind it is not guessed at.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::scene::Scene;

/// More than are read of one collection.
const MANY: usize = 30_000;

const FIRST: &str = r#"{"accountId":"123456789012","freeTrialInfo":[]}"#;
const SECOND: &str = r#"{"accountId":"210987654321","freeTrialInfo":[]}"#;

/// The answer for two accounts with these entries.
fn answered(entries: &[String]) -> Scene {
    let asked = Scene::accounts(r#"{"accountIds":["123456789012","210987654321"]}"#);
    asked.ok(format!(r#"{{"accounts":[{}],"failedAccounts":[]}}"#, entries.join(",")))
}

#[test]
fn repeats_in_front_of_an_item_are_told_and_the_item_is_not_called_missing() {
    let mut entries = vec![FIRST.to_owned(); MANY];
    entries.push(SECOND.to_owned());
    let scene = answered(&entries);
    let verdicts = scene.judged_by("batch-partition");
    assert_eq!(scene.broken(&verdicts).into_iter().collect::<Vec<_>>(), ["batch/answered-once"]);
    let open: BTreeSet<&str> = verdicts.undecided.iter().map(|(clause, _)| scene.id(*clause)).collect();
    let behind = ["batch/complete", "batch/exclusive", "batch/key-echo-exact", "batch/no-strangers"];
    assert_eq!(open, BTreeSet::from(behind), "what lies behind the cut is not known");
    assert!(scene.held(&verdicts).is_empty(), "{:?}", scene.held(&verdicts));
}

#[test]
fn strangers_in_front_of_an_item_are_told_and_the_item_is_not_called_missing() {
    let stranger = |at| format!(r#"{{"accountId":"9{at:011}","freeTrialInfo":[]}}"#);
    let mut entries: Vec<String> = (0..MANY).map(stranger).collect();
    entries.extend([FIRST.to_owned(), SECOND.to_owned()]);
    let scene = answered(&entries);
    let verdicts = scene.judged_by("batch-partition");
    let broken = scene.broken(&verdicts);
    assert!(broken.contains("batch/no-strangers"), "{broken:?}");
    assert!(!broken.contains("batch/complete") && !broken.contains("batch/key-echo-exact"), "{broken:?}");
}

#[test]
fn what_is_missing_from_an_answer_that_was_read_whole_is_told() {
    let scene = answered(&vec![FIRST.to_owned(); 9_000]);
    let verdicts = scene.judged_by("batch-partition");
    let broken: Vec<&str> = scene.broken(&verdicts).into_iter().collect();
    assert_eq!(broken, ["batch/answered-once", "batch/complete"]);
}

#[test]
fn failures_among_the_succeeded_items_are_told_but_those_that_have_failed_as_well() {
    let failure = r#"{"ErrorCode":"ResourceNotFoundException","ErrorMessage":"no"}"#;
    let mut members = String::new();
    for at in 0..MANY {
        write!(members, r#"{}"prod-{at}":{failure}"#, if at > 0 { "," } else { "" }).expect("room");
    }
    let asked =
        || Scene::entities(r#"{"EntityRequestList":[{"Catalog":"AWSMarketplace","EntityId":"prod-1"}]}"#);
    let twins = asked().ok(format!(r#"{{"EntityDetails":{{{members}}},"Errors":{{{members}}}}}"#));
    assert_eq!(twins.judged_by("item-failure").violations, []);
    let alone = asked().ok(format!(r#"{{"EntityDetails":{{{members}}},"Errors":{{}}}}"#));
    let broken = alone.judged_by("item-failure");
    assert!(alone.broken(&broken).contains("marketplace/response/absent-entity-is-item-error"));
}
