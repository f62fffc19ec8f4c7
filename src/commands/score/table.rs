//! Verdicts as a table: what went wrong first, row by row, then how often each clause was seen to break.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::trial::{Defendant, Verdict};
use super::worth::Worth;

/// All verdicts.
#[derive(Debug)]
pub(crate) struct Score {
    verdicts: Vec<Verdict>,
}

/// The sections that are shown row by row, with their titles.
const SECTIONS: [(Worth, &str); 4] = [
    (Worth::Missed, "missed"),
    (Worth::Accused, "compliant and accused"),
    (Worth::Mishap, "not decided"),
    (Worth::CaughtOtherwise, "caught by a clause that the server does not name"),
];

/// Longer names are dialects, which are better read in a line of their own.
const NAME: usize = 60;

/// What became of the servers that break one clause.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    by_root: usize,
    otherwise: usize,
    missed: usize,
    undecided: usize,
}

impl Score {
    pub(crate) fn new(verdicts: Vec<Verdict>) -> Self {
        Self { verdicts }
    }

    /// Whether nothing was missed, accused or left undecided.
    pub(crate) fn is_perfect(&self) -> bool {
        [Worth::Missed, Worth::Accused, Worth::Mishap].into_iter().all(|worth| self.count(worth) == 0)
    }

    fn count(&self, worth: Worth) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.worth() == worth).count()
    }

    fn caught(&self) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.worth().is_caught()).count()
    }

    fn faults(&self) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.is_of_fault()).count()
    }

    pub(crate) fn to_text(&self, elapsed: Duration) -> String {
        let mut out = String::new();
        for (worth, title) in SECTIONS {
            let rows: Vec<_> = self.verdicts.iter().filter(|verdict| verdict.worth() == worth).collect();
            if rows.is_empty() {
                continue;
            }
            let names = rows.iter().map(|row| row.defendant.name().len());
            let width = names.filter(|&width| width <= NAME).max().unwrap_or(0);
            out.push_str(&format!("{title} ({})\n", rows.len()));
            for row in rows {
                out.push_str(&format!(
                    "  {:width$}  seed {}  {}\n",
                    row.defendant.name(),
                    row.seed,
                    row.what()
                ));
            }
            out.push('\n');
        }
        self.rates(&mut out);
        self.clauses(&mut out);
        out.push_str(&format!(
            "caught {} of {} faults; missed {}, undecided {}; accused {} of {} compliant servers\n\
             precision {}: so many first findings name the very clause that the fault breaks{}\n\
             smallest {}: so many first findings of written faults are shown with the fewest items\n\
             {:.2} findings a fault, on average over those with any\n\
             faults are found and told after {}; all took {:.1} s\n",
            self.caught(),
            self.faults(),
            self.count(Worth::Missed),
            self.count(Worth::Mishap),
            self.count(Worth::Accused),
            self.verdicts.len() - self.faults(),
            share(self.count(Worth::CaughtByRoot), self.caught() - self.count(Worth::CaughtUnserved)),
            self.of_unserved(),
            self.smallest(),
            self.findings_a_fault(),
            self.pace(),
            elapsed.as_secs_f64(),
        ));
        out
    }

    /// What was caught without a finding to name a clause.
    fn of_unserved(&self) -> String {
        match self.count(Worth::CaughtUnserved) {
            0 => String::new(),
            unserved => format!(" ({unserved} serve nothing that could be judged, and are told so)"),
        }
    }

    /// How long the runs against faults took.
    fn pace(&self) -> String {
        let caught = self.verdicts.iter().filter(|verdict| verdict.worth().is_caught());
        let mut times: Vec<Duration> = caught.map(|verdict| verdict.elapsed).collect();
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 100).map_or(0, Duration::as_millis);
        format!("{} ms (median), {} ms (95th percentile)", at(50), at(95))
    }

    /// How many written faults are shown with as few items as they declare.
    fn smallest(&self) -> String {
        let sizes: Vec<bool> = self.verdicts.iter().filter_map(Verdict::is_smallest).collect();
        share(sizes.iter().filter(|is_smallest| **is_smallest).count(), sizes.len())
    }

    /// Findings of the faults that have any.
    fn findings_a_fault(&self) -> f64 {
        let of_faults = self.verdicts.iter().filter(|verdict| verdict.is_of_fault());
        let counts: Vec<usize> = of_faults.map(|verdict| verdict.findings).filter(|many| *many > 0).collect();
        counts.iter().sum::<usize>() as f64 / counts.len().max(1) as f64
    }

    /// Faults that are not caught at every seed, with how often they are; nothing when there is one seed.
    fn rates(&self, out: &mut String) {
        let mut rates: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for verdict in self.verdicts.iter().filter(|verdict| verdict.is_of_fault()) {
            let (caught, tried) = rates.entry(verdict.defendant.name()).or_default();
            *caught += usize::from(verdict.worth().is_caught());
            *tried += 1;
        }
        let partly: Vec<_> =
            rates.iter().filter(|(_, (caught, tried))| caught < tried && *tried > 1).collect();
        if partly.is_empty() {
            return;
        }
        out.push_str("not caught at every seed\n");
        for (name, (caught, tried)) in partly {
            out.push_str(&format!("  {name}: caught at {caught} of {tried} seeds\n"));
        }
        out.push('\n');
    }

    /// A row a clause: areas in alphabetical order, but clauses that were missed before the others.
    fn clauses(&self, out: &mut String) {
        let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
        for verdict in self.verdicts.iter().filter(|verdict| verdict.is_of_fault()) {
            let tally = tallies.entry(verdict.root()).or_default();
            match verdict.worth() {
                Worth::Missed => tally.missed += 1,
                Worth::CaughtByRoot => tally.by_root += 1,
                Worth::Mishap => tally.undecided += 1,
                _ => tally.otherwise += 1,
            }
        }
        let area = |clause: &str| clause.rsplit_once('/').map_or("", |(area, _)| area).to_owned();
        let mut rows: Vec<(&str, Tally)> = tallies.into_iter().collect();
        rows.sort_by_key(|(clause, tally)| (tally.missed == 0, area(clause)));
        let Some(width) = rows.iter().map(|(clause, _)| clause.len()).max() else { return };
        out.push_str(&format!(
            "{:width$}  missed  caught by it  otherwise  not decided\n",
            "faults by the clause they break"
        ));
        let mut last = None;
        for (clause, Tally { by_root, otherwise, missed, undecided }) in rows {
            let group = (missed == 0, area(clause));
            if last.as_ref().is_some_and(|last| *last != group) {
                out.push('\n');
            }
            last = Some(group);
            out.push_str(&format!(
                "{clause:width$}  {missed:6}  {by_root:12}  {otherwise:9}  {undecided:11}\n"
            ));
        }
        out.push('\n');
    }

    pub(crate) fn to_json(&self) -> anyhow::Result<String> {
        let rows: Vec<Value> = self.verdicts.iter().map(row_json).collect();
        let score = json!({
            "format": 3,
            "faults": self.faults(),
            "caught": self.caught(),
            "caught_by_own_clause": self.count(Worth::CaughtByRoot),
            "caught_unserved": self.count(Worth::CaughtUnserved),
            "missed": self.count(Worth::Missed),
            "undecided": self.count(Worth::Mishap),
            "compliant": self.verdicts.len() - self.faults(),
            "accused": self.count(Worth::Accused),
            "trials": rows,
        });
        Ok(format!("{}\n", serde_json::to_string_pretty(&score)?))
    }
}

