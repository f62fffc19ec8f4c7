//! Reads the promises of a suite file about batches as a whole.

use super::batch::{BatchRule, ItemKey};
use super::key_path::KeyPath;
use super::load::Loader;
use super::operation::Contract;
use super::schema::{NodeKind, NodeRef, TimestampFormat};
use super::whole::{Measure, WholeBreach, WholePromise};
use super::whole_file::{BreachName, WholeEntry};

const KEY: &str = "batch.whole";

impl Loader<'_> {
    /// The promises; those with a mistake, which is told, are left out.
    pub(super) fn whole_promises(
        &mut self,
        contract: &Contract,
        rule: &BatchRule,
        entries: &[WholeEntry],
    ) -> Vec<WholePromise> {
        let promise = |entry: &WholeEntry| {
            let breach = self.whole_breach(contract, rule, entry)?;
            if let Some(error) = entry.error.as_ref().filter(|error| contract.error(error).is_none()) {
                self.wrong(KEY, format!("{error:?} is no error of the operation"));
            }
            Some(WholePromise { breach, error: entry.error.clone() })
        };
        entries.iter().filter_map(promise).collect()
    }

    /// A member without which an item fails.
    pub(super) fn needed(&mut self, contract: &Contract, rule: &BatchRule, path: &str) -> Option<KeyPath> {
        self.member_of_item(contract, rule, path).map(|(path, _)| path)
    }

    fn whole_breach(
        &mut self,
        contract: &Contract,
        rule: &BatchRule,
        entry: &WholeEntry,
    ) -> Option<WholeBreach> {
        let has_key = rule.item_key != ItemKey::Nothing;
        Some(match entry.breach {
            BreachName::NoItems => WholeBreach::NoItems,
            BreachName::TooManyItems => {
                let limit = self.limit(entry)?;
                WholeBreach::TooManyItems(usize::try_from(limit).ok().filter(|limit| *limit > 0)?)
            }
            BreachName::EqualKeys | BreachName::IllFormedKey if !has_key => {
                self.wrong(
                    KEY,
                    "items without a key have none that could be equal or ill-formed: give item_key",
                );
                return None;
            }
            BreachName::EqualKeys => WholeBreach::EqualKeys,
            BreachName::IllFormedKey => {
                let Some(pattern) = &entry.pattern else {
                    self.wrong(KEY, "say by a pattern what a key is");
                    return None;
                };
                WholeBreach::IllFormedKey(Box::new(self.compile(KEY, pattern)?))
            }
            BreachName::TooManyBytes => {
                let limit = self.limit(entry)?;
                if entry.of.is_empty() {
                    self.wrong(KEY, "say of which members (of) bytes are counted");
                    return None;
                }
                let of: Option<Vec<(KeyPath, bool)>> =
                    entry.of.iter().map(|path| self.counted(contract, rule, path)).collect();
                WholeBreach::TooManyBytes(Measure { limit, of: of?, overhead: entry.overhead })
            }
            BreachName::OutOfOrder => WholeBreach::OutOfOrder(self.time(contract, rule, entry)?),
            BreachName::TooLongSpan => {
                let limit = i64::try_from(self.limit(entry)?).ok()?;
                WholeBreach::TooLongSpan(self.time(contract, rule, entry)?, limit)
            }
        })
    }

    fn limit(&mut self, entry: &WholeEntry) -> Option<u64> {
        if entry.limit.is_none() {
            self.wrong(KEY, "say how many are allowed (limit)");
        }
        entry.limit
    }

    /// The member, and whether it is base64.
    fn counted(&mut self, contract: &Contract, rule: &BatchRule, path: &str) -> Option<(KeyPath, bool)> {
        let (path, node) = self.member_of_item(contract, rule, path)?;
        match contract.node(node).kind {
            NodeKind::String { .. } => Some((path, false)),
            NodeKind::Blob => Some((path, true)),
            _ => {
                self.wrong(KEY, format!("{path} is no text, so its bytes are not counted"));
                None
            }
        }
    }

    fn time(&mut self, contract: &Contract, rule: &BatchRule, entry: &WholeEntry) -> Option<KeyPath> {
        let Some(member) = &entry.member else {
            self.wrong(KEY, "say which member of an item tells its time (member)");
            return None;
        };
        let (path, node) = self.member_of_item(contract, rule, member)?;
        match contract.node(node).kind {
            NodeKind::Integer { .. } | NodeKind::Timestamp { format: TimestampFormat::EpochSeconds, .. } => {
                Some(path)
            }
            _ => {
                self.wrong(KEY, format!("{path} is no number, so times are not compared"));
                None
            }
        }
    }

    pub(super) fn member_of_item(
        &mut self,
        contract: &Contract,
        rule: &BatchRule,
        path: &str,
    ) -> Option<(KeyPath, NodeRef)> {
        let place = contract.node(rule.element).place.clone();
        let path = KeyPath::new(path);
        let node = self.node_below(contract, rule.element, &path, KEY, &place)?;
        Some((path, node))
    }
}
