//! Answers with more than one thing wrong: none hides another, and their order does not matter.

use std::collections::BTreeSet;

use batchspec_harness::contract::Level;
use rstest::rstest;

use super::scene::Scene;

fn asked() -> Scene {
    Scene::accounts(r#"{"accountIds":["123456789012","210987654321"]}"#)
}

fn lists(accounts: &[&str]) -> String {
    format!(r#"{{"accounts":[{}],"failedAccounts":[]}}"#, accounts.join(","))
}

/// An account with this in place of its trials.
fn account(id: &str, trials: &str) -> String {
    format!(r#"{{"accountId":{id},"freeTrialInfo":{trials}}}"#)
}

fn signatures(scene: &Scene, check: &str) -> Vec<String> {
    scene.judged_by(check).violations.into_iter().map(|violation| violation.signature).collect()
}

#[test]
fn values_of_two_wrong_types_are_two_breaches_and_two_of_one_type_are_one() {
    let answer = |first, second| {
        let accounts = [account(r#""123456789012""#, first), account(r#""210987654321""#, second)];
        signatures(&asked().ok(lists(&accounts.each_ref().map(String::as_str))), "success-shape")
    };
    let kinds = |told: Vec<String>| -> BTreeSet<String> {
        told.iter().filter_map(|signature| signature.split(' ').next_back().map(str::to_owned)).collect()
    };
    assert_eq!(kinds(answer("7", r#""x""#)), BTreeSet::from(["number".to_owned(), "string".to_owned()]));
    assert_eq!(answer("7", "8").len(), 1);
}

#[rstest]
#[case::first([r#""text""#, r#""{\"a\":1}""#])]
#[case::last([r#""{\"a\":1}""#, r#""text""#])]
fn what_should_not_be_does_not_hide_what_must_not_be(#[case] documents: [&str; 2]) {
    let request = r#"{"EntityRequestList":[{"Catalog":"AWSMarketplace","EntityId":"a-1"},{"Catalog":"AWSMarketplace","EntityId":"b-2"}]}"#;
    let [first, second] = documents;
    let details = format!(r#""a-1":{{"DetailsDocument":{first}}},"b-2":{{"DetailsDocument":{second}}}"#);
    let scene = Scene::entities(request).ok(format!(r#"{{"EntityDetails":{{{details}}},"Errors":{{}}}}"#));
    let told = scene.judged_by("success-shape").violations;
    let levels: BTreeSet<Option<Level>> = told.iter().map(|violation| violation.level).collect();
    assert_eq!(levels, BTreeSet::from([None, Some(Level::Should)]), "{told:?}");
}

#[rstest]
#[case::list(r#"["123456789012"]"#)]
#[case::object(r#"{"id":"123456789012"}"#)]
#[case::null("null")]
fn an_entry_whose_key_cannot_be_read_breaks_its_type_and_leaves_the_laws_open(#[case] key: &str) {
    let (first, second) = (account(key, "[]"), account(r#""210987654321""#, "[]"));
    let scene = asked().ok(lists(&[&first, &second]));
    assert_eq!(scene.judged_by("batch-partition").violations, []);
    let open = scene.judged_by("batch-partition").undecided;
    assert_eq!(open.iter().map(|(clause, _)| scene.id(*clause)).collect::<Vec<_>>(), ["batch/complete"]);
    assert_eq!(signatures(&scene, "success-shape").len(), 1);
}

#[test]
fn a_number_in_place_of_a_key_still_names_its_item() {
    let (first, second) = (account("123456789012", "[]"), account(r#""210987654321""#, "[]"));
    let scene = asked().ok(lists(&[&first, &second]));
    assert_eq!(scene.judged_by("batch-partition").violations, []);
    assert!(scene.held(&scene.judged_by("batch-partition")).contains("batch/complete"));
}

/// One stranger looks like both of the missing items, the other like the first alone: whoever comes first, each is paired.
#[rstest]
#[case::like_both_first(["offer-1prod-2", "offer-1x"])]
#[case::like_both_last(["offer-1x", "offer-1prod-2"])]
fn the_order_of_the_answer_does_not_change_what_is_taken_for_an_echo(#[case] names: [&str; 2]) {
    let [one, other] = names;
    let request = r#"{"EntityRequestList":[{"Catalog":"AWSMarketplace","EntityId":"offer-1"},{"Catalog":"AWSMarketplace","EntityId":"prod-2"}]}"#;
    let answer = format!(r#"{{"EntityDetails":{{"{one}":{{}},"{other}":{{}}}},"Errors":{{}}}}"#);
    let scene = Scene::entities(request).ok(answer);
    let verdicts = scene.judged_by("batch-partition");
    let told: Vec<&str> = verdicts.violations.iter().map(|violation| scene.id(violation.clause)).collect();
    assert_eq!(told, ["batch/key-echo-exact"]);
}

/// Some readers skip the mark and some find no request behind it.
#[test]
fn what_is_answered_behind_a_byte_order_mark_is_not_held_against_its_items() {
    let answer = lists(&[&account(r#""555500001111""#, "[]")]);
    let body = r#"{"accountIds":["123456789012"]}"#;
    let plain = Scene::accounts(body).ok(answer.clone());
    assert!(!plain.judged_by("batch-partition").violations.is_empty());
    let marked = Scene::accounts(&format!("\u{feff}{body}")).ok(answer);
    assert_eq!(marked.judged_by("batch-partition").violations, []);
}
