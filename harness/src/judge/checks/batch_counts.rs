//! Lengths, positions and counters agree with the batch.

use crate::contract::{BatchRule, ClauseRef, Collection, Contract, Counts, EntryKey, Expectation, Remainder};
use crate::judge::entries::{Entry, Side, entries, entries_of_error};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Requested, Where};
use crate::message::json::Value;

/// Lengths, positions and counters agree with the batch.
pub(super) struct BatchCounts;

impl Check for BatchCounts {
    fn id(&self) -> &'static str {
        "batch-counts"
    }

    fn about(&self) -> &'static str {
        "A list by position has an entry for each item, every position told is that of an item, and counters agree with what is listed."
    }

    fn blind(&self) -> &'static str {
        "Two entries that changed places, and a wrong count of what is listed nowhere that stays within the batch."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let known = &contract.known;
        let some = [known.batch_length_agrees, known.batch_index_in_range, known.batch_counters_agree];
        some.into_iter().flatten().collect()
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let contract = reading.contract;
        if self.clauses(contract).is_empty() || !reading.is_addressed() {
            return;
        }
        if let Some(body) = reading.success().and_then(|success| success.object()) {
            let is_valid = matches!(reading.expectation, Expectation::Accept { .. });
            let requested =
                reading.requested.as_ref().filter(|requested| is_valid && requested.are_distinct());
            let Some(requested) = requested else { return };
            let Some(rule) = requested.rule(contract) else { return };
            let Some(entries) = entries(contract, requested, body) else { return };
            let counted = Counted { rule, requested, entries: &entries, body };
            counted.length(contract, verdicts);
            positions(contract, rule, requested, &entries, verdicts);
            counted.counters(contract, verdicts);
            counted.bounds(contract, verdicts);
        } else {
            rejected(reading, verdicts);
        }
    }
}

/// The positions that an error tells lie within the batch, each once.
fn rejected(reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
    let contract = reading.contract;
    let Some(clause) = contract.known.batch_index_in_range else { return };
    let Some(last) = reading.last() else { return };
    let (Some(error), Some(body)) = (last.modelled, last.object()) else { return };
    let Some(requested) = Requested::read(contract, reading.request) else { return };
    let Some(rule) = requested.rule(contract) else { return };
    let Some(entries) = entries_of_error(contract, &requested, (&error.name, body)) else { return };
    positions(contract, rule, &requested, &entries, verdicts);
    let mut seen = Vec::new();
    for entry in &entries {
        let Some(index) = entry.index else { continue };
        if seen.contains(&index) {
            let broken = Broken::new("every position once", format!("position {index} is told twice"));
            return verdicts.breaks(clause, broken.at(Where::Answer, entry.pointer()).signed("told twice"));
        }
        seen.push(index);
    }
}

/// Every position that is told is that of an item.
fn positions(
    contract: &Contract,
    rule: &BatchRule,
    requested: &Requested,
    entries: &[Entry<'_>],
    verdicts: &mut CaseVerdicts,
) {
    let Some(clause) = contract.known.batch_index_in_range else { return };
    let mut bases = rule.collections().filter_map(|collection| match &collection.key {
        EntryKey::Index { base, .. } => Some(*base),
        _ => None,
    });
    let Some(base) = bases.next() else { return };
    let outside = entries.iter().find(|entry| entry.index.is_some() && entry.key.is_none());
    match outside {
        None if entries.iter().all(|entry| entry.key.is_some()) => verdicts.holds(clause),
        None => verdicts.undecided(clause, "an entry tells no position"),
        Some(entry) => {
            let count = i64::try_from(requested.keys.len()).unwrap_or(i64::MAX);
            let expected = format!("a position from {base} to {}", base.saturating_add(count) - 1);
            let broken = Broken::new(expected, entry.index.unwrap_or_default().to_string());
            verdicts.breaks(clause, broken.at(Where::Answer, entry.pointer()).signed("out of range"));
        }
    }
}

struct Counted<'r, 'd> {
    rule: &'r BatchRule,
    requested: &'r Requested,
    entries: &'r [Entry<'d>],
    body: Value<'d>,
}

impl Counted<'_, '_> {
    fn items(&self) -> usize {
        self.requested.keys.len()
    }

    fn on(&self, side: Side) -> usize {
        self.entries.iter().filter(|entry| entry.side == side).count()
    }

    /// A list by position has one entry for each item.
    fn length(&self, contract: &Contract, verdicts: &mut CaseVerdicts) {
        let Some(clause) = contract.known.batch_length_agrees else { return };
        let by_position = |collection: &&Collection| collection.key == EntryKey::Position;
        let Some(collection) = self.rule.collections().find(by_position) else { return };
        if self.entries.len() == self.items() {
            return verdicts.holds(clause);
        }
        let expected = format!("{} entries, one for each item", self.items());
        let broken = Broken::new(expected, format!("{} entries", self.entries.len()));
        let place = format!("/{}", collection.path.join("/"));
        verdicts.breaks(clause, broken.at(Where::Answer, place).signed("another length"));
    }

