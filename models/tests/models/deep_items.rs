//! Items that stand within several structures of the input: they are found, asked for, and judged.

use super::forms::{found, list, structure};
use std::sync::Arc;

use batchspec_harness::contract::{Contract, SuiteText};
use batchspec_harness::generate::{Plan, PlanOptions};
use batchspec_harness::judge::Judge;
use batchspec_harness::message::{Answer, Attempt, Exchange, Link, Outcome};
use batchspec_models::Imports;
use batchspec_models::write::{line, suite};
use serde_json::{Value, json};

/// A batch of ids within an alternative of a target.
fn imports(name: &str) -> Imports {
    let mut target = structure(&[], &[("Scope", "Scope"), ("Chosen", "Chosen")]);
    target["union"] = json!(true);
    let shapes = json!({
        "Scope": structure(&["Depot"], &[("Depot", "Text")]),
        "Chosen": structure(&["CrateIds"], &[("CrateIds", "Texts")]),
        "Target": target,
        "Crate": structure(&["CrateId"], &[("CrateId", "Text")]), "Crates": list("Crate"),
        "Failure": structure(&["CrateId", "Code"], &[("CrateId", "Text"), ("Code", "Text")]), "Failures": list("Failure"),
    });
    let output = structure(&["FoundCrates", "Errors"], &[("FoundCrates", "Crates"), ("Errors", "Failures")]);
    found(name, structure(&["Target"], &[("Target", "Target")]), output, shapes)
}

/// What a server says that knows crates of short names, and of each batch all but the last `lost` ones.
fn answer(body: &[u8], lost: usize) -> Option<Value> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let ids = body["Target"]["Chosen"]["CrateIds"].as_array()?;
    let mut seen: Vec<&Value> = Vec::new();
    ids.iter().for_each(|id| {
        if !seen.contains(&id) {
            seen.push(id)
        }
    });
    seen.truncate(seen.len().saturating_sub(lost));
    let is_known = |id: &&Value| id.as_str().is_some_and(|id| id.len() < 5);
    let (good, bad): (Vec<&Value>, Vec<&Value>) = seen.into_iter().partition(is_known);
    let good: Vec<Value> = good.iter().map(|id| json!({ "CrateId": id })).collect();
    let bad: Vec<Value> = bad.iter().map(|id| json!({ "CrateId": id, "Code": "Lost" })).collect();
    Some(json!({ "FoundCrates": good, "Errors": bad }))
}

/// The laws of batches that the answers break, and how many requests were answered.
fn broken(contract: &Arc<Contract>, lost: usize) -> (Vec<String>, usize) {
    let plan = Plan::new(contract, &PlanOptions { seed: 4, random_cases: 20, ..PlanOptions::default() });
    assert_eq!(plan.faults(), []);
    let judge = Judge::new(contract, plan.pool());
    let (mut laws, mut served) = (Vec::new(), 0);
    for case in (0..plan.len()).filter_map(|index| plan.case(index)) {
        let exchanges = case.steps.iter().map(|step| {
            let told = answer(&step.request.body.bytes, lost);
            served += usize::from(told.is_some());
            let status = if told.is_some() { 200 } else { 400 };
            let body = told.unwrap_or_else(|| json!({ "__type": "ValidationException" })).to_string();
            let headers = vec![("content-type".to_owned(), b"application/x-amz-json-1.0".to_vec())];
            let answer = Answer { status, headers, body: body.into_bytes().into(), is_cut: false };
            let attempt = Attempt { outcome: Outcome::Answered(answer), micros: 1, link: Link::default() };
            Exchange { request: step.request.clone(), attempts: vec![attempt] }
        });
        let exchanges: Vec<Exchange> = exchanges.collect();
        let ids = judge.judge(&case, &exchanges).violations.into_iter();
        laws.extend(
            ids.map(|broken| contract.clauses.get(broken.clause).id.clone()).filter(|id| {
                ["batch/complete", "batch/no-strangers", "batch/exclusive"].contains(&id.as_str())
            }),
        );
    }
    (laws, served)
}

#[test]
fn items_within_structures_are_found_asked_for_and_judged() {
    let imports = imports("BatchGetCrates");
    let operation = imports.operations.first().expect("a batch");
    let told: Value = serde_json::from_str(&line(operation).json()).expect("a line");
    assert_eq!(
        (&told["class"], &told["items"]),
        (&json!("two-lists"), &json!("input.Target.Chosen.CrateIds"))
    );
    let files = suite(operation);
    let text = SuiteText {
        suite_file: "suite.toml",
        suite: &files.suite,
        model_file: "model.json",
        model: &files.model,
    };
    let contract = Arc::new(Contract::load(&text).unwrap_or_else(|mistakes| panic!("{mistakes}")));
    let (laws, served) = broken(&contract, 0);
    assert_eq!(laws, Vec::<String>::new());
    assert!(served > 50, "{served}");
    assert!(broken(&contract, 1).0.contains(&"batch/complete".to_owned()));
}

#[test]
fn what_a_structure_describes_is_no_batch_without_the_name() {
    assert!(imports("StartCrateTask").operations.is_empty());
}
