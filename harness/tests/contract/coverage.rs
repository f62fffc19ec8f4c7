//! Generation for shapes that neither shipped suite has: every constraint is broken once, every boundary is met.

use std::collections::BTreeSet;
use std::sync::Arc;

use batchspec_harness::contract::{
    Constraint, ConstraintKind, Contract, Expectation, NodeKind, Refusal, validate,
};
use batchspec_harness::generate::{Case, Plan, PlanOptions, Subjects};
use rstest::rstest;
use serde_json::Value;

use super::toy::{MODEL, PLAIN_SUITE, loaded, shed};

fn plan(contract: &Arc<Contract>) -> Plan {
    Plan::new(contract, &PlanOptions { seed: 1, random_cases: 40, ..PlanOptions::default() })
}

fn cases(plan: &Plan) -> impl Iterator<Item = Case> {
    (0..plan.len()).filter_map(|index| plan.case(index))
}

/// The steps of a place: member names, and `None` for any element, key or value.
fn steps(place: &str) -> Vec<Option<&str>> {
    let mut steps = Vec::new();
    for part in place.split('.').skip(1) {
        let name = part.split(['[', '{']).next().unwrap_or_default();
        steps.push(Some(name));
        let inner = &part[name.len()..];
        steps.extend(inner.matches(['[', '{']).map(|_| None));
    }
    if place.starts_with("input[") || place.starts_with("input{") {
        steps.insert(0, None);
    }
    steps
}

fn is_at(pointer: &str, place: &str) -> bool {
    let steps = steps(place);
    let found: Vec<&str> = pointer.split('/').skip(1).collect();
    found.len() == steps.len()
        && found.iter().zip(&steps).all(|(found, step)| step.is_none_or(|name| name == *found))
}

fn values_at<'v>(body: &'v Value, place: &str) -> Vec<&'v Value> {
    let mut values = vec![body];
    for step in steps(place) {
        values = values
            .into_iter()
            .flat_map(|value| match (step, value) {
                (Some(name), Value::Object(members)) => members.get(name).into_iter().collect(),
                (None, Value::Array(elements)) => elements.iter().collect(),
                (None, Value::Object(members)) => members.values().collect::<Vec<_>>(),
                _ => Vec::new(),
            })
            .collect();
    }
    values
}

fn keys_at(body: &Value, place: &str) -> Vec<String> {
    let map = place.trim_end_matches("{key}");
    let maps = values_at(body, map).into_iter().filter_map(Value::as_object);
    maps.flat_map(|members| members.keys().cloned()).collect()
}

/// An end of a constraint that valid requests can touch.
#[derive(Debug)]
enum End {
    /// That many characters, elements or members.
    Length(usize),
    /// That many bytes behind base64.
    Bytes(usize),
    Number(f64),
    Text(String),
}

impl End {
    fn is_touched_by(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Length(length), Value::String(text)) => text.chars().count() == *length,
            (Self::Length(length), Value::Array(elements)) => elements.len() == *length,
            (Self::Length(length), Value::Object(members)) => members.len() == *length,
            (Self::Bytes(length), Value::String(text)) => text.trim_end_matches('=').len() * 3 / 4 == *length,
            (Self::Number(number), value) => value.as_f64() == Some(*number),
            (Self::Text(text), value) => value == text,
            _ => false,
        }
    }
}

