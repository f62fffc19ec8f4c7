//! Nothing a client sends is answered 5xx on every attempt.

use super::answered::{is_lesser, is_surely_served, silence_clause};
use crate::contract::{ClauseRef, Contract, Expectation, JUDGED_BODY_BYTES};
use crate::judge::{Broken, CaseVerdicts, Check, Reading};

/// Nothing a client sends is answered 5xx on every attempt.
pub(super) struct ServerError;

impl Check for ServerError {
    fn id(&self) -> &'static str {
        "server-error"
    }

    fn about(&self) -> &'static str {
        "No request is answered 5xx on every attempt, and what 5xx there is has its documented shape."
    }

    fn blind(&self) -> &'static str {
        "A documented 500 that goes away when the request is sent again is within the contract, however often it comes."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let known = &contract.known;
        vec![
            known.success_status,
            known.no_server_error_on_bad_input,
            known.hostile_bytes_no_5xx,
            known.harmless_variation_accepted,
        ]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        if reading.request.body.bytes.len() > JUDGED_BODY_BYTES || reading.provoked().is_some() {
            return;
        }
        let Some(last) = reading.last() else { return };
        let clause = silence_clause(reading);
        let status = last.answer.status;
        // An unknown path or a wrong method may be refused by whatever stands before the service, even with 501 or 503.
        if status < 500 || (!reading.is_addressed() && status != 500) {
            if !matches!(reading.expectation, Expectation::Accept { .. }) && status < 500 {
                verdicts.holds(clause);
            }
            return;
        }
        let expected = match reading.expectation {
            Expectation::Accept { .. } if is_surely_served(reading) => {
                format!("status {}", reading.contract.binding.status)
            }
            Expectation::Refuse(refusal) => refusal.answers.describe(reading.contract),
            Expectation::Accept { .. } | Expectation::Observe(_) => {
                "any answer but a server error".to_owned()
            }
        };
        let tries = reading.answers.len();
        let times = if tries > 1 { format!(" on each of {tries} attempts") } else { String::new() };
        let broken = Broken::new(expected, format!("{}{times}", last.describe()));
        verdicts.breaks(clause, broken.signed(format!("status {status}")).lesser(is_lesser(reading)));
    }
}
