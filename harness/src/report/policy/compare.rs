//! Two reports, compared: what broke, what was mended, what is tested no more.

mod remarks;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::contract::Level;
use crate::report::finding::Finding;
use crate::report::model::{ClauseTally, Outcome, Report};

/// What differs between an older and a newer report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Comparison {
    /// What the newer report found and the older one did not.
    pub broken: Vec<Breach>,
    /// What the older report found and the newer one did not, although it decided the clause.
    pub fixed: Vec<Breach>,
    /// Clauses that the older report decided and the newer one did not.
    pub untested: Vec<Untested>,
    /// Clauses that the newer report decided and the older one did not.
    pub tested: Vec<ClauseId>,
    /// What the target does otherwise where the documentation leaves it open.
    pub observations: Vec<ChangedHabit>,
    /// Clauses that are new, gone, or of another level.
    pub clauses: Vec<ChangedClause>,
    /// What makes the two hard to compare: another target, another seed, another selection, an end before its time.
    pub remarks: Vec<String>,
}

/// A clause of a suite.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ClauseId {
    /// The suite.
    pub suite: String,
    /// The clause.
    pub clause: String,
}

/// A finding that one of the two reports has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Breach {
    /// What is broken.
    #[serde(flatten)]
    pub id: ClauseId,
    /// What findings of the same fault share; empty where only another clause's finding shows it.
    pub signature: String,
    /// Its level.
    pub level: Level,
    /// What the clause demands there.
    pub expected: String,
    /// What came.
    pub actual: String,
    /// Whether a waiver excuses it.
    pub waived: bool,
    /// Whether it makes things worse: of level `must`, or `should` under strict judgement, and not waived.
    pub counts: bool,
}

/// A clause that is not decided any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Untested {
    /// Which one.
    #[serde(flatten)]
    pub id: ClauseId,
    /// Why not.
    pub why: String,
}

/// Something left open that a target does otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedHabit {
    /// The clause that speaks of it.
    #[serde(flatten)]
    pub id: ClauseId,
    /// What is left open.
    pub subject: String,
    /// What the target did.
    pub old: Vec<String>,
    /// What it does.
    pub new: Vec<String>,
}

/// A change of what is promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedClause {
    /// Which clause.
    #[serde(flatten)]
    pub id: ClauseId,
    /// Its level in the older report; `None` when that lacks it.
    pub old: Option<Level>,
    /// Its level in the newer report; `None` when that lacks it.
    pub new: Option<Level>,
}

impl Comparison {
    /// Whether something is broken that was not, and counts.
    #[must_use]
    pub fn has_broken(&self) -> bool {
        self.broken.iter().any(|breach| breach.counts)
    }
}

/// Compares an older report with a newer one. Findings are the same when clause and signature are.
pub fn compare(old: &Report, new: &Report) -> Comparison {
    let (before, after) = (Side::new(old), Side::new(new));
    Comparison {
        broken: breaches(new, &after, &before, |_| true),
        // What is not looked at any more is not mended.
        fixed: breaches(old, &before, &after, |id| {
            after.tallies.get(id).is_some_and(|tally| is_decided(tally))
        }),
        untested: untested(&before, &after),
        tested: tested(&before, &after),
        observations: habits(old, new),
        clauses: clauses(&before, &after),
        remarks: remarks::remarks(old, new),
    }
}

impl Report {
    /// Marks the findings that an older report has, and lets only the others break the run. Consequences of a known
    /// finding that the older report lacks and that break the run become findings beside it.
    pub fn count_only_what_is_new(&mut self, baseline: &Self) {
        let side = Side::new(baseline);
        let all = |finding: &mut Finding| finding.known = side.findings.contains_key(&key(finding));
        for finding in &mut self.findings {
            all(finding);
            finding.consequences.iter_mut().for_each(all);
        }
        self.terms.new_only = true;
        self.release();
    }
}

type Key = (ClauseId, String);

fn key(finding: &Finding) -> Key {
    (ClauseId { suite: finding.suite.clone(), clause: finding.clause.id.clone() }, finding.signature.clone())
}

/// One of the two reports, by what is compared.
struct Side<'r> {
    is_whole: bool,
    tallies: BTreeMap<ClauseId, &'r ClauseTally>,
    suites: BTreeSet<&'r str>,
    /// Roots and consequences alike: which of them is the root depends on what else broke.
    findings: BTreeMap<Key, &'r Finding>,
}

impl<'r> Side<'r> {
    fn new(report: &'r Report) -> Self {
        let mut findings = BTreeMap::new();
        for root in &report.findings {
            for finding in std::iter::once(root).chain(&root.consequences) {
                if finding.level != Level::Note {
                    findings.entry(key(finding)).or_insert(finding);
                }
            }
        }
        let tallies = report.suites.iter().flat_map(|suite| {
            suite.clauses.iter().map(|tally| {
                (ClauseId { suite: suite.suite.clone(), clause: tally.clause.id.clone() }, tally)
            })
        });
        Self {
            is_whole: report.terms.is_whole(),
            tallies: tallies.collect(),
            suites: report.suites.iter().map(|suite| suite.suite.as_str()).collect(),
            findings,
        }
    }

    /// Whether a clause is missing because its suite no longer has it, and not because it was left out.
    fn lacks(&self, id: &ClauseId) -> bool {
        self.is_whole && self.suites.contains(id.suite.as_str()) && !self.tallies.contains_key(id)
    }
}