fn ends(contract: &Contract, constraint: &Constraint) -> Vec<End> {
    let Some(node) = contract.node_at(&constraint.place).map(|node| contract.node(node)) else {
        return Vec::new();
    };
    let is_blob = matches!(node.kind, NodeKind::Blob);
    let size = |length: usize| vec![if is_blob { End::Bytes(length) } else { End::Length(length) }];
    let number = |spelling: &str| vec![End::Number(spelling.parse().expect("a bound is a number"))];
    let (least, most) = node.length.map_or((None, None), |length| (length.min, length.max));
    match (constraint.kind, &node.kind, least, most) {
        (ConstraintKind::LengthMin, _, Some((least, _)), _) => size(least),
        (ConstraintKind::LengthMax, _, _, Some((most, _))) => size(most),
        (ConstraintKind::RangeMin, NodeKind::Integer { min: Some((n, _)), .. }, ..)
        | (ConstraintKind::RangeMax, NodeKind::Integer { max: Some((n, _)), .. }, ..) => {
            number(&n.to_string())
        }
        (ConstraintKind::RangeMin, NodeKind::Float { min: Some((n, _)), .. }, ..)
        | (ConstraintKind::RangeMax, NodeKind::Float { max: Some((n, _)), .. }, ..) => number(n),
        (ConstraintKind::Enum, NodeKind::String { values: Some((known, _)) }, ..) => {
            known.iter().cloned().map(End::Text).collect()
        }
        (ConstraintKind::Enum, NodeKind::Integer { values: Some((known, _)), .. }, ..) => {
            known.iter().flat_map(|known| number(&known.to_string())).collect()
        }
        _ => Vec::new(),
    }
}

fn refusal_shows(refusal: &Refusal, constraint: &Constraint) -> bool {
    let clauses = std::iter::once(refusal.clause).chain(refusal.also.iter().copied());
    let speaks = constraint.clause.is_some_and(|wanted| clauses.into_iter().any(|clause| clause == wanted));
    speaks && is_at(&refusal.pointer, &constraint.place)
}

/// What is missing from a plan: constraints of the request that nothing breaks, ends that no valid request touches.
pub(super) fn gaps(contract: &Arc<Contract>) -> Vec<String> {
    let plan = plan(contract);
    let mut refusals = Vec::new();
    let mut accepted = Vec::new();
    for case in cases(&plan) {
        for step in case.steps {
            match step.expectation {
                Expectation::Refuse(refusal) => refusals.push(refusal),
                Expectation::Accept { .. } => {
                    let body: Value =
                        serde_json::from_slice(&step.request.body.bytes).expect("accepted bodies are JSON");
                    accepted.push(body);
                }
                Expectation::Observe(_) => {}
            }
        }
    }
    let mut gaps: BTreeSet<String> = BTreeSet::new();
    let judged = contract.constraints.iter().filter(|constraint| constraint.clause.is_some());
    for constraint in judged.filter(|constraint| constraint.place.starts_with("input")) {
        if !refusals.iter().any(|refusal| refusal_shows(refusal, constraint)) {
            gaps.insert(format!("nothing breaks {constraint}"));
        }
        for end in ends(contract, constraint) {
            let is_key = constraint.place.ends_with("{key}");
            let touched = accepted.iter().any(|body| {
                if is_key {
                    let keys = keys_at(body, &constraint.place);
                    keys.into_iter().any(|key| end.is_touched_by(&Value::String(key)))
                } else {
                    values_at(body, &constraint.place).into_iter().any(|value| end.is_touched_by(value))
                }
            });
            if !touched {
                gaps.insert(format!("nothing meets {constraint} {end:?}"));
            }
        }
    }
    let faults = plan.faults().iter().map(|fault| format!("{}: {}", fault.origin, fault.what));
    gaps.into_iter().chain(faults).collect()
}

/// A model of one operation without batch whose input has one required member `value` of the shape under test.
fn model_of(shape: &str) -> String {
    format!(
        r#"{{ "smithy": "2.0", "shapes": {{
            "t#Do": {{ "type": "operation", "input": {{ "target": "t#In" }}, "output": {{ "target": "smithy.api#Unit" }},
                "errors": [{{ "target": "t#ValidationException" }}],
                "traits": {{ "smithy.api#http": {{ "method": "POST", "uri": "/do" }} }} }},
            "t#ValidationException": {{ "type": "structure", "traits": {{ "smithy.api#error": "client" }} }},
            "t#In": {{ "type": "structure", "members": {{
                "value": {{ "target": "t#Value", "traits": {{ "smithy.api#required": {{}} }} }} }} }},
            {shape} }} }}"#
    )
}

