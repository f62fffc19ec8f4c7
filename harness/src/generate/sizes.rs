//! How many items a valid batch has.

use serde_json::Value;

use super::case_builder::CaseBuilder;
use super::keyed::key_text;
use super::pool::{Item, Pool};
use super::rng::Rng;
use crate::contract::{Contract, SERVED_BODY_BYTES};

/// Batches grow to this where the contract states no maximum.
pub(super) const UNBOUNDED_ITEMS: usize = 100;

/// The smallest and the largest valid batch that a pool can fill; empty ones do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sizes {
    pub(super) least: usize,
    pub(super) most: usize,
}

impl Sizes {
    pub(super) fn of(contract: &Contract, pool: &Pool) -> Self {
        let Some(batch) = &contract.batch else { return Self { least: 1, most: 1 } };
        let length = contract.node(batch.items_node).length;
        let stated = length.and_then(|length| length.max).map_or(UNBOUNDED_ITEMS, |(max, _)| max);
        let stated = stated.min(batch.most_items().unwrap_or(stated));
        let served = if contract.binding.items_outside { SERVED_TARGET_BYTES } else { SERVED_BODY_BYTES };
        let most = stated.min(pool.items().len()).min(served_items(pool, served)).max(1);
        let least = length.and_then(|length| length.min).map_or(1, |(min, _)| min);
        Self { least: least.clamp(1, most), most }
    }

    /// The valid size that is nearest.
    pub(super) fn nearest(self, wanted: usize) -> usize {
        wanted.clamp(self.least, self.most)
    }

    pub(super) fn contains(self, count: usize) -> bool {
        (self.least..=self.most).contains(&count)
    }
}

/// How many items fit into a request that is certainly served; at least enough for each place in a batch to be another.
fn served_items(pool: &Pool, served: usize) -> usize {
    let bytes: usize = pool.items().iter().map(|item| item.json.len() + 1).sum();
    let each = bytes / pool.items().len().max(1);
    (served / each.max(1)).max(LEAST_SERVED)
}

/// Request targets up to here are served everywhere, with room for what is encoded.
const SERVED_TARGET_BYTES: usize = 2_000;

/// Batches of large items hold so many all the same.
const LEAST_SERVED: usize = 5;

impl CaseBuilder<'_> {
    pub(super) fn sizes(&self) -> Sizes {
        Sizes::of(self.contract, self.pool)
    }

    /// Different items for a valid batch, as many as are wanted or as near to that as may be.
    pub(super) fn batch(&self, rng: &mut Rng, wanted: usize) -> Vec<&Item> {
        self.pool.draw(rng, self.sizes().nearest(wanted))
    }

    /// These items, given as JSON text, with company where a batch must have more.
    pub(super) fn in_company(&self, mut items: Vec<String>) -> Vec<String> {
        let missing = self.sizes().least.saturating_sub(items.len());
        let others = self.pool.items().iter().rev().map(|item| &item.json);
        let company: Vec<String> =
            others.filter(|other| !self.asks_for(&items, other)).take(missing).cloned().collect();
        items.extend(company);
        items
    }

    /// Whether one of these items has the key of another one, all given as JSON text.
    pub(super) fn asks_for(&self, items: &[String], item: &str) -> bool {
        let key = |item: &str| -> Option<String> {
            let item: Value = serde_json::from_str(item).ok()?;
            match &self.contract.batch {
                Some(batch) => key_text(batch, &item),
                None => Some(item.to_string()),
            }
        };
        let wanted = key(item);
        items.iter().any(|other| key(other) == wanted)
    }
}
