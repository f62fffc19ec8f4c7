//! A documented error that the target is asked to give comes as documented.

use crate::contract::{ClauseRef, Contract};
use crate::judge::{Broken, CaseVerdicts, Check, Reading};

/// A documented error that the target is asked to give comes as documented.
pub(super) struct Provocation;

impl Check for Provocation {
    fn id(&self) -> &'static str {
        "provocation"
    }

    fn about(&self) -> &'static str {
        "A request that the user says provokes a documented error is answered with it."
    }

    fn blind(&self) -> &'static str {
        "It believes the user's word that the trigger works; a success leaves the clause undecided."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        contract.errors.iter().filter_map(|error| contract.constraint(error.status_rule).clause).collect()
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let contract = reading.contract;
        let Some(wanted) = reading.provoked().and_then(|name| contract.error(name)) else { return };
        let Some(clause) = contract.constraint(wanted.status_rule).clause else { return };
        let Some(last) = reading.last() else {
            return verdicts.undecided(clause, "the trigger brought no answer");
        };
        let expected = format!("{} {}", wanted.status, wanted.name);
        match &last.error {
            _ if last.answer.status < 400 => verdicts.undecided(clause, "the trigger brought no error"),
            // Its status is judged with its shape.
            Some(found) if found.name == wanted.name => {}
            // That no type can be read is a finding of its own.
            None if last.answer.status == wanted.status => {}
            // Throttling and internal errors may come at any time, also instead of the error that was asked for.
            _ if last.is_transient() => {
                verdicts.undecided(clause, "another documented error came in between")
            }
            _ => verdicts.breaks(clause, Broken::new(expected, last.describe())),
        }
    }
}
