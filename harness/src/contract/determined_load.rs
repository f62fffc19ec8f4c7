//! What the documentation says of an answer beyond its form: parts that depend on the item alone, and lists that are left out.

use super::batch::{BatchRule, Determined};
use super::batch_file::DeterminedEntry;
use super::key_path::KeyPath;
use super::load::Loader;
use super::operation::Contract;
use super::schema::NodeKind;

const PARTS: &str = "batch.determined";
const LISTS: &str = "batch.left_out";

impl Loader<'_> {
    /// What the documentation says of answers beyond their form.
    pub(super) fn read_answers(
        &mut self,
        contract: &Contract,
        rule: &mut BatchRule,
        determined: &[DeterminedEntry],
        left_out: &[String],
    ) {
        rule.determined =
            determined.iter().filter_map(|part| self.determined(contract, rule, part)).collect();
        rule.left_out = left_out.iter().filter_map(|place| self.left_out(contract, place)).collect();
    }

    /// A part that depends on the item alone; `None` with a mistake, which is told.
    fn determined(
        &mut self,
        contract: &Contract,
        rule: &BatchRule,
        entry: &DeterminedEntry,
    ) -> Option<Determined> {
        let by: Option<Vec<KeyPath>> =
            entry.by.iter().map(|path| Some(self.member_of_item(contract, rule, path)?.0)).collect();
        let by = by.filter(|by| !by.is_empty())?;
        let part = KeyPath::new(&entry.part);
        let Some(succeeded) = rule.succeeded.as_ref() else {
            self.wrong(PARTS, "there are no successes whose parts could depend on their items");
            return None;
        };
        let (NodeKind::List { element, .. } | NodeKind::Map { value: element, .. }) =
            contract.node(succeeded.node).kind
        else {
            return None;
        };
        let place = succeeded.place();
        self.node_below(contract, element, &part, PARTS, &place)?;
        Some(Determined { by, part })
    }

    /// A list or map of the answer; `None` with a mistake, which is told.
    fn left_out(&mut self, contract: &Contract, place: &str) -> Option<KeyPath> {
        let node = self.place_exists(contract, LISTS, place)?;
        let path = contract.below("output", place).filter(|path| !path.contains(['[', '{']));
        let holds_others = matches!(contract.node(node).kind, NodeKind::List { .. } | NodeKind::Map { .. });
        if !holds_others || path.is_none() {
            self.wrong(LISTS, format!("{place:?} is no list or map of the output that could be left out"));
        }
        path.filter(|_| holds_others).map(KeyPath::new)
    }
}
