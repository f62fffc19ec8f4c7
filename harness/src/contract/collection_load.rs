//! Reads where a batch rule says that entries stand, and how they name their items.

use super::batch::{BatchRule, Collection, EntryKey, ItemKey, PlaceStep};
use super::key_path::KeyPath;
use super::load::Loader;
use super::operation::Contract;
use super::schema::{NodeKind, NodeRef};
use super::suite_file::{CollectionEntry, How};

impl Loader<'_> {
    /// The collection; `None` for one with a mistake, which is told.
    pub(super) fn collection_of(
        &mut self,
        contract: &Contract,
        rule: &BatchRule,
        name: &str,
        entry: Option<CollectionEntry>,
        has_groups: bool,
    ) -> Option<Option<Collection>> {
        let Some(entry) = entry else { return Some(None) };
        let Some((path, is_map)) = listed(&entry.place) else {
            self.wrong(name, format!("{:?} must end in [] (a list) or {{}} (a map)", entry.place));
            return None;
        };
        let Some(node) = contract.node_at(path) else {
            for member in entry.key.iter().chain(entry.code.as_deref()).filter(|member| !member.is_empty()) {
                self.place_exists(contract, name, &format!("{}.{member}", entry.place));
            }
            self.place_exists(contract, name, path);
            return None;
        };
        let element = match contract.node(node).kind {
            NodeKind::List { element, .. } if !is_map => element,
            NodeKind::Map { value, .. } if is_map => value,
            _ => {
                self.wrong(name, format!("{:?} is not what the model has there", entry.place));
                return None;
            }
        };
        let (error, path, beyond) = self.steps(contract, name, path)?;
        let code = entry.code.as_ref().map(|code| KeyPath::new(code));
        if let Some(code) = &code {
            self.node_below(contract, element, code, name, &entry.place)?;
        }
        let key = self.entry_key(contract, rule, (name, &entry), element)?;
        let collection = Collection { error, path, beyond, node, key, code };
        let in_map = collection.beyond.contains(&PlaceStep::Values);
        let in_list = self.is_in_named_groups(contract, rule, name, &collection)?;
        self.check_parts(contract, rule, (name, &collection), element, has_groups && !in_map && !in_list)?;
        Some(Some(collection))
    }

    /// Whether it stands in a list of groups that have names; `None` for a mistake, which is told.
    fn is_in_named_groups(
        &mut self,
        contract: &Contract,
        rule: &BatchRule,
        name: &str,
        collection: &Collection,
    ) -> Option<bool> {
        let key = rule.groups.as_ref().and_then(|groups| groups.key.as_ref());
        let (Some(key), true) = (key, collection.beyond.contains(&PlaceStep::Elements)) else {
            return Some(false);
        };
        let place = collection.place();
        let group = place.split_once("[]").map_or(place.as_str(), |(group, _)| group);
        self.place_exists(contract, name, &format!("{group}[].{key}")).map(|_| true)
    }

    /// Where an answer keeps it: the error's type, member names, and what leads on through groups.
    fn steps(
        &mut self,
        contract: &Contract,
        name: &str,
        place: &str,
    ) -> Option<(Option<String>, Vec<String>, Vec<PlaceStep>)> {
        let (error, rest) = match (contract.below("output", place), place.strip_prefix("error.")) {
            (Some(rest), _) => (None, rest),
            (None, Some(rest)) => {
                let (error, rest) = rest.split_once('.')?;
                (Some(error.to_owned()), rest)
            }
            (None, None) => {
                self.wrong(name, format!("{place:?} must begin with \"output.\""));
                return None;
            }
        };
        if error.as_ref().is_some_and(|error| contract.error(error).is_none()) {
            self.wrong(name, format!("{place:?} is in no error of the operation"));
        }
        let (mut path, mut beyond) = (Vec::new(), Vec::new());
        for part in rest.split('.') {
            let bare = part.split(['[', '{']).next().unwrap_or_default();
            if beyond.is_empty() {
                path.push(bare.to_owned());
            } else if !bare.is_empty() {
                beyond.push(PlaceStep::Name(bare.to_owned()));
            }
            let marks = part.get(bare.len()..).unwrap_or_default();
            let steps = marks.chars().filter_map(|mark| match mark {
                '{' => Some(PlaceStep::Values),
                '[' => Some(PlaceStep::Elements),
                _ => None,
            });
            beyond.extend(steps);
        }
        Some((error, path, beyond))
    }

    fn entry_key(
        &mut self,
        contract: &Contract,
        rule: &BatchRule,
        (name, entry): (&str, &CollectionEntry),
        element: NodeRef,
    ) -> Option<EntryKey> {
        let mut paths: Vec<KeyPath> =
            entry.key.iter().filter(|key| !key.is_empty()).map(KeyPath::new).collect();
        let mut nodes = Vec::new();
        for path in &paths {
            nodes.push(self.node_below(contract, element, path, name, &entry.place)?);
        }
        let is_map = entry.place.ends_with("{}");
        if is_map != (entry.how() == How::MapKey) && (is_map || entry.how() == How::MapKey) {
            self.wrong(name, "the entries of a map are named by its keys (how = \"map-key\"), and only they");
            return None;
        }
        Some(match entry.how() {
            How::MapKey => EntryKey::MapKey,
            How::Itself => EntryKey::Element,
            How::Member | How::Attributes => match (paths.len(), paths.first().and_then(KeyPath::single)) {
                (0, _) if entry.how() == How::Attributes || rule.undecided.is_some() => EntryKey::Unkeyed,
                (0, _) => {
                    self.wrong(name, "say by which member (key) an entry names its item");
                    return None;
                }
                (1, Some(single)) => EntryKey::Member(single.to_owned()),
                _ => EntryKey::Members(paths),
            },
            How::Position => EntryKey::Position,
            How::IndexMember => {
                let (Some(member), true) = (paths.pop(), paths.is_empty()) else {
                    self.wrong(name, "say which member (key) holds the position of the item");
                    return None;
                };
                let is_number =
                    nodes.iter().all(|node| matches!(contract.node(*node).kind, NodeKind::Integer { .. }));
                if !is_number {
                    self.wrong(
                        name,
                        format!("{}.{member} is no whole number, so it is no position", entry.place),
                    );
                    return None;
                }
                EntryKey::Index { member, base: entry.index_base }
            }
            How::Echo | How::Union if paths.len() < 2 => EntryKey::Echo(paths.pop()),
            How::Echo | How::Union => {
                self.wrong(name, "an item is repeated at one place of an entry");
                return None;
            }
            How::Unkeyed => EntryKey::Unkeyed,
        })
    }

    /// Whether what an entry tells can be an item's key at all.
    fn check_parts(
        &mut self,
        contract: &Contract,
        rule: &BatchRule,
        (name, collection): (&str, &Collection),
        element: NodeRef,
        tells_group: bool,
    ) -> Option<()> {
        let parts = match &rule.item_key {
            ItemKey::Members(members) => members.len(),
            ItemKey::Itself => 1,
            ItemKey::Nothing => return Some(()),
        } + usize::from(tells_group);
        let told = match &collection.key {
            EntryKey::Member(member) => vec![KeyPath::new(member)],
            EntryKey::Members(members) => members.clone(),
            EntryKey::Element | EntryKey::MapKey if parts == 1 => Vec::new(),
            EntryKey::Element | EntryKey::MapKey => {
                let what = format!("an item's key has {parts} parts, and {} tells one", collection.place());
                self.wrong(name, what);
                return None;
            }
            _ => return Some(()),
        };
        if !told.is_empty() && told.len() != parts {
            let group = if tells_group { ", the group's name before the others" } else { "" };
            let what = format!("an item's key has {parts} parts{group}, and an entry tells {}", told.len());
            self.wrong(name, what);
            return None;
        }
        let own = &rule.key_nodes;
        let told = told.get(usize::from(tells_group)..).unwrap_or_default();
        let place = collection.place();
        for (node, path) in own.iter().zip(told) {
            let other = self.node_below(contract, element, path, name, &place)?;
            let [one, two] = [*node, other].map(|node| contract.node(node).kind.holds_others());
            if one != two {
                let which = if one {
                    "the item's key holds other values"
                } else {
                    "the item's key is a single value"
                };
                self.wrong(name, format!("{place}.{path} can never be equal to an item's key: {which}"));
                return None;
            }
        }
        let is_element = collection.key == EntryKey::Element;
        let holds_others = |node: NodeRef| contract.node(node).kind.holds_others();
        if let (true, [only]) = (is_element, own.as_slice())
            && holds_others(*only) != holds_others(element)
        {
            self.wrong(
                name,
                format!("{place} can never be equal to an item's key: one of them is a single value"),
            );
            return None;
        }
        Some(())
    }
}

/// What a place lists, and whether it is a map.
fn listed(place: &str) -> Option<(&str, bool)> {
    let map = place.strip_suffix("{}").map(|path| (path, true));
    map.or_else(|| place.strip_suffix("[]").map(|path| (path, false)))
}
