//! JSON: by the schema in docs/, and readable back.

use std::sync::OnceLock;

use batchspec_harness::contract::Level;
use batchspec_harness::report::{Report, to_json};
use jsonschema::Validator;
use serde_json::Value;

use super::reports;

/// A validator by the text of a schema.
pub(super) fn validator(schema: &str) -> Validator {
    let schema: Value = serde_json::from_str(schema).expect("a schema in JSON");
    jsonschema::validator_for(&schema).expect("a schema")
}

/// Fails with every breach of a schema.
#[track_caller]
pub(super) fn assert_fits(validator: &Validator, value: &Value, context: &str) {
    let breaches: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error:.300}", error.instance_path()))
        .collect();
    assert!(breaches.is_empty(), "{context}:\n{}", breaches.join("\n"));
}

fn schema() -> &'static Validator {
    static SCHEMA: OnceLock<Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| validator(include_str!("../../docs/report.schema.json")))
}

pub(super) fn assert_valid(text: &str, report: &Report, context: &str) {
    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{context}: {error}"));
    assert_fits(schema(), &value, context);
    let read: Report = serde_json::from_str(text).unwrap_or_else(|error| panic!("{context}: {error}"));
    assert_eq!(read.exit_code(), report.exit_code(), "{context}");
    assert_eq!(to_json(&read), text, "{context}: reading loses nothing");
}

#[test]
fn a_report_of_another_form_does_not_fit_the_schema() {
    let report = reports::report_of(vec![reports::finding(Level::Must)]);
    let value: Value = serde_json::from_str(&to_json(&report)).expect("JSON");
    assert_fits(schema(), &value, "a good report");
    let spoilt: [fn(&mut Value); 5] = [
        |value| value["seed"] = "one".into(),
        |value| value["ending"]["kind"] = "happy".into(),
        |value| value["findings"][0]["level"] = "may".into(),
        |value| value["suites"][0]["clauses"][0]["id"] = Value::Null,
        |value| value.as_object_mut().map_or((), |members| drop(members.remove("findings"))),
    ];
    for (index, spoil) in spoilt.iter().enumerate() {
        let mut value = value.clone();
        spoil(&mut value);
        assert!(!schema().is_valid(&value), "breach {index} is not seen");
    }
}
