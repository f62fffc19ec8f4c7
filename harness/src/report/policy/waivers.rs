//! Waivers: findings that somebody knows of and answers for, so that they do not break the run for now.
//!
//! A waiver excuses one fault, not a clause: it names the evidence. What follows from a waived finding is excused only
//! where the waiver lists it. The rules by which consequences are put under their root are broad, and another fault
//! would hide there. A consequence that breaks the run and is not listed therefore becomes a finding of its own. Clauses that
//! the very same answers break (`Finding::also`) are the same fact, and go with the finding.

use crate::contract::{Level, glob};
use crate::report::day::Day;
use crate::report::finding::{Finding, Waived};
use crate::report::model::{Ending, Outcome, Report, StaleWaiver, SuiteReport};

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
    pub(crate) fn release(&mut self) {
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Evidence, Waiver};
    use crate::contract::Level;
    use crate::report::samples::{finding, report, tally};
    use crate::report::{Day, Ending, Outcome, Report};

    const TODAY: &str = "2026-06-15";

    fn waiver(clause: &str, evidence: &str) -> Waiver {
        Waiver {
            clause: clause.to_owned(),
            evidence: match evidence {
                "any" => Evidence::Any,
                signature => Evidence::Signature(signature.to_owned()),
            },
            follows: Vec::new(),
            reason: "known".to_owned(),
            link: None,
            until: None,
            flaky: false,
            place: "waivers.toml:1".to_owned(),
        }
    }

    fn waive(report: &mut Report, waivers: &[Waiver]) {
        report.waive(waivers, TODAY.parse::<Day>().expect("a day"));
    }

    /// A report in which `batch/complete` is broken in the way `a`.
    fn broken() -> Report {
        let tallies = vec![tally("batch/complete", Outcome::Broken), tally("batch/exclusive", Outcome::Held)];
        report(tallies, vec![finding("batch/complete", "a")])
    }

    #[rstest]
    #[case::by_its_signature(waiver("batch/complete", "a"), 0)]
    #[case::by_suite_and_clause(waiver("one/batch/complete", "a"), 0)]
    #[case::by_a_glob(waiver("batch/*", "a"), 0)]
    #[case::whatever_it_is(waiver("batch/complete", "any"), 0)]
    #[case::another_fault_of_the_clause(waiver("batch/complete", "b"), 1)]
    #[case::another_suite(waiver("two/batch/complete", "a"), 1)]
    #[case::another_clause(waiver("batch/exclusive", "a"), 1)]
    #[case::on_its_last_day(Waiver { until: TODAY.parse().ok(), ..waiver("batch/complete", "a") }, 0)]
    #[case::on_the_day_after(Waiver { until: "2026-06-14".parse().ok(), ..waiver("batch/complete", "a") }, 1)]
    #[case::a_steady_one_known_as_flaky(Waiver { flaky: true, ..waiver("batch/complete", "a") }, 0)]
    fn a_finding_is_excused(#[case] waiver: Waiver, #[case] code: u8) {
        let mut report = broken();
        waive(&mut report, &[waiver]);
        assert_eq!(report.exit_code(), code, "{:?}", report.stale_waivers);
        assert_eq!(report.findings[0].waived.is_some(), code == 0);
    }

    #[test]
    fn a_warning_that_is_excused_does_not_break_a_strict_run() {
        let mut report = broken();
        report.findings[0].level = Level::Should;
        report.strict = true;
        assert_eq!(report.exit_code(), 1);
        waive(&mut report, &[waiver("batch/complete", "a")]);
        assert_eq!(report.exit_code(), 0);
    }

    #[test]
    fn what_follows_is_excused_only_where_the_waiver_lists_it() {
        let mut root = finding("batch/complete", "a");
        root.consequences = vec![finding("batch/exclusive", "b"), finding("batch/order", "c")];
        let mut report = broken();
        report.findings = vec![root];
        let follows = vec!["b".to_owned()];
        waive(&mut report, &[Waiver { follows, ..waiver("batch/complete", "a") }]);
        let roots: Vec<_> = report.findings.iter().map(|finding| finding.signature.as_str()).collect();
        assert_eq!(roots, ["a", "c"]);
        assert!(report.findings[0].consequences[0].waived.is_some());
        assert_eq!((report.findings[1].waived.is_some(), report.exit_code()), (false, 1));
        let own = [waiver("batch/complete", "a"), waiver("batch/exclusive", "b"), waiver("batch/order", "c")];
        waive(&mut report, &own);
        assert_eq!((report.exit_code(), report.stale_waivers.len()), (0, 0));
    }

    #[test]
    fn what_follows_from_a_finding_that_is_not_excused_stays_under_it() {
        let mut report = broken();
        report.findings[0].consequences = vec![finding("batch/exclusive", "b")];
        waive(&mut report, &[waiver("batch/exclusive", "b")]);
        assert_eq!((report.findings.len(), report.findings[0].consequences.len()), (1, 1));
        assert_eq!((report.exit_code(), report.stale_waivers.len()), (1, 0));
    }

    #[rstest]
    #[case::mended(waiver("batch/exclusive", "a"), Some("not found any more"))]
    #[case::broken_otherwise(waiver("batch/complete", "b"), Some("but a was"))]
    #[case::known_to_come_and_go(Waiver { flaky: true, ..waiver("batch/exclusive", "a") }, None)]
    #[case::of_another_suite(waiver("two/batch/exclusive", "a"), None)]
    #[case::of_a_clause_left_out(waiver("batch/order", "a"), None)]
    #[case::by_a_glob(waiver("batch/ex*", "a"), Some("not found any more"))]
    #[case::expired(
        Waiver { until: "2026-06-14".parse().ok(), flaky: true, ..waiver("batch/order", "a") },
        Some("it ended on 2026-06-14")
    )]
    fn a_waiver_goes_stale(#[case] waiver: Waiver, #[case] why: Option<&str>) {
        let mut report = broken();
        waive(&mut report, &[waiver]);
        match (report.stale_waivers.first(), why) {
            (None, None) => {}
            (Some(stale), Some(why)) => {
                assert!(stale.why.contains(why), "{stale:?}");
                assert_eq!((stale.place.as_str(), report.exit_code()), ("waivers.toml:1", 1));
            }
            (stale, why) => panic!("{stale:?} instead of {why:?}"),
        }
    }

    #[test]
    fn a_run_that_ended_early_or_chose_clauses_says_nothing_of_what_it_did_not_see() {
        let mut lost = broken();
        lost.ending = Ending::Lost { why: "gone".to_owned() };
        waive(&mut lost, &[waiver("batch/exclusive", "a")]);
        assert_eq!(lost.stale_waivers, []);
        let mut chosen = broken();
        chosen.terms.only = vec!["batch/*".to_owned()];
        waive(&mut chosen, &[waiver("batch/ex*", "a")]);
        assert_eq!(chosen.stale_waivers, []);
    }
}
