//! An item behaves as the user configured it: present, absent or denied.

use crate::contract::{ClauseRef, Contract, EntryKey, Expectation, Remainder};
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
        if let Some(broken) = silent(reading) {
            return verdicts.breaks(clause, broken);
        }
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

/// An item that was told as present and of which an answer says nothing, where nothing has to be said of those that are
/// not there.
fn silent(reading: &Reading<'_>) -> Option<Broken> {
    let requested = reading.requested.as_ref()?;
    let rule = requested.rule(reading.contract)?;
    if rule.remainder != Remainder::Absent || rule.failed.is_some() || rule.third.is_some() {
        return None;
    }
    let body = reading.success()?.object()?;
    if is_of_pages(body) {
        return None;
    }
    let found = entries(reading.contract, requested, body)?;
    let mut present: Vec<(usize, &String)> = requested.keys.iter().enumerate().collect();
    present.retain(|(_, key)| reading.told(key) == Some(ItemKind::Present));
    // Where entries may have other names of their items, none of them is about two.
    if rule.aliases.is_empty() && rule.undecided.is_none() {
        let is_told = |entry: &Entry<'_>, key: &str| entry.key.as_deref().is_none_or(|own| own == key);
        present.retain(|(_, key)| !found.iter().any(|entry| is_told(entry, key)));
    } else if found.len() >= present.len() {
        return None;
    }
    let (at, key) = *present.first()?;
    let shown: String = key.chars().take(80).collect();
    let expected = format!("{shown:?} succeeds: [subjects.{}] has it as present", reading.contract.suite);
    let actual = "too few entries: nothing is said of it, or what was told of it is wrong";
    let broken = Broken::new(expected, actual).signed("told as present and silent").about(key);
    Some(broken.at(Where::Request, requested.pointer(at)))
}

/// Whether the answer says that there is more to come.
fn is_of_pages(body: Value<'_>) -> bool {
    body.members().any(|(name, value)| {
        let name = name.as_str().unwrap_or_default().to_ascii_lowercase();
        !value.is_null() && (name.contains("token") || name.contains("marker"))
    })
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
