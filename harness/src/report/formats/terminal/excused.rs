//! What somebody knows of: findings that do not break the run, and waivers that excuse nothing any more.

use crate::contract::Level;
use crate::report::{Finding, Gap, Report, Waived};

use super::finding::clause_of;
use super::paint::{Palette, Tone, counted, wrap};
use crate::report::text::legible::legible;

/// A heading each, with what belongs under it.
pub(crate) fn all(report: &Report, palette: Palette) -> impl Iterator<Item = String> {
    [waived(report, palette), known(report, palette), stale(report, palette), unexercised(report, palette)]
        .into_iter()
        .flatten()
}

/// Findings, and what follows from them, that a waiver excuses.
fn waived(report: &Report, palette: Palette) -> Option<String> {
    let line = |finding: &Finding| {
        let waived = finding.waived.as_ref()?;
        Some(format!("{}{}", entry(finding), why(waived)))
    };
    let all =
        report.findings.iter().flat_map(|finding| std::iter::once(finding).chain(&finding.consequences));
    section("Waived", Tone::Doubtful, &all.filter_map(line).collect::<Vec<_>>(), palette)
}

/// Findings that the baseline has, where only what is new breaks the run.
fn known(report: &Report, palette: Palette) -> Option<String> {
    let is_known = |finding: &&Finding| {
        finding.waived.is_none() && report.excuses(finding) && finding.level != Level::Note
    };
    let lines: Vec<String> = report.findings.iter().filter(is_known).map(entry).collect();
    section("Known from the baseline", Tone::Doubtful, &lines, palette)
}

fn stale(report: &Report, palette: Palette) -> Option<String> {
    let line = |stale: &crate::report::StaleWaiver| {
        format!("  {}\n", wrap(&legible(&format!("{}: {}: {}", stale.place, stale.clause, stale.why)), 2, 4))
    };
    let lines: Vec<String> = report.stale_waivers.iter().map(line).collect();
    section("Waivers that excuse nothing any more", Tone::Bad, &lines, palette)
}

/// What was not decided, where more was demanded.
fn unexercised(report: &Report, palette: Palette) -> Option<String> {
    let Some(Gap::TooLittle { .. }) = report.gap() else { return None };
    let line = |(suite, tally): (&crate::report::SuiteReport, &crate::report::ClauseTally)| {
        let why = tally.why.as_deref().unwrap_or("no reason recorded");
        let text = format!("{}: {}", clause_of(&suite.suite, &tally.clause.id), legible(why));
        format!("  {}\n", wrap(&text, 2, 4))
    };
    let lines: Vec<String> = report.unexercised().map(line).collect();
    section("Not exercised, but demanded", Tone::Bad, &lines, palette)
}

fn section(title: &str, tone: Tone, lines: &[String], palette: Palette) -> Option<String> {
    let text: String = lines.concat();
    (!text.is_empty()).then(|| format!("{}\n{text}", palette.paint(tone, title)))
}

/// The clause, and what came, in two lines.
fn entry(finding: &Finding) -> String {
    let head = format!("{} {}", finding.level.name(), clause_of(&finding.suite, &finding.clause.id));
    let came = format!(
        "expected {}, came {}; {}; signature {}",
        finding.expected,
        finding.actual,
        counted(finding.seen, "time"),
        finding.signature
    );
    format!("  {head}\n    {}\n", wrap(&legible(&came), 4, 4))
}

fn why(waived: &Waived) -> String {
    let mut text = format!("{}: {}", if waived.flaky { "known flaky" } else { "waived" }, waived.reason);
    if let Some(link) = &waived.link {
        text.push_str(&format!("; see {link}"));
    }
    if let Some(until) = &waived.until {
        text.push_str(&format!("; until {until}"));
    }
    format!("    {}\n", wrap(&legible(&text), 4, 4))
}
