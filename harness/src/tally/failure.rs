//! A violation with the exchanges that show it.

use std::collections::BTreeSet;

use crate::contract::ClauseRef;
use crate::generate::Case;
use crate::judge::Violation;
use crate::message::{Exchange, Outcome, Request, SHOWN_ANSWER_BYTES, WireFault};

/// What equal violations share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Signature {
    pub(crate) clause: ClauseRef,
    pub(crate) lesser: bool,
    pub(crate) text: String,
}

impl Signature {
    pub(crate) fn of(violation: &Violation) -> Self {
        Self {
            clause: violation.clause,
            lesser: violation.level.is_some(),
            text: violation.signature.clone(),
        }
    }
}

/// When a case was judged, and after what.
#[derive(Debug, Clone)]
pub(crate) struct CaseContext {
    /// It is a saved finding that was sent before the plan.
    pub(crate) is_prelude: bool,
    /// The case's number in the plan, or in the prelude.
    pub(crate) index: usize,
    /// The moment, counted in judged cases of all lanes.
    pub(crate) moment: u64,
    /// The same when it was judged.
    pub(crate) until: u64,
    /// The request that its lane carried before.
    pub(crate) before: Option<Request>,
}

/// Moments of one violation that are kept: enough to tell a hiccup from what keeps coming.
pub(crate) const MAX_MOMENTS: usize = 32;
/// Lanes answer out of order by no more than this many cases.
pub(crate) const MARGIN: u64 = 64;

/// A violation with the exchanges that show it.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) seen: u64,
    pub(crate) violation: Violation,
    pub(crate) case: Case,
    pub(crate) exchanges: Vec<Exchange>,
    /// Clauses that broke in the same case.
    pub(crate) co_failures: BTreeSet<ClauseRef>,
    /// What the checks themselves say of it, where a control experiment put it under another clause.
    pub(crate) told: Option<Signature>,
    /// The request that the lane carried before.
    pub(crate) before: Option<Request>,
    /// It is an inconsistency about one item, traced to two requests.
    pub(crate) is_traced: bool,
    /// When it was seen, the first few times of each lane.
    pub(crate) moments: BTreeSet<u64>,
    /// What leaves least doubt first, the plan before the prelude, small bodies first, then early cases: independent of
    /// which lane was faster.
    pub(crate) rank: (u8, bool, usize, usize),
}

impl Failure {
    /// Whether this is the violation again, as the checks tell it.
    pub(crate) fn is_shown_by(&self, violation: &Violation) -> bool {
        let found = Signature::of(violation);
        self.told.as_ref().map_or_else(|| Signature::of(&self.violation) == found, |told| *told == found)
    }

    /// The clause under which the checks themselves tell it.
    pub(crate) fn reported_under(&self) -> ClauseRef {
        self.told.as_ref().map_or(self.violation.clause, |told| told.clause)
    }

    /// Puts it under the clause that a control experiment leaves standing.
    pub(crate) fn attribute(&mut self, clause: ClauseRef) {
        self.told.get_or_insert_with(|| Signature::of(&self.violation));
        self.violation.also.push(self.violation.clause);
        self.violation.clause = clause;
    }

    /// Takes a smaller case that shows the same.
    pub(crate) fn replace(&mut self, violation: Violation, case: Case, exchanges: Vec<Exchange>) {
        let attributed = self.told.as_ref().map(|_| (self.violation.clause, self.violation.also.clone()));
        self.violation = violation;
        if let Some((clause, also)) = attributed {
            self.violation.clause = clause;
            self.violation.also = also;
        }
        self.case = case;
        self.exchanges = shown_parts(exchanges);
    }

    /// Takes the same answers whole, where only their beginnings were kept.
    pub(crate) fn refresh(&mut self, violations: &[Violation], exchanges: Vec<Exchange>) {
        let shows = violations.iter().find(|violation| self.is_shown_by(violation));
        if let Some(violation) = shows
            && self.exchanges.len() == exchanges.len()
            && self.exchanges.iter().any(Exchange::is_cut)
        {
            self.replace(violation.clone(), self.case.clone(), exchanges);
        }
    }

    /// How many separate times it came: lanes that fail together count as one.
    pub(crate) fn episodes(&self) -> usize {
        let mut first = None;
        let mut count = 0;
        for moment in &self.moments {
            if first.is_none_or(|first| moment - first > MARGIN) {
                count += 1;
                first = Some(*moment);
            }
        }
        count
    }

    /// Whether nobody said whether a body that was held back is wanted.
    pub(crate) fn waits_for_continue(&self) -> bool {
        let mut last = self.exchanges.iter().filter_map(Exchange::last);
        last.any(|attempt| matches!(attempt.outcome, Outcome::Failed(WireFault::Unheeded { .. })))
    }

    /// The same as an inconsistency traced to two requests, which break these clauses, too.
    pub(crate) fn traced(mut self, co_failures: BTreeSet<ClauseRef>) -> Self {
        self.co_failures = co_failures;
        self.is_traced = true;
        self
    }

    /// A failure made after the run, to find a cause.
    pub(crate) fn new(seen: u64, violation: Violation, case: Case, exchanges: Vec<Exchange>) -> Self {
        Self {
            seen,
            violation,
            case,
            exchanges: shown_parts(exchanges),
            co_failures: BTreeSet::new(),
            told: None,
            before: None,
            is_traced: false,
            moments: BTreeSet::new(),
            rank: (0, false, 0, 0),
        }
    }
}

/// What reports can show of them.
fn shown_parts(exchanges: Vec<Exchange>) -> Vec<Exchange> {
    exchanges.into_iter().map(|exchange| exchange.cut_to(SHOWN_ANSWER_BYTES)).collect()
}
