//! Requests that were under way when a target went away: one of them may be why.

use std::sync::{Mutex, PoisonError};

use crate::contract::Expectation;
use crate::generate::Case;
use crate::message::{Exchange, Outcome, WireFault};

/// Requests that are named.
const NAMED: usize = 8;
/// Characters of their bodies that are shown.
const SHOWN: usize = 60;

/// Requests whose connection was cut and for which no new connection could be made.
#[derive(Debug, Default)]
pub(crate) struct InFlight(Mutex<Vec<Cut>>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cut {
    /// Valid requests are the less likely cause.
    is_valid: bool,
    name: String,
    body: String,
}

impl InFlight {
    /// Keeps those of a case on whose way a connection was cut, and for which no other one could be made.
    pub(crate) fn meet(&self, case: &Case, exchanges: &[Exchange]) {
        let steps = case.steps.iter().zip(exchanges);
        for (step, exchange) in steps.filter(|(_, exchange)| found_nobody(exchange)) {
            let body = String::from_utf8_lossy(&exchange.request.body.bytes);
            let more = if body.chars().nth(SHOWN).is_some() { "…" } else { "" };
            let cut = Cut {
                is_valid: matches!(step.expectation, Expectation::Accept { .. }),
                name: case.origin.to_string(),
                body: body.chars().take(SHOWN).chain(more.chars()).collect(),
            };
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if !kept.contains(&cut) {
                kept.push(cut);
            }
        }
    }

    /// The target is back: whatever was cut did not end it.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What was under way, in words that follow why the target is lost; nothing where nothing was.
    pub(crate) fn told(&self) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.sort();
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
            under_way.meet(case, &[Exchange { request: case.steps[0].request.clone(), attempts }]);
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
