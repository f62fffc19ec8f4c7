//! What the target does where the documentation leaves it open: its fingerprint, a line a subject.

use crate::contract::Level;
use crate::report::{Observation, Report};

use super::finding::clause_of;
use super::paint::{Palette, Tone, counted, wrap};
use crate::report::text::legible::legible;

/// The fingerprint; `None` when nothing was seen.
pub(crate) fn observations(report: &Report, palette: Palette) -> Option<String> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for observation in &report.observations {
        match lines.iter_mut().find(|line| line.holds(observation)) {
            Some(line) => line.seen.push(observation),
            None => lines.push(Line { seen: vec![observation] }),
        }
    }
    let merged = merged(&lines);
    let habits = merged.iter().map(|(text, suites)| match suites {
        Some(suite) => format!("{text} ({suite})"),
        None => text.clone(),
    });
    let notes = report.findings.iter().filter(|finding| finding.level == Level::Note).map(|finding| {
        let clause = clause_of(&finding.suite, &finding.clause.id);
        let seen = counted(finding.seen, "time");
        format!("{clause}: {}, where {} is documented ({seen})", finding.actual, finding.expected)
    });
    let lines: Vec<_> =
        habits.chain(notes).map(|text| format!("  {}\n", wrap(&legible(&text), 2, 6))).collect();
    let title = "What it does where the documentation leaves it open";
    (!lines.is_empty()).then(|| format!("{}\n{}", palette.paint(Tone::Heading, title), lines.concat()))
}

/// All answers to one question.
struct Line<'r> {
    seen: Vec<&'r Observation>,
}

impl Line<'_> {
    fn holds(&self, other: &Observation) -> bool {
        self.seen.first().is_some_and(|known| known.suite == other.suite && known.subject == other.subject)
    }

    fn suite(&self) -> &str {
        self.seen.first().map_or("", |known| &known.suite)
    }

    fn text(&self) -> String {
        let subject = self.seen.first().map_or("", |known| &known.subject);
        // Who is asked in many ways and always answers alike needs no list of the ways.
        let is_mixed = self.seen.len() > 1;
        let answers: Vec<String> =
            self.seen.iter().map(|observation| answer(observation, is_mixed)).collect();
        format!("{subject}: {}", answers.join("; "))
    }
}

fn answer(observation: &Observation, is_mixed: bool) -> String {
    let kinds = &observation.shown_by;
    if !is_mixed || kinds.is_empty() {
        return observation.answer.clone();
    }
    format!("{} ({})", observation.answer, observation.kinds_in_short())
}

/// The lines in the order of the first suite; what several suites share is said once, without their names.
fn merged<'r>(lines: &'r [Line<'r>]) -> Vec<(String, Option<&'r str>)> {
    let mut suites: Vec<&str> = lines.iter().map(Line::suite).collect();
    suites.dedup();
    let mut merged: Vec<(String, Vec<&str>)> = Vec::new();
    for line in lines {
        let text = line.text();
        match merged.iter_mut().find(|(known, _)| *known == text) {
            Some((_, of)) => of.push(line.suite()),
            None => merged.push((text, vec![line.suite()])),
        }
    }
    let named = |of: Vec<&'r str>| of.first().copied().filter(|_| of.len() < suites.len());
    merged.into_iter().map(|(text, of)| (text, named(of))).collect()
}
