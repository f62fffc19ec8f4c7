//! The partition laws: every requested item is answered once, on one side, under its own name.

use std::collections::BTreeMap;

use crate::contract::{BatchRule, ClauseRef, Contract, Expectation};
use crate::judge::entries::{Entry, MAX_ENTRIES, Requested, Side, entries};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Where};

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
        let (Some(batch), Some(requested)) = (&contract.batch, &reading.requested) else { return };
        if !may_be_judged(reading) || reading.request.method != contract.binding.method {
            return;
        }
        let Some(body) = reading.success().and_then(|success| success.object()) else { return };
        let known = &contract.known;
        let Some(entries) = entries(contract, body) else {
            return verdicts.undecided(known.batch_complete, "the answer's collections cannot be read");
        };
        if entries.iter().any(|entry| entry.key.is_none()) {
            return verdicts.undecided(known.batch_complete, "an entry of the answer does not name its item");
        }
        let answer = Answered::new(requested, &entries);
        if is_cut(&entries) {
            return answer.laws_of_a_part(contract, verdicts);
        }
        answer.laws(reading, batch, verdicts);
        answer.habits(contract, verdicts);
    }
}

/// Whether a collection may hold more entries than were read.
fn is_cut(entries: &[Entry<'_>]) -> bool {
    let failed = entries.iter().filter(|entry| entry.side == Side::Failed).count();
    failed.max(entries.len() - failed) >= MAX_ENTRIES
}

/// Accepted requests, and those left open that hold readable items. What should have been refused is a finding already.
fn may_be_judged(reading: &Reading<'_>) -> bool {
    match reading.expectation {
        Expectation::Accept { .. } => true,
        Expectation::Refuse(_) => false,
        Expectation::Observe(open) => !open.is_invalid(),
    }
}

/// Says, where a collection's member is in the answer twice, that readers then keep but one.
fn collection_given_twice(reading: &Reading<'_>, batch: &BatchRule) -> String {
    let body = reading.success().and_then(|success| success.object());
    let collections = std::iter::once(&batch.succeeded).chain(&batch.failed);
    let mut names = collections.filter_map(|collection| collection.path.first());
    let times =
        |name: &String| body.map_or(0, |body| body.members().filter(|(key, _)| key.is_text(name)).count());
    names
        .find(|name| times(name) > 1)
        .map_or_else(String::new, |name| format!("; {name:?} is there twice, and most readers keep the last"))
}

/// Likeness from which two keys count as one gone wrong; two random ids of twelve digits have about 0.3.
const ALIKE: f64 = 0.6;

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

    fn laws(&self, reading: &Reading<'_>, batch: &BatchRule, verdicts: &mut CaseVerdicts) {
        let known = &reading.contract.known;
        let mut missing: Vec<&str> =
            self.asked.keys().filter(|key| !self.found.contains_key(*key)).copied().collect();
        let mut strangers = self.strangers.clone();
        // Which of them is taken for which item must not hang on the order of the answer.
        strangers.sort_by(|one, other| one.key.cmp(&other.key));
        let shared = self.echo(reading, batch, &mut missing, &mut strangers, verdicts);
        match missing.first() {
            None => verdicts.holds(known.batch_complete),
            // Items answered under other items' names: one fact, told once.
            Some(_) if !strangers.is_empty() => {}
            Some(first) if batch.failed.is_some() => {
                let expected = format!("{} under succeeded or failed", quoted(first));
                let twice = collection_given_twice(reading, batch);
                let actual =
                    format!("{} of {} requested items missing{twice}", missing.len(), self.asked.len());
                let at = self.requested.keys.iter().position(|key| key == first).unwrap_or(0);
                let pointer = format!("/{}/{at}", batch.items.join("/"));
                let broken = Broken::new(expected, actual).at(Where::Request, pointer).signed("missing");
                verdicts.breaks(known.batch_complete, broken);
            }
            Some(_) => verdicts.undecided(known.batch_complete, "absent items are silent in this operation"),
        }
        match strangers.first() {
            None => verdicts.holds(known.batch_no_strangers),
            Some(entry) => {
                let broken = stranger(entry).also((!missing.is_empty()).then_some(known.batch_complete));
                verdicts.breaks(known.batch_no_strangers, broken);
            }
        }
        self.sides(reading.contract, &shared, false, verdicts);
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

    /// Pairs a missing item with a stranger that looks like it: one echo gone wrong, not two broken laws.
    ///
    /// Returns requested keys under which another item is answered, too.
    fn echo(
        &self,
        reading: &Reading<'_>,
        batch: &BatchRule,
        missing: &mut Vec<&'r str>,
        strangers: &mut Vec<&'r Entry<'d>>,
        verdicts: &mut CaseVerdicts,
    ) -> Vec<&'r str> {
        let known = &reading.contract.known;
        let mut worst: Option<(&str, &Entry<'_>, bool)> = None;
        let mut shared = Vec::new();
        let mut pair = |key: &'r str, entry: &'r Entry<'d>, lenient: bool| {
            if worst.is_none_or(|(_, _, was_lenient)| was_lenient && !lenient) {
                worst = Some((key, entry, lenient));
            }
        };
        missing.retain(|key| {
            let run = batch.lenient_echo.as_ref().and_then(|pattern| pattern.find(key));
            if let Some((name, entries)) =
                run.and_then(|run| self.found.get_key_value(run)).filter(|(_, e)| e.len() > 1)
            {
                shared.push(*name);
                pair(key, entries[0], true);
                return false;
            }
            // Another item of this run is no echo gone wrong, however much it looks like one.
            let is_alike = |echo: &str| {
                run == Some(echo) || (reading.kind(echo).is_none() && resembles(reading, batch, key, echo))
            };
            let candidates = strangers.iter().enumerate();
            let alike = candidates
                .filter_map(|(at, entry)| Some((at, entry.key.as_deref().filter(|echo| is_alike(echo))?)))
                .min_by_key(|(_, echo)| (run != Some(echo), strsim::levenshtein(key, echo)))
                .map(|(at, _)| at);
            let Some(at) = alike else { return true };
            let entry = strangers.remove(at);
            pair(key, entry, run.is_some() && run == entry.key.as_deref());
            false
        });
        // As many strangers as missing items, and none of them could be an item: echoes changed beyond likeness.
        let is_item =
            |entry: &&Entry<'_>| entry.key.as_deref().is_some_and(|key| could_be_item(reading, batch, key));
        if missing.len() == strangers.len() && !strangers.iter().any(is_item) {
            for (key, entry) in missing.drain(..).zip(strangers.drain(..)) {
                pair(key, entry, false);
            }
        }
        match worst {
            None => verdicts.holds(known.batch_key_echo_exact),
            Some((key, entry, lenient)) => {
                let actual = quoted(entry.key.as_deref().unwrap_or_default());
                let broken = Broken::new(format!("{} byte for byte", quoted(key)), actual)
                    .at(Where::Answer, entry.pointer())
                    .signed("echo")
                    .lesser(lenient)
                    .also((!lenient).then_some(known.batch_complete))
                    .also((!lenient).then_some(known.batch_no_strangers));
                verdicts.breaks(known.batch_key_echo_exact, broken);
            }
        }
        shared
    }

    fn sides(&self, contract: &Contract, shared: &[&str], is_part: bool, verdicts: &mut CaseVerdicts) {
        let known = &contract.known;
        let (mut both, mut twice) = (None, None);
        // One id under two catalogs is two items with one name: each has its own answer under it.
        let is_one_item = |key: &&str| !shared.contains(key) && !self.requested.is_shared(key);
        for (key, entries) in self.found.iter().filter(|(key, _)| is_one_item(key)) {
            let succeeded = entries.iter().filter(|entry| entry.side == Side::Succeeded).count();
            let failed = entries.len() - succeeded;
            // A target may take each copy of an item by itself, and what passes may befall one of them.
            let is_each_by_itself = self.asked.get(key).is_some_and(|asked| *asked > 1)
                && entries
                    .iter()
                    .all(|entry| entry.side == Side::Succeeded || has_passing_code(contract, entry));
            if succeeded > 0 && failed > 0 && !is_each_by_itself {
                both = both.or(entries.last().map(|entry| (*key, *entry)));
            }
            if self.asked.get(key) == Some(&1) && (succeeded > 1 || failed > 1) {
                twice = twice.or(entries.last().map(|entry| (*key, *entry)));
            }
        }
        let mut law = |clause: ClauseRef,
                       broken: Option<(&str, &Entry<'_>)>,
                       expected: &str,
                       actual: &str| match broken {
            None if is_part => verdicts.undecided(clause, UNREAD),
            None => verdicts.holds(clause),
            Some((key, entry)) => {
                let broken = Broken::new(expected, format!("{} {actual}", quoted(key)));
                verdicts.breaks(clause, broken.at(Where::Answer, entry.pointer()).signed(actual.to_owned()));
            }
        };
        law(known.batch_exclusive, both, "every item succeeded or failed", "is answered as both");
        if !self.asked.is_empty() {
            law(
                known.batch_answered_once,
                twice,
                "one answer for each item",
                "is answered more than once on one side",
            );
        }
    }

    /// Order and repeats are free; what the target does is part of its fingerprint.
    fn habits(&self, contract: &Contract, verdicts: &mut CaseVerdicts) {
        let known = &contract.known;
        if let Some((key, asked)) = self.asked.iter().find(|(_, asked)| **asked > 1) {
            let answered = self.found.get(key).map_or(0, Vec::len);
            let what = if answered == 1 {
                "once"
            } else if answered == *asked {
                "as often as asked"
            } else {
                "otherwise"
            };
            verdicts.observe(
                known.batch_duplicates,
                "an item asked for more than once",
                format!("answered {what}"),
            );
        }
        let succeeded = self.entries.iter().filter(|entry| entry.side == Side::Succeeded);
        let order: Vec<&str> = succeeded.filter_map(|entry| entry.key.as_deref()).collect();
        if order.len() < 3 || !self.requested.are_distinct() {
            return;
        }
        let place = |key: &&str| self.requested.keys.iter().position(|asked| asked == key);
        let places: Vec<_> = order.iter().map(place).collect();
        let what = if places.is_sorted() {
            "request order"
        } else if places.iter().rev().is_sorted() {
            "reversed request order"
        } else if order.is_sorted() {
            "the order of their keys"
        } else {
            "an order of their own"
        };
        verdicts.observe(known.batch_order, "the order of succeeded items", what);
    }
}

/// Whether the code of a failed entry means a passing failure (`batch/repeat-stable`).
fn has_passing_code(contract: &Contract, entry: &Entry<'_>) -> bool {
    let Some(batch) = &contract.batch else { return false };
    let code = batch.failed.as_ref().and_then(|failed| entry.value.get(failed.code.as_ref()?));
    code.and_then(|code| code.as_str()).is_some_and(|code| batch.is_transient(&code))
}

/// Whether a text is an item of its own: known here, or valid by the grammar of keys.
fn could_be_item(reading: &Reading<'_>, batch: &BatchRule, key: &str) -> bool {
    let contract = reading.contract;
    let items = &contract.node(batch.items_node).place;
    let place = match &batch.item_key {
        Some(name) => format!("{items}[].{name}"),
        None => format!("{items}[]"),
    };
    let pattern = contract.node_at(&place).and_then(|node| contract.node(node).pattern.as_ref());
    reading.kind(key).is_some() || pattern.is_some_and(|(pattern, _)| pattern.is_match(key))
}

/// Whether an echo looks like a key gone wrong rather than like somebody else's.
fn resembles(reading: &Reading<'_>, batch: &BatchRule, key: &str, echo: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (plain_key, plain_echo) = (plain(key), plain(echo));
    let holds = |one: &str, other: &str| !other.is_empty() && one.contains(other);
    holds(&plain_key, &plain_echo)
        || holds(&plain_echo, &plain_key)
        // Ids of one form are alike; what could be an item is another one.
        || (!could_be_item(reading, batch, echo)
            && !plain_echo.is_empty()
            && strsim::normalized_levenshtein(&plain_key, &plain_echo) >= ALIKE)
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
