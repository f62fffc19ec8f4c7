//! What the run remembers of each item: reads give the same outcome whatever the neighbours, the place, the batch
//! size or the moment.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use super::outcome::{ItemOutcome, Outcomes};
use crate::contract::checksum;
use crate::generate::Case;
use crate::message::{Exchange, Room};

/// Items beyond these are not remembered, so that memory does not grow with the run.
const MAX_ITEMS: usize = 4_000;
/// Outcomes of one item beyond these are not told apart: its content is new every time.
const MAX_OUTCOMES: usize = 8;

/// Times of one outcome that each lane keeps; every second one goes when there are more.
const MAX_TIMES: usize = 8;

/// Each item's outcomes so far.
#[derive(Debug)]
pub struct Memory {
    room: Room,
    /// By the hash of their keys: numbers are compared faster than texts.
    items: BTreeMap<u64, Item>,
}

/// One item's outcomes.
#[derive(Debug)]
struct Item {
    key: Arc<str>,
    outcomes: Vec<(ItemOutcome, Seen)>,
}

/// When an outcome was seen, and the smallest request that showed it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// How often.
    pub times: u64,
    /// Until when it was first seen, and from when on it was last seen, counted in judged cases: a case of many requests is
    /// sent and answered over some time, and each of its answers may be of any moment in that.
    pub span: (u64, u64),
    /// The request and its answer.
    pub evidence: Arc<(Case, Exchange)>,
    rank: (usize, usize),
    /// From when until when it was seen, a few times of each lane spread over the run.
    times_seen: Sights,
}

impl Memory {
    /// An empty memory that keeps so many bytes of answers whole.
    #[must_use]
    pub fn with_room(bytes: usize) -> Self {
        Self { room: Room::of(bytes), items: BTreeMap::new() }
    }

    /// Remembers one answer's outcomes. `time` tells from when until when its case was under way, counted in judged cases,
    /// `index` is the case's number in the plan.
    pub fn add(
        &mut self,
        outcomes: Outcomes,
        case: &Case,
        exchange: &Exchange,
        time: (u64, u64),
        index: usize,
    ) {
        let rank = (outcomes.len(), index);
        let mut evidence = None;
        for (key, outcome) in outcomes {
            let hash = checksum(key.as_bytes());
            let is_full = self.items.len() >= MAX_ITEMS;
            let item = match self.items.entry(hash) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(_) if is_full => continue,
                Entry::Vacant(new) => new.insert(Item::new(Arc::clone(&key))),
            };
            // Two keys with one hash will not be met; were they, they are not to be taken for one item.
            if !Arc::ptr_eq(&item.key, &key) {
                if item.key != key {
                    continue;
                }
                // Whoever is asked for again and again comes with the same text, which is told without reading it.
                item.key = key;
            }
            let known = &mut item.outcomes;
            let full = known.len() >= MAX_OUTCOMES;
            match seen_of(known, &outcome) {
                Some((held, seen)) if seen.rank <= rank => {
                    *held = outcome;
                    seen.meet(time);
                }
                None if full => {}
                other => {
                    let room = &mut self.room;
                    let evidence =
                        evidence.get_or_insert_with(|| Arc::new((case.clone(), room.keep(exchange)))).clone();
                    match other {
                        Some((_, seen)) => {
                            seen.meet(time);
                            let old = std::mem::replace(&mut seen.evidence, evidence);
                            seen.rank = rank;
                            Arc::into_inner(old).iter().for_each(|(_, exchange)| room.release(exchange));
                        }
                        None => {
                            known.reserve_exact(1);
                            let (span, times_seen) = ((time.1, time.0), Sights::of(time));
                            known.push((outcome, Seen { times: 1, span, evidence, rank, times_seen }));
                        }
                    }
                }
            }
        }
    }

    /// Adds another lane's memory.
    pub fn merge(&mut self, other: Self) {
        for (hash, Item { key, outcomes }) in other.items {
            let item = self.items.entry(hash).or_insert_with(|| Item::new(Arc::clone(&key)));
            if item.key != key {
                continue;
            }
            for (outcome, new) in outcomes {
                match seen_of(&mut item.outcomes, &outcome) {
                    Some((_, seen)) => {
                        seen.touch(new.times, new.span);
                        seen.times_seen.kept.extend(&new.times_seen.kept);
                        if new.rank < seen.rank {
                            (seen.evidence, seen.rank) = (new.evidence, new.rank);
                        }
                    }
                    None => item.outcomes.push((outcome, new)),
                }
            }
        }
    }

    /// What came of an item so far: nothing for one that is not remembered.
    pub fn outcomes(&self, key: &str) -> impl Iterator<Item = &ItemOutcome> {
        let item = self.items.get(&checksum(key.as_bytes())).filter(|item| item.key.as_ref() == key);
        item.into_iter().flat_map(|item| item.outcomes.iter().map(|(outcome, _)| outcome))
    }

    /// Whether any item was seen to succeed.
    #[must_use]
    pub fn knows_success(&self) -> bool {
        let mut outcomes = self.items.values().flat_map(|item| &item.outcomes);
        outcomes.any(|(outcome, _)| matches!(outcome, ItemOutcome::Succeeded(_)))
    }

    /// Items with more than one outcome: those first of which two outcomes are no passing failures, then those shown by the
    /// smallest requests.
    #[must_use]
    pub fn inconsistencies(&self) -> Vec<(&str, Vec<(&ItemOutcome, &Seen)>)> {
        let mut found: Vec<(&str, Vec<(&ItemOutcome, &Seen)>)> = self
            .items
            .values()
            .filter(|item| item.outcomes.len() > 1)
            .map(|Item { key, outcomes }| {
                let mut seen: Vec<_> = outcomes.iter().map(|(outcome, seen)| (outcome, seen)).collect();
                seen.sort_by_key(|&(outcome, seen)| (seen.rank, outcome));
                (key.as_ref(), seen)
            })
            .collect();
        found.sort_by_key(|(key, seen)| {
            let settled = seen.iter().filter(|(outcome, _)| !outcome.is_passing()).count();
            (settled < 2, seen.iter().map(|(_, seen)| seen.rank).nth(1), *key)
        });
        found
    }
}

