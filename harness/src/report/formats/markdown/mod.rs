//! The report for job summaries and comments, as GitHub-flavoured Markdown.

mod finding;
mod safe;

use self::safe::{code, id, plain};
use super::terminal::{count, counted, sent_before, sentence, title};
use crate::contract::Level;
use crate::report::{Ending, Finding, Outcome, Report};

/// Findings in the table; a server with more wrong than this is not mended from one page.
const LISTED: usize = 200;

/// Bytes after which findings are no longer shown whole: job summaries end at 1 MiB, with a last finding before that.
const ROOM: usize = 600 * 1024;

/// Answers listed of those that the documentation leaves open.
const OBSERVED: usize = 100;

/// Tables, and each finding folded.
#[must_use]
pub fn to_markdown(report: &Report) -> String {
    let mut out = verdict(report);
    out.push_str(&suites(report));
    out.push_str(&findings(report));
    out.push_str(&waivers(report));
    out.push_str(&list(
        "Faults of batchspec itself: please report them",
        report.harness_faults.iter().map(|fault| format!("{}: {}", code(&fault.place), code(&fault.what))),
    ));
    out.push_str(&gaps(report));
    out.push_str(&observations(report));
    out
}

fn verdict(report: &Report) -> String {
    let exit_code = report.exit_code();
    let title = title(exit_code);
    let (verified, of) = report.verified();
    let cases: u64 = report.suites.iter().map(|suite| suite.judged_cases).sum();
    let sentence = sentence(report, exit_code);
    let sentence = match &report.ending {
        // Why is told in words that came from outside.
        Ending::Unreachable { .. } | Ending::Lost { .. } => code(&sentence),
        _ => plain(&sentence),
    };
    format!(
        "## batchspec: {title}\n\n{}\n\nExit code {exit_code}; verified {verified} of {}, {}, {}, seed {}, {} ms.\n",
        sentence,
        counted(of as u64, "clause"),
        counted(cases, "case"),
        counted(report.requests, "request"),
        report.seed,
        count(report.elapsed_ms),
    )
}

fn suites(report: &Report) -> String {
    let mut out = "\n| suite | operation | held | broken | undecided | not exercised | cases |\n\
                   |---|---|---:|---:|---:|---:|---:|\n"
        .to_owned();
    for suite in &report.suites {
        let number = |outcome| suite.clauses.iter().filter(|tally| tally.outcome == outcome).count();
        out.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            id(&suite.suite),
            id(&suite.operation),
            number(Outcome::Held),
            number(Outcome::Broken),
            number(Outcome::Undecided),
            number(Outcome::NotExercised),
            count(suite.judged_cases),
        ));
    }
    out.push('\n');
    for suite in &report.suites {
        out.push_str(&format!("- {} at {}", id(&suite.suite), code(&suite.target)));
        if suite.unverified {
            out.push_str(", whose certificate was not checked");
        }
        if let Some(why) = &suite.not_served {
            out.push_str(&format!(": nothing could be judged, {}", code(why)));
        }
        out.push('\n');
        if let Some(told) = sent_before(&suite.prelude) {
            out.push_str(&format!("  - {told}\n"));
        }
    }
    if let Ending::Lost { why } | Ending::Unreachable { why } = &report.ending {
        out.push_str(&format!("- no answer any more: {}\n", code(why)));
    }
    out
}

fn findings(report: &Report) -> String {
    let judged: Vec<&Finding> =
        report.findings.iter().filter(|finding| finding.level != Level::Note).collect();
    if judged.is_empty() {
        return String::new();
    }
    let mut out =
        "\n### Findings\n\n| | level | clause | suite | seen | counts |\n|---:|---|---|---|---:|---|\n"
            .to_owned();
    for (index, finding) in judged.iter().take(LISTED).enumerate() {
        out.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            index + 1,
            finding.level.name(),
            id(&finding.clause.id),
            id(&finding.suite),
            count(finding.seen),
            finding::standing(report, finding),
        ));
    }
    let mut shown = 0;
    for (index, finding) in judged.iter().enumerate() {
        if out.len() > ROOM {
            break;
        }
        out.push_str(&finding::folded(index + 1, finding));
        shown += 1;
    }
    if shown < judged.len() || judged.len() > LISTED {
        out.push_str(&format!(
            "\n{} in all, {shown} of them shown whole; the json report has everything.\n",
            counted(judged.len() as u64, "finding")
        ));
    }
    out
}

fn waivers(report: &Report) -> String {
    let stale = report.stale_waivers.iter();
    let stale =
        stale.map(|stale| format!("{} {}: {}", code(&stale.place), code(&stale.clause), code(&stale.why)));
    list("Waivers that excuse nothing any more", stale)
}

/// What was not verified, by its reason.
fn gaps(report: &Report) -> String {
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for suite in report.suites.iter().filter(|suite| suite.not_served.is_none()) {
        for tally in &suite.clauses {
            let word = match tally.outcome {
                Outcome::Undecided => "undecided",
                Outcome::NotExercised => "not exercised",
                Outcome::Held | Outcome::Broken | Outcome::Observed => continue,
            };
            let why = tally.why.as_deref().unwrap_or("no reason recorded");
            let reason = format!("{} {word}, {}", id(&suite.suite), plain(why));
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, ids)) => ids.push(id(&tally.clause.id)),
                None => reasons.push((reason, vec![id(&tally.clause.id)])),
            }
        }
    }
    let items = reasons.iter().map(|(reason, ids)| format!("{reason}: {}", ids.join(", ")));
    folded("What was not verified", &list("", items))
}

fn observations(report: &Report) -> String {
    let left = report.observations.len().saturating_sub(OBSERVED);
    let seen = report.observations.iter().take(OBSERVED).map(|observation| {
        format!(
            "{} {}: {} ({})",
            id(&observation.suite),
            code(&observation.subject),
            code(&observation.answer),
            counted(observation.seen, "time")
        )
    });
    let more = (left > 0).then(|| format!("{} more in the json report", count(left as u64)));
    folded("What it does where the documentation leaves it open", &list("", seen.chain(more)))
}

/// A list with a title, or nothing when it would be empty.
fn list(title: &str, items: impl Iterator<Item = String>) -> String {
    let items: String = items.map(|item| format!("- {item}\n")).collect();
    match (items.is_empty(), title.is_empty()) {
        (true, _) => String::new(),
        (false, true) => items,
        (false, false) => format!("\n### {title}\n\n{items}"),
    }
}

/// Folded behind a title of our own, which holds nothing that HTML knows; nothing when there is nothing.
fn folded(title: &str, content: &str) -> String {
    if content.is_empty() {
        return String::new();
    }
    format!("\n<details><summary>{title}</summary>\n\n{content}\n</details>\n")
}
