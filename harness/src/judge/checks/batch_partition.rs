//! The partition laws: every requested item is answered once, on one side, under its own name.

use crate::contract::{BatchRule, ClauseRef, Contract, EntryKey, Expectation, Open};
use crate::judge::entries::{Entry, MAX_ENTRIES, Side, entries};
use crate::judge::partition::Answered;
use crate::judge::{CaseVerdicts, Check, Reading, Requested};

/// The partition laws.
pub(super) struct BatchPartition;

impl Check for BatchPartition {
    fn id(&self) -> &'static str {
        "batch-partition"
    }

    fn about(&self) -> &'static str {
        "Every requested item is answered, on one side only, once, under exactly its own key; nothing else is answered."
    }

    fn blind(&self) -> &'static str {
        "An item answered with another item's content under its own key; the run's memory of each item sees that."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let known = &contract.known;
        vec![
            known.batch_complete,
            known.batch_exclusive,
            known.batch_no_strangers,
            known.batch_answered_once,
            known.batch_key_echo_exact,
        ]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let contract = reading.contract;
        let Some(requested) = &reading.requested else { return };
        let Some(batch) = requested.rule(contract) else { return };
        if !may_be_judged(reading) || reading.request.method != contract.binding.method {
            return;
        }
        let Some(body) = reading.success().and_then(|success| success.object()) else { return };
        let known = &contract.known;
        if let Some(why) = batch.undecided {
            return self.clauses(contract).into_iter().for_each(|clause| verdicts.undecided(clause, why));
        }
        let Some(entries) = entries(contract, requested, body) else {
            return verdicts.undecided(known.batch_complete, "the answer's collections cannot be read");
        };
        let unread = match unread(batch, requested, &entries) {
            Unread::Nothing => None,
            Unread::Some(why) => Some(why),
            Unread::All(why) => return verdicts.undecided(known.batch_complete, why),
        };
        let answer = Answered::new(requested, &entries);
        if is_cut(&entries) {
            return answer.laws_of_a_part(contract, verdicts);
        }
        answer.laws(reading, batch, unread, verdicts);
        answer.habits(batch, contract, verdicts);
    }
}

/// Which entries do not say what item they are about.
enum Unread {
    Nothing,
    /// Some, for a reason that leaves the laws about the others.
    Some(&'static str),
    All(&'static str),
}

fn unread(batch: &BatchRule, requested: &Requested, entries: &[Entry<'_>]) -> Unread {
    let keys = || {
        batch.collections().filter(|collection| collection.error.is_none()).map(|collection| &collection.key)
    };
    if keys().any(|key| *key == EntryKey::Position) && entries.len() != requested.keys.len() {
        return Unread::All("the list has not one entry for each item");
    }
    if keys().next().is_none() {
        return Unread::All("the answer lists no items");
    }
    if keys().all(|key| *key == EntryKey::Unkeyed) {
        return Unread::All("entries do not say which item they are about");
    }
    if entries.iter().all(|entry| entry.key.is_some()) {
        return Unread::Nothing;
    }
    if !batch.aliases.is_empty() {
        return Unread::Some("an entry names its item in a spelling that was not asked for");
    }
    if keys().any(|key| *key == EntryKey::Unkeyed) {
        return Unread::Some("some entries do not say which item they are about");
    }
    if keys().any(|key| matches!(key, EntryKey::Index { .. })) {
        return Unread::Some("an entry tells the position of no item");
    }
    Unread::All("an entry of the answer does not name its item")
}

/// Whether a collection may hold more entries than were read.
fn is_cut(entries: &[Entry<'_>]) -> bool {
    let on = |side: Side| entries.iter().filter(|entry| entry.side == side).count();
    [Side::Succeeded, Side::Failed, Side::Third].into_iter().any(|side| on(side) >= MAX_ENTRIES)
}

/// Accepted requests, and those left open that hold readable items. What should have been refused is a finding already.
fn may_be_judged(reading: &Reading<'_>) -> bool {
    match reading.expectation {
        Expectation::Accept { .. } => true,
        Expectation::Refuse(_) => false,
        Expectation::Observe(Open::BadItem | Open::SeveralInputs) => false,
        Expectation::Observe(open) => !open.is_invalid(),
    }
}
