//! Waivers: findings that somebody knows of and answers for, so that they do not break the run for now.
//!
//! A waiver excuses one fault, not a clause: it names the evidence. What follows from a waived finding is excused only
//! where the waiver lists it. The rules by which consequences are put under their root are broad, and another fault
//! would hide there. A consequence that breaks the run and is not listed therefore becomes a finding of its own.

use super::day::Day;
use super::model::{Ending, Finding, Outcome, Report, StaleWaiver, SuiteReport, Waived};
use crate::contract::{Level, glob};

/// One entry of a list of waivers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The id of a clause, or a glob; with the suite before it where several suites share the clause.
    pub clause: String,
    /// Which findings of the clause.
    pub evidence: Evidence,
    /// Signatures of what may follow from the finding, and is excused with it.
    pub follows: Vec<String>,
    /// Why the finding may stay.
    pub reason: String,
    /// Where it is followed up.
    pub link: Option<String>,
    /// The last day on which the waiver holds.
    pub until: Option<Day>,
    /// Whether the finding is known to come and go. Such an entry excuses the finding however often it comes when sent
    /// again, since three of three times may be chance, and does not go stale because the finding stayed away.
    pub flaky: bool,
    /// Where the entry is written, as `batchspec.toml:12`.
    pub place: String,
}

/// Which findings of a clause a waiver excuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Those with this signature.
    Signature(String),
    /// All of them, also those that come up later.
    Any,
}

impl Waiver {
    /// Whether it speaks of this finding.
    fn matches(&self, finding: &Finding) -> bool {
        let is_evidence = match &self.evidence {
            Evidence::Any => true,
            Evidence::Signature(signature) => *signature == finding.signature,
        };
        is_evidence && finding.level != Level::Note && self.names(&finding.suite, &finding.clause.id)
    }

    /// Whether it names a clause of a suite.
    fn names(&self, suite: &str, clause: &str) -> bool {
        glob(&self.clause, clause) || glob(&self.clause, &format!("{suite}/{clause}"))
    }

    fn is_expired(&self, today: Day) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    fn waived(&self) -> Waived {
        Waived {
            reason: self.reason.clone(),
            link: self.link.clone(),
            until: self.until.map(|day| day.to_string()),
            flaky: self.flaky,
        }
    }

    /// Why it excuses nothing any more; `None` while it may be needed.
    fn staleness(&self, report: &Report, is_used: bool, today: Day) -> Option<String> {
        if let Some(until) = self.until.filter(|until| *until < today) {
            return Some(format!("it ended on {until}: delete it, or give it a new date"));
        }
        if is_used || self.flaky || report.ending != Ending::Completed || !self.was_tried(report) {
            return None;
        }
        let is_other =
            |finding: &&Finding| finding.waived.is_none() && self.names(&finding.suite, &finding.clause.id);
        let other = report.findings.iter().find(is_other);
        Some(match other {
            Some(finding) => format!(
                "nothing with this evidence was found, but {} was, which is another fault: delete it",
                finding.signature
            ),
            None => "what it excuses was not found any more: delete it".to_owned(),
        })
    }

    /// Whether the run decided what it speaks of. One clause says nothing of the others that a glob names.
    fn was_tried(&self, report: &Report) -> bool {
        let is_decided = |suite: &SuiteReport| {
            suite.clauses.iter().any(|tally| {
                matches!(tally.outcome, Outcome::Held | Outcome::Broken)
                    && self.names(&suite.suite, &tally.clause.id)
            })
        };
        (report.terms.is_whole() || !self.clause.contains('*')) && report.suites.iter().any(is_decided)
    }
}

impl Report {
    /// Marks the findings that these waivers excuse on this day, and tells which waivers excuse nothing any more.
    ///
    /// A waiver is stale when its day has passed, and when the run was completed and decided its clause without the
    /// finding. Consequences of a waived finding that break the run and are not excused, too, become findings beside it.
    pub fn waive(&mut self, waivers: &[Waiver], today: Day) {
        let mut used = vec![false; waivers.len()];
        for finding in &mut self.findings {
            let root = excuse(finding, waivers, today, &mut used);
            for consequence in &mut finding.consequences {
                let own = excuse(consequence, waivers, today, &mut used);
                if let Some(root) =
                    root.filter(|root| own.is_none() && root.follows.contains(&consequence.signature))
                {
                    consequence.waived = Some(root.waived());
                }
            }
        }
        self.release();
        let stale = waivers.iter().zip(used).filter_map(|(waiver, is_used)| {
            let why = waiver.staleness(self, is_used, today)?;
            Some(StaleWaiver { place: waiver.place.clone(), clause: waiver.clause.clone(), why })
        });
        self.stale_waivers = stale.collect();
    }

    /// Puts what breaks the run beside the excused findings that it stood under.
    pub(super) fn release(&mut self) {
        let findings = std::mem::take(&mut self.findings);
        for mut finding in findings {
            let consequences = std::mem::take(&mut finding.consequences);
            let is_excused = self.excuses(&finding);
            let (kept, released): (Vec<_>, Vec<_>) =
                consequences.into_iter().partition(|consequence| !is_excused || !self.breaks(consequence));
            finding.consequences = kept;
            self.findings.push(finding);
            self.findings.extend(released);
        }
    }
}

/// The first waiver in force that speaks of the finding, which it excuses; all that do are used.
fn excuse<'w>(
    finding: &mut Finding,
    waivers: &'w [Waiver],
    today: Day,
    used: &mut [bool],
) -> Option<&'w Waiver> {
    let mut first = None;
    for (waiver, used) in waivers.iter().zip(used) {
        if !waiver.is_expired(today) && waiver.matches(finding) {
            *used = true;
            first = first.or(Some(waiver));
        }
    }
    finding.waived = first.map(Waiver::waived);
    first
}
