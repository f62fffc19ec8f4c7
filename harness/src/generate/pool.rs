//! The items that an operation's cases draw from.

use std::collections::{BTreeMap, BTreeSet};

use super::base::Base;
use super::items::ItemMaker;
use super::rng::Rng;
use crate::contract::{Contract, Expectation, validate};

/// How many items a pool has besides the subjects: enough that full batches differ, few enough that each item is met
/// often beside many neighbours.
pub(super) const DRAWN_ITEMS: usize = 300;

/// What is known about an item on the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Known to succeed.
    Present,
    /// Known not to exist.
    Absent,
    /// Known to exist and to be refused to this caller.
    Denied,
    /// Drawn from the grammar; whatever comes of it is right.
    Drawn,
}

/// Keys of items that are known on a target; where a key has several parts, or items are structures, each as a JSON object
/// of its members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subjects {
    /// Known to succeed.
    pub present: Vec<String>,
    /// Known not to exist.
    pub absent: Vec<String>,
    /// Known to be denied.
    pub denied: Vec<String>,
}

impl Subjects {
    /// What is known of each, by its key.
    #[must_use]
    pub fn kinds(&self) -> BTreeMap<String, Kind> {
        let all =
            [(Kind::Denied, &self.denied), (Kind::Absent, &self.absent), (Kind::Present, &self.present)];
        all.into_iter().flat_map(|(kind, keys)| keys.iter().map(move |key| (key.clone(), kind))).collect()
    }
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its batch key.
    pub key: String,
    /// The item as JSON text, ready to be put into a body.
    pub json: String,
    /// What is known about it.
    pub kind: Kind,
    /// Its key within its group, where that is not the batch key.
    pub(super) within: Option<String>,
}

impl Item {
    /// Its key as it stands in it, without the name of its group.
    pub(super) fn own_key(&self) -> &str {
        self.within.as_deref().unwrap_or(&self.key)
    }
}

/// The seeded set of items that an operation's cases draw from.
#[derive(Debug, Clone, Default)]
pub struct Pool {
    items: Vec<Item>,
    present: Vec<usize>,
    failing: Vec<usize>,
    /// The name of the group that items stand in.
    group: Option<String>,
    /// The keys of subjects that were given in another form.
    given: BTreeMap<String, String>,
}

impl Pool {
    /// The pool of one contract, seed and set of subjects. Subjects that break the contract are left out.
    #[must_use]
    pub fn new(contract: &Contract, base: &Base, seed: u64, subjects: &Subjects) -> Self {
        let Some(batch) = &contract.batch else {
            return Self::default();
        };
        let mut rng = Rng::new(seed, "pool", 0);
        let group = base.group().map(str::to_owned);
        let mut builder = ItemMaker::new(contract, batch, group.as_deref(), &mut rng);
        let mut keys = BTreeSet::new();
        let mut pool = Self { group: group.clone(), ..Self::default() };
        let least = contract.node(batch.items_node).length.and_then(|length| length.min);
        let company: Vec<Item> = (1..least.map_or(1, |(least, _)| least))
            .take(DRAWN_ITEMS)
            .filter_map(|_| builder.drawn())
            .collect();
        // Servers are often seeded with what the documentation shows.
        let documented =
            builder.key_node().and_then(|node| contract.value_rule(node)).map(|rule| &rule.examples);
        let none = Vec::new();
        let known = [
            (Kind::Present, &subjects.present),
            (Kind::Absent, &subjects.absent),
            (Kind::Denied, &subjects.denied),
            (Kind::Drawn, documented.unwrap_or(&none)),
        ];
        for (kind, listed) in known {
            for key in listed {
                let item = builder.with_key(key.clone(), kind);
                let items = std::iter::once(&item).chain(&company).map(|item| item.json.as_str());
                let request = base.request(contract, items);
                let valid = matches!(validate(contract, &request), Expectation::Accept { .. });
                if item.key != *key {
                    pool.given.insert(key.clone(), item.key.clone());
                }
                if valid && keys.insert(item.key.clone()) {
                    pool.push(item);
                }
            }
        }
        // A grammar with few values fills a pool only so far.
        for _ in 0..DRAWN_ITEMS * 4 {
            if pool.items.len() >= DRAWN_ITEMS + keys.len().min(DRAWN_ITEMS) {
                break;
            }
            let Some(item) = builder.drawn() else { break };
            if keys.insert(item.key.clone()) {
                pool.push(item);
            }
        }
        pool
    }

