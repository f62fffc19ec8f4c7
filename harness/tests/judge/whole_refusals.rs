//! Valid requests that are refused as a whole, by what is known of their items.

use std::collections::BTreeMap;

use batchspec_harness::contract::Level;
use batchspec_harness::generate::ItemKind::{self, Absent, Denied, Drawn, Present};
use batchspec_harness::judge::{CaseVerdicts, Judge};
use rstest::rstest;

use super::scene::Scene;
use crate::contract::toy::load;

/// A request for entities of these kinds, the first called `prod-0`.
fn entities(kinds: &[ItemKind]) -> (Scene, BTreeMap<String, ItemKind>) {
    let keys: BTreeMap<String, ItemKind> =
        kinds.iter().enumerate().map(|(at, kind)| (format!("prod-{at}"), *kind)).collect();
    let items: Vec<String> =
        keys.keys().map(|key| format!(r#"{{"Catalog":"AWSMarketplace","EntityId":"{key}"}}"#)).collect();
    (Scene::entities(&format!(r#"{{"EntityRequestList":[{}]}}"#, items.join(","))), keys)
}

fn judged(scene: &Scene, keys: BTreeMap<String, ItemKind>) -> CaseVerdicts {
    Judge::knowing(&scene.contract, keys).judge(&scene.case, &scene.exchanges)
}

/// The clauses that are broken, each with the level that it is broken at.
fn broken<'s>(scene: &'s Scene, verdicts: &CaseVerdicts) -> Vec<(&'s str, Level)> {
    let level = |violation: &batchspec_harness::judge::Violation| {
        violation.level.unwrap_or(scene.contract.clauses.get(violation.clause).level)
    };
    verdicts.violations.iter().map(|violation| (scene.id(violation.clause), level(violation))).collect()
}

const ABSENT: &str = "marketplace/response/absent-entity-is-item-error";
const ALL_ABSENT: &str = "marketplace/response/all-absent-keeps-200";
const ITEM_FAILURE: &str = "batch/item-failure-keeps-200";

#[rstest]
#[case::absent_beside_present(&[Present, Absent], Some(ABSENT))]
#[case::absent_alone(&[Absent], Some(ALL_ABSENT))]
#[case::denied_beside_present(&[Present, Denied], Some(ITEM_FAILURE))]
#[case::denied_beside_absent(&[Absent, Denied], Some(ITEM_FAILURE))]
#[case::present(&[Present], None)]
#[case::unknown_beside_absent(&[Absent, Drawn], None)]
fn a_denial_is_a_warning_where_items_explain_it(#[case] kinds: &[ItemKind], #[case] clause: Option<&str>) {
    let (scene, keys) = entities(kinds);
    let scene = scene.error(403, "AccessDeniedException", r#"{"Message":"no"}"#);
    let verdicts = judged(&scene, keys);
    let wanted: Vec<_> = clause.map(|clause| (clause, Level::Should)).into_iter().collect();
    assert_eq!(broken(&scene, &verdicts), wanted);
}

#[test]
fn a_not_found_for_an_absent_item_among_others_is_a_breach() {
    let (scene, keys) = entities(&[Present, Absent]);
    let scene = scene.error(404, "ResourceNotFoundException", r#"{"Message":"no"}"#);
    let verdicts = judged(&scene, keys);
    assert!(broken(&scene, &verdicts).contains(&(ABSENT, Level::Must)), "{:?}", broken(&scene, &verdicts));
}

#[test]
fn what_is_throttled_at_every_attempt_is_told_with_its_size_and_decides_nothing() {
    let ids: Vec<String> = (0..100).map(|at| format!("\"{at:012}\"")).collect();
    let scene = Scene::accounts(&format!(r#"{{"accountIds":[{}]}}"#, ids.join(",")));
    let scene = scene.error(429, "ThrottlingException", r#"{"message":"later"}"#);
    let verdicts = scene.judged();
    let seen: Vec<&str> = verdicts
        .observations
        .iter()
        .filter(|seen| seen.subject.contains("throttled"))
        .map(|seen| seen.answer.as_ref())
        .collect();
    assert_eq!(seen, ["a batch of 50 and more"]);
    let undecided: Vec<&str> = verdicts.undecided.iter().map(|(clause, _)| scene.id(*clause)).collect();
    assert!(undecided.contains(&"inspector2/request/account-ids-max"), "{undecided:?}");
    assert!(!scene.held(&verdicts).contains("inspector2/request/account-ids-max"));
    assert_eq!(verdicts.violations, []);
}

const SUITE: &str = r#"
format = 1
id = "parcels"
title = "Parcels"
version = "1"
operation = "t#GetParcels"
effect = "reads"
accepts = "known"

[batch]
items = "input.names"
item_key = ""
succeeded = { place = "output.parcels[]", key = "name" }
failed = { place = "output.missing[]", key = "name", code = "code" }
bad_item = "unknown"
"#;

const MODEL: &str = r#"{"smithy":"2.0","shapes":{
"t#GetParcels":{"type":"operation","input":{"target":"t#In"},"output":{"target":"t#Out"},
    "errors":[{"target":"t#ParcelNotFound"},{"target":"t#QuotaExceeded"}],
    "traits":{"smithy.api#http":{"method":"POST","uri":"/parcels","code":200}}},
"t#ParcelNotFound":{"type":"structure","members":{},"traits":{"smithy.api#error":"client","smithy.api#httpError":400}},
"t#QuotaExceeded":{"type":"structure","members":{},"traits":{"smithy.api#error":"client","smithy.api#httpError":400}},
"t#In":{"type":"structure","members":{"names":{"target":"t#Names","traits":{"smithy.api#required":{}}}}},
"t#Names":{"type":"list","member":{"target":"t#Name"},"traits":{"smithy.api#length":{"min":1,"max":9}}},
"t#Name":{"type":"string","traits":{"smithy.api#pattern":"^[a-z]{1,6}$"}},
"t#Out":{"type":"structure","members":{"parcels":{"target":"t#Parcels"},"missing":{"target":"t#Missing"}}},
"t#Parcels":{"type":"list","member":{"target":"t#Parcel"}},
"t#Missing":{"type":"list","member":{"target":"t#Failure"}},
"t#Parcel":{"type":"structure","members":{"name":{"target":"t#Name"}}},
"t#Failure":{"type":"structure","members":{"name":{"target":"t#Name"},"code":{"target":"smithy.api#String"}}}
}}"#;

#[rstest]
#[case::an_unknown_item_beside_a_known_one(&[Present, Drawn], "ParcelNotFound", true)]
#[case::an_absent_item_beside_a_known_one(&[Present, Absent], "ParcelNotFound", true)]
#[case::nothing_known(&[Absent, Drawn], "ParcelNotFound", false)]
#[case::nothing_unknown(&[Present, Present], "ParcelNotFound", false)]
#[case::another_reason(&[Present, Absent], "QuotaExceeded", false)]
fn one_unknown_item_is_no_reason_to_refuse_a_batch_of_a_rule_that_has_a_place_for_it(
    #[case] kinds: &[ItemKind],
    #[case] error: &str,
    #[case] is_warned: bool,
) {
    let contract = load(SUITE, MODEL).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let names = ["one", "two"].into_iter().map(str::to_owned);
    let keys: BTreeMap<String, ItemKind> = names.zip(kinds.iter().copied()).collect();
    let scene = Scene::to(&contract, r#"{"names":["one","two"]}"#).error(400, error, r#"{"message":"no"}"#);
    let verdicts = judged(&scene, keys);
    let found = broken(&scene, &verdicts);
    assert_eq!(found.contains(&(ITEM_FAILURE, Level::Should)), is_warned, "{found:?}");
    assert!(!found.iter().any(|(id, level)| *id == ITEM_FAILURE && *level == Level::Must), "{found:?}");
}
