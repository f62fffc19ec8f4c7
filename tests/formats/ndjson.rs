//! NDJSON: one object a line, the beginning first, the verdict last.

use std::sync::OnceLock;

use batchspec_harness::report::{Happening, Report};
use jsonschema::Validator;
use serde_json::Value;

use super::json::{assert_fits, validator};

/// The lines as values.
fn lines(text: &str, context: &str) -> Vec<Value> {
    let read = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{context}: {error}: {line}"));
    text.lines().map(read).collect()
}

fn schema() -> &'static Validator {
    static SCHEMA: OnceLock<Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| validator(include_str!("../../docs/line.schema.json")))
}

pub(super) fn assert_valid(text: &str, report: &Report, context: &str) {
    let lines = lines(text, context);
    lines.iter().for_each(|line| assert_fits(schema(), line, context));
    let events: Vec<&str> = lines.iter().filter_map(|line| line["event"].as_str()).collect();
    assert_eq!(events.len(), lines.len(), "{context}: an event a line");
    assert_eq!(events.first(), Some(&"run-started"), "{context}");
    assert_eq!(events.iter().filter(|event| **event == "run-started").count(), 1, "{context}");
    assert_eq!(events.iter().position(|event| *event == "run-finished"), Some(events.len() - 1), "{context}");
    assert_eq!(
        events.iter().filter(|event| **event == "suite-started").count(),
        events.iter().filter(|event| **event == "suite-finished").count(),
        "{context}"
    );
    let last = lines.last().expect("a last line");
    assert_eq!(last["exit_code"], report.exit_code(), "{context}");
    assert_eq!(last["conformant"], report.is_conformant(), "{context}");
    assert_eq!(last["breaking"], report.breaking().count(), "{context}");
    assert!(last["verdict"].as_str().is_some_and(|verdict| verdict.contains(' ')), "{context}");
}

#[test]
fn progress_fits_the_schema_and_no_other_event_does() {
    let progress =
        Happening::Progress { suite: "a", judged_cases: 1, planned_cases: 2, broken_clauses: 0 }.to_line();
    let mut line: Value = serde_json::from_str(&progress).expect("JSON");
    assert_fits(schema(), &line, "progress");
    line["event"] = "regress".into();
    assert!(!schema().is_valid(&line));
}
