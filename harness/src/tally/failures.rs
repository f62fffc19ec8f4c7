//! The most telling failure of each violation, in bounded memory.

use std::collections::{BTreeMap, BTreeSet};

use super::failure::{CaseContext, Failure, MAX_MOMENTS, Signature};
use crate::contract::{ClauseRef, Expectation};
use crate::generate::Case;
use crate::judge::{ErrorType, Violation};
use crate::message::{Exchange, Room};

/// Violations of one clause that are told apart, the first by their signatures: a target that fails in new words each time
/// shows no more by more of them.
const MAX_OF_CLAUSE: usize = 16;

/// Failures by signature. Which are kept depends on all that were met and not on the order, so that lanes may share the work.
#[derive(Debug)]
pub(crate) struct FailureLog {
    told: BTreeMap<Signature, Failure>,
    /// How often those were seen that are not told apart any more.
    untold: BTreeMap<ClauseRef, u64>,
    room: Room,
}

impl Default for FailureLog {
    fn default() -> Self {
        Self::with_room(0)
    }
}

impl FailureLog {
    /// None yet; of the answers so many bytes are kept whole.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self { told: BTreeMap::new(), untold: BTreeMap::new(), room: Room::of(bytes) }
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Failure> {
        self.told.values()
    }

    /// Adds what a case of so many bytes showed.
    pub(crate) fn add(
        &mut self,
        violation: Violation,
        case: &Case,
        exchanges: &[Exchange],
        co_failures: &BTreeSet<ClauseRef>,
        (size, context): (usize, &CaseContext),
    ) {
        let signature = Signature::of(&violation);
        let step = case.steps.get(violation.step).zip(exchanges.get(violation.step));
        let doubt = step.map_or(0, |(step, exchange)| doubt(&step.expectation, exchange, violation.clause));
        let rank = (doubt, context.is_prelude, size, context.index);
        if let Some(known) = self.told.get_mut(&signature) {
            known.seen += 1;
            known.co_failures.extend(co_failures);
            if known.moments.len() < MAX_MOMENTS {
                known.moments.insert(context.moment);
            }
            if rank < known.rank {
                known.rank = rank;
                known.violation = violation;
                known.case = case.clone();
                known.before.clone_from(&context.before);
                known.exchanges.iter().for_each(|exchange| self.room.release(exchange));
                known.exchanges = exchanges.iter().map(|exchange| self.room.keep(exchange)).collect();
            }
            return;
        }
        let clause = signature.clause;
        let failure = Failure {
            seen: 1,
            violation,
            case: case.clone(),
            exchanges: exchanges.iter().map(|exchange| self.room.keep(exchange)).collect(),
            co_failures: co_failures.clone(),
            told: None,
            before: context.before.clone(),
            is_traced: false,
            moments: BTreeSet::from([context.moment]),
            rank,
        };
        self.told.insert(signature, failure);
        self.keep_few(clause);
    }

    /// Adds another lane's.
    pub(crate) fn merge(&mut self, other: Self) {
        for (clause, seen) in other.untold {
            *self.untold.entry(clause).or_insert(0) += seen;
        }
        for (signature, new) in other.told {
            let clause = signature.clause;
            match self.told.get_mut(&signature) {
                Some(known) => {
                    let seen = known.seen + new.seen;
                    let co_failures = known.co_failures.union(&new.co_failures).copied().collect();
                    let moments = known.moments.union(&new.moments).copied().collect();
                    if new.rank < known.rank {
                        *known = new;
                    }
                    known.seen = seen;
                    known.co_failures = co_failures;
                    known.moments = moments;
                }
                None => {
                    self.told.insert(signature, new);
                    self.keep_few(clause);
                }
            }
        }
    }

    /// All of them, and none is left; those not told apart count to the first of their clause.
    pub(crate) fn take(&mut self) -> BTreeMap<Signature, Failure> {
        let mut told = std::mem::take(&mut self.told);
        for (clause, seen) in std::mem::take(&mut self.untold) {
            if let Some((_, first)) = told.iter_mut().find(|(signature, _)| signature.clause == clause) {
                first.seen += seen;
            }
        }
        told
    }

