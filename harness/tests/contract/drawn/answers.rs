//! Right answers: all items of a valid request under one of the collections, a documented error for anything else.

use batchspec_harness::contract::{
    Collection, Contract, EntryKey, Expectation, NodeKind, NodeRef, Refusals, TimestampFormat, checksum,
};
use batchspec_harness::generate::{Case, Step};
use batchspec_harness::judge::Requested;
use batchspec_harness::message::{Answer, Attempt, Exchange, Link, Outcome};
use serde_json::{Map, Value, json};

/// An exchange for each step of a case.
pub(super) fn answers(contract: &Contract, case: &Case) -> Vec<Exchange> {
    answers_by(contract, case, &|step| success(contract, step))
}

/// The same with successes of one's own.
pub(in crate::contract) fn answers_by(
    contract: &Contract,
    case: &Case,
    success: &dyn Fn(&Step) -> Value,
) -> Vec<Exchange> {
    case.steps.iter().map(|step| exchange(contract, step, success)).collect()
}

fn exchange(contract: &Contract, step: &Step, success: &dyn Fn(&Step) -> Value) -> Exchange {
    let (status, kind, body) = match &step.expectation {
        Expectation::Accept { .. } => (contract.binding.status, None, success(step)),
        Expectation::Observe(_) => refused(400, "SerializationException"),
        Expectation::Refuse(refusal) => match (refusal.answers, contract.validation_error()) {
            (Refusals::Validation, Some(error)) => refused(error.status, "ValidationException"),
            (Refusals::NotServed, _) => refused(404, "UnknownOperationException"),
            _ => refused(400, "SerializationException"),
        },
    };
    let header = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
    let mut headers = vec![header("content-type", "application/json")];
    headers.extend(kind.map(|kind| header("x-amzn-errortype", kind)));
    let body = if step.request.method == "HEAD" { String::new() } else { body.to_string() };
    let answer = Answer { status, headers, body: body.into_bytes().into(), is_cut: false };
    let attempt = Attempt { outcome: Outcome::Answered(answer), micros: 1000, link: Link::default() };
    Exchange { request: step.request.clone(), attempts: vec![attempt] }
}

fn refused(status: u16, kind: &'static str) -> (u16, Option<&'static str>, Value) {
    (status, Some(kind), json!({ "message": "no" }))
}

fn success(contract: &Contract, step: &Step) -> Value {
    let batch = contract.batch.as_ref().expect("drawn operations are batches");
    let requested = Requested::read(contract, &step.request).expect("a valid request has items");
    let mut answer = value(contract, contract.output);
    let (mut succeeded, mut failed) = (Vec::new(), Vec::new());
    let mut keys = requested.keys;
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        // The same item has the same fate wherever it stands.
        let fails = batch.failed.is_some() && checksum(key.as_bytes()).is_multiple_of(3);
        if fails { failed.push(key) } else { succeeded.push(key) }
    }
    put(contract, &mut answer, batch.succeeded.as_ref().expect("drawn ones tell successes"), &succeeded);
    if let Some(collection) = &batch.failed {
        put(contract, &mut answer, collection, &failed);
    }
    answer
}

fn put(contract: &Contract, answer: &mut Value, collection: &Collection, keys: &[String]) {
    let name = &collection.path[0];
    answer[name.as_str()] = match (&contract.node(collection.node).kind, &collection.key) {
        (NodeKind::Map { value: entry, .. }, _) => {
            let entry = |key: &String| {
                let mut entry = value(contract, *entry);
                entry["id"] = json!(key);
                (key.clone(), entry)
            };
            keys.iter().map(entry).collect::<Map<_, _>>().into()
        }
        (NodeKind::List { element, .. }, EntryKey::Member(member)) => {
            let entry = |key: &String| {
                let mut entry = value(contract, *element);
                let is_number = entry[member.as_str()].is_number();
                let told = is_number.then(|| serde_json::from_str(key).expect("keys are numbers"));
                entry[member.as_str()] = told.unwrap_or_else(|| json!(key));
                entry
            };
            keys.iter().map(entry).collect()
        }
        _ => panic!("drawn collections are lists of entries, or maps"),
    };
}

/// A valid value with all its members, one level of each shape.
fn value(contract: &Contract, node: NodeRef) -> Value {
    let shape = contract.node(node);
    match &shape.kind {
        NodeKind::Structure(members) => {
            members.iter().map(|member| (member.name.clone(), value(contract, member.node))).collect()
        }
        NodeKind::Union(members) => json!({ members[0].name.as_str(): value(contract, members[0].node) }),
        NodeKind::List { element, .. } => json!([value(contract, *element)]),
        NodeKind::Map { value: entry, .. } => json!({ "name": value(contract, *entry) }),
        NodeKind::String { values: Some((values, _)) } => json!(values[0]),
        NodeKind::String { values: None } => json!("text"),
        NodeKind::Integer { .. } => json!(1),
        NodeKind::Float { .. } => json!(1.5),
        NodeKind::Boolean => json!(false),
        NodeKind::Timestamp { format: TimestampFormat::EpochSeconds, .. } => json!(1_690_836_000.5),
        NodeKind::Timestamp { .. } => json!("2023-07-31T20:40:00Z"),
        NodeKind::Blob => json!("AAAA"),
        NodeKind::Document { .. } => json!({ "any": [null] }),
    }
}
