//! HAR: the members that version 1.2 demands, and every exchange of every finding.

use std::sync::OnceLock;

use batchspec_harness::contract::Level;
use batchspec_harness::report::{Report, to_har};
use jsonschema::Validator;
use serde_json::Value;

use super::json::{assert_fits, validator};
use super::reports;

pub(super) fn schema() -> &'static Validator {
    static SCHEMA: OnceLock<Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| validator(include_str!("har-1.2.schema.json")))
}

pub(super) fn assert_valid(text: &str, report: &Report, context: &str) {
    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{context}: {error}"));
    assert_fits(schema(), &value, context);
    let findings = || report.findings.iter().flat_map(|root| std::iter::once(root).chain(&root.consequences));
    let exchanges: usize = findings().map(|finding| finding.exchanges.len()).sum();
    let entries = value["log"]["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), exchanges, "{context}");
    let pages = value["log"]["pages"].as_array().expect("pages");
    assert_eq!(pages.len(), findings().count(), "{context}");
    for entry in entries {
        let is_its_page = |page: &&Value| page["id"] == entry["pageref"];
        assert_eq!(pages.iter().filter(is_its_page).count(), 1, "{context}: {}", entry["pageref"]);
        let timings = &entry["timings"];
        let spent: i64 = ["blocked", "dns", "connect", "send", "wait", "receive"]
            .iter()
            .filter_map(|part| timings[part].as_i64())
            .filter(|time| *time >= 0)
            .sum();
        assert_eq!(entry["time"].as_i64(), Some(spent), "{context}: the time is the sum of its parts");
    }
}

#[test]
fn an_exchange_without_an_answer_says_why() {
    let mut finding = reports::finding(Level::Must);
    finding.exchanges.truncate(1);
    let shown = &mut finding.exchanges[0];
    shown.request_line = "GET /a/b?c=d&e&f=g=h".to_owned();
    (shown.status, shown.failure) = (None, Some("no connection could be made".to_owned()));
    let report = reports::report_of(vec![finding]);
    let value: Value = serde_json::from_str(&to_har(&report)).expect("JSON");
    let entry = &value["log"]["entries"][0];
    assert_eq!(entry["response"]["status"], 0);
    assert_eq!(entry["response"]["_error"], "no connection could be made");
    let target = &report.suites[0].target;
    assert_eq!(entry["request"]["url"], format!("{target}/a/b?c=d&e&f=g=h"));
    let query = serde_json::json!([
        { "name": "c", "value": "d" }, { "name": "e", "value": "" }, { "name": "f", "value": "g=h" }
    ]);
    assert_eq!(entry["request"]["queryString"], query);
}
