//! Plans of vast models stay within bounds: a model of some thousand places is made here, and planned.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::plan::{Plan, PlanOptions};
use crate::contract::{Contract, SuiteText};

const SUITE: &str = r#"
format = 1
id = "vast"
title = "Vast"
version = "1"
operation = "example.vast#BatchPut"
effect = "writes"
accepts = "known"

[batch]
items = "input.items"
item_key = "id"
succeeded = { place = "output.done[]", key = "id" }
failed = { place = "output.failed[]", key = "id" }
"#;

/// A model whose items have so many structures of as many texts.
fn model(width: usize) -> String {
    let member = |target: &str| json!({ "target": target });
    let name = |kind: &str, index: usize| format!("{kind}{index}");
    let texts: Map<String, Value> =
        (0..width).map(|index| (name("text", index), member("example.vast#Text"))).collect();
    let mut parts: Map<String, Value> =
        (0..width).map(|index| (name("part", index), member("example.vast#Part"))).collect();
    let required = json!({ "smithy.api#required": {} });
    parts.insert("id".to_owned(), json!({ "target": "smithy.api#String", "traits": required.clone() }));
    let list = |target: &str| json!({ "type": "list", "member": member(target) });
    let of = |members: Value| json!({ "type": "structure", "members": members });
    let id = json!({ "id": { "target": "smithy.api#String", "traits": required.clone() } });
    let text = json!({
        "type": "string",
        "traits": { "smithy.api#length": { "min": 2, "max": 400 }, "smithy.api#pattern": "^[a-z]+$" },
    });
    let http = json!({ "smithy.api#http": { "method": "POST", "uri": "/put", "code": 200 } });
    json!({ "smithy": "2.0", "shapes": {
        "example.vast#Service": {
            "type": "service", "version": "1",
            "operations": [member("example.vast#BatchPut")],
            "traits": { "aws.protocols#restJson1": {} },
        },
        "example.vast#BatchPut": {
            "type": "operation",
            "input": member("example.vast#Input"), "output": member("example.vast#Output"),
            "errors": [], "traits": http,
        },
        "example.vast#Input":
            of(json!({ "items": { "target": "example.vast#Items", "traits": required } })),
        "example.vast#Output":
            of(json!({ "done": member("example.vast#Ids"), "failed": member("example.vast#Ids") })),
        "example.vast#Items": list("example.vast#Item"),
        "example.vast#Ids": list("example.vast#Id"),
        "example.vast#Item": of(Value::Object(parts)),
        "example.vast#Part": of(Value::Object(texts)),
        "example.vast#Id": of(id),
        "example.vast#Text": text,
    } })
    .to_string()
}

fn plan(width: usize) -> Plan {
    let model = model(width);
    let text = SuiteText { suite_file: "suite.toml", suite: SUITE, model_file: "model.json", model: &model };
    let contract = Arc::new(Contract::load(&text).expect("a good suite"));
    Plan::new(&contract, &PlanOptions { seed: 1, ..PlanOptions::default() })
}

fn bytes(plan: &Plan) -> usize {
    let steps = plan.fixed.iter().chain(&plan.packed).flat_map(|case| &case.steps);
    steps.map(|step| step.request.body.bytes.len()).sum()
}

#[test]
fn plans_of_vast_models_are_bounded_in_cases_and_in_bytes() {
    let (usual, vast) = (plan(3), plan(45));
    assert!(vast.contract.constraints.len() > 6_000);
    assert!(vast.len() < 20_000, "{} cases", vast.len());
    assert!(bytes(&vast) < 40 << 20, "{} bytes", bytes(&vast));
    assert!(bytes(&usual) < bytes(&vast));
    let families = |plan: &Plan| {
        let families = plan.fixed.iter().map(|case| case.origin.family);
        families.collect::<std::collections::BTreeSet<_>>()
    };
    // What is bounded are the ways to break the model, and nothing else goes.
    assert!(families(&usual).is_subset(&families(&vast)), "{:?}", families(&vast));
}
