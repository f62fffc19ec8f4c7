//! Items that are equal in what determines a part of their entries get the same there.

use std::collections::BTreeMap;

use crate::contract::{ClauseRef, Contract, Determined, Expectation, canonical, whole_input};
use crate::judge::entries::{Entry, Side, entries};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Where};
use crate::message::json::{Document, Value};

/// Items that are equal in what determines a part of their entries get the same there.
pub(super) struct DeterminedParts;

impl Check for DeterminedParts {
    fn id(&self) -> &'static str {
        "determined-parts"
    }

    fn about(&self) -> &'static str {
        "Where a part of an entry depends on a part of its item alone, items that are equal in the one get the same in the other."
    }

    fn blind(&self) -> &'static str {
        "Entries that changed places among items for which that part is the same; and whether the part is the right one."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        contract.known.batch_determined_parts_agree.into_iter().collect()
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let contract = reading.contract;
        let Some(clause) = contract.known.batch_determined_parts_agree else { return };
        let is_valid = matches!(reading.expectation, Expectation::Accept { .. });
        let Some(requested) = reading.requested.as_ref().filter(|_| is_valid) else { return };
        let Some(rule) = requested.rule(contract).filter(|rule| !rule.determined.is_empty()) else { return };
        let Some(body) = reading.success().and_then(|success| success.object()) else { return };
        let Some(found) = entries(contract, requested, body) else { return };
        // A list that lacks an entry shifts all that follow, which another law tells.
        if !requested.are_distinct() || found.len() != requested.keys.len() {
            return;
        }
        let input = whole_input(contract, reading.request);
        let Ok(document) = Document::parse(&input) else { return };
        let lists = rule.lists(document.root()).unwrap_or_default();
        let items: Vec<Value<'_>> = lists.iter().flat_map(|list| list.list.elements()).collect();
        let pairs: Vec<(Value<'_>, &Entry<'_>)> = items
            .into_iter()
            .zip(&requested.keys)
            .filter_map(|(item, key)| {
                let is_its =
                    |entry: &&Entry<'_>| entry.side == Side::Succeeded && entry.key.as_deref() == Some(key);
                Some((item, found.iter().find(is_its)?))
            })
            .collect();
        for determined in &rule.determined {
            match compared(determined, &pairs) {
                Some(Ok(())) => verdicts.holds(clause),
                Some(Err(broken)) => return verdicts.breaks(clause, broken),
                None => {}
            }
        }
    }
}

/// Whether equal items got the same; `None` where no two items are equal, or where all entries say the same.
fn compared(determined: &Determined, pairs: &[(Value<'_>, &Entry<'_>)]) -> Option<Result<(), Broken>> {
    let mut first: BTreeMap<Vec<Option<String>>, (String, String)> = BTreeMap::new();
    let mut has_equal = false;
    let is_said = |value: &Value<'_>| !value.is_null();
    for (item, entry) in pairs {
        let by = determined.by.iter().map(|path| path.get(*item).filter(is_said).map(canonical));
        let by: Vec<Option<String>> = by.collect();
        if by.iter().all(Option::is_none) {
            continue;
        }
        let Some(part) = determined.part.get(entry.value).filter(is_said).map(canonical) else { continue };
        let Some((earlier, at)) = first.get(&by) else {
            first.insert(by, (part, entry.pointer()));
            continue;
        };
        has_equal = true;
        if *earlier != part {
            let names: Vec<String> = determined.by.iter().map(ToString::to_string).collect();
            let expected = format!(
                "{} {earlier} as at {at}: the items have the same {}",
                determined.part,
                names.join(", ")
            );
            let broken = Broken::new(expected, part)
                .at(Where::Answer, entry.pointer())
                .signed(determined.part.to_string());
            return Some(Err(broken));
        }
    }
    let tells = first.values().any(|(part, _)| first.values().any(|(other, _)| part != other));
    (has_equal && tells).then_some(Ok(()))
}
