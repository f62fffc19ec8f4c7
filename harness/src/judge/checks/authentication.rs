//! Requests whose signature is not right are refused for that.

use crate::contract::{ClauseRef, Contract, Expectation, Refusals};
use crate::judge::error_type::is_of_caller;
use crate::judge::{Broken, CaseVerdicts, Check, Reading};

/// Requests whose signature is not right are refused for that.
pub(super) struct Authentication;

impl Check for Authentication {
    fn id(&self) -> &'static str {
        "authentication"
    }

    fn about(&self) -> &'static str {
        "A request that is unsigned, or not signed well, is refused with an error about the caller."
    }

    fn blind(&self) -> &'static str {
        "Any error about the caller counts, whichever of them fits best; a 401 or 403 that names no type does, too."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let known = &contract.known;
        vec![
            known.auth_unsigned_rejected,
            known.auth_unknown_key_rejected,
            known.auth_bad_signature_rejected,
            known.auth_malformed_header_rejected,
            known.auth_before_validation,
        ]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let Expectation::Refuse(demand) = reading.expectation else { return };
        if demand.answers != Refusals::Unauthenticated {
            return;
        }
        let Some(last) = reading.last() else { return };
        let status = last.answer.status;
        if last.is_transient() {
            return verdicts.undecided(demand.clause, "the target went on throttling or failing");
        }
        // A server error has a check of its own.
        if status >= 500 {
            return;
        }
        // The type need not be told where clients of the protocol read it: gateways answer in their own language.
        match (status, &last.error) {
            (401 | 403, None) => verdicts.holds(demand.clause),
            (400 | 401 | 403, Some(error)) if is_of_caller(&error.name) => verdicts.holds(demand.clause),
            (400, None) => verdicts.undecided(demand.clause, "the refusal does not tell what for"),
            _ => {
                let asked = reading.request.credentials.name();
                let broken = Broken::new(demand.answers.describe(reading.contract), last.describe());
                verdicts.breaks(demand.clause, broken.signed(format!("{asked} {}", last.describe())));
            }
        }
    }
}
