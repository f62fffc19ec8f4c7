//! The report for CI systems, as JUnit XML: a test case a clause, and some for the run itself.
//!
//! The form is what the schemas of Surefire and Jenkins have in common. Whenever the program's exit code is not 0, a
//! test case fails or has an error.

mod status;
mod xml;

use std::fmt::Write as _;

use self::status::{TestCaseEvidence, TestCaseStatus, of_tally, of_witnesses, witnesses};
use super::terminal::{curl_or_why_not, place_text, seen, sent, sent_before, sentence};
use crate::contract::{Clause, Level};
use crate::report::{Ending, Report, SuiteReport};

/// Longest command line shown: test reports are read in browsers, and the JSON report has it whole.
const LONGEST_CURL: usize = 16_000;

/// A testsuite.
struct Group {
    name: String,
    properties: Vec<(&'static str, String)>,
    cases: Vec<Case>,
}

/// A testcase.
struct Case {
    class: String,
    name: String,
    mark: Mark,
    output: String,
}

enum Mark {
    Passed,
    Skipped(String),
    Failed { kind: String, message: String, text: String },
    Error { kind: &'static str, message: String },
}

/// Test suites by operation and area.
#[must_use]
pub fn to_junit(report: &Report) -> String {
    let mut groups: Vec<Group> = Vec::new();
    for suite in &report.suites {
        groups.extend(of_suite(report, suite));
    }
    groups.extend(of_waivers(report));
    groups.push(of_run(report));
    written(report, &groups)
}

fn of_suite(report: &Report, suite: &SuiteReport) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut add = |clause: &Clause, fate: TestCaseStatus<'_>| {
        let name = format!("{} {}: {}", suite.suite, suite.operation, clause.area());
        let case = of_clause(suite, clause, fate);
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.cases.push(case),
            None => groups.push(Group { name, properties: properties(report, suite), cases: vec![case] }),
        }
    };
    let judged = suite.clauses.iter().filter(|tally| tally.clause.level != Level::Note);
    for tally in judged.clone() {
        add(&tally.clause, of_tally(report, &suite.suite, tally));
    }
    // A finding may be put under a clause that the tally leaves out.
    let mut told: Vec<&str> = judged.map(|tally| tally.clause.id.as_str()).collect();
    for finding in report.findings.iter().filter(|finding| finding.suite == suite.suite) {
        let clause = &finding.clause;
        if finding.level != Level::Note && !told.contains(&clause.id.as_str()) {
            told.push(&clause.id);
            let witnesses = witnesses(report, &suite.suite, &clause.id, clause.level);
            add(clause, of_witnesses(report, witnesses));
        }
    }
    groups
}

fn properties(report: &Report, suite: &SuiteReport) -> Vec<(&'static str, String)> {
    let unverified = suite.unverified.then(|| ("certificate", "not checked".to_owned()));
    let properties = vec![
        ("target", suite.target.clone()),
        ("seed", report.seed.to_string()),
        ("suite-version", suite.version.clone()),
        ("model-checksum", suite.model_checksum.clone()),
    ];
    // No test case: what came again fails under its clause, and what did not come is no failure.
    let before = sent_before(&suite.prelude).map(|told| ("saved-findings", told));
    properties.into_iter().chain(unverified).chain(before).collect()
}

fn of_clause(suite: &SuiteReport, clause: &Clause, fate: TestCaseStatus<'_>) -> Case {
    let (mark, output) = match fate {
        TestCaseStatus::Passed => (Mark::Passed, String::new()),
        TestCaseStatus::Skipped(why, witnesses) => (Mark::Skipped(why), all_told(clause, &witnesses)),
        TestCaseStatus::Failed(witnesses) => {
            let first = witnesses.first().map(|witness| witness.finding);
            let message = first.map_or_else(
                || "broken, as the tally says".to_owned(),
                |finding| format!("expected {}, came {}", finding.expected, finding.actual),
            );
            let level = first.map_or(clause.level, |finding| finding.level);
            let text =
                if witnesses.is_empty() { clause.sentence.clone() } else { all_told(clause, &witnesses) };
            (Mark::Failed { kind: level.name().to_owned(), message, text }, String::new())
        }
    };
    Case {
        class: format!("batchspec.{}.{}.{}", suite.suite, suite.operation, clause.area()),
        name: clause.id.clone(),
        mark,
        output,
    }
}