fn is_decided(tally: &ClauseTally) -> bool {
    matches!(tally.outcome, Outcome::Held | Outcome::Broken)
}

/// The findings of one side that the other one lacks.
fn breaches(
    report: &Report,
    side: &Side<'_>,
    other: &Side<'_>,
    is_meant: impl Fn(&ClauseId) -> bool,
) -> Vec<Breach> {
    let lacking =
        side.findings.iter().filter(|(key, _)| !other.findings.contains_key(*key) && is_meant(&key.0));
    let breach = |((id, signature), finding): (&Key, &&Finding)| Breach {
        id: id.clone(),
        signature: signature.clone(),
        level: finding.level,
        expected: finding.expected.clone(),
        actual: finding.actual.clone(),
        waived: finding.waived.is_some(),
        counts: finding.waived.is_none()
            && (finding.level == Level::Must || (report.strict && finding.level == Level::Should)),
    };
    let mut breaches: Vec<Breach> = lacking.map(breach).collect();
    breaches.extend(together(report, side, other).filter(|breach| is_meant(&breach.id)));
    breaches.sort_by_key(|breach| breach.level);
    breaches
}

/// The clauses of one side, and not of the other, that are broken without a finding of their own: by what another
/// clause's finding shows.
fn together<'s>(
    report: &'s Report,
    side: &'s Side<'_>,
    other: &'s Side<'_>,
) -> impl Iterator<Item = Breach> + 's {
    let is_broken = |tally: &ClauseTally| tally.outcome == Outcome::Broken;
    let is_told = |id: &ClauseId| side.findings.keys().any(|(told, _)| told == id);
    let alone = side.tallies.iter().filter(move |(id, tally)| {
        is_broken(tally) && !other.tallies.get(*id).is_some_and(|tally| is_broken(tally)) && !is_told(id)
    });
    alone.map(|(id, tally)| {
        let shows = |finding: &&&Finding| finding.suite == id.suite && finding.also.contains(&id.clause);
        let mut showing = side.findings.values().filter(shows).peekable();
        let cause = showing.peek().map_or("another clause", |finding| finding.clause.id.as_str()).to_owned();
        let waived = showing.peek().is_some() && showing.all(|finding| finding.waived.is_some());
        let level = tally.clause.level;
        Breach {
            id: id.clone(),
            signature: String::new(),
            level,
            expected: tally.clause.sentence.clone(),
            actual: format!("it broke together with {cause}"),
            waived,
            counts: !waived && (level == Level::Must || (report.strict && level == Level::Should)),
        }
    })
}

fn untested(before: &Side<'_>, after: &Side<'_>) -> Vec<Untested> {
    let decided = before.tallies.iter().filter(|(_, tally)| is_decided(tally));
    let missing = decided.filter_map(|(id, _)| match after.tallies.get(id) {
        Some(tally) if is_decided(tally) || tally.clause.level == Level::Note => None,
        Some(tally) => Some((id, tally.why.clone().unwrap_or_else(|| "no reason recorded".to_owned()))),
        None if after.lacks(id) => None,
        None => Some((id, "it was left out".to_owned())),
    });
    missing.map(|(id, why)| Untested { id: id.clone(), why }).collect()
}

fn tested(before: &Side<'_>, after: &Side<'_>) -> Vec<ClauseId> {
    let decided = after.tallies.iter().filter(|(_, tally)| is_decided(tally)).map(|(id, _)| id);
    let is_new = |id: &&ClauseId| match before.tallies.get(*id) {
        Some(tally) => !is_decided(tally) && tally.clause.level != Level::Note,
        None => !before.lacks(id),
    };
    decided.filter(is_new).cloned().collect()
}

fn habits(old: &Report, new: &Report) -> Vec<ChangedHabit> {
    let answers = |report: &Report| {
        let mut answers: BTreeMap<(ClauseId, String), BTreeSet<String>> = BTreeMap::new();
        for seen in &report.observations {
            let id = ClauseId { suite: seen.suite.clone(), clause: seen.clause.clone() };
            answers.entry((id, seen.subject.clone())).or_default().insert(seen.answer.clone());
        }
        answers
    };
    let (before, after) = (answers(old), answers(new));
    let subjects: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let of = |answers: &BTreeMap<_, BTreeSet<String>>, subject| -> Vec<String> {
        answers.get(subject).into_iter().flatten().cloned().collect()
    };
    let changed = subjects.into_iter().filter_map(|subject| {
        let (old, new) = (of(&before, subject), of(&after, subject));
        (old != new).then(|| ChangedHabit { id: subject.0.clone(), subject: subject.1.clone(), old, new })
    });
    changed.collect()
}

fn clauses(before: &Side<'_>, after: &Side<'_>) -> Vec<ChangedClause> {
    let level = |side: &Side<'_>, id| side.tallies.get(id).map(|tally| tally.clause.level);
    let ids: BTreeSet<&ClauseId> = before.tallies.keys().chain(after.tallies.keys()).collect();
    let changed = ids.into_iter().filter_map(|id| {
        let (old, new) = (level(before, id), level(after, id));
        let is_changed = match (old, new) {
            (Some(old), Some(new)) => old != new,
            (None, _) => before.lacks(id),
            (_, None) => after.lacks(id),
        };
        is_changed.then(|| ChangedClause { id: id.clone(), old, new })
    });
    changed.collect()
}
