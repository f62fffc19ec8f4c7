//! SARIF: the members that version 2.1.0 and code scanning demand, and indexes that agree.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use batchspec_harness::contract::Level;
use batchspec_harness::report::{Ending, Finding, Report, to_sarif};
use jsonschema::Validator;
use serde_json::Value;

use super::json::{assert_fits, validator};
use super::reports;

fn schema() -> &'static Validator {
    static SCHEMA: OnceLock<Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| validator(include_str!("sarif-2.1.0.schema.json")))
}

fn run_of(report: &Report) -> Value {
    let mut value: Value = serde_json::from_str(&to_sarif(report)).expect("JSON");
    value["runs"][0].take()
}

pub(super) fn assert_valid(text: &str, report: &Report, context: &str) {
    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{context}: {error}"));
    assert_fits(schema(), &value, context);
    let run = &value["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let ids: BTreeSet<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids.len(), rules.len(), "{context}: each rule once");
    let results = run["results"].as_array().expect("results");
    let judged: Vec<&Finding> =
        report.findings.iter().filter(|finding| finding.level != Level::Note).collect();
    assert_eq!(results.len(), judged.len(), "{context}");
    let mut fingerprints = BTreeSet::new();
    for (result, finding) in results.iter().zip(judged) {
        let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok());
        let rule = index.and_then(|index| rules.get(index)).expect("a rule");
        assert_eq!(rule["id"], result["ruleId"], "{context}");
        assert_eq!(result["ruleId"], finding.clause.id.as_str(), "{context}");
        assert_eq!(result.get("suppressions").is_some(), finding.waived.is_some(), "{context}");
        let message = result["message"]["text"].as_str().expect("text");
        assert_no_placeholder(message, context);
        assert!(
            fingerprints.insert(result["partialFingerprints"].to_string()),
            "{context}: a fingerprint twice"
        );
    }
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["exitCode"], report.exit_code(), "{context}");
    let is_told = |kind: &str| invocation[kind].as_array().is_some_and(|notes| !notes.is_empty());
    let is_whole = matches!(report.ending, Ending::Completed | Ending::StoppedAtFinding);
    assert_eq!(
        invocation["executionSuccessful"] == true,
        matches!(report.exit_code(), 0 | 1) && is_whole,
        "{context}"
    );
    if !matches!(report.exit_code(), 0 | 1) && !report.suites.is_empty() {
        assert!(is_told("toolExecutionNotifications"), "{context}");
    }
    assert_eq!(is_told("toolConfigurationNotifications"), !report.stale_waivers.is_empty(), "{context}");
}

/// In a message, a single brace begins a placeholder and a bare bracket a link.
fn assert_no_placeholder(message: &str, context: &str) {
    let without_pairs = message.replace("{{", "").replace("}}", "");
    assert!(!without_pairs.contains(['{', '}']), "{context}: {message}");
    let without_escapes = message.replace("\\\\", "").replace("\\[", "").replace("\\]", "");
    assert!(!without_escapes.contains(['[', ']', '\\']), "{context}: {message}");
}

#[test]
fn a_finding_is_known_by_its_signature_from_run_to_run() {
    let signed =
        |signature: &str| Finding { signature: signature.to_owned(), ..reports::finding(Level::Must) };
    let run = run_of(&reports::report_of(vec![signed("aa"), signed("bb"), signed("aa")]));
    let fingerprint =
        |index: usize| run["results"][index]["partialFingerprints"]["batchspecFinding/v1"].clone();
    assert_eq!([fingerprint(0), fingerprint(1), fingerprint(2)], ["aa:1", "bb:1", "aa:2"]);
}

#[test]
fn levels_are_those_of_the_run() {
    let level = |report: &Report| run_of(report)["results"][0]["level"].clone();
    let should = reports::report_of(vec![reports::finding(Level::Should)]);
    assert_eq!(level(&reports::report_of(vec![reports::finding(Level::Must)])), "error");
    assert_eq!(level(&should), "warning");
    assert_eq!(level(&Report { strict: true, ..should }), "error");
}

#[test]
fn a_waiver_is_a_suppression_with_its_reason() {
    let run = run_of(&reports::report_of(vec![reports::waived()]));
    let suppression = &run["results"][0]["suppressions"][0];
    assert_eq!(suppression["kind"], "external");
    assert_eq!(suppression["status"], "accepted");
    assert_eq!(
        suppression["justification"],
        "the gateway cuts batches (https://example.com/issues/7), until 2027-01-31"
    );
}
