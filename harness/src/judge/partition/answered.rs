//! The entries of an answer, sorted by the requested items that they are about, and the laws between them.

use std::collections::BTreeMap;

use crate::contract::{BatchRule, Contract, Remainder};
use crate::judge::entries::{Entry, Side, repeats_item};
use crate::judge::{Broken, CaseVerdicts, Reading, Requested, Where};

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
pub(super) const UNREAD: &str = "the answer has more entries than are read";

/// Why it is not decided whether an item has an answer.
const OTHER_NAMES: &str = "an item may have been answered under another of its names";

/// The requested items with the entries that answer them.
pub(crate) struct Answered<'r, 'd> {
    pub(super) requested: &'r Requested,
    /// How often each key was asked for.
    pub(super) asked: BTreeMap<&'r str, usize>,
    pub(super) entries: &'r [Entry<'d>],
    /// Entries of each requested key.
    pub(super) found: BTreeMap<&'r str, Vec<&'r Entry<'d>>>,
    strangers: Vec<&'r Entry<'d>>,
}

impl<'r, 'd> Answered<'r, 'd> {
    pub(crate) fn new(requested: &'r Requested, entries: &'r [Entry<'d>]) -> Self {
        let mut answers: Vec<Vec<&Entry<'_>>> = vec![Vec::new(); requested.keys.len()];
        let mut strangers = Vec::new();
        let mut next = 0;
        for entry in entries {
            // What does not say which item it is about is nobody's.
            let Some(key) = entry.key.as_deref() else { continue };
            match requested.place(key, next) {
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

    pub(crate) fn laws(
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
        let mut shared = self.echo(reading, batch, &mut missing, &mut strangers, verdicts);
        let twice = self.under_other_names(batch, &missing);
        let unread_items = unread.or((!twice.is_empty()).then_some(OTHER_NAMES));
        shared.extend(twice);
        self.complete(reading, batch, (&missing, &strangers), unread_items, verdicts);
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

    /// Requested keys that are answered more often than they were asked for, where others have no answer and items are known
    /// to have several names: an entry may be about an item that was asked for by another name.
    fn under_other_names(&self, batch: &BatchRule, missing: &[&str]) -> Vec<&'r str> {
        if batch.aliases.is_empty() || missing.is_empty() {
            return Vec::new();
        }
        // Of an item that is not there a service knows no other name than the one that it was asked by.
        let successes = |key: &str| {
            let entries = self.found.get(key).into_iter().flatten();
            entries.filter(|entry| entry.side == Side::Succeeded).count()
        };
        let often = |key: &&'r str| successes(key) > self.asked.get(key).copied().unwrap_or_default();
        self.found.keys().copied().filter(often).collect()
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
    pub(crate) fn laws_of_a_part(&self, contract: &Contract, verdicts: &mut CaseVerdicts) {
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

pub(super) fn quoted(key: &str) -> String {
    let cut: String = key.chars().take(80).collect();
    let ellipsis = if cut.len() < key.len() { "..." } else { "" };
    format!("{cut:?}{ellipsis}")
}
