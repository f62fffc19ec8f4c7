//! What became of the clauses of one suite: counts by area, then only what is not plainly held.

use std::collections::BTreeMap;

use crate::report::{ClauseTally, Outcome, Prelude, Report, SuiteReport};

use super::paint::{Palette, Tone, WIDTH, count, counted, wrap};
use crate::report::text::legible::legible;

/// The columns of the table, in the order in which they are read.
const COLUMNS: [(Outcome, &str, Tone); 5] = [
    (Outcome::Held, "held", Tone::Good),
    (Outcome::Broken, "broken", Tone::Bad),
    (Outcome::Undecided, "undecided", Tone::Doubtful),
    (Outcome::NotExercised, "not exercised", Tone::Doubtful),
    (Outcome::Observed, "observed", Tone::Aside),
];

/// The section of one suite.
pub(crate) fn suite(report: &Report, suite: &SuiteReport, palette: Palette) -> String {
    let mut out = palette.paint(Tone::Heading, &suite.title);
    out.push('\n');
    let judged = if suite.judged_cases == suite.planned_cases {
        String::new()
    } else {
        format!("{} of ", count(suite.judged_cases))
    };
    let planned = counted(suite.planned_cases, "case");
    let volume = format!("{judged}{planned}, {}", bodies(suite.distinct_bodies));
    let about =
        format!("{} {}: {} at {}; {volume}", suite.suite, suite.version, suite.operation, suite.target);
    push_wrapped(&mut out, 2, &legible(&about));
    if let Some(told) = sent_before(&suite.prelude) {
        push_wrapped(&mut out, 2, &told);
    }
    if let Some(why) = &suite.not_served {
        let line = format!("nothing could be judged: {}", legible(why));
        out.push_str("  ");
        out.push_str(&palette.paint(Tone::Bad, &wrap(&line, 2, 4)));
        out.push('\n');
        return out;
    }
    out.push('\n');
    out.push_str(&table(&suite.clauses, palette));
    out.push_str(&excused(report, suite));
    for outcome in [Outcome::Undecided, Outcome::NotExercised] {
        out.push_str(&reasons(&suite.clauses, outcome));
    }
    out
}

/// What came of saved findings that were sent first.
pub(in crate::report) fn sent_before(prelude: &Prelude) -> Option<String> {
    let unfit = match prelude.unfit {
        0 => String::new(),
        number => format!("; {} could not be sent", count(number)),
    };
    let tried = counted(prelude.tried, "saved finding");
    (*prelude != Prelude::default())
        .then(|| format!("sent before: {tried}, of which {} came again{unfit}", count(prelude.broken)))
}

fn bodies(number: u64) -> String {
    match number {
        1 => "1 request body".to_owned(),
        _ => format!("{} different request bodies", count(number)),
    }
}

fn table(clauses: &[ClauseTally], palette: Palette) -> String {
    // Areas in the order of the clause table.
    let mut areas: Vec<&str> = Vec::new();
    for tally in clauses {
        if !areas.contains(&tally.clause.area()) {
            areas.push(tally.clause.area());
        }
    }
    let number = |outcome, area: Option<&str>| {
        let is_here = |tally: &&ClauseTally| {
            tally.outcome == outcome && area.is_none_or(|area| tally.clause.area() == area)
        };
        clauses.iter().filter(is_here).count()
    };
    let columns: Vec<_> = COLUMNS
        .into_iter()
        .filter(|(outcome, ..)| *outcome == Outcome::Held || number(*outcome, None) > 0)
        .collect();
    let widest = areas.iter().map(|area| area.len()).max().unwrap_or(0);
    let head: String = columns.iter().map(|(_, name, _)| format!("  {name}")).collect();
    let mut out = palette.paint(Tone::Aside, &format!("  {:widest$}{head}", ""));
    out.push('\n');
    for area in areas {
        out.push_str(&format!("  {area:widest$}"));
        for (outcome, name, tone) in &columns {
            let (number, width) = (number(*outcome, Some(area)), name.len() + 2);
            // A zero is not worth a look.
            let (text, tone) = match number {
                0 => (format!("{:>width$}", "-"), Tone::Aside),
                _ => (format!("{number:>width$}"), *tone),
            };
            out.push_str(&palette.paint(tone, &text));
        }
        out.push('\n');
    }
    out
}

/// The clauses that are broken only in ways that are excused.
fn excused(report: &Report, suite: &SuiteReport) -> String {
    let findings = || report.findings.iter().filter(|finding| finding.suite == suite.suite);
    let is_excused = |tally: &&ClauseTally| {
        let mut own = findings().filter(|finding| finding.clause.id == tally.clause.id).peekable();
        own.peek().is_some() && own.all(|finding| report.excuses(finding))
    };
    let ids: Vec<&str> =
        suite.clauses.iter().filter(is_excused).map(|tally| tally.clause.id.as_str()).collect();
    let mut out = String::new();
    if !ids.is_empty() {
        out.push('\n');
        push_wrapped(&mut out, 2, "broken, but excused:");
        push_wrapped(&mut out, 4, &ids.join(", "));
    }
    out
}

/// One entry a reason, with the ids it holds for.
fn reasons(clauses: &[ClauseTally], outcome: Outcome) -> String {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for tally in clauses.iter().filter(|tally| tally.outcome == outcome) {
        let why = tally.why.as_deref().unwrap_or("no reason recorded");
        by_reason.entry(why).or_default().push(&tally.clause.id);
    }
    let word = match outcome {
        Outcome::Undecided => "undecided",
        _ => "not exercised",
    };
    let mut out = String::new();
    for (why, ids) in by_reason {
        let reason = format!("{word}, {}:", legible(why));
        out.push('\n');
        push_wrapped(&mut out, 2, &reason);
        push_wrapped(&mut out, 4, &ids.join(", "));
    }
    out
}

/// One paragraph behind `indent` spaces.
fn push_wrapped(out: &mut String, indent: usize, text: &str) {
    debug_assert!(indent < WIDTH, "no room for text");
    out.push_str(&" ".repeat(indent));
    out.push_str(&wrap(text, indent, indent));
    out.push('\n');
}
