//! What became of a clause, as the page says it: by a word, a sign and a colour.

use crate::contract::Level;
use crate::report::{ClauseTally, Finding, Outcome, Report};

/// What became of a clause or a finding, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// Broken, and that breaks the run.
    Broken,
    /// Broken, and that only warns.
    Warns,
    /// Broken, and somebody knows of it.
    Excused,
    /// It applied, and no answer decided it.
    Undecided,
    /// Nothing exercised it.
    Untested,
    /// Never judged.
    Observed,
    /// It held.
    Held,
}

impl State {
    /// All of them, in the order of the legend.
    pub(crate) const ALL: [Self; 7] = [
        Self::Broken,
        Self::Warns,
        Self::Excused,
        Self::Held,
        Self::Undecided,
        Self::Untested,
        Self::Observed,
    ];

    /// The word of the style sheet and of the filter.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Warns => "warns",
            Self::Excused => "excused",
            Self::Undecided => "undecided",
            Self::Untested => "untested",
            Self::Observed => "observed",
            Self::Held => "held",
        }
    }

    /// In words.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Warns => "broken, warns only",
            Self::Excused => "broken, excused",
            Self::Undecided => "undecided",
            Self::Untested => "not exercised",
            Self::Observed => "observed, never judged",
            Self::Held => "held",
        }
    }

    /// A sign, since not everybody sees colours.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Broken => "✗",
            Self::Warns => "!",
            Self::Excused => "≈",
            Self::Undecided => "?",
            Self::Untested => "–",
            Self::Observed => "·",
            Self::Held => "✓",
        }
    }
}

/// A clause that broke, and the anchor of the finding that shows it.
pub(crate) struct Breach<'r> {
    suite: &'r str,
    clause: &'r str,
    level: Level,
    state: State,
    /// The anchor.
    pub(crate) anchor: String,
}

/// All breaches that the findings show, those of notes aside.
pub(crate) fn breaches(report: &Report) -> Vec<Breach<'_>> {
    let mut breaches = Vec::new();
    for (index, root) in report.findings.iter().enumerate() {
        let anchor = anchor(index);
        let consequences =
            root.consequences.iter().enumerate().map(|(inner, of)| (of, consequence_anchor(index, inner)));
        for (finding, anchor) in std::iter::once((root, anchor)).chain(consequences) {
            let breach = |clause, level| Breach {
                suite: &root.suite,
                clause,
                level,
                state: state_under(report, root, level),
                anchor: anchor.clone(),
            };
            breaches.push(breach(&finding.clause.id, finding.level));
            breaches.extend(finding.also.iter().map(|also| breach(also, finding.level)));
        }
    }
    breaches.retain(|breach| breach.level != Level::Note);
    breaches
}

/// The anchor of a finding that stands in the report by itself.
pub(crate) fn anchor(index: usize) -> String {
    format!("finding-{}", index + 1)
}

/// The anchor of what follows from it.
pub(crate) fn consequence_anchor(index: usize, inner: usize) -> String {
    format!("finding-{}-{}", index + 1, inner + 1)
}

/// What a breach of this level means that has `root` for its cause.
pub(crate) fn state_under(report: &Report, root: &Finding, level: Level) -> State {
    match level {
        Level::Note => State::Observed,
        _ if report.excuses(root) => State::Excused,
        Level::Must => State::Broken,
        Level::Should if report.strict => State::Broken,
        Level::Should => State::Warns,
    }
}

/// What became of a clause, and the breach that shows it best.
pub(crate) fn of_clause<'b>(
    report: &Report,
    breaches: &'b [Breach<'_>],
    suite: &str,
    tally: &ClauseTally,
) -> (State, Option<&'b Breach<'b>>) {
    let own = breaches.iter().filter(|breach| breach.suite == suite && breach.clause == tally.clause.id);
    if let Some(worst) = own.min_by_key(|breach| breach.state) {
        return (worst.state, Some(worst));
    }
    let state = match tally.outcome {
        Outcome::Held => State::Held,
        Outcome::Broken if tally.clause.level == Level::Must || report.strict => State::Broken,
        Outcome::Broken => State::Warns,
        Outcome::Undecided => State::Undecided,
        Outcome::NotExercised => State::Untested,
        Outcome::Observed => State::Observed,
    };
    (state, None)
}

#[cfg(test)]
mod tests {
    use super::{State, breaches, of_clause};
    use crate::contract::Level;
    use crate::report::samples::{finding, report, tally};
    use crate::report::{Outcome, Waived};

    #[test]
    fn a_clause_is_as_broken_as_its_worst_finding() {
        let broken = tally("batch/complete", Outcome::Broken);
        let waived = Waived { reason: "known".to_owned(), link: None, until: None, flaky: false };
        let excused = crate::report::Finding { waived: Some(waived), ..finding("batch/complete", "a") };
        let mut report = report(vec![broken.clone()], vec![excused]);
        let state = |report: &crate::report::Report| of_clause(report, &breaches(report), "one", &broken).0;
        assert_eq!(state(&report), State::Excused);
        let mut warning = finding("batch/complete", "b");
        warning.level = Level::Should;
        report.findings.insert(0, warning);
        assert_eq!(state(&report), State::Warns);
        report.findings.push(finding("batch/complete", "c"));
        assert_eq!(state(&report), State::Broken);
        report.findings.clear();
        assert_eq!(state(&report), State::Broken, "the tally alone says so");
    }

    #[test]
    fn signs_and_keys_tell_states_apart() {
        for (index, state) in State::ALL.iter().enumerate() {
            for other in &State::ALL[..index] {
                assert_ne!(state.sign(), other.sign());
                assert_ne!(state.key(), other.key());
            }
        }
    }
}