    fn push(&mut self, item: Item) {
        match item.kind {
            Kind::Present => self.present.push(self.items.len()),
            Kind::Absent | Kind::Denied => self.failing.push(self.items.len()),
            Kind::Drawn => {}
        }
        self.items.push(item);
    }

    /// Different items that the pool does not hold, for one purpose that has a number: as many, or as many as there are.
    #[must_use]
    pub(super) fn fresh(&self, contract: &Contract, seed: u64, number: u64, count: usize) -> Vec<Item> {
        let Some(batch) = &contract.batch else { return Vec::new() };
        let mut rng = Rng::new(seed, "fresh", number);
        let mut builder = ItemMaker::new(contract, batch, self.group.as_deref(), &mut rng);
        let mut keys: BTreeSet<String> = self.items.iter().map(|item| item.key.clone()).collect();
        let drawn = (0..DRAWN_ITEMS + count * 4).map_while(|_| builder.drawn());
        drawn.filter(|item| keys.insert(item.key.clone())).take(count).collect()
    }

    /// An item made for a key that the pool need not hold.
    pub(crate) fn item_with_key(&self, contract: &Contract, seed: u64, key: &str) -> String {
        let Some(batch) = &contract.batch else {
            return String::new();
        };
        let mut rng = Rng::new(seed, "key", 0);
        ItemMaker::new(contract, batch, self.group.as_deref(), &mut rng)
            .with_key(key.to_owned(), Kind::Drawn)
            .json
    }

    /// The key under which answers are read that tell of a subject, which the user may give in another form.
    #[must_use]
    pub fn key_of<'p>(&'p self, given: &'p str) -> &'p str {
        self.given.get(given).map_or(given, String::as_str)
    }

    /// What is known of each subject, by its key.
    #[must_use]
    pub fn kinds_of(&self, subjects: &Subjects) -> BTreeMap<String, Kind> {
        let kinds = subjects.kinds().into_iter();
        kinds.map(|(given, kind)| (self.key_of(&given).to_owned(), kind)).collect()
    }

    /// All items.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Items known to succeed.
    pub fn present(&self) -> impl Iterator<Item = &Item> {
        self.present.iter().map(|&index| &self.items[index])
    }

    /// Items known to fail.
    pub fn failing(&self) -> impl Iterator<Item = &Item> {
        self.failing.iter().map(|&index| &self.items[index])
    }

    /// `count` different items in random order: mostly known ones where there are any, mixed with drawn ones.
    #[must_use]
    pub fn draw(&self, rng: &mut Rng, count: usize) -> Vec<&Item> {
        let mut taken = vec![false; self.items.len()];
        let mut drawn = Vec::with_capacity(count);
        // Each batch leans its own way, so that all-good, all-bad and every mix occur.
        let (good, bad) = (rng.below(5), rng.below(4));
        while drawn.len() < count.min(self.items.len()) {
            let throw = rng.below(8);
            let index = if throw < good {
                rng.pick(&self.present).copied()
            } else if throw < good + bad {
                rng.pick(&self.failing).copied()
            } else {
                None
            };
            let index = index.filter(|&index| !taken[index]).unwrap_or_else(|| {
                let start = rng.below(self.items.len());
                let free = (start..self.items.len()).chain(0..start).find(|&index| !taken[index]);
                free.unwrap_or(start)
            });
            taken[index] = true;
            drawn.push(&self.items[index]);
        }
        drawn
    }
}
