//! What the reports make of verdicts.

use batchspec_harness::judge::{CaseVerdicts, Observed, Violation, Where};
use batchspec_harness::report::{
    Ending, Finding, Observation, Palette, Place, Report, Reproduction, RunScope, Tool, brief, shown,
    terminal, to_json,
};

use super::scene::Scene;

/// A report of one case, as a run makes it.
fn report(scene: &Scene, verdicts: &CaseVerdicts) -> Report {
    let observations =
        verdicts.observations.iter().map(|Observed { clause, subject, answer, shown_by }| Observation {
            suite: scene.contract.suite.clone(),
            clause: scene.id(*clause).to_owned(),
            subject: subject.clone().into_owned(),
            answer: answer.clone().into_owned(),
            seen: 1,
            shown_by: shown_by.iter().cloned().collect(),
        });
    Report {
        format: 1,
        tool: Tool { name: "batchspec".to_owned(), version: "0".to_owned() },
        seed: 0,
        strict: false,
        terms: RunScope::default(),
        ending: Ending::Completed,
        suites: Vec::new(),
        findings: verdicts.violations.iter().map(|violation| finding(scene, violation)).collect(),
        observations: observations.collect(),
        stale_waivers: Vec::new(),
        harness_faults: Vec::new(),
        requests: 1,
        elapsed_ms: 1,
    }
}

fn finding(scene: &Scene, violation: &Violation) -> Finding {
    let clause = scene.contract.clauses.get(violation.clause).clone();
    let message = |message| if message == Where::Request { "request" } else { "answer" }.to_owned();
    Finding {
        suite: scene.contract.suite.clone(),
        level: violation.level.unwrap_or(clause.level),
        clause,
        signature: String::new(),
        also: violation.also.iter().map(|clause| scene.id(*clause).to_owned()).collect(),
        expected: violation.expected.clone(),
        actual: violation.actual.clone(),
        place: violation.place.as_ref().map(|(place, pointer)| Place {
            message: message(*place),
            exchange: violation.step,
            pointer: pointer.clone(),
            syntax: None,
        }),
        seen: 1,
        reproduction: Reproduction { tries: 3, times: 3 },
        at_once: false,
        earlier: 0,
        smallest: false,
        items: None,
        case: scene.case.origin.to_string(),
        exchanges: scene.exchanges.iter().map(|exchange| shown(exchange, "http://127.0.0.1", &[])).collect(),
        waived: None,
        known: false,
        follows_by: None,
        consequences: Vec::new(),
    }
}

/// Both forms of the report can be made, say every finding, and do nothing to a terminal.
#[track_caller]
pub(super) fn assert_renders(scene: &Scene, verdicts: &CaseVerdicts, number: u64) {
    let report = report(scene, verdicts);
    let text = terminal(&report, Palette::PLAIN);
    assert!(terminal(&report, Palette { colour: true }).len() >= text.len(), "mutant {number}");
    assert!(text.contains(&brief(&report, Palette::PLAIN)) || !report.observations.is_empty(), "{number}");
    let control = text.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(control, None, "mutant {number} reaches the terminal:\n{text}");
    for finding in &report.findings {
        assert!(text.contains(&finding.clause.id), "mutant {number}: {} is not told", finding.clause.id);
    }
    let json: serde_json::Value = serde_json::from_str(&to_json(&report)).expect("the report is JSON");
    let findings = json["findings"].as_array().map(Vec::len);
    assert_eq!(findings, Some(report.findings.len()), "mutant {number}");
}