fn row_json(verdict: &Verdict) -> Value {
    let kind = match &verdict.defendant {
        Defendant::Fault(_) => "fault",
        Defendant::Dialect(_) => "dialect",
        Defendant::Listed(_) => "server",
    };
    let (allowed, fewest) = match &verdict.defendant {
        Defendant::Fault(fault) => (fault.allowed, Some(fault.min_items)),
        Defendant::Dialect(_) | Defendant::Listed(_) => (None, None),
    };
    json!({
        "kind": kind,
        "name": verdict.defendant.name(),
        "seed": verdict.seed,
        "result": verdict.worth().word(),
        "breaks": verdict.defendant.breaks(),
        "allowed_by": allowed,
        "findings": verdict.findings,
        "caught_by": verdict.accusation.as_ref().map(|accusation| &accusation.clause),
        "evidence": verdict.accusation.as_ref().map(|accusation| &accusation.evidence),
        "items": verdict.accusation.as_ref().and_then(|accusation| accusation.items),
        "fewest_items": fewest,
        "unserved": verdict.unserved,
        "mishap": verdict.mishap,
        "millis": u64::try_from(verdict.elapsed.as_millis()).unwrap_or(u64::MAX),
    })
}

pub(super) fn share(part: usize, whole: usize) -> String {
    match whole {
        0 => "unknown".to_owned(),
        // A score with more than 2^52 trials is not in sight.
        _ => format!("{:.1} %", 100.0 * part as f64 / whole as f64),
    }
}
