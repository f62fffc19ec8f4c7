//! The report for code scanning, as SARIF 2.1.0.
//!
//! The form is that of <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>. Clauses are rules, findings
//! results; what follows from a finding is told in its message and has no result of its own.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::json::indented;
use super::terminal::{place_text, seen, sent};
use crate::contract::{Clause, Level};
use crate::report::text::legible::legible;
use crate::report::{Ending, Finding, Report, Waived};

/// Longest command line kept, in bytes.
const LONGEST_CURL: usize = 16_000;

/// The findings as results of one run.
#[must_use]
pub fn to_sarif(report: &Report) -> String {
    let rules = rules(report);
    let judged: Vec<&Finding> =
        report.findings.iter().filter(|finding| finding.level != Level::Note).collect();
    let mut seen_before: BTreeMap<&str, u32> = BTreeMap::new();
    let results: Vec<Value> = judged
        .iter()
        .map(|finding| {
            let count = seen_before.entry(&finding.signature).or_insert(0);
            *count += 1;
            let index = rules.iter().position(|rule| rule.id == finding.clause.id);
            result(report, finding, index, &format!("{}:{count}", finding.signature))
        })
        .collect();
    let code = report.exit_code();
    indented(&json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "semanticVersion": report.tool.version,
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.iter().map(|clause| rule(clause)).collect::<Vec<_>>(),
            } },
            "invocations": [{
                "executionSuccessful": matches!(code, 0 | 1) && was_finished(report),
                "exitCode": code,
                "toolExecutionNotifications": execution_notes(report),
                "toolConfigurationNotifications": configuration_notes(report),
            }],
            "automationDetails": { "id": automation(report) },
            "results": results,
            "columnKind": "unicodeCodePoints",
            "properties": {
                "seed": report.seed,
                "strict": report.strict,
                "requests": report.requests,
                "certificatesChecked": !report.suites.iter().any(|suite| suite.unverified),
            },
        }],
    }))
}

/// Every clause that was judged, once.
fn rules(report: &Report) -> Vec<&Clause> {
    let of_suites = report.suites.iter().flat_map(|suite| &suite.clauses).map(|tally| &tally.clause);
    let of_findings = report.findings.iter().map(|finding| &finding.clause);
    let mut rules: Vec<&Clause> = Vec::new();
    for clause in of_suites.chain(of_findings).filter(|clause| clause.level != Level::Note) {
        if !rules.iter().any(|known| known.id == clause.id) {
            rules.push(clause);
        }
    }
    rules
}

fn rule(clause: &Clause) -> Value {
    let mut rule = json!({
        "id": clause.id,
        "shortDescription": message(&clause.sentence),
        "fullDescription": message(&format!("{}: {}", clause.level.name(), clause.sentence)),
        "help": message(&format!("{}. `batchspec explain {}` tells more.", source(clause), clause.id)),
        "defaultConfiguration": { "level": level(clause.level) },
        "properties": { "tags": ["conformance", clause.area()] },
    });
    if let Some(url) = clause.source.url.as_deref().filter(|url| is_web_address(url)) {
        rule["helpUri"] = json!(url);
    }
    rule
}

fn source(clause: &Clause) -> String {
    let source = &clause.source;
    if source.section.is_empty() {
        source.document.clone()
    } else {
        format!("{}, {}", source.document, source.section)
    }
}

fn is_web_address(url: &str) -> bool {
    let is_plain = |character: char| character.is_ascii_graphic() && !"<>\"{}|\\^`".contains(character);
    (url.starts_with("https://") || url.starts_with("http://")) && url.chars().all(is_plain)
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::Note => "note",
    }
}

fn result(report: &Report, finding: &Finding, rule: Option<usize>, fingerprint: &str) -> Value {
    let is_breaking = finding.level == Level::Must || report.strict;
    let suite = report.suites.iter().find(|suite| suite.suite == finding.suite);
    let operation = suite.map_or(finding.suite.as_str(), |suite| &suite.operation);
    let mut logical = vec![json!({ "name": operation, "fullyQualifiedName": operation, "kind": "function" })];
    if let Some(place) = &finding.place {
        let name = legible(&format!("{}#{}", place.message, place.pointer));
        let whole = format!("{operation}/{name}");
        logical.push(json!({ "name": name, "fullyQualifiedName": whole, "kind": "value" }));
    }
    let mut result = json!({
        "ruleId": finding.clause.id,
        "kind": "fail",
        "level": if is_breaking { "error" } else { level(finding.level) },
        "message": message(&told(finding)),
        "locations": [{
            "physicalLocation": {
                // Where the promise is written: results need a file that may be in the repository.
                "artifactLocation": { "uri": suite_file(&finding.suite), "uriBaseId": "%SRCROOT%" },
                "region": { "startLine": 1 },
            },
            "logicalLocations": logical,
        }],
        "partialFingerprints": {
            "batchspecFinding/v1": fingerprint,
            // All results point at the same line, by which code scanning would take them for one.
            "primaryLocationLineHash": fingerprint,
        },
        "properties": {
            "suite": finding.suite,
            "case": finding.case,
            "seen": finding.seen,
            "curl": curls(finding),
        },
    });
    if let Some(rule) = rule {
        result["ruleIndex"] = json!(rule);
    }
    if let Some(waived) = &finding.waived {
        let justification = justification(waived);
        result["suppressions"] =
            json!([{ "kind": "external", "status": "accepted", "justification": justification }]);
    }
    result
}

