//! A scan: one row an operation, then what several of them have wrong alike, then the rest in a line each.

use std::collections::BTreeMap;

use crate::contract::Level;
use crate::report::text::legible::legible;
use crate::report::{ClauseTally, Finding, Outcome, Report, SuiteReport};

use super::closing;
use super::paint::{Palette, Tone, count, counted, wrap};

/// Findings of one operation that are told; the reports in files have them all.
const TOLD: usize = 5;

/// What a scan found, for a terminal: `refused` are services and operations that could not be made suites, with the
/// reasons.
#[must_use]
pub fn scan(report: &Report, refused: &[(String, String)], palette: Palette) -> String {
    let served: Vec<&SuiteReport> = report.suites.iter().filter(|suite| suite.not_served.is_none()).collect();
    let mut out = table(report, &served, palette);
    out.push_str(&common(report, palette));
    out.push_str(&own(report, &served, palette));
    out.push_str(&supplied(report, palette));
    out.push_str(&not_tested(report, refused, palette));
    out.push('\n');
    out.extend(closing::harness_faults(report, palette));
    let tested = served.iter().filter(|suite| suite.successes > 0).count();
    out.push_str(&format!(
        "{} asked for, {} served, {} of them answered a valid batch with success\n",
        counted(report.suites.len() as u64, "operation"),
        count(served.len() as u64),
        count(tested as u64)
    ));
    out.push_str(&closing::verdict(report, palette));
    out
}

/// Numbers of clauses with this outcome at this level.
fn clauses(suite: &SuiteReport, outcome: Outcome, level: Option<Level>) -> usize {
    let is_meant = |tally: &&ClauseTally| {
        tally.outcome == outcome && level.is_none_or(|level| tally.clause.level == level)
    };
    suite.clauses.iter().filter(is_meant).count()
}

fn table(report: &Report, served: &[&SuiteReport], palette: Palette) -> String {
    let width = served.iter().map(|suite| suite.suite.chars().count()).max().unwrap_or(9).max(9);
    let head = format!(
        "{:width$}  {:>4}  {:>6}  {:>5}  {:>9}  result",
        "operation", "must", "should", "held", "undecided"
    );
    let mut out = format!("{}\n", palette.paint(Tone::Heading, &head));
    for suite in served {
        let findings = |level| {
            let own = report
                .findings
                .iter()
                .filter(|finding| finding.suite == suite.suite && finding.level == level);
            own.filter(|finding| !report.excuses(finding)).count()
        };
        let (must, should) = (findings(Level::Must), findings(Level::Should));
        let held = clauses(suite, Outcome::Held, None);
        let open = clauses(suite, Outcome::Undecided, None) + clauses(suite, Outcome::NotExercised, None);
        let (tone, result) = match (must, should, suite.successes) {
            (0, 0, _) if clauses(suite, Outcome::Held, None) == 0 => (Tone::Doubtful, "nothing was decided"),
            (0, _, 0) => (
                Tone::Doubtful,
                "no valid batch was answered with success: name items that exist, or what it needs beside them",
            ),
            (0, 0, _) => (Tone::Good, "conforms"),
            (0, _, _) => (Tone::Doubtful, "conforms, with warnings"),
            _ => (Tone::Bad, "does not conform"),
        };
        let row = format!("{:width$}  {must:>4}  {should:>6}  {held:>5}  {open:>9}  ", legible(&suite.suite));
        out.push_str(&row);
        out.push_str(&palette.paint(tone, result));
        out.push('\n');
    }
    out
}

fn common(report: &Report, palette: Palette) -> String {
    let faults = report.common_faults();
    if faults.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", palette.paint(Tone::Heading, "Alike in several operations"));
    for fault in faults {
        let finding = fault.shown_by;
        let line = format!(
            "{} {} in {}: expected {}, came {} (signature {} in {})",
            finding.level.name(),
            finding.clause.id,
            counted(fault.suites.len() as u64, "operation"),
            finding.expected,
            finding.actual,
            finding.signature,
            finding.suite,
        );
        out.push_str(&format!("  {}\n", wrap(&legible(&line), 2, 6)));
        out.push_str(&format!("      {}\n", wrap(&legible(&fault.suites.join(", ")), 6, 6)));
    }
    out
}

fn own(report: &Report, served: &[&SuiteReport], palette: Palette) -> String {
    let common = report.common_faults();
    let mut out = String::new();
    for suite in served {
        let is_own = |finding: &&Finding| {
            finding.suite == suite.suite
                && finding.level != Level::Note
                && !report.excuses(finding)
                && !common.iter().any(|fault| fault.covers(finding))
        };
        let findings: Vec<&Finding> = report.findings.iter().filter(is_own).collect();
        if findings.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{}\n", palette.paint(Tone::Heading, &legible(&suite.title))));
        for finding in findings.iter().take(TOLD) {
            let line = format!(
                "{} {}: expected {}, came {} (signature {})",
                finding.level.name(),
                finding.clause.id,
                finding.expected,
                finding.actual,
                finding.signature
            );
            out.push_str(&format!("  {}\n", wrap(&legible(&line), 2, 6)));
        }
        if findings.len() > TOLD {
            out.push_str(&format!("  and {} more in the report\n", count((findings.len() - TOLD) as u64)));
        }
    }
    out
}

/// What other operations told or made, a line an operation.
fn supplied(report: &Report, palette: Palette) -> String {
    let lines = report.suites.iter().flat_map(|suite| {
        suite.supplied.iter().map(move |supplied| format!("{}: {}", suite.suite, supplied.line()))
    });
    let lines: Vec<String> = lines.map(|line| format!("  {}\n", wrap(&legible(&line), 2, 6))).collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("\n{}\n{}", palette.paint(Tone::Heading, "Learned, and asked for first"), lines.concat())
}

fn not_tested(report: &Report, refused: &[(String, String)], palette: Palette) -> String {
    let mut out = String::new();
    let absent = report.suites.iter().filter_map(|suite| Some((suite, suite.not_served.as_ref()?)));
    let absent: Vec<(&SuiteReport, &String)> = absent.collect();
    if !absent.is_empty() {
        out.push_str(&format!("\n{}\n", palette.paint(Tone::Heading, "Not served")));
        for (suite, why) in absent {
            out.push_str(&format!("  {}\n", wrap(&legible(&format!("{}: {why}", suite.suite)), 2, 6)));
        }
    }
    if !refused.is_empty() {
        out.push_str(&format!("\n{}\n", palette.paint(Tone::Heading, "Not read")));
        // What differs by its name alone is told once.
        let mut by_reason: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (what, why) in refused {
            by_reason.entry(why.replacen(what.as_str(), "it", 1)).or_default().push(what);
        }
        for (why, what) in by_reason {
            out.push_str(&format!("  {}\n", wrap(&legible(&format!("{}: {why}", what.join(", "))), 2, 6)));
        }
    }
    out
}
