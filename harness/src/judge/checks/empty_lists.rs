//! A list that the service leaves out where it is empty is left out.

use crate::contract::{ClauseRef, Contract, Expectation};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Where};
use crate::message::json::{Kind, Value};

/// A list that the service leaves out where it is empty is left out.
pub(super) struct EmptyLists;

impl Check for EmptyLists {
    fn id(&self) -> &'static str {
        "empty-lists"
    }

    fn about(&self) -> &'static str {
        "A list that the service leaves out where it is empty is left out: clients ask for its presence."
    }

    fn blind(&self) -> &'static str {
        "Lists of which nobody told what the service does."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        contract.known.batch_empty_list_left_out.into_iter().collect()
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let contract = reading.contract;
        let Some(clause) = contract.known.batch_empty_list_left_out else { return };
        let is_valid = matches!(reading.expectation, Expectation::Accept { .. });
        let Some(requested) = reading.requested.as_ref().filter(|_| is_valid) else { return };
        let Some(rule) = requested.rule(contract) else { return };
        let Some(body) = reading.success().and_then(|success| success.object()) else { return };
        for path in &rule.left_out {
            match path.get(body) {
                None => verdicts.holds(clause),
                Some(list) if is_empty(list) => {
                    let broken =
                        Broken::new(format!("no member {path} where it has no entry"), list.source())
                            .at(Where::Answer, format!("/{}", path.names().join("/")))
                            .signed(path.to_string());
                    return verdicts.breaks(clause, broken);
                }
                Some(_) => {}
            }
        }
    }
}

fn is_empty(list: Value<'_>) -> bool {
    match list.kind() {
        Kind::Array => list.len() == 0,
        Kind::Object => list.members().next().is_none(),
        _ => false,
    }
}
