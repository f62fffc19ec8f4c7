//! Requests that were under way when a target went away: one of them may be why.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::contract::Expectation;
use crate::generate::Case;
use crate::message::{Exchange, Outcome, WireFault};

/// Requests that are named.
const NAMED: usize = 8;
/// Characters of their bodies that are shown.
const SHOWN: usize = 60;

/// A case that may have ended the target.
#[derive(Debug, Clone)]
pub(crate) struct Suspect {
    pub(crate) case: Case,
    pub(crate) exchanges: Vec<Exchange>,
    /// When it was sent, counted in judged cases.
    pub(crate) moment: u64,
}

/// Requests whose connection was cut and for which no new connection could be made, and those that went without an answer
/// since the last one that came.
#[derive(Debug, Default)]
pub(crate) struct InFlight {
    cut: Mutex<Vec<Cut>>,
    waiting: Mutex<Vec<Suspect>>,
    is_waiting: AtomicBool,
}

#[derive(Debug)]
struct Cut {
    /// Valid requests are the less likely cause.
    is_valid: bool,
    name: String,
    body: String,
    suspect: Suspect,
}

impl InFlight {
    /// Keeps those of a case on whose way a connection was cut, and for which no other one could be made.
    pub(crate) fn meet(&self, case: &Case, exchanges: &[Exchange], moment: u64) {
        let steps = case.steps.iter().zip(exchanges);
        for (step, exchange) in steps.filter(|(_, exchange)| found_nobody(exchange)) {
            let body = String::from_utf8_lossy(&exchange.request.body.bytes);
            let more = if body.chars().nth(SHOWN).is_some() { "…" } else { "" };
            let cut = Cut {
                is_valid: matches!(step.expectation, Expectation::Accept { .. }),
                name: case.origin.to_string(),
                body: body.chars().take(SHOWN).chain(more.chars()).collect(),
                suspect: Suspect { case: case.clone(), exchanges: exchanges.to_vec(), moment },
            };
            let mut kept = self.cut.lock().unwrap_or_else(PoisonError::into_inner);
            if !kept.iter().any(|known| (&known.name, &known.body) == (&cut.name, &cut.body)) {
                kept.push(cut);
            }
        }
    }

    /// Keeps a case that went without an answer: the first few since the last answer.
    pub(crate) fn waits(&self, case: &Case, exchanges: &[Exchange], moment: u64) {
        let mut kept = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_waiting.store(true, Ordering::Relaxed);
        kept.push(Suspect { case: case.clone(), exchanges: exchanges.to_vec(), moment });
        kept.sort_by_key(|suspect| suspect.moment);
        kept.truncate(NAMED);
    }

    /// An answer came: whatever waited before did not end the target.
    pub(crate) fn answered(&self) {
        if self.is_waiting.swap(false, Ordering::Relaxed) {
            self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    /// The cases that may have ended the target: those that were cut, or else those that wait, the first before all others.
    pub(crate) fn suspects(&self) -> Vec<Suspect> {
        let mut cut = self.cut.lock().unwrap_or_else(PoisonError::into_inner);
        cut.sort_by(|one, other| one.order().cmp(&other.order()));
        let cut: Vec<Suspect> = cut.iter().map(|cut| cut.suspect.clone()).collect();
        if cut.is_empty() { self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clone() } else { cut }
    }

    /// The target is back: whatever was cut did not end it.
    pub(crate) fn forget(&self) {
        self.cut.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What was under way, in words that follow why the target is lost; nothing where nothing was.
    pub(crate) fn told(&self) -> String {
        let mut kept = self.cut.lock().unwrap_or_else(PoisonError::into_inner);
        kept.sort_by(|one, other| one.order().cmp(&other.order()));
        let named: Vec<String> =
            kept.iter().take(NAMED).map(|cut| format!("{} with {}", cut.name, cut.body)).collect();
        let more = match kept.len().saturating_sub(NAMED) {
            0 => String::new(),
            number => format!(", and {number} more"),
        };
        match named.is_empty() {
            true => String::new(),
            false => {
                let one_by_one = if kept.len() > 1 { " (--lanes 1 leaves one)" } else { "" };
                let named = named.join(", ");
                format!("; under way when it went, and maybe why{one_by_one}: {named}{more}")
            }
        }
    }
}

impl Cut {
    fn order(&self) -> (bool, &str, &str) {
        (self.is_valid, &self.name, &self.body)
    }
}

fn found_nobody(exchange: &Exchange) -> bool {
    let last = exchange.last().map(|attempt| &attempt.outcome);
    matches!(last, Some(Outcome::Failed(WireFault::Refused)))
}

#[cfg(test)]
mod tests {
    use super::InFlight;
    use crate::contract::Expectation;
    use crate::generate::shipped::{contracts, plan};
    use crate::message::{Attempt, Exchange, Link, Outcome, WireFault};

    #[test]
    fn what_was_cut_is_named_and_invalid_requests_first() {
        let [contract, _] = contracts();
        let plan = plan(&contract, 1, &[]);
        let cases: Vec<_> = (0..plan.len()).filter_map(|index| plan.case(index)).collect();
        let under_way = InFlight::default();
        let meet = |is_wanted: fn(&Expectation) -> bool, fault| {
            let case =
                cases.iter().find(|case| is_wanted(&case.steps[0].expectation)).expect("one of its kind");
            let attempts =
                vec![Attempt { outcome: Outcome::Failed(fault), micros: 1, link: Link::default() }];
            under_way.meet(case, &[Exchange { request: case.steps[0].request.clone(), attempts }], 0);
            case.origin.to_string()
        };
        assert_eq!(under_way.told(), "");
        let valid = meet(|expected| matches!(expected, Expectation::Accept { .. }), WireFault::Refused);
        let invalid = meet(|expected| matches!(expected, Expectation::Refuse(_)), WireFault::Refused);
        let again = meet(|expected| matches!(expected, Expectation::Observe(_)), WireFault::Dropped);
        let told = under_way.told();
        let at = |name: &str| told.find(name);
        assert!(at(&invalid).is_some() && at(&invalid) < at(&valid), "{told}");
        assert_eq!(at(&again), None, "the target was there when it was sent again: {told}");
        under_way.forget();
        assert_eq!(under_way.told(), "");
    }
}