impl Item {
    /// Room for one outcome, since most items have no other: a run looks up millions of items, and what they take decides how
    /// often the processor waits for it.
    fn new(key: Arc<str>) -> Self {
        Self { key, outcomes: Vec::with_capacity(1) }
    }
}

fn seen_of<'m>(
    known: &'m mut [(ItemOutcome, Seen)],
    outcome: &ItemOutcome,
) -> Option<&'m mut (ItemOutcome, Seen)> {
    known.iter_mut().find(|(held, _)| held == outcome)
}

impl Seen {
    fn meet(&mut self, time: (u64, u64)) {
        self.touch(1, (time.1, time.0));
        self.times_seen.meet(time);
    }

    fn touch(&mut self, times: u64, span: (u64, u64)) {
        self.times += times;
        self.span = (self.span.0.min(span.0), self.span.1.max(span.1));
    }

    /// Whether this outcome and the other one take turns: this one was seen clearly before, between and after two sights
    /// of the other. Lanes answer out of order by a few cases, not by `margin`. A world may change by itself and change
    /// back; that it does so twice within a run is not taken for chance.
    #[must_use]
    pub fn alternates_with(&self, other: &Self, margin: u64) -> bool {
        takes_turns((self.span, &self.times_seen.kept), &other.times_seen.kept, margin)
    }
}

/// Some of the times at which one outcome was seen, spread over the whole run.
#[derive(Debug, Clone)]
struct Sights {
    kept: Vec<(u64, u64)>,
    /// One of so many is kept.
    every: u64,
    since_kept: u64,
}

impl Sights {
    fn of(time: (u64, u64)) -> Self {
        Self { kept: vec![time], every: 1, since_kept: 0 }
    }

    fn meet(&mut self, time: (u64, u64)) {
        self.since_kept += 1;
        if self.since_kept < self.every {
            return;
        }
        self.since_kept = 0;
        self.kept.push(time);
        if self.kept.len() > MAX_TIMES {
            let mut is_kept = false;
            self.kept.retain(|_| {
                is_kept = !is_kept;
                is_kept
            });
            self.every *= 2;
        }
    }
}

/// Whether an outcome of this span and these times comes before, between and after two clear sights of another one.
fn takes_turns((span, times): ((u64, u64), &[(u64, u64)]), others: &[(u64, u64)], margin: u64) -> bool {
    let inner = |time: &&(u64, u64)| span.0 + margin < time.0 && time.1 + margin < span.1;
    let first = others.iter().filter(inner).map(|(_, until)| *until).min();
    let last = others.iter().filter(inner).map(|(from, _)| *from).max();
    let Some((first, last)) = first.zip(last) else { return false };
    times.iter().any(|(from, until)| first + margin < *from && *until + margin < last)
}

#[cfg(test)]
mod tests {
    use super::{MAX_TIMES, Sights, takes_turns};

    fn at(moments: &[u64]) -> Vec<(u64, u64)> {
        moments.iter().map(|moment| (*moment, *moment)).collect()
    }

    #[test]
    fn a_world_that_changes_and_changes_back_once_takes_no_turns() {
        let (span, own) = ((0, 1000), at(&[0, 10, 20, 980, 990, 1000]));
        assert!(!takes_turns((span, &own), &at(&[300, 500, 700]), 64));
    }

    #[test]
    fn outcomes_that_come_and_go_twice_take_turns_unless_lanes_may_have_mixed_them_up() {
        let (span, own) = ((0, 1000), at(&[0, 500, 1000]));
        assert!(takes_turns((span, &own), &at(&[250, 750]), 64));
        assert!(!takes_turns((span, &own), &at(&[450, 550]), 64));
        assert!(
            !takes_turns((span, &own), &at(&[30, 750]), 64),
            "no clear sight before the first of the other"
        );
    }

    #[test]
    fn what_is_remembered_of_many_sights_is_spread_over_all_of_them() {
        let mut sights = Sights::of((0, 0));
        (1..1000).for_each(|moment| sights.meet((moment, moment)));
        assert!(sights.kept.len() <= MAX_TIMES + 1, "{sights:?}");
        let gaps = sights.kept.windows(2).map(|pair| pair[1].0 - pair[0].0);
        assert!(gaps.max().is_some_and(|gap| gap <= 300), "{sights:?}");
    }
}
