//! What a target does where a batch leaves it free: the order of entries, and repeated items.

use super::answered::Answered;
use crate::contract::{BatchRule, Contract, EntryKey};
use crate::judge::CaseVerdicts;
use crate::judge::entries::Side;

impl Answered<'_, '_> {
    /// Order and repeats are free; what the target does is part of its fingerprint.
    pub(crate) fn habits(&self, batch: &BatchRule, contract: &Contract, verdicts: &mut CaseVerdicts) {
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
        let is_by_position = batch.collections().any(|collection| collection.key == EntryKey::Position);
        if order.len() < 3 || is_by_position || !self.requested.are_distinct() {
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