const DO: &str = r#"
format = 1
id = "do"
title = "Do"
version = "1"
operation = "t#Do"
effect = "reads"
"#;

#[track_caller]
fn check(contract: &Arc<Contract>, expected: &[&str]) {
    assert_eq!(gaps(contract), expected);
}

#[rstest]
#[case::string(r#""t#Value": {"type":"string","traits":{"smithy.api#length":{"min":3,"max":5}}}"#)]
#[case::string_with_pattern(r#""t#Value": {"type":"string","traits":{"smithy.api#pattern":"^[a-f]{2,9}$"}}"#)]
#[case::string_with_both(
    r#""t#Value": {"type":"string","traits":{"smithy.api#pattern":"^[a-z-]+$","smithy.api#length":{"min":2,"max":40}}}"#
)]
#[case::string_searched(r#""t#Value": {"type":"string","traits":{"smithy.api#pattern":"[0-9]{4}"}}"#)]
#[case::enumeration(
    r#""t#Value": {"type":"enum","members":{"A":{"target":"smithy.api#Unit"},"B":{"target":"smithy.api#Unit"}}}"#
)]
#[case::older_enumeration(
    r#""t#Value": {"type":"string","traits":{"smithy.api#enum":[{"value":"on"},{"value":"off"}]}}"#
)]
#[case::integer_enumeration(
    r#""t#Value": {"type":"intEnum","members":{
        "A":{"target":"smithy.api#Unit","traits":{"smithy.api#enumValue":-5}},
        "B":{"target":"smithy.api#Unit","traits":{"smithy.api#enumValue":70}}}}"#
)]
#[case::integer(r#""t#Value": {"type":"integer","traits":{"smithy.api#range":{"min":-2,"max":12}}}"#)]
#[case::integer_from_below(r#""t#Value": {"type":"long","traits":{"smithy.api#range":{"max":-9}}}"#)]
#[case::byte(r#""t#Value": {"type":"byte"}"#)]
#[case::double(r#""t#Value": {"type":"double","traits":{"smithy.api#range":{"min":0.5,"max":2.75}}}"#)]
#[case::boolean(r#""t#Value": {"type":"boolean"}"#)]
#[case::document(r#""t#Value": {"type":"document"}"#)]
#[case::epoch_seconds(r#""t#Value": {"type":"timestamp"}"#)]
#[case::list(
    r#""t#Value": {"type":"list","member":{"target":"smithy.api#Integer"},"traits":{"smithy.api#length":{"min":2,"max":4}}}"#
)]
#[case::sparse_list(
    r#""t#Value": {"type":"list","member":{"target":"smithy.api#String"},"traits":{"smithy.api#sparse":{},"smithy.api#length":{"max":3}}}"#
)]
#[case::structure(
    r#""t#Value": {"type":"structure","members":{"inner":{"target":"smithy.api#Boolean","traits":{"smithy.api#required":{}}}}}"#
)]
#[case::date_time(r#""t#Value": {"type":"timestamp","traits":{"smithy.api#timestampFormat":"date-time"}}"#)]
#[case::http_date(r#""t#Value": {"type":"timestamp","traits":{"smithy.api#timestampFormat":"http-date"}}"#)]
#[case::blob(r#""t#Value": {"type":"blob","traits":{"smithy.api#length":{"min":1,"max":12}}}"#)]
#[case::unique_list(
    r#""t#Value": {"type":"list","member":{"target":"smithy.api#Integer"},"traits":{"smithy.api#uniqueItems":{}}}"#
)]
#[case::nested_list(
    r#""t#Value": {"type":"list","member":{"target":"t#Inner"}},
       "t#Inner": {"type":"list","member":{"target":"smithy.api#Boolean"},"traits":{"smithy.api#length":{"min":1,"max":2}}}"#
)]
#[case::map(
    r#""t#Value": {"type":"map","key":{"target":"t#Key"},"value":{"target":"t#Small"},"traits":{"smithy.api#length":{"min":1,"max":3}}},
       "t#Key": {"type":"string","traits":{"smithy.api#length":{"min":2,"max":4},"smithy.api#pattern":"^[a-z]+$"}},
       "t#Small": {"type":"short","traits":{"smithy.api#range":{"min":1,"max":5}}}"#
)]
#[case::union(
    r#""t#Value": {"type":"union","members":{"number":{"target":"t#Small"},"text":{"target":"smithy.api#String"}}},
       "t#Small": {"type":"short","traits":{"smithy.api#range":{"min":1,"max":5}}}"#
)]
#[case::optional_member(
    r#""t#Value": {"type":"structure","members":{"inner":{"target":"t#Small"}}},
       "t#Small": {"type":"short","traits":{"smithy.api#range":{"min":1,"max":5}}}"#
)]
#[case::member_without_a_case(
    r#""t#Value": {"type":"structure","members":{
        "inner":{"target":"smithy.api#Boolean","traits":{"smithy.api#required":{},"smithy.api#jsonName":"@inner"}}}}"#
)]
fn every_constraint_of_a_shape_is_broken_and_met(#[case] shape: &str) {
    check(&loaded(DO, &model_of(shape)), &[]);
}

