//! Inference against operations that were read by hand: how many rules there are, and how many of them are right.

use super::support;
use std::collections::BTreeMap;

use batchspec_models::write::line;
use batchspec_models::{errata, import};
use serde_json::Value;

/// What of a reading has to be met.
const FIELDS: [&str; 4] = ["class", "items", "item_key", "remainder"];

/// A figure for one list of readings.
#[derive(Debug, Default)]
struct Figure {
    operations: usize,
    with_rule: usize,
    right: usize,
    sure: usize,
    sure_and_right: usize,
    wrong_without_a_word: usize,
    wrong: Vec<String>,
}

/// A key whose parts stand in any order: what they belong to is told by their names.
fn key(value: &Value) -> Value {
    match value {
        Value::Array(parts) => {
            let mut parts: Vec<String> = parts.iter().map(Value::to_string).collect();
            parts.sort();
            Value::from(parts)
        }
        other => other.clone(),
    }
}

fn differences(read: &Value, line: &Value) -> Vec<String> {
    let mut found: Vec<String> = FIELDS
        .iter()
        .filter(|field| key(&read[**field]) != key(&line[**field]))
        .map(|field| format!("{field}: read {}, inferred {}", read[*field], line[*field]))
        .collect();
    for (role, parts) in
        [("succeeded", ["place", "key", "how"].as_slice()), ("failed", &["place", "key", "how", "code"])]
    {
        if parts.iter().any(|part| key(&read[role][*part]) != key(&line[role][*part])) {
            found.push(format!("{role}: read {}, inferred {}", read[role], line[role]));
        }
    }
    found
}

fn measure(readings: &str, lines: &BTreeMap<(String, String), Value>) -> Figure {
    let mut figure = Figure::default();
    for read in readings.lines() {
        let read: Value = serde_json::from_str(read).expect("a reading");
        let text = |name: &str| read[name].as_str().unwrap_or_default().to_owned();
        figure.operations += 1;
        let Some(line) = lines.get(&(text("service"), text("operation"))) else {
            // An operation that is no batch needs no rule.
            let is_none = read["class"] == "not-a-batch";
            figure.with_rule += usize::from(is_none);
            figure.right += usize::from(is_none);
            continue;
        };
        let differences = differences(&read, line);
        let is_right = differences.is_empty();
        let is_sure = line["confidence"].as_f64().unwrap_or(0.0) >= 0.7;
        let asks = line["needs_human"].as_array().is_some_and(|questions| !questions.is_empty());
        figure.with_rule += 1;
        figure.right += usize::from(is_right);
        figure.sure += usize::from(is_sure);
        figure.sure_and_right += usize::from(is_sure && is_right);
        figure.wrong_without_a_word += usize::from(is_sure && !is_right && !asks);
        if !is_right {
            figure.wrong.push(format!(
                "{} {}: {}",
                text("service"),
                text("operation"),
                differences.join("; ")
            ));
        }
    }
    figure
}

fn lines() -> Option<BTreeMap<(String, String), Value>> {
    let data = support::botocore()?;
    let found = import(&data, "*", &errata::known().expect("errata")).expect("models");
    let lines = found.operations.iter().map(|imported| {
        let line = line(imported);
        let value = serde_json::to_value(&line).expect("a line");
        ((line.service, line.operation), value)
    });
    Some(lines.collect())
}

#[test]
fn rules_agree_with_readings_by_hand() {
    let Some(lines) = lines() else { return };
    let first =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/batch-operations/reading.jsonl");
    let first = std::fs::read_to_string(first).expect("the readings");
    for readings in [
        first.as_str(),
        include_str!("../data/second_reading.jsonl"),
        include_str!("../data/third_reading.jsonl"),
        include_str!("../data/fourth_reading.jsonl"),
        include_str!("../data/fifth_reading.jsonl"),
        include_str!("../data/sixth_reading.jsonl"),
        include_str!("../data/seventh_reading.jsonl"),
    ] {
        let figure = measure(readings, &lines);
        eprintln!("{figure:#?}");
        assert!(figure.with_rule * 100 >= figure.operations * 90, "too few rules: {figure:#?}");
        assert!(
            figure.sure_and_right * 100 >= figure.sure * 95,
            "too many sure rules are wrong: {figure:#?}"
        );
        assert!(figure.wrong_without_a_word * 50 <= figure.operations, "wrong without a word: {figure:#?}");
    }
}

#[test]
fn a_reading_is_compared_part_by_part() {
    let read = serde_json::json!({ "class": "two-lists", "items": "input.a", "item_key": ["x", "y"], "remainder": "breach",
        "succeeded": null, "failed": { "place": "output.b[]", "key": "c", "how": "member", "code": null } });
    let mut line = read.clone();
    line["item_key"] = serde_json::json!(["y", "x"]);
    assert!(differences(&read, &line).is_empty());
    line["failed"]["code"] = Value::from("code");
    assert_eq!(differences(&read, &line).len(), 1);
}
