//! Items without what they need by the documentation are not told as done.

use crate::contract::{ClauseRef, Contract, Expectation, Remainder, whole_input};
use crate::judge::entries::{Side, entries};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Where};
use crate::message::json::{Document, Value};

/// Items without what they need by the documentation are not told as done.
pub(super) struct LackingItems;

impl Check for LackingItems {
    fn id(&self) -> &'static str {
        "lacking-items"
    }

    fn about(&self) -> &'static str {
        "An item without a member that the model leaves out of its demands and the documentation does not is not told as done."
    }

    fn blind(&self) -> &'static str {
        "What else the answer says of such an item, and whether it was done all the same."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        contract.known.batch_lacking_item_fails.into_iter().collect()
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let contract = reading.contract;
        let Some(clause) = contract.known.batch_lacking_item_fails else { return };
        let is_valid = matches!(reading.expectation, Expectation::Accept { .. });
        let Some(requested) = reading.requested.as_ref().filter(|_| is_valid) else { return };
        let Some(rule) = requested.rule(contract) else { return };
        let Some(body) = reading.success().and_then(|success| success.object()) else { return };
        let Some(found) = entries(contract, requested, body) else { return };
        let input = whole_input(contract, reading.request);
        let Ok(document) = Document::parse(&input) else { return };
        let lists = rule.lists(document.root()).unwrap_or_default();
        let items = lists.iter().flat_map(|list| list.list.elements());
        let lacks = |item: Value<'_>| {
            rule.needed.iter().find(|path| path.get(item).is_none_or(Value::is_null)).map(ToString::to_string)
        };
        let mut has_lacking = false;
        for (at, (item, key)) in items.zip(&requested.keys).enumerate() {
            let Some(lacking) = lacks(item) else { continue };
            has_lacking = true;
            let of_item = |side: Side| {
                found.iter().find(|entry| entry.side == side && entry.key.as_deref() == Some(key.as_str()))
            };
            let is_left_out = rule.remainder == Remainder::Succeeded && of_item(Side::Failed).is_none();
            let done = of_item(Side::Succeeded);
            if done.is_none() && !is_left_out {
                continue;
            }
            let expected = format!("a failure of the item without {lacking}");
            let broken = Broken::new(expected, "it is told as done").signed(format!("without {lacking}"));
            let place = match done {
                Some(entry) => (Where::Answer, entry.pointer()),
                None => (Where::Request, requested.pointer(at)),
            };
            return verdicts.breaks(clause, broken.at(place.0, place.1));
        }
        if has_lacking {
            verdicts.holds(clause);
        }
    }
}