fn all_told(clause: &Clause, witnesses: &[TestCaseEvidence<'_>]) -> String {
    witnesses.iter().map(|witness| told(clause, witness)).collect::<Vec<_>>().join("\n")
}

/// A finding in lines.
fn told(clause: &Clause, TestCaseEvidence { root, finding, .. }: &TestCaseEvidence<'_>) -> String {
    let mut out = format!("{}: {}\n", clause.level.name(), clause.sentence);
    let mut fact = |label: &str, text: &str| out.push_str(&format!("{label}: {text}\n"));
    let source = &clause.source;
    fact("source", &format!("{}, {}", source.document, source.section));
    if let Some(url) = &source.url {
        fact("see", url);
    }
    if finding.clause.id != clause.id {
        fact("broken together with", &finding.clause.id);
    }
    if !std::ptr::eq(*root, *finding) {
        fact("follows from", &root.clause.id);
    }
    fact("expected", &finding.expected);
    fact("actual", &finding.actual);
    if let Some(place) = &finding.place {
        fact("at", &place_text(place, finding.exchanges.len()));
    }
    fact("seen", &seen(finding));
    fact("sent", &sent(finding));
    for shown in &finding.exchanges {
        let answer = match (&shown.status, &shown.failure) {
            (Some(status), _) => status.to_string(),
            (None, Some(failure)) => format!("none: {failure}"),
            (None, None) => "none".to_owned(),
        };
        fact("answer", &answer);
        match curl_or_why_not(&shown.curl, LONGEST_CURL) {
            Ok(curl) => fact("curl", curl),
            Err(why) => fact("curl", &format!("the line {why}; the json report has it")),
        }
    }
    out
}

fn of_waivers(report: &Report) -> Option<Group> {
    let cases = report.stale_waivers.iter().map(|stale| Case {
        class: "batchspec.waivers".to_owned(),
        name: format!("{} {}", stale.place, stale.clause),
        mark: Mark::Failed {
            kind: "stale-waiver".to_owned(),
            message: stale.why.clone(),
            text: format!("{}: {}: {}\n", stale.place, stale.clause, stale.why),
        },
        output: String::new(),
    });
    let cases: Vec<Case> = cases.collect();
    (!cases.is_empty()).then(|| Group { name: "waivers".to_owned(), properties: Vec::new(), cases })
}

/// What is true of the run as a whole: its end, the harness, the verdict.
fn of_run(report: &Report) -> Group {
    let mut cases = Vec::new();
    let mut add = |name: String, mark: Mark| {
        cases.push(Case { class: "batchspec.run".to_owned(), name, mark, output: String::new() });
    };
    let mut error = |name: String, kind, message: &str| {
        add(name, Mark::Error { kind, message: message.to_owned() });
    };
    match &report.ending {
        Ending::Unreachable { why } => error("target reached".to_owned(), "unreachable", why),
        Ending::Lost { why } => error("target there to the end".to_owned(), "lost", why),
        Ending::Interrupted => error("run to the end".to_owned(), "interrupted", "interrupted"),
        Ending::Completed | Ending::StoppedAtFinding => {}
    }
    for suite in report.suites.iter().filter(|suite| suite.successes == 0) {
        let why = suite.not_served.as_deref().unwrap_or("no valid request succeeded");
        error(format!("{} served", suite.suite), "not-served", why);
    }
    for (index, fault) in report.harness_faults.iter().enumerate() {
        let name = format!("batchspec itself {}: {}", index + 1, fault.place);
        error(name, "harness-fault", &fault.what);
    }
    let code = report.exit_code();
    let verdict = sentence(report, code);
    let mark = match code {
        0 => Mark::Passed,
        1 => Mark::Failed {
            kind: "verdict".to_owned(),
            message: verdict.clone(),
            text: format!("{verdict} Exit code 1.\n"),
        },
        _ => Mark::Error { kind: "verdict", message: format!("{verdict} Exit code {code}.") },
    };
    add("verdict".to_owned(), mark);
    Group { name: "run".to_owned(), properties: Vec::new(), cases }
}

/// How many test cases there are, and how many failed, had an error, were skipped.
fn counts<'c>(cases: impl Iterator<Item = &'c Case>) -> String {
    let (mut tests, mut failures, mut errors, mut skipped) = (0_u64, 0_u64, 0_u64, 0_u64);
    for case in cases {
        tests += 1;
        match case.mark {
            Mark::Passed => {}
            Mark::Skipped(_) => skipped += 1,
            Mark::Failed { .. } => failures += 1,
            Mark::Error { .. } => errors += 1,
        }
    }
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"")
}

fn written(report: &Report, groups: &[Group]) -> String {
    let name = xml::attribute(&format!("{} {}", report.tool.name, report.tool.version));
    let time = format!("{}.{:03}", report.elapsed_ms / 1_000, report.elapsed_ms % 1_000);
    let all = counts(groups.iter().flat_map(|group| &group.cases));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!("<testsuites name=\"{name}\" {all} time=\"{time}\">\n"));
    for group in groups {
        // Answers are judged by all clauses at once, so no clause has a time of its own; readers demand a number.
        let name = xml::attribute(&group.name);
        let counts = counts(group.cases.iter());
        out.push_str(&format!("  <testsuite name=\"{name}\" {counts} time=\"0\">\n"));
        if !group.properties.is_empty() {
            out.push_str("    <properties>\n");
            for (name, value) in &group.properties {
                let value = xml::attribute(value);
                out.push_str(&format!("      <property name=\"{name}\" value=\"{value}\"/>\n"));
            }
            out.push_str("    </properties>\n");
        }
        group.cases.iter().for_each(|case| push_case(&mut out, case));
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn push_case(out: &mut String, case: &Case) {
    let (class, name) = (xml::attribute(&case.class), xml::attribute(&case.name));
    // Writing to a string does not fail.
    let _ = write!(out, "    <testcase classname=\"{class}\" name=\"{name}\" time=\"0\"");
    if matches!(case.mark, Mark::Passed) && case.output.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    match &case.mark {
        Mark::Passed => {}
        Mark::Skipped(why) => {
            out.push_str(&format!("      <skipped message=\"{}\"/>\n", xml::attribute(why)))
        }
        Mark::Failed { kind, message, text } => {
            let (kind, message, text) = (xml::attribute(kind), xml::attribute(message), xml::text(text));
            out.push_str(&format!("      <failure type=\"{kind}\" message=\"{message}\">{text}</failure>\n"));
        }
        Mark::Error { kind, message } => {
            let (message, text) = (xml::attribute(message), xml::text(message));
            out.push_str(&format!("      <error type=\"{kind}\" message=\"{message}\">{text}</error>\n"));
        }
    }
    if !case.output.is_empty() {
        out.push_str(&format!("      <system-out>{}</system-out>\n", xml::text(&case.output)));
    }
    out.push_str("    </testcase>\n");
}