    fn keep_few(&mut self, clause: ClauseRef) {
        let mut alike = self.told.keys().filter(|signature| signature.clause == clause);
        if alike.by_ref().take(MAX_OF_CLAUSE).count() < MAX_OF_CLAUSE {
            return;
        }
        let Some(last) = alike.next_back().cloned() else { return };
        if let Some(dropped) = self.told.remove(&last) {
            *self.untold.entry(clause).or_insert(0) += dropped.seen;
            dropped.exchanges.iter().for_each(|exchange| self.room.release(exchange));
        }
    }
}

/// How much else may be said of an answer than that it breaks this clause: much where the documentation leaves open
/// whether the request is valid, and where it is not, that there should be no success.
fn doubt(expectation: &Expectation, exchange: &Exchange, clause: ClauseRef) -> u8 {
    let is_served = || {
        let answer = exchange.last().and_then(|attempt| attempt.outcome.answer());
        answer.is_some_and(|answer| answer.status < 300 && ErrorType::read(answer, None).is_none())
    };
    match expectation {
        Expectation::Accept { .. } => 0,
        Expectation::Refuse(refusal) => {
            let is_about = refusal.clause == clause || refusal.also.contains(&clause);
            u8::from(!is_about && is_served())
        }
        Expectation::Observe(_) => 2,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FailureLog, MAX_OF_CLAUSE};
    use crate::contract::{ClauseRef, Expectation};
    use crate::generate::shipped::{contracts, plan};
    use crate::judge::Violation;
    use crate::message::{Answer, Attempt, Exchange, Link, Outcome};
    use crate::tally::failure::CaseContext;

    const CONTEXT: CaseContext =
        CaseContext { is_prelude: false, index: 0, moment: 0, until: 0, before: None };

    fn violation(clause: ClauseRef, signature: String) -> Violation {
        Violation {
            clause,
            level: None,
            also: Vec::new(),
            step: 0,
            place: None,
            expected: String::new(),
            actual: String::new(),
            signature,
            item: None,
        }
    }

    fn lane(words: impl Iterator<Item = usize>) -> FailureLog {
        let [contract, _] = contracts();
        let case = plan(&contract, 1, &[]).case(0).expect("a first case");
        let mut failures = FailureLog::with_room(1024);
        for word in words {
            let violation = violation(contract.known.success_status, format!("word {word:03}"));
            failures.add(violation, &case, &[], &BTreeSet::new(), (0, &CONTEXT));
        }
        failures
    }

    #[test]
    fn a_valid_request_shows_more_than_a_smaller_one_that_should_have_been_refused() {
        let [contract, _] = contracts();
        let plan = plan(&contract, 1, &[]);
        let cases: Vec<_> = (0..plan.len()).filter_map(|index| plan.case(index)).collect();
        let first = |is_wanted: fn(&Expectation) -> bool| {
            cases.iter().find(|case| is_wanted(&case.steps[0].expectation)).expect("one of its kind")
        };
        let valid = first(|expectation| matches!(expectation, Expectation::Accept { .. }));
        let invalid = first(|expectation| matches!(expectation, Expectation::Refuse(_)));
        let mut failures = FailureLog::with_room(1024);
        for (case, size) in [(invalid, 10), (valid, 100), (invalid, 5)] {
            let answer = Answer { status: 200, headers: Vec::new(), body: "{}".into(), is_cut: false };
            let attempts =
                vec![Attempt { outcome: Outcome::Answered(answer), micros: 1, link: Link::default() }];
            let exchange = Exchange { request: case.steps[0].request.clone(), attempts };
            let violation = violation(contract.known.success_content_type_json, String::new());
            failures.add(violation, case, &[exchange], &BTreeSet::new(), (size, &CONTEXT));
        }
        let kept: Vec<_> = failures.values().map(|kept| kept.case.origin.to_string()).collect();
        assert_eq!(kept, [valid.origin.to_string()]);
    }

    #[test]
    fn which_are_told_apart_does_not_depend_on_which_lane_met_them() {
        let told = |lanes: [FailureLog; 2]| {
            let [mut all, other] = lanes;
            all.merge(other);
            let told = all.take().into_iter();
            told.map(|(signature, failure)| (signature.text, failure.seen)).collect::<Vec<_>>()
        };
        let halves = told([lane(0..50), lane(50..100)]);
        let mixed = told([lane((0..100).rev().step_by(2)), lane((0..100).step_by(2))]);
        assert_eq!(halves, mixed);
        assert_eq!(halves.len(), MAX_OF_CLAUSE);
        assert_eq!(halves.iter().map(|(_, seen)| seen).sum::<u64>(), 100);
    }
}
