//! No object of an answer names a member twice.

use crate::contract::{ClauseRef, Contract};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Where};
use crate::message::json::{Kind, Value};

/// No object of an answer names a member twice.
pub(super) struct DuplicateKeys;

impl Check for DuplicateKeys {
    fn id(&self) -> &'static str {
        "duplicate-keys"
    }

    fn about(&self) -> &'static str {
        "No object in the raw text of a success or of an error names a member twice."
    }

    fn blind(&self) -> &'static str {
        "It reads raw text, so nothing is hidden from it; which of two values a client keeps is the client's choice."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        vec![contract.known.duplicate_response_keys]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let clause = reading.contract.known.duplicate_response_keys;
        if !reading.is_to_be_refused()
            && let Some(body) = reading.success().and_then(|success| success.json())
        {
            match repeated_within(body) {
                Some(name) => return breaks(clause, &name, verdicts),
                None => verdicts.holds(clause),
            }
        }
        // Errors in words of their own belong to what stands before the service.
        for answer in reading.answers.iter().filter(|answer| answer.modelled.is_some()) {
            if let Some(name) = answer.object().and_then(repeated_within) {
                return breaks(clause, &name, verdicts);
            }
        }
    }
}

fn breaks(clause: ClauseRef, name: &str, verdicts: &mut CaseVerdicts) {
    let shown: String = name.chars().take(80).collect();
    let broken = Broken::new("every member name once", format!("{shown:?} is there twice"));
    verdicts.breaks(clause, broken.at(Where::Answer, "").signed("repeated"));
}

/// The first name that an object anywhere within the value has twice.
fn repeated_within(value: Value<'_>) -> Option<String> {
    value.within().filter(|value| value.kind() == Kind::Object).find_map(repeated)
}

fn repeated(object: Value<'_>) -> Option<String> {
    // Most members stand alone where a target nests deeply.
    object.members().nth(1)?;
    let mut names = Vec::with_capacity(object.len());
    names.extend(object.members().filter_map(|(name, _)| name.as_str()));
    names.sort_unstable();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone().into_owned())
}
