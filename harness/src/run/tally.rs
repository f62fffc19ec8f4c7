//! Counts what the sheets say, clause by clause, and keeps the most telling sighting of everything that broke.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::counts::Counts;
use super::distinct::Distinct;
use super::times::Times;
use crate::contract::{ClauseRef, Expectation};
use crate::generate::Case;
use crate::judge::{Memory, Observed, Sheet, Violation};
use crate::message::json::bytes_print;
use crate::message::{Exchange, Request};
use crate::report::AnswerTimes;

/// What equal violations share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Signature {
    pub(super) clause: ClauseRef,
    pub(super) lesser: bool,
    pub(super) text: String,
}

impl Signature {
    pub(super) fn of(violation: &Violation) -> Self {
        Self {
            clause: violation.clause,
            lesser: violation.level.is_some(),
            text: violation.signature.clone(),
        }
    }
}

/// When a case was judged, and after what.
#[derive(Debug, Clone)]
pub(super) struct Occasion {
    /// It is a saved finding that was sent before the plan.
    pub(super) is_prelude: bool,
    /// The case's number in the plan, or in the prelude.
    pub(super) index: usize,
    /// The moment, counted in judged cases of all lanes.
    pub(super) moment: u64,
    /// The request that its lane carried before.
    pub(super) before: Option<Request>,
}

/// Moments of one violation that are kept: enough to tell a hiccup from what keeps coming.
const MAX_MOMENTS: usize = 32;
/// Lanes answer out of order by no more than this many cases.
pub(super) const MARGIN: u64 = 64;

/// A violation with the exchanges that show it.
#[derive(Debug, Clone)]
pub(super) struct Sighting {
    pub(super) seen: u64,
    pub(super) violation: Violation,
    pub(super) case: Case,
    pub(super) exchanges: Vec<Exchange>,
    /// Clauses that broke in the same case.
    pub(super) companions: BTreeSet<ClauseRef>,
    /// What the checks themselves say of it, where a control experiment put it under another clause.
    told: Option<Signature>,
    /// The request that the lane carried before.
    pub(super) before: Option<Request>,
    /// It is a contradiction about one item, traced to two requests.
    pub(super) is_traced: bool,
    /// When it was seen, the first few times of each lane.
    pub(super) moments: BTreeSet<u64>,
    /// What is certainly valid or invalid first, the plan before the prelude, small bodies first, then early cases:
    /// independent of which lane was faster.
    rank: (bool, bool, usize, usize),
}

impl Sighting {
    /// Whether this is the violation again, as the checks tell it.
    pub(super) fn is_shown_by(&self, violation: &Violation) -> bool {
        let found = Signature::of(violation);
        self.told.as_ref().map_or_else(|| Signature::of(&self.violation) == found, |told| *told == found)
    }

    /// The clause under which the checks themselves tell it.
    pub(super) fn told_under(&self) -> ClauseRef {
        self.told.as_ref().map_or(self.violation.clause, |told| told.clause)
    }

    /// Puts it under the clause that a control experiment leaves standing.
    pub(super) fn attribute(&mut self, clause: ClauseRef) {
        self.told.get_or_insert_with(|| Signature::of(&self.violation));
        self.violation.also.push(self.violation.clause);
        self.violation.clause = clause;
    }

    /// Takes a smaller case that shows the same.
    pub(super) fn replace(&mut self, violation: Violation, case: Case, exchanges: Vec<Exchange>) {
        let attributed = self.told.as_ref().map(|_| (self.violation.clause, self.violation.also.clone()));
        self.violation = violation;
        if let Some((clause, also)) = attributed {
            self.violation.clause = clause;
            self.violation.also = also;
        }
        self.case = case;
        self.exchanges = exchanges;
    }

    /// How many separate times it came: lanes that fail together count as one.
    pub(super) fn episodes(&self) -> usize {
        let mut last = None;
        let mut count = 0;
        for moment in &self.moments {
            if last.is_none_or(|last| moment - last > MARGIN) {
                count += 1;
            }
            last = Some(*moment);
        }
        count
    }

    /// The same as a contradiction traced to two requests, which break these clauses, too.
    pub(super) fn traced(mut self, companions: BTreeSet<ClauseRef>) -> Self {
        self.companions = companions;
        self.is_traced = true;
        self
    }