/// Three different values of two there are not, and a third of another kind would break the enumeration as well.
#[test]
fn a_constraint_that_nothing_breaks_alone_stays_unbroken() {
    let shape = r#""t#Value": {"type":"list","member":{"target":"t#AB"},"traits":{"smithy.api#uniqueItems":{},"smithy.api#length":{"min":2,"max":2}}},
       "t#AB": {"type":"enum","members":{"A":{"target":"smithy.api#Unit"},"B":{"target":"smithy.api#Unit"}}}"#;
    check(&loaded(DO, &model_of(shape)), &["nothing breaks input.value:length-max"]);
}

#[test]
fn an_operation_without_batch_has_a_plan_without_gaps() {
    check(&loaded(PLAIN_SUITE, MODEL), &[]);
}

#[test]
fn the_toy_has_a_plan_without_gaps() {
    check(&shed(), &[]);
}

#[test]
fn the_validator_agrees_with_every_case_when_asked_again() {
    let shed = shed();
    for case in cases(&plan(&shed)) {
        for step in &case.steps {
            assert_eq!(validate(&shed, &step.request), step.expectation, "{}", case.origin);
        }
    }
}

#[test]
fn equal_seeds_give_equal_cases_and_other_seeds_give_others() {
    let shed = shed();
    let bodies = |seed: u64| -> Vec<(String, Vec<u8>)> {
        let plan = Plan::new(&shed, &PlanOptions { seed, random_cases: 20, ..PlanOptions::default() });
        let cases = cases(&plan);
        cases.map(|case| (case.origin.to_string(), case.steps[0].request.body.bytes.to_vec())).collect()
    };
    assert_eq!(bodies(5), bodies(5));
    assert_ne!(bodies(5), bodies(6));
}

#[test]
fn no_two_cases_of_a_plan_have_one_name() {
    let plan = plan(&shed());
    let mut names = BTreeSet::new();
    let twice: Vec<String> = cases(&plan)
        .filter(|case| !names.insert(case.origin.clone()))
        .map(|case| case.origin.to_string())
        .collect();
    assert_eq!(twice, Vec::<String>::new());
}

#[test]
fn subjects_that_the_contract_refuses_stay_out_of_the_pool() {
    let shed = shed();
    let subjects = Subjects {
        present: vec!["ab-0001".to_owned(), "not a tool".to_owned()],
        absent: vec!["mm-4040".to_owned()],
        denied: Vec::new(),
    };
    let plan = Plan::new(&shed, &PlanOptions { seed: 1, subjects, ..PlanOptions::default() });
    let known: Vec<&str> = plan.pool().present().map(|item| item.key.as_str()).collect();
    assert_eq!(known, ["ab-0001"]);
    let failing: Vec<&str> = plan.pool().failing().map(|item| item.key.as_str()).collect();
    assert_eq!(failing, ["mm-4040"]);
}
