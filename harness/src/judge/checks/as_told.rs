//! An item behaves as the user configured it: present, absent or denied.

use crate::contract::{ClauseRef, Contract, EntryKey, Expectation};
use crate::generate::ItemKind;
use crate::judge::outcome::ItemOutcome;
use crate::judge::{Broken, CaseVerdicts, Check, CollectionSide, Entry, Reading, Where, entries};
use crate::message::json::{Kind, Value};

/// An item behaves as the user configured it: present, absent or denied.
pub(super) struct AsTold;

impl Check for AsTold {
    fn id(&self) -> &'static str {
        "as-told"
    }

    fn about(&self) -> &'static str {
        "Items that were told as present succeed, those told as absent or denied do not, whatever is asked for beside them."
    }

    fn blind(&self) -> &'static str {
        "Items that nobody told of; failures that pass; an absent item that succeeds without any content."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        vec![contract.known.subjects_as_told]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let is_valid = matches!(reading.expectation, Expectation::Accept { .. });
        // What was written once need not fare the same the next time.
        if !reading.is_addressed() || !is_valid || !reading.contract.remembers_items() {
            return;
        }
        let clause = reading.contract.known.subjects_as_told;
        for (key, outcome) in reading.outcomes().into_iter().flatten() {
            let Some(kind) = reading.told(key) else { continue };
            let is_served = matches!(outcome, ItemOutcome::Succeeded(_));
            if is_served == (kind == ItemKind::Present) {
                verdicts.holds(clause);
                continue;
            }
            let body = reading.success().and_then(|success| success.object());
            let asked = body.zip(reading.requested.as_ref());
            let all = asked.and_then(|(body, asked)| entries(reading.contract, asked, body));
            let all = all.unwrap_or_default();
            let entry = all.iter().find(|entry| entry.key.as_deref() == Some(&**key));
            let has_content = entry.is_some_and(|entry| has_content(reading.contract, entry));
            if is_served && kind == ItemKind::Absent && !has_content {
                verdicts.undecided(clause, "an item that was told as absent succeeds without content");
            } else {
                verdicts.breaks(clause, contrary(reading, key, kind, outcome, entry));
            }
        }
    }
}

fn contrary(
    reading: &Reading<'_>,
    key: &str,
    kind: ItemKind,
    outcome: &ItemOutcome,
    entry: Option<&Entry<'_>>,
) -> Broken {
    let (told, due) = match kind {
        ItemKind::Present => ("present", "succeeds"),
        ItemKind::Denied => ("denied", "fails"),
        ItemKind::Absent | ItemKind::Drawn => ("absent", "fails"),
    };
    let shown: String = key.chars().take(80).collect();
    let expected = format!("{shown:?} {due}: [subjects.{}] has it as {told}", reading.contract.suite);
    let actual = format!("{outcome}: the target is wrong, or what was told of it");
    let broken = Broken::new(expected, actual).signed(format!("told as {told}: {key}")).about(key);
    match entry {
        Some(entry) => broken.at(Where::Answer, entry.pointer()),
        None => broken,
    }
}

/// Whether an entry says more than which item it is about.
fn has_content(contract: &Contract, entry: &Entry<'_>) -> bool {
    let succeeded = contract.batch.as_ref().and_then(|batch| batch.succeeded.as_ref());
    let Some(succeeded) = succeeded.filter(|_| entry.side == CollectionSide::Succeeded) else {
        return true;
    };
    if entry.value.kind() != Kind::Object {
        return true;
    }
    entry.value.members().any(|(name, value)| {
        let is_key = matches!(&succeeded.key, EntryKey::Member(member) if name.is_text(member));
        !is_key && !is_empty(value)
    })
}

fn is_empty(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Null => true,
        Kind::String => value.as_str().is_some_and(|text| text.is_empty()),
        Kind::Array | Kind::Object => value.is_empty(),
        _ => false,
    }
}