    /// A sighting made after the run, to find a cause.
    pub(super) fn new(seen: u64, violation: Violation, case: Case, exchanges: Vec<Exchange>) -> Self {
        Self {
            seen,
            violation,
            case,
            exchanges,
            companions: BTreeSet::new(),
            told: None,
            before: None,
            is_traced: false,
            moments: BTreeSet::new(),
            rank: (false, false, 0, 0),
        }
    }
}

/// Different observations kept at most.
const MAX_OBSERVATIONS: usize = 400;
/// Kinds of requests named for one observation at most, the first by name.
const MAX_SHOWN_BY: usize = 64;

/// How often something was observed, and by which kinds of requests.
#[derive(Debug, Clone, Default)]
pub(super) struct Habit {
    pub(super) seen: u64,
    pub(super) shown_by: BTreeSet<String>,
}

/// What the documentation leaves open, and how the target answers it.
type Subject = (ClauseRef, Cow<'static, str>, Cow<'static, str>);

impl Habit {
    fn meet(&mut self, shown_by: Option<String>) {
        self.seen += 1;
        if let Some(shown_by) = shown_by.filter(|kind| !self.shown_by.contains(kind)) {
            self.shown_by.insert(shown_by);
            self.cut();
        }
    }

    fn cut(&mut self) {
        while self.shown_by.len() > MAX_SHOWN_BY {
            self.shown_by.pop_last();
        }
    }

    fn add(&mut self, other: Self) {
        self.seen += other.seen;
        self.shown_by.extend(other.shown_by);
        self.cut();
    }
}

