//! The partition laws: every requested item is answered once, on one side, under its own name.

mod echo;
mod habits;
mod sides;

use std::collections::BTreeMap;

use crate::contract::{BatchRule, ClauseRef, Contract, EntryKey, Expectation, Open, Remainder};
use crate::judge::entries::{Entry, MAX_ENTRIES, Side, entries, repeats_item};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Requested, Where};

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

/// Says, where a collection's member is in the answer twice, that readers then keep but one.
fn collection_given_twice(reading: &Reading<'_>, batch: &BatchRule) -> String {
    let body = reading.success().and_then(|success| success.object());
    let mut names = batch.collections().filter_map(|collection| collection.path.first());
    let times =
        |name: &String| body.map_or(0, |body| body.members().filter(|(key, _)| key.is_text(name)).count());
    names
        .find(|name| times(name) > 1)
        .map_or_else(String::new, |name| format!("; {name:?} is there twice, and most readers keep the last"))
}

/// Why a law is not decided of an answer that was not read to its end.
const UNREAD: &str = "the answer has more entries than are read";

struct Answered<'r, 'd> {
    requested: &'r Requested,
    /// How often each key was asked for.
    asked: BTreeMap<&'r str, usize>,
    entries: &'r [Entry<'d>],
    /// Entries of each requested key.
    found: BTreeMap<&'r str, Vec<&'r Entry<'d>>>,
    strangers: Vec<&'r Entry<'d>>,
}

impl<'r, 'd> Answered<'r, 'd> {
    fn new(requested: &'r Requested, entries: &'r [Entry<'d>]) -> Self {
        let mut answers: Vec<Vec<&Entry<'_>>> = vec![Vec::new(); requested.keys.len()];
        let mut strangers = Vec::new();
        let mut next = 0;
        for entry in entries {
            match entry.key.as_deref().and_then(|key| requested.place(key, next)) {
                Some(place) => {
                    answers[place].push(entry);
                    next = place + 1;
                }
                None => strangers.push(entry),
            }
        }
        // Maps of what is in order already are made without a search.
        let in_order = || requested.sorted().iter().map(|&place| (requested.keys[place].as_str(), place));
        let mut counts: Vec<(&str, usize)> = Vec::with_capacity(requested.keys.len());
        for (key, _) in in_order() {
            match counts.last_mut() {
                Some((last, count)) if *last == key => *count += 1,
                _ => counts.push((key, 1)),
            }
        }
        let asked = counts.into_iter().collect();
        let answered = in_order().map(|(key, place)| (key, std::mem::take(&mut answers[place])));
        let found = answered.filter(|(_, entries)| !entries.is_empty()).collect();
        Self { requested, asked, entries, found, strangers }
    }

    fn laws(
        &self,
        reading: &Reading<'_>,
        batch: &BatchRule,
        unread: Option<&'static str>,
        verdicts: &mut CaseVerdicts,
    ) {
        let known = &reading.contract.known;
        let mut missing: Vec<&str> =
            self.asked.keys().filter(|key| !self.found.contains_key(*key)).copied().collect();
        // One entry may repeat what was said of several items.
        let is_repeated =
            |key: &str| self.entries.iter().any(|entry| repeats_item(self.requested, batch, entry, key));
        missing.retain(|key| !is_repeated(key));
        let mut strangers = self.strangers.clone();
        // Which of them is taken for which item must not hang on the order of the answer.
        strangers.sort_by(|one, other| one.key.cmp(&other.key));
        let shared = self.echo(reading, batch, &mut missing, &mut strangers, verdicts);
        self.complete(reading, batch, (&missing, &strangers), unread, verdicts);
        match (strangers.first(), unread) {
            (None, None) => verdicts.holds(known.batch_no_strangers),
            (None, Some(why)) => verdicts.undecided(known.batch_no_strangers, why),
            (Some(entry), _) => {
                let broken = stranger(entry).also((!missing.is_empty()).then_some(known.batch_complete));
                verdicts.breaks(known.batch_no_strangers, broken);
            }
        }
        self.sides(reading.contract, &shared, false, verdicts);
    }

    fn complete(
        &self,
        reading: &Reading<'_>,
        batch: &BatchRule,
        (missing, strangers): (&[&str], &[&Entry<'_>]),
        unread: Option<&'static str>,
        verdicts: &mut CaseVerdicts,
    ) {
        let clause = reading.contract.known.batch_complete;
        let Some(first) = missing.first() else { return verdicts.holds(clause) };
        // Items answered under other items' names: one fact, told once.
        if !strangers.is_empty() {
            return;
        }
        let why = match (batch.remainder, unread) {
            (Remainder::Breach, None) => {
                let expected = format!("{} under succeeded or failed", quoted(first));
                let twice = collection_given_twice(reading, batch);
                let actual =
                    format!("{} of {} requested items missing{twice}", missing.len(), self.asked.len());
                let at = self.requested.keys.iter().position(|key| key == first).unwrap_or(0);
                let pointer = self.requested.pointer(at);
                let broken = Broken::new(expected, actual).at(Where::Request, pointer).signed("missing");
                return verdicts.breaks(clause, broken);
            }
            (Remainder::Breach, Some(why)) => why,
            (Remainder::Succeeded, _) => return verdicts.holds(clause),
            (Remainder::Absent, _) => "absent items are silent in this operation",
            (Remainder::RequestError, _) => "an item in no collection should have refused the call",
            (Remainder::Unknown, _) => "nothing says what became of an item in no collection",
        };
        verdicts.undecided(clause, why);
    }

    /// What the first entries of an answer show, where the rest of it was not read: what is broken there is, what holds
    /// there may be broken behind it.
    fn laws_of_a_part(&self, contract: &Contract, verdicts: &mut CaseVerdicts) {
        let known = &contract.known;
        for clause in [known.batch_complete, known.batch_key_echo_exact] {
            verdicts.undecided(clause, UNREAD);
        }
        match self.strangers.first() {
            None => verdicts.undecided(known.batch_no_strangers, UNREAD),
            Some(entry) => verdicts.breaks(known.batch_no_strangers, stranger(entry)),
        }
        self.sides(contract, &[], true, verdicts);
    }
}

fn stranger(entry: &Entry<'_>) -> Broken {
    let actual = format!("{}, which was not requested", quoted(entry.key.as_deref().unwrap_or_default()));
    Broken::new("only requested items", actual).at(Where::Answer, entry.pointer()).signed("stranger")
}

fn quoted(key: &str) -> String {
    let cut: String = key.chars().take(80).collect();
    let ellipsis = if cut.len() < key.len() { "..." } else { "" };
    format!("{cut:?}{ellipsis}")
}
