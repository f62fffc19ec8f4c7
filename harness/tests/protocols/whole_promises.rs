//! Promises about a batch as a whole: a queue that keeps them, queues that break one each, and a log.

use std::collections::BTreeSet;
use std::sync::Arc;

use batchspec_harness::contract::{Contract, Expectation, validate};
use batchspec_harness::message::{Answer, Request};
use rstest::rstest;
use serde_json::{Value, json};

use super::trial::{answer, broken, ids, loaded};

const LIMIT: usize = 200;

fn text(traits: &Value) -> Value {
    json!({ "type": "string", "traits": traits })
}

fn of(members: &[(&str, &str, bool)]) -> Value {
    let member = |(name, target, required): &(&str, &str, bool)| {
        let traits = if *required { json!({ "smithy.api#required": {} }) } else { json!({}) };
        ((*name).to_owned(), json!({ "target": target, "traits": traits }))
    };
    json!({ "type": "structure", "members": members.iter().map(member).collect::<serde_json::Map<_, _>>() })
}

fn list(element: &str) -> Value {
    json!({ "type": "list", "member": { "target": element } })
}

fn model(item: &Value) -> String {
    let names = ["Empty", "TooMany", "NotDistinct", "BadId", "TooLong", "ValidationException"];
    let errors: Vec<Value> = names.iter().map(|name| json!({ "target": format!("t#{name}") })).collect();
    let mut shapes = json!({
        "t#Queue": { "type": "service", "version": "1", "operations": [{ "target": "t#SendBatch" }],
            "traits": { "aws.protocols#awsJson1_0": {} } },
        "t#SendBatch": { "type": "operation", "input": { "target": "t#In" }, "output": { "target": "t#Out" }, "errors": errors },
        "t#In": of(&[("entries", "t#Entries", true)]),
        "t#Entries": list("t#Entry"),
        "t#Entry": item,
        "t#Body": text(&json!({ "smithy.api#length": { "min": 1 } })),
        "t#Out": of(&[("successful", "t#Results", true), ("failed", "t#Failures", true)]),
        "t#Results": list("t#Result"),
        "t#Result": of(&[("id", "smithy.api#String", true)]),
        "t#Failures": list("t#Failure"),
        "t#Failure": of(&[("id", "smithy.api#String", true), ("code", "smithy.api#String", true)]),
    });
    for name in names {
        let mut error = of(&[("message", "smithy.api#String", false)]);
        error["traits"] = json!({ "smithy.api#error": "client" });
        shapes[format!("t#{name}")] = error;
    }
    json!({ "smithy": "2.0", "shapes": shapes }).to_string()
}

const HEAD: &str = "format = 1\nid = \"q\"\ntitle = \"Q\"\nversion = \"1\"\noperation = \"t#SendBatch\"\neffect = \"writes\"\naccepts = \"known\"\n";

fn queue() -> Arc<Contract> {
    let rule = r#"
[batch]
class = "token"
items = "input.entries"
item_key = "id"
succeeded = { place = "output.successful[]", key = "id" }
failed = { place = "output.failed[]", key = "id", code = "code" }
unique_keys = true
bad_item = "fails-alone"
[[batch.whole]]
breach = "no-items"
error = "Empty"
[[batch.whole]]
breach = "too-many-items"
limit = 10
error = "TooMany"
[[batch.whole]]
breach = "equal-keys"
error = "NotDistinct"
[[batch.whole]]
breach = "ill-formed-key"
pattern = "^[0-9A-Za-z_-]{1,80}$"
error = "BadId"
[[batch.whole]]
breach = "too-many-bytes"
limit = 200
of = ["body"]
error = "TooLong"
source = "All bodies together have at most 200 bytes."
"#;
    let item = of(&[("id", "t#Body", true), ("body", "t#Body", true)]);
    loaded(&format!("{HEAD}{rule}"), &model(&item))
}

/// What a queue does otherwise than it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    TakesNone,
    TakesMore,
    TakesEqual,
    TakesAnyKey,
    TakesLong,
    /// One byte more is taken.
    OffByOne,
    /// Everything that is wrong has one name.
    OneName,
}

fn error(name: &str) -> Answer {
    let body = json!({ "__type": format!("t#{name}"), "message": "no" });
    answer(400, &[("content-type", "application/x-amz-json-1.0")], body.to_string())
}

fn refusal(entries: &[Value], fault: Fault) -> Option<&'static str> {
    let texts = |name: &str| entries.iter().filter_map(|entry| entry[name].as_str()).collect::<Vec<_>>();
    let (keys, bodies) = (texts("id"), texts("body"));
    let is_key = |key: &&str| {
        (1..=80).contains(&key.len())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let bytes: usize = bodies.iter().map(|body| body.len()).sum();
    let most = if fault == Fault::OffByOne { LIMIT + 1 } else { LIMIT };
    if entries.is_empty() {
        return (fault != Fault::TakesNone).then_some("Empty");
    }
    if entries.len() > 10 {
        return (fault != Fault::TakesMore).then_some("TooMany");
    }
    if !keys.iter().all(is_key) {
        return (fault != Fault::TakesAnyKey).then_some("BadId");
    }
    if keys.iter().collect::<BTreeSet<_>>().len() < keys.len() {
        return (fault != Fault::TakesEqual).then_some("NotDistinct");
    }
    (bytes > most && fault != Fault::TakesLong).then_some("TooLong")
}

