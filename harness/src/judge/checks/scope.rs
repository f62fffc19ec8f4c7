//! A status of success is not used for a failure of the whole call.

use crate::contract::{ClauseRef, Contract};
use crate::judge::{Broken, CaseVerdicts, Check, ErrorType, Reading};

/// A status of success is not used for a failure of the whole call.
pub(super) struct Scope;

impl Check for Scope {
    fn id(&self) -> &'static str {
        "scope"
    }

    fn about(&self) -> &'static str {
        "A 2xx is not an error in disguise."
    }

    fn blind(&self) -> &'static str {
        "An error under 200 that names no type looks like a success with missing members."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        vec![contract.known.status_matches_scope]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let clause = reading.contract.known.status_matches_scope;
        let Some(last) = reading.last().filter(|last| (200..300).contains(&last.answer.status)) else {
            return;
        };
        if !reading.is_addressed() {
            return;
        }
        match ErrorType::read(last.answer, last.object()) {
            None => verdicts.holds(clause),
            Some(error) => {
                let name: String = error.name.chars().take(80).collect();
                let actual =
                    format!("status {} with the error type {name} in {}", last.answer.status, error.from);
                verdicts
                    .breaks(clause, Broken::new("an error status for an error", actual).signed("disguised"));
            }
        }
    }
}