/// Counts of one suite; lanes keep their own and are added up.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) held: Counts,
    pub(super) broken: Counts,
    pub(super) undecided: BTreeMap<ClauseRef, (u64, &'static str)>,
    pub(super) observations: BTreeMap<Subject, Habit>,
    pub(super) sightings: BTreeMap<Signature, Sighting>,
    pub(super) check_faults: BTreeSet<(&'static str, String)>,
    pub(super) memory: Memory,
    pub(super) cases: u64,
    pub(super) requests: u64,
    pub(super) successes: u64,
    bodies: Distinct,
    times: Times,
}

impl Tally {
    /// Adds one judged case.
    pub(super) fn add(
        &mut self,
        occasion: &Occasion,
        clauses: &[ClauseRef],
        case: &Case,
        exchanges: &[Exchange],
        mut sheet: Sheet,
    ) {
        self.cases += 1;
        for (outcomes, exchange) in std::mem::take(&mut sheet.outcomes).into_iter().zip(exchanges) {
            if let Some(outcomes) = outcomes {
                self.memory.add(outcomes, case, exchange, occasion.moment, occasion.index);
            }
        }
        for (size, exchange) in sheet.sizes.iter().zip(exchanges) {
            if let (Some(items), Some(attempt)) = (size, exchange.last()) {
                self.times.add(*items, attempt.micros);
            }
        }
        for exchange in exchanges {
            self.requests += exchange.attempts.len() as u64;
            self.bodies.add(bytes_print(&exchange.request.body.bytes));
            let status =
                exchange.last().and_then(|attempt| attempt.outcome.answer()).map(|answer| answer.status);
            self.successes += u64::from(status.is_some_and(|status| (200..300).contains(&status)));
        }
        for check in &sheet.faults {
            self.check_faults.insert((check, case.origin.to_string()));
        }
        let mut broken: BTreeSet<ClauseRef> = BTreeSet::new();
        for violation in sheet.violations.iter().filter(|violation| clauses.contains(&violation.clause)) {
            broken.insert(violation.clause);
            broken.extend(violation.also.iter().filter(|clause| clauses.contains(clause)));
        }
        for clause in clauses {
            if broken.contains(clause) {
                self.broken.add(*clause, 1);
            } else if sheet.held(*clause) {
                self.held.add(*clause, 1);
            } else if let Some((_, why)) = sheet.undecided.iter().find(|(undecided, _)| undecided == clause) {
                let entry = self.undecided.entry(*clause).or_insert((0, why));
                entry.0 += 1;
                entry.1 = entry.1.min(why);
            }
        }
        for observed in sheet.observations {
            self.observe(observed);
        }
        let companions: BTreeSet<ClauseRef> =
            sheet.violations.iter().map(|violation| violation.clause).collect();
        let size: usize = exchanges.iter().map(|exchange| exchange.request.body.bytes.len()).sum();
        for violation in sheet.violations {
            if clauses.contains(&violation.clause) {
                self.sight(violation, case, exchanges, &companions, (size, occasion));
            }
        }
    }

    /// What broke, and nothing else but the number of requests.
    pub(super) fn what_broke(self) -> Self {
        let Self { broken, sightings, check_faults, requests, .. } = self;
        Self { broken, sightings, check_faults, requests, ..Self::default() }
    }

    /// Counts requests that were sent after the plan.
    pub(super) fn count(&mut self, exchanges: &[Exchange]) {
        self.requests += exchanges.iter().map(|exchange| exchange.attempts.len() as u64).sum::<u64>();
    }

    fn observe(&mut self, Observed { clause, subject, answer, shown_by }: Observed) {
        let key = (clause, subject, answer);
        if let Some(habit) = self.observations.get_mut(&key) {
            habit.meet(shown_by);
        } else if self.observations.len() < MAX_OBSERVATIONS {
            // A target that answers anew each time has no habit worth more memory than this.
            self.observations.entry(key).or_default().meet(shown_by);
        }
    }

    fn sight(
        &mut self,
        violation: Violation,
        case: &Case,
        exchanges: &[Exchange],
        companions: &BTreeSet<ClauseRef>,
        (size, occasion): (usize, &Occasion),
    ) {
        let signature = Signature::of(&violation);
        let step = case.steps.get(violation.step);
        let is_open = step.is_some_and(|step| matches!(step.expectation, Expectation::Observe(_)));
        let rank = (is_open, occasion.is_prelude, size, occasion.index);
        match self.sightings.get_mut(&signature) {
            Some(known) => {
                known.seen += 1;
                known.companions.extend(companions);
                if known.moments.len() < MAX_MOMENTS {
                    known.moments.insert(occasion.moment);
                }
                if rank < known.rank {
                    known.rank = rank;
                    known.violation = violation;
                    known.case = case.clone();
                    known.before.clone_from(&occasion.before);
                    known.exchanges = exchanges.to_vec();
                }
            }
            None => {
                let (case, exchanges, companions) = (case.clone(), exchanges.to_vec(), companions.clone());
                let before = occasion.before.clone();
                let moments = BTreeSet::from([occasion.moment]);
                let sighting = Sighting {
                    seen: 1,
                    violation,
                    case,
                    exchanges,
                    companions,
                    told: None,
                    before,
                    is_traced: false,
                    moments,
                    rank,
                };
                self.sightings.insert(signature, sighting);
            }
        }
    }

    /// Adds another lane's counts.
    pub(super) fn merge(&mut self, other: Self) {
        self.held.merge(&other.held);
        self.broken.merge(&other.broken);
        for (clause, (count, why)) in other.undecided {
            let entry = self.undecided.entry(clause).or_insert((0, why));
            entry.0 += count;
            entry.1 = entry.1.min(why);
        }
        for (key, habit) in other.observations {
            self.observations.entry(key).or_default().add(habit);
        }
        for (signature, new) in other.sightings {
            match self.sightings.get_mut(&signature) {
                Some(known) => {
                    let seen = known.seen + new.seen;
                    let companions = known.companions.union(&new.companions).copied().collect();
                    let moments = known.moments.union(&new.moments).copied().collect();
                    if new.rank < known.rank {
                        *known = new;
                    }
                    known.seen = seen;
                    known.companions = companions;
                    known.moments = moments;
                }
                None => {
                    self.sightings.insert(signature, new);
                }
            }
        }
        self.memory.merge(other.memory);
        self.check_faults.extend(other.check_faults);
        self.cases += other.cases;
        self.requests += other.requests;
        self.successes += other.successes;
        self.bodies.merge(other.bodies);
        self.times.merge(other.times);
    }

    pub(super) fn answer_times(&self) -> Vec<AnswerTimes> {
        self.times.told()
    }

    pub(super) fn distinct_bodies(&self) -> u64 {
        self.bodies.count()
    }
}