    /// Bounds of ranges of items lie within the batch.
    fn bounds(&self, contract: &Contract, verdicts: &mut CaseVerdicts) {
        let Some(clause) = contract.known.batch_index_in_range else { return };
        let told = self.rule.bounds.iter().filter_map(|bound| {
            let number = bound.get(self.body)?.as_number()?.parse::<i64>().ok()?;
            Some((bound, number))
        });
        let is_outside = |number: i64| usize::try_from(number).map_or(true, |number| number > self.items());
        let mut told = told.peekable();
        if told.peek().is_none() {
            return;
        }
        match told.find(|(_, number)| is_outside(*number)) {
            None => verdicts.holds(clause),
            Some((bound, number)) => {
                let expected = format!("a bound from 0 to {}", self.items());
                let place = format!("/{}", bound.names().join("/"));
                let broken = Broken::new(expected, number.to_string()).at(Where::Answer, place);
                verdicts.breaks(clause, broken.signed("out of range"));
            }
        }
    }

    /// How many items failed, where the answer lists them.
    fn failed(&self) -> Option<usize> {
        is_listed(self.rule.failed.as_ref()).then(|| self.on(Side::Failed))
    }

    /// How many items succeeded, where the answer lists these or all others.
    fn succeeded(&self) -> Option<usize> {
        if is_listed(self.rule.succeeded.as_ref()) {
            return Some(self.on(Side::Succeeded));
        }
        let others = self.failed().filter(|_| self.rule.remainder == Remainder::Succeeded)?;
        self.items().checked_sub(others + self.on(Side::Third))
    }

    /// Counters agree with what is listed, and together with what was sent.
    fn counters(&self, contract: &Contract, verdicts: &mut CaseVerdicts) {
        let Some(clause) = contract.known.batch_counters_agree else { return };
        let mut sum = Vec::new();
        let mut has_judged = false;
        for counter in &self.rule.counters {
            let Some(value) = counter.path.get(self.body) else { continue };
            let Some(told) = value.as_number().and_then(|number| number.parse::<usize>().ok()) else {
                continue;
            };
            has_judged = true;
            let (listed, what) = match counter.counts {
                Counts::Succeeded => (self.succeeded(), "items that succeeded"),
                Counts::Failed => (self.failed(), "items that failed"),
                Counts::All => (Some(self.items()), "items of the request"),
            };
            let agrees = listed.map_or(told <= self.items(), |listed| listed == told);
            if !agrees {
                let most =
                    listed.map_or_else(|| format!("at most {}", self.items()), |listed| listed.to_string());
                let place = format!("/{}", counter.path.names().join("/"));
                let broken = Broken::new(format!("{most}: the number of {what}"), told.to_string());
                return verdicts.breaks(clause, broken.at(Where::Answer, place).signed("another count"));
            }
            if counter.counts != Counts::All {
                sum.push(told);
            }
        }
        if let ([one, other], None) = (sum.as_slice(), &self.rule.third)
            && one.checked_add(*other) != Some(self.items())
        {
            let expected = format!("{} together: as many as items were sent", self.items());
            let broken = Broken::new(expected, format!("{one} and {other}"));
            return verdicts.breaks(clause, broken.at(Where::Answer, "").signed("another sum"));
        }
        match self.without_keys() {
            Some(Err(broken)) => return verdicts.breaks(clause, broken),
            Some(Ok(())) => has_judged = true,
            None => {}
        }
        if has_judged {
            verdicts.holds(clause);
        }
    }

    /// Entries that do not say which item they are about are as many as the items; `None` where they are not such.
    fn without_keys(&self) -> Option<Result<(), Broken>> {
        let mut keys = self.rule.collections().map(|collection| &collection.key);
        if !keys.any(|key| *key == EntryKey::Unkeyed) {
            return None;
        }
        let (listed, items) = (self.entries.len(), self.items());
        let tells_all = self.rule.remainder == Remainder::Breach
            && is_listed(self.rule.succeeded.as_ref())
            && is_listed(self.rule.failed.as_ref());
        let agrees = if tells_all { listed == items } else { listed <= items };
        let most = if tells_all { "" } else { "at most " };
        let expected = format!("{most}{items} entries for as many items");
        let broken = || {
            Broken::new(expected, format!("{listed} entries")).at(Where::Answer, "").signed("another number")
        };
        Some(if agrees { Ok(()) } else { Err(broken()) })
    }
}

/// Whether a success lists these items.
fn is_listed(collection: Option<&Collection>) -> bool {
    collection.is_some_and(|collection| collection.error.is_none())
}
