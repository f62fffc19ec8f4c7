//! Whether enough was verified: a run that decided nothing says nothing, however quiet it was.

use super::model::{ClauseTally, Ending, Outcome, Report, SuiteReport};
use crate::contract::Level;

/// Why a run without a breach is no success all the same.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Gap {
    /// No suite was run.
    NoSuite,
    /// These suites gave no success to any valid request.
    Unserved(Vec<String>),
    /// It stopped at a finding that is excused, and left the rest untested.
    StoppedEarly,
    /// None of the clauses to judge was decided, in these suites.
    NothingDecided(Vec<String>),
    /// All that was to be judged are notes, of which no answer is wrong.
    OnlyNotes,
    /// Less was decided than demanded.
    TooLittle {
        /// The share of decided clauses, in per cent.
        exercised: f64,
        /// What was demanded.
        required: f64,
    },
}

impl Report {
    /// Clauses that were decided, and clauses that can be: notes aside.
    #[must_use]
    pub fn verified(&self) -> (usize, usize) {
        let judged = || self.suites.iter().flat_map(judged);
        (judged().filter(|tally| is_decided(tally)).count(), judged().count())
    }

    /// The `must` and `should` clauses that were not decided, each with its suite. What needs a subject, a trigger or
    /// credentials counts like any other.
    pub fn unexercised(&self) -> impl Iterator<Item = (&SuiteReport, &ClauseTally)> {
        let of_suite = |suite| judged(suite).map(move |tally| (suite, tally));
        self.suites.iter().flat_map(of_suite).filter(|(_, tally)| !is_decided(tally))
    }

    /// Why this is no success although nothing broke; `None` when enough was verified.
    #[must_use]
    pub fn gap(&self) -> Option<Gap> {
        let named = |is_meant: &dyn Fn(&SuiteReport) -> bool| -> Vec<String> {
            self.suites.iter().filter(|suite| is_meant(suite)).map(|suite| suite.suite.clone()).collect()
        };
        let unserved = named(&|suite| suite.successes == 0);
        // A shard may own nothing of a suite but what cannot be decided; what counts is the whole.
        let undecided = named(&|suite| {
            self.terms.shard.is_none() && judged(suite).next().is_some() && !judged(suite).any(is_decided)
        });
        // A scan tells of each what it came to, and says nothing only if that is so of all.
        let counts = |names: &[String]| {
            !names.is_empty() && (!self.terms.asks_what_is_served || names.len() == self.suites.len())
        };
        let (decided, of) = self.verified();
        match self.terms.require_exercised {
            _ if self.suites.is_empty() => Some(Gap::NoSuite),
            _ if counts(&unserved) => Some(Gap::Unserved(unserved)),
            _ if of == 0 => Some(Gap::OnlyNotes),
            _ if counts(&undecided) => Some(Gap::NothingDecided(undecided)),
            _ if decided == 0 => Some(Gap::NothingDecided(named(&|_| true))),
            _ if self.ending == Ending::StoppedAtFinding => Some(Gap::StoppedEarly),
            Some(required) if per_cent(decided, of) < required => {
                Some(Gap::TooLittle { exercised: per_cent(decided, of), required })
            }
            _ => None,
        }
    }
}

fn judged(suite: &SuiteReport) -> impl Iterator<Item = &ClauseTally> {
    suite.clauses.iter().filter(|tally| tally.clause.level != Level::Note)
}

fn is_decided(tally: &ClauseTally) -> bool {
    matches!(tally.outcome, Outcome::Held | Outcome::Broken)
}

fn per_cent(part: usize, of: usize) -> f64 {
    // No suite has so many clauses that a float could not count them.
    let float = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    100.0 * float(part) / float(of.max(1))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Gap;
    use crate::report::samples::{finding, report, tally};
    use crate::report::{Ending, Outcome, Report, Waived};

    fn of(outcomes: &[Outcome]) -> Report {
        report(outcomes.iter().map(|outcome| tally("batch/complete", *outcome)).collect(), Vec::new())
    }

    #[rstest]
    #[case::something_held(&[Outcome::Held, Outcome::NotExercised], 0)]
    #[case::only_notes(&[Outcome::Observed], 4)]
    #[case::nothing(&[], 4)]
    #[case::nothing_exercised(&[Outcome::NotExercised, Outcome::Observed], 4)]
    #[case::nothing_decided(&[Outcome::Undecided], 4)]
    fn a_run_that_verified_nothing_is_no_success(#[case] outcomes: &[Outcome], #[case] code: u8) {
        assert_eq!(of(outcomes).exit_code(), code);
    }

    #[test]
    fn each_suite_has_to_verify_something_unless_nothing_of_it_was_chosen() {
        let mut report = of(&[Outcome::Held]);
        let other = of(&[Outcome::Undecided]).suites.remove(0);
        report.suites.push(other);
        assert_eq!(report.gap(), Some(Gap::NothingDecided(vec!["one".to_owned()])));
        report.suites[1].clauses.clear();
        assert_eq!(report.gap(), None);
    }

    #[rstest]
    #[case::enough(50.0, 0)]
    #[case::too_little(50.1, 4)]
    fn what_is_not_exercised_counts_against_what_is_demanded(#[case] share: f64, #[case] code: u8) {
        let mut report = of(&[Outcome::Held, Outcome::NotExercised, Outcome::Observed]);
        report.terms.require_exercised = Some(share);
        assert_eq!(report.exit_code(), code);
        assert_eq!(report.unexercised().count(), 1);
    }

    #[test]
    fn a_run_that_stopped_at_an_excused_finding_is_no_success() {
        let mut report = of(&[Outcome::Broken]);
        let mut finding = finding("batch/complete", "a");
        finding.waived = Some(Waived { reason: "known".to_owned(), link: None, until: None, flaky: false });
        report.findings.push(finding);
        assert_eq!(report.exit_code(), 0);
        report.ending = Ending::StoppedAtFinding;
        assert_eq!((report.gap(), report.exit_code()), (Some(Gap::StoppedEarly), 4));
    }

    #[test]
    fn a_scan_says_nothing_only_if_nothing_at_all_is_served() {
        let mut report = of(&[Outcome::Held]);
        let mut other = of(&[Outcome::NotExercised]).suites.remove(0);
        other.successes = 0;
        report.suites.push(other);
        assert_eq!(report.exit_code(), 4);
        report.terms.asks_what_is_served = true;
        assert_eq!((report.gap(), report.exit_code()), (None, 0));
        report.suites.remove(0);
        assert_eq!(report.gap(), Some(Gap::Unserved(vec!["one".to_owned()])));
    }

    #[test]
    fn a_suite_that_is_not_served_is_told_first() {
        let mut report = of(&[Outcome::Held]);
        report.suites[0].successes = 0;
        assert_eq!(report.gap(), Some(Gap::Unserved(vec!["one".to_owned()])));
        report.suites.clear();
        assert_eq!((report.gap(), report.exit_code()), (Some(Gap::NoSuite), 4));
    }
}