/// Whether a request is to be refused for something else than a promise about the batch.
fn refuses_otherwise(contract: &Contract, request: &Request) -> bool {
    let own = [contract.known.batch_whole_promise_kept, contract.known.batch_unique_keys];
    match validate(contract, request) {
        Expectation::Refuse(refusal) => !own.contains(&Some(refusal.clause)),
        Expectation::Accept { .. } | Expectation::Observe(_) => false,
    }
}

fn serve(contract: &Contract, request: &Request, fault: Fault) -> Answer {
    let body: Value = serde_json::from_slice(&request.body.bytes).unwrap_or_default();
    let entries = body["entries"].as_array().cloned();
    let Some(entries) = entries.filter(|_| !refuses_otherwise(contract, request)) else {
        return error("ValidationException");
    };
    match refusal(&entries, fault) {
        Some(_) if fault == Fault::OneName => error("ValidationException"),
        Some(name) => error(name),
        None => {
            let done: Vec<Value> = entries.iter().map(|entry| json!({ "id": entry["id"] })).collect();
            let body = json!({ "successful": done, "failed": [] });
            answer(200, &[("content-type", "application/x-amz-json-1.0")], body.to_string())
        }
    }
}

/// What is broken of the promises about the batch.
fn about_batches(contract: &Arc<Contract>, serve: impl Fn(&Request) -> Answer) -> Vec<String> {
    let found = broken(contract, serve);
    ids(&found).into_iter().filter(|id| id.starts_with("batch/")).map(str::to_owned).collect()
}

#[rstest]
#[case::right(Fault::None, "")]
#[case::no_items(Fault::TakesNone, "batch/whole-promise-kept")]
#[case::too_many(Fault::TakesMore, "batch/whole-promise-kept")]
#[case::equal(Fault::TakesEqual, "batch/unique-keys")]
#[case::any_key(Fault::TakesAnyKey, "batch/whole-promise-kept")]
#[case::long(Fault::TakesLong, "batch/whole-promise-kept")]
#[case::one_byte(Fault::OffByOne, "batch/whole-promise-kept")]
#[case::one_name(Fault::OneName, "batch/whole-promise-error")]
fn a_broken_promise_about_the_batch_is_found(#[case] fault: Fault, #[case] law: &str) {
    let contract = queue();
    let found = about_batches(&contract, |request| serve(&contract, request, fault));
    let expected: Vec<&str> = if law.is_empty() { Vec::new() } else { vec![law] };
    assert_eq!(found, expected);
}

fn log() -> Arc<Contract> {
    let rule = r#"
[batch]
class = "index"
items = "input.entries"
bounds = ["output.info.start", "output.info.end"]
remainder = "succeeded"
level = "should"
[[batch.whole]]
breach = "out-of-order"
member = "time"
[[batch.whole]]
breach = "too-long-span"
member = "time"
limit = 86400000
"#;
    let item = of(&[("time", "smithy.api#Long", true), ("message", "t#Body", true)]);
    let mut tree: Value = serde_json::from_str(&model(&item)).expect("JSON");
    tree["shapes"]["t#Out"] = of(&[("info", "t#Info", false)]);
    tree["shapes"]["t#Info"] =
        of(&[("start", "smithy.api#Integer", false), ("end", "smithy.api#Integer", false)]);
    loaded(&format!("{HEAD}{rule}"), &tree.to_string())
}

#[rstest]
#[case::right(true, true, 0, &[])]
#[case::any_order(false, true, 0, &["batch/whole-promise-kept"])]
#[case::any_span(true, false, 0, &["batch/whole-promise-kept"])]
#[case::bound_too_large(true, true, 1, &["batch/index-in-range"])]
fn order_span_and_bounds_are_judged(
    #[case] ordered: bool,
    #[case] close: bool,
    #[case] beyond: usize,
    #[case] laws: &[&str],
) {
    let contract = log();
    let serve = |request: &Request| {
        if refuses_otherwise(&contract, request) {
            return error("ValidationException");
        }
        let body: Value = serde_json::from_slice(&request.body.bytes).unwrap_or_default();
        let Some(entries) = body["entries"].as_array() else { return error("ValidationException") };
        let times: Vec<i64> = entries.iter().filter_map(|entry| entry["time"].as_i64()).collect();
        let (least, most) = (times.iter().min(), times.iter().max());
        let span = least.zip(most).map_or(0, |(least, most)| most.saturating_sub(*least));
        if ordered && !times.is_sorted() || close && span > 86_400_000 {
            return error("ValidationException");
        }
        let body = json!({ "info": { "end": entries.len() + beyond } });
        answer(200, &[("content-type", "application/x-amz-json-1.0")], body.to_string())
    };
    assert_eq!(about_batches(&contract, serve), laws);
}
