//! Suites made from models alone, where nobody knows what exists and bad items may fail by themselves: what is accused of
//! an answer, and what is not.

use std::sync::{Arc, LazyLock};

use batchspec_harness::contract::{ClauseRef, Contract, Expectation, Level};
use batchspec_harness::generate::{Aim, Plan, PlanOptions};
use batchspec_harness::judge::Violation;

use super::scene::Scene;
use crate::contract::toy::load;

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
aliases = ["arn"]
bad_item = "unknown"
"#;

const MODEL: &str = r#"{"smithy":"2.0","shapes":{
"t#GetParcels":{"type":"operation","input":{"target":"t#In"},"output":{"target":"t#Out"},
    "traits":{"smithy.api#http":{"method":"POST","uri":"/parcels","code":200}}},
"t#In":{"type":"structure","members":{"names":{"target":"t#Names","traits":{"smithy.api#required":{}}},
    "token":{"target":"t#Token"}}},
"t#Names":{"type":"list","member":{"target":"t#Name"},"traits":{"smithy.api#length":{"min":1,"max":9}}},
"t#Name":{"type":"string","traits":{"smithy.api#pattern":"^/?[a-z]{1,6}$","smithy.api#length":{"min":1,"max":7}}},
"t#Token":{"type":"string","traits":{"smithy.api#length":{"min":1,"max":50}}},
"t#Out":{"type":"structure","members":{"parcels":{"target":"t#Parcels"},"missing":{"target":"t#Missing"}}},
"t#Parcels":{"type":"list","member":{"target":"t#Parcel"},"traits":{"smithy.api#length":{"min":1}}},
"t#Missing":{"type":"list","member":{"target":"t#Failure"},"traits":{"smithy.api#length":{"min":1}}},
"t#Labels":{"type":"list","member":{"target":"t#Name"},"traits":{"smithy.api#length":{"min":1}}},
"t#Parcel":{"type":"structure","members":{"name":{"target":"t#Name"},"labels":{"target":"t#Labels"},
    "arn":{"target":"smithy.api#String"}}},
"t#Failure":{"type":"structure","members":{"name":{"target":"t#Name"},"code":{"target":"smithy.api#String"}}}
}}"#;

static PARCELS: LazyLock<Arc<Contract>> =
    LazyLock::new(|| load(SUITE, MODEL).unwrap_or_else(|mistakes| panic!("{mistakes}")));

/// A filter whose first member is a list of filters.
const RECURSIVE: &str = r#"{"smithy":"2.0","shapes":{
"t#GetParcels":{"type":"operation","input":{"target":"t#In"},"output":{"target":"t#Out"},
    "traits":{"smithy.api#http":{"method":"POST","uri":"/parcels","code":200}}},
"t#In":{"type":"structure","members":{"names":{"target":"t#Names","traits":{"smithy.api#required":{}}},
    "filter":{"target":"t#Filter","traits":{"smithy.api#required":{}}}}},
"t#Names":{"type":"list","member":{"target":"smithy.api#String"}},
"t#Filter":{"type":"union","members":{"all":{"target":"t#Filters"},"name":{"target":"smithy.api#String"}}},
"t#Filters":{"type":"list","member":{"target":"t#Filter"},"traits":{"smithy.api#length":{"min":1}}},
"t#Out":{"type":"structure","members":{"parcels":{"target":"t#Parcels"}}},
"t#Parcels":{"type":"list","member":{"target":"t#Parcel"}},
"t#Parcel":{"type":"structure","members":{"name":{"target":"smithy.api#String"}}}
}}"#;

#[test]
fn values_of_shapes_that_hold_themselves_come_to_an_end() {
    let rule =
        "failed = { place = \"output.missing[]\", key = \"name\", code = \"code\" }\naliases = [\"arn\"]\n";
    let contract = load(&SUITE.replace(rule, ""), RECURSIVE).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let plan = Plan::new(&contract, &PlanOptions { seed: 1, ..PlanOptions::default() });
    assert_eq!(plan.faults(), []);
    assert!((0..plan.len()).any(|index| {
        let case = plan.case(index);
        case.is_some_and(|case| matches!(case.steps[0].expectation, Expectation::Accept { .. }))
    }));
}

