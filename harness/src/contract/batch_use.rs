//! What a contract's batch rule means for the rest of it: which lists hold entries, what is remembered, how laws bind.

use super::batch::{BatchRule, EntryKey};
use super::clause::{ClauseRef, Level};
use super::operation::Contract;
use super::schema::NodeRef;
use super::suite_file::Effect;

impl Contract {
    /// How the entries of a list or map name their items, when it is a collection of the batch rule.
    #[must_use]
    pub fn entry_key(&self, node: NodeRef) -> Option<&EntryKey> {
        let rules = self.batch.iter().flat_map(|batch| std::iter::once(batch).chain(&batch.alternatives));
        let mut collections = rules.flat_map(BatchRule::collections);
        collections.find(|collection| collection.node == node).map(|collection| &collection.key)
    }

    /// Whether a clause is about how many items a batch has.
    #[must_use]
    pub fn is_size(&self, clause: ClauseRef) -> bool {
        let length = self.batch.as_ref().and_then(|batch| self.node(batch.items_node).length);
        let bounds = length.into_iter().flat_map(|length| [length.min, length.max]).flatten();
        bounds.into_iter().any(|(_, rule)| self.constraint(rule).clause == Some(clause))
    }

    /// Whether what an item shows in one answer must be what it shows in the next: of operations that only read, where an
    /// item's key is no name made up for one request.
    #[must_use]
    pub fn remembers_items(&self) -> bool {
        self.effect == Effect::Reads && self.batch.as_ref().is_none_or(BatchRule::has_lasting_keys)
    }

    /// A rule that leaves another reading possible recommends, and does not bind.
    pub(super) fn lower_partition(&mut self) {
        let rules = self.batch.iter().flat_map(|batch| std::iter::once(batch).chain(&batch.alternatives));
        if rules.clone().any(|rule| rule.level == Level::Should) {
            let laws: Vec<ClauseRef> = self.known.of_partition().collect();
            laws.into_iter().for_each(|law| self.clauses.lower(law));
        }
    }
}
