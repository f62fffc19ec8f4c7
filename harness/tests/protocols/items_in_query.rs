//! Items that travel in the query string: a gate that answers for each of them, and gates that do not.

use std::sync::Arc;

use batchspec_harness::contract::Contract;
use batchspec_harness::message::{Answer, Request};
use rstest::rstest;
use serde_json::{Value, json};

use super::trial::{answer, broken, ids, loaded, plan};

const MODEL: &str = r##"{
  "smithy": "2.0",
  "shapes": {
    "t#Gate": { "type": "service", "version": "1", "operations": [{ "target": "t#BatchGetOutput" }],
      "traits": { "aws.protocols#restJson1": {} } },
    "t#BatchGetOutput": { "type": "operation", "input": { "target": "t#In" }, "output": { "target": "t#Out" },
      "errors": [{ "target": "t#ValidationException" }],
      "traits": { "smithy.api#http": { "method": "GET", "uri": "/outputs", "code": 200 }, "smithy.api#readonly": {} } },
    "t#In": { "type": "structure", "members": {
      "arns": { "target": "t#Arns", "traits": { "smithy.api#required": {}, "smithy.api#httpQuery": "arns" } } } },
    "t#Arns": { "type": "list", "member": { "target": "t#Arn" }, "traits": { "smithy.api#length": { "min": 1, "max": 10 } } },
    "t#Arn": { "type": "string", "traits": { "smithy.api#pattern": "^arn:[a-z]{3,8}$" } },
    "t#Out": { "type": "structure", "members": {
      "outputs": { "target": "t#Outputs", "traits": { "smithy.api#required": {} } },
      "errors": { "target": "t#Errors", "traits": { "smithy.api#required": {} } } } },
    "t#Outputs": { "type": "list", "member": { "target": "t#Output" } },
    "t#Output": { "type": "structure", "members": {
      "arn": { "target": "t#Arn", "traits": { "smithy.api#required": {} } }, "state": { "target": "smithy.api#String" } } },
    "t#Errors": { "type": "list", "member": { "target": "t#Error" } },
    "t#Error": { "type": "structure", "members": {
      "arn": { "target": "t#Arn", "traits": { "smithy.api#required": {} } },
      "code": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } } } },
    "t#ValidationException": { "type": "structure", "members": { "message": { "target": "smithy.api#String" } },
      "traits": { "smithy.api#error": "client", "smithy.api#httpError": 400 } }
  }
}"##;

const SUITE: &str = r#"
format = 1
id = "gate"
title = "Gate BatchGetOutput"
version = "1"
operation = "t#BatchGetOutput"
effect = "reads"

[batch]
class = "two-lists"
items = "input.arns"
item_key = ""
succeeded = { place = "output.outputs[]", key = "arn" }
failed = { place = "output.errors[]", key = "arn", code = "code" }
"#;

fn gate() -> Arc<Contract> {
    loaded(SUITE, MODEL)
}

fn arns(request: &Request) -> Vec<String> {
    let query = request.path.split_once('?').map_or("", |(_, query)| query);
    let values = query.split('&').filter_map(|pair| pair.strip_prefix("arns="));
    values.map(|value| value.replace("%3A", ":").replace("%3a", ":")).collect()
}

/// What a gate does otherwise than it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    LosesLast,
    AnswersStrangers,
    AnyArn,
    AnyNumber,
}

fn serve(request: &Request, fault: Fault) -> Answer {
    let error = |status: u16, name: &str| {
        let fields = [("content-type", "application/json"), ("x-amzn-errortype", name)];
        answer(status, &fields, json!({ "message": "no" }).to_string())
    };
    let path = request.path.split('?').next().unwrap_or_default();
    if path != "/outputs" {
        return error(404, "UnknownOperationException");
    }
    if request.method != "GET" {
        let allow = ("allow", "GET");
        return answer(405, &[("content-type", "application/json"), allow], json!({}).to_string());
    }
    let arns = arns(request);
    let is_arn = |arn: &String| {
        let letters = arn.strip_prefix("arn:").unwrap_or_default();
        (3..=8).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    let are_valid = fault == Fault::AnyArn || arns.iter().all(is_arn);
    if arns.is_empty() || !are_valid || (arns.len() > 10 && fault != Fault::AnyNumber) {
        return error(400, "ValidationException");
    }
    let kept = if fault == Fault::LosesLast { arns.len().max(2) - 1 } else { arns.len() };
    let (mut good, mut bad): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    for arn in arns.iter().take(kept) {
        match arn.len() % 2 {
            0 => good.push(json!({ "arn": arn, "state": "ACTIVE" })),
            _ => bad.push(json!({ "arn": arn, "code": "NotFound" })),
        }
    }
    if fault == Fault::AnswersStrangers {
        good.push(json!({ "arn": "arn:zzzz", "state": "ACTIVE" }));
    }
    let body = json!({ "outputs": good, "errors": bad });
    answer(200, &[("content-type", "application/json")], body.to_string())
}

#[test]
fn requests_name_their_items_in_the_query() {
    let contract = gate();
    let plan = plan(&contract);
    let mut cases = (0..plan.len()).filter_map(|index| plan.case(index));
    let several = cases.find(|case| arns(&case.steps[0].request).len() == 10);
    let request = several.expect("a full batch").steps[0].request.clone();
    assert!(request.body.bytes.is_empty(), "{request:?}");
}

#[rstest]
#[case::right(Fault::None, "")]
#[case::loses(Fault::LosesLast, "batch/complete")]
#[case::strangers(Fault::AnswersStrangers, "batch/no-strangers")]
#[case::any_arn(Fault::AnyArn, "gate/request/")]
#[case::any_number(Fault::AnyNumber, "gate/request/")]
fn what_a_gate_does_wrong_is_named(#[case] fault: Fault, #[case] law: &str) {
    let contract = gate();
    let found = broken(&contract, |request| serve(request, fault));
    if law.is_empty() {
        assert_eq!(ids(&found), [""; 0], "{found:#?}");
    } else {
        assert!(ids(&found).iter().any(|id| id.starts_with(law)), "{found:#?}");
    }
}