/// Relative, as code scanning demands; characters that mean something in URIs become hyphens.
fn suite_file(suite: &str) -> String {
    let plain = |character: char| if character.is_ascii_alphanumeric() { character } else { '-' };
    format!("suites/{}/suite.toml", suite.chars().map(plain).collect::<String>())
}

/// Command lines that are no burden: uploads have a limit, and the JSON report has them all.
fn curls(finding: &Finding) -> Vec<&str> {
    let curls = finding.exchanges.iter().map(|shown| shown.curl.as_str());
    curls.filter(|curl| curl.len() <= LONGEST_CURL).collect()
}

fn told(finding: &Finding) -> String {
    let mut lines = vec![
        finding.clause.sentence.clone(),
        format!("Expected: {}", finding.expected),
        format!("Actual: {}", finding.actual),
    ];
    if let Some(place) = &finding.place {
        lines.push(format!("At: {}", place_text(place, finding.exchanges.len())));
    }
    lines.push(format!("Seen: {}", seen(finding)));
    lines.push(format!("Sent: {}", sent(finding)));
    if !finding.also.is_empty() {
        lines.push(format!("Also breaks: {}", finding.also.join(", ")));
    }
    if !finding.consequences.is_empty() {
        let ids: Vec<_> = finding.consequences.iter().map(|next| next.clause.id.as_str()).collect();
        lines.push(format!("What follows from it: {}", ids.join(", ")));
    }
    lines.iter().map(|line| legible(line)).collect::<Vec<_>>().join("\n")
}

fn justification(waived: &Waived) -> String {
    let link = waived.link.as_ref().map(|link| format!(" ({link})")).unwrap_or_default();
    let until = waived.until.as_ref().map(|until| format!(", until {until}")).unwrap_or_default();
    let flaky = if waived.flaky { ", known to come and go" } else { "" };
    legible(&format!("{}{link}{until}{flaky}", waived.reason))
}

/// A message in plain text: brackets would begin a link there, and braces a placeholder.
fn message(text: &str) -> Value {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '[' | ']' | '\\' => out.extend(['\\', character]),
            '{' | '}' => out.extend([character, character]),
            _ => out.push(character),
        }
    }
    json!({ "text": out })
}

fn was_finished(report: &Report) -> bool {
    matches!(report.ending, Ending::Completed | Ending::StoppedAtFinding)
}

/// One analysis for each set of suites, so that runs of others do not close its alerts.
fn automation(report: &Report) -> String {
    let suites: Vec<_> = report.suites.iter().map(|suite| suite.suite.as_str()).collect();
    format!("batchspec/{}/", suites.join("+"))
}

/// Why there is no verdict, or none that is whole.
fn execution_notes(report: &Report) -> Vec<Value> {
    let faults = report.harness_faults.iter().map(|fault| format!("{}: {}", fault.place, fault.what));
    let ending = match &report.ending {
        Ending::Unreachable { why } => Some(format!("the target was never reached: {why}")),
        Ending::Lost { why } => Some(format!("the target was lost during the run: {why}")),
        Ending::Interrupted => Some("interrupted".to_owned()),
        Ending::Completed | Ending::StoppedAtFinding => None,
    };
    let unserved = report.suites.iter().filter(|suite| suite.successes == 0).map(|suite| {
        let why = suite.not_served.as_deref().unwrap_or("no valid request succeeded");
        format!("{}: {why}", suite.suite)
    });
    faults.chain(ending).chain(unserved).map(|text| note(&text)).collect()
}

fn configuration_notes(report: &Report) -> Vec<Value> {
    let stale = report.stale_waivers.iter();
    stale.map(|stale| note(&format!("{}: {}: {}", stale.place, stale.clause, stale.why))).collect()
}

fn note(text: &str) -> Value {
    json!({ "level": "error", "message": message(&legible(text)) })
}