fn asked(body: &str) -> Scene {
    Scene::to(&PARCELS, body)
}

/// What a check breaks: clauses, and whether it is only a warning.
fn broken(scene: &Scene, check: &str) -> Vec<(String, bool)> {
    let verdicts = scene.judged_by(check);
    let broken = verdicts.violations.iter();
    let level = |one: &Violation| one.level.unwrap_or(scene.contract.clauses.get(one.clause).level);
    broken.map(|one| (scene.id(one.clause).to_owned(), level(one) == Level::Should)).collect()
}

fn of_token() -> ClauseRef {
    let found = PARCELS.clauses.iter().find(|(_, clause)| clause.id == "parcels/request/token-length-max");
    found.expect("a clause").0
}

#[test]
fn what_repeats_the_request_is_not_held_to_its_form() {
    let bad = asked(r#"{"names":["toolonganame"]}"#);
    let failing = |name: &str| format!(r#"{{"missing":[{{"name":"{name}","code":"InvalidName"}}]}}"#);
    assert_eq!(broken(&bad.clone().ok(failing("toolonganame")), "success-shape"), []);
    let other = broken(&bad.ok(failing("anothername")), "success-shape");
    assert!(other.iter().any(|(clause, lesser)| clause.ends_with("name-pattern") && !lesser), "{other:?}");
}

#[test]
fn empty_lists_are_no_breach_but_where_somebody_vouches_for_the_model() {
    let found =
        |labels: &str| format!(r#"{{"parcels":[{{"name":"one","labels":[{labels}]}}],"missing":[]}}"#);
    let vouched = load(&SUITE.replace("accepts = \"known\"\n", ""), MODEL);
    let vouched = vouched.unwrap_or_else(|mistakes| panic!("{mistakes}"));
    for contract in [&*PARCELS, &vouched] {
        let full = Scene::to(contract, r#"{"names":["one"]}"#).ok(found("\"a\""));
        assert_eq!(broken(&full, "success-shape"), []);
    }
    let bare = |contract| Scene::to(contract, r#"{"names":["one"]}"#).ok(found(""));
    assert_eq!(broken(&bare(&PARCELS), "success-shape"), []);
    let warned = [("parcels/response/parcels-item-labels-length-min".to_owned(), true)];
    assert_eq!(broken(&bare(&vouched), "success-shape"), warned);
}

#[test]
fn a_server_error_is_not_blamed_on_a_constraint_when_nobody_knows_what_is_served() {
    let mut scene = asked(r#"{"names":["one"],"token":"abc"}"#);
    scene.case.aim = Aim::Clause(of_token());
    let said = broken(&scene.clone().error(500, "Oops", ""), "server-error");
    assert_eq!(said, [("protocol/hostile-bytes-no-5xx".to_owned(), false)]);
    assert_eq!(broken(&scene.ok(r#"{"parcels":[{"name":"one"}]}"#), "server-error"), []);
}

#[test]
fn an_item_may_be_answered_under_another_of_its_names() {
    let scene = || asked(r#"{"names":["two","/two"]}"#);
    let two = r#"{"name":"two","arn":"arn:aws:parcels:::parcel/two"}"#;
    assert_eq!(broken(&scene().ok(format!(r#"{{"parcels":[{two},{two}]}}"#)), "batch-partition"), []);
    let one = broken(&scene().ok(format!(r#"{{"parcels":[{two}]}}"#)), "batch-partition");
    assert_eq!(one, [("batch/complete".to_owned(), false)]);
    // What is not there has no other name than the one that was asked for.
    let failed = r#"{"name":"two","code":"NotFound"}"#;
    let lost = broken(&scene().ok(format!(r#"{{"missing":[{failed},{failed}]}}"#)), "batch-partition");
    assert!(lost.contains(&("batch/answered-once".to_owned(), false)), "{lost:?}");
}

#[test]
fn validation_is_an_error_that_any_operation_may_give() {
    let refused = |kind: &str| asked(r#"{"names":[]}"#).error(400, kind, r#"{"message":"no"}"#);
    assert_eq!(broken(&refused("ValidationException"), "error-identity"), []);
    let other = broken(&refused("NoSuchThingException"), "error-identity");
    assert_eq!(other, [("protocol/error-known-set".to_owned(), true)]);
}
