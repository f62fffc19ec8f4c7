//! Reads the batch rule of a suite file; a rule that could decide nothing is a mistake, never a silence.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::batch::{BatchClass, BatchRule, Counter, EntryKey, Groups, ItemKey, Remainder};
use super::clause::Level;
use super::key_path::KeyPath;
use super::load::Loader;
use super::operation::Contract;
use super::schema::{NodeKind, NodeRef};
use super::suite_file::{BatchEntry, How, Names};

/// Where the items of a rule are.
pub(super) struct ItemsPlace {
    pub(super) groups: Option<Groups>,
    pub(super) path: Vec<String>,
    pub(super) node: NodeRef,
    pub(super) element: NodeRef,
}

impl Loader<'_> {
    /// The rule, with those that apply in its stead; `None` for an operation that itemises nothing.
    pub(super) fn batch(&mut self, contract: &Contract, mut entry: BatchEntry) -> Option<BatchRule> {
        if entry.class == Some(BatchClass::NotABatch) {
            if entry.items.is_some() {
                self.wrong("batch.class", "not-a-batch has no rule: leave out everything else");
            }
            return None;
        }
        let others = std::mem::take(&mut entry.alternative);
        let mut rule = self.one_rule(contract, entry)?;
        for other in others {
            if !other.alternative.is_empty() {
                self.wrong("batch.alternative", "alternatives stand beside one another, not in one another");
            }
            rule.alternatives.extend(self.one_rule(contract, other));
        }
        let place = |rule: &BatchRule| (rule.groups.clone(), rule.items.clone());
        let places: Vec<_> = std::iter::once(&rule).chain(&rule.alternatives).map(place).collect();
        if (1..places.len()).any(|at| places[..at].contains(&places[at])) {
            self.wrong(
                "batch.alternative",
                "two rules have the same items: nothing tells which of them applies",
            );
        }
        Some(rule)
    }

    fn one_rule(&mut self, contract: &Contract, entry: BatchEntry) -> Option<BatchRule> {
        let Some(place) = &entry.items else {
            self.wrong("batch.items", "say where the items are, or class = \"not-a-batch\"");
            return None;
        };
        let items = self.items_place(contract, place, entry.group_key.as_ref())?;
        let element_place = contract.node(items.element).place.clone();
        let hows = [&entry.succeeded, &entry.failed, &entry.third]
            .map(|collection| collection.as_ref().map(super::suite_file::CollectionEntry::how));
        let item_key = self.item_key(entry.item_key.as_ref(), &hows);
        let key_nodes = self.key_nodes(contract, &item_key, items.element, &element_place)?;
        self.check_items_of(contract, &item_key, items.element, &hows);
        let lenient_echo = entry.lenient_echo.and_then(|source| self.compile("batch.lenient_echo", &source));
        let remainder = entry.remainder.unwrap_or(match &entry.failed {
            Some(_) => Remainder::Breach,
            None => Remainder::Absent,
        });
        let has_groups = items.groups.as_ref().is_some_and(Groups::are_named);
        let undecided = (!entry.undecided.is_empty()).then(|| lasting(&entry.undecided.join("; ")));
        let mut rule = BatchRule {
            class: entry.class,
            groups: items.groups,
            items: items.path,
            items_node: items.node,
            element: items.element,
            item_key,
            key_nodes,
            succeeded: None,
            failed: None,
            third: None,
            remainder,
            bad_item: entry.bad_item,
            level: entry.level.unwrap_or(Level::Must),
            counters: Vec::new(),
            aliases: entry.aliases.iter().map(|alias| KeyPath::new(alias)).collect(),
            undecided,
            unique_keys: entry.unique_keys,
            transient_codes: entry.transient_codes,
            lenient_echo,
            whole: Vec::new(),
            bounds: Vec::new(),
            needed: Vec::new(),
            determined: Vec::new(),
            left_out: Vec::new(),
            alternatives: Vec::new(),
        };
        if rule.level == Level::Note {
            self.wrong("batch.level", "a rule is \"must\" or \"should\"");
        }
        let named = [
            ("batch.succeeded", entry.succeeded),
            ("batch.failed", entry.failed),
            ("batch.third", entry.third),
        ];
        let [succeeded, failed, third] =
            named.map(|(name, collection)| self.collection_of(contract, &rule, name, collection, has_groups));
        (rule.succeeded, rule.failed, rule.third) = (succeeded?, failed?, third?);
        rule.counters = entry
            .counters
            .iter()
            .filter_map(|counter| {
                let path = self.counter(contract, &counter.place)?;
                Some(Counter { path, counts: counter.counts })
            })
            .collect();
        rule.bounds = entry.bounds.iter().filter_map(|place| self.counter(contract, place)).collect();
        rule.needed = entry.needed.iter().filter_map(|path| self.needed(contract, &rule, path)).collect();
        self.read_answers(contract, &mut rule, &entry.determined, &entry.left_out);
        rule.whole = self.whole_promises(contract, &rule, &entry.whole);
        self.check_rule(contract, &rule);
        Some(rule)
    }

    /// What tells items apart: left out, it is the item itself, or nothing where no entry would tell it.
    fn item_key(&mut self, told: Option<&Names>, hows: &[Option<How>; 3]) -> ItemKey {
        match told {
            Some(Names::One(name)) if name.is_empty() => ItemKey::Itself,
            Some(names) => {
                let members: Vec<KeyPath> = names.iter().map(KeyPath::new).collect();
                if members.is_empty() || names.iter().any(|name| name.is_empty() || name.contains('*')) {
                    self.wrong(
                        "batch.item_key",
                        "a key is a member of the item, or several, each by its path",
                    );
                }
                ItemKey::Members(members)
            }
            None => {
                let needs_key = |how: &How| {
                    matches!(how, How::Member | How::Itself | How::MapKey | How::Echo | How::Union)
                };
                let told_by_key = hows.iter().flatten().any(needs_key);
                if told_by_key { ItemKey::Itself } else { ItemKey::Nothing }
            }
        }
    }

    /// Where items are: a list, or one within the values of a map or the elements of a list.
    fn items_place(
        &mut self,
        contract: &Contract,
        place: &str,
        group_key: Option<&String>,
    ) -> Option<ItemsPlace> {
        let node = self.place_exists(contract, "batch.items", place)?;
        let Some(rest) = contract.below("input", place) else {
            self.wrong("batch.items", format!("{place:?} must begin with \"input.\""));
            return None;
        };
        let root = rest.split(['.', '[', '{']).next().unwrap_or_default();
        if contract.location(root).is_some_and(|location| !location.is_body()) && rest != root {
            let what = format!("{place:?} is not in the body, and outside it items stand in no groups");
            self.wrong("batch.items", what);
            return None;
        }
        let names = |path: &str| path.split('.').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let split = [("{}", true), ("[]", false)].into_iter().find_map(|(mark, is_map)| {
            let (outer, inner) = rest.split_once(mark)?;
            Some((outer, inner.strip_prefix('.').unwrap_or(inner), is_map))
        });
        let (groups, path): (Option<Groups>, Vec<String>) = match split {
            None => (None, names(rest)),
            Some((outer, inner, is_map)) => {
                let node = self.place_exists(contract, "batch.items", &format!("input.{outer}"))?;
                let key = group_key.cloned();
                (Some(Groups { path: names(outer), node, is_map, key }), names(inner))
            }
        };
        if path.iter().any(|name| name.contains(['{', '['])) {
            self.wrong("batch.items", format!("{place:?} lies in groups of groups, which no rule can tell"));
            return None;
        }
        self.check_group_key(contract, place, groups.as_ref());
        match contract.node(node).kind {
            NodeKind::List { element, .. } => Some(ItemsPlace { groups, path, node, element }),
            NodeKind::Map { .. } => {
                let what = format!(
                    "{place:?} is a map: only lists of items, or maps of lists ({place}{{}}), are read"
                );
                self.wrong("batch.items", what);
                None
            }
            _ => {
                self.wrong("batch.items", format!("{place:?} is no list, so it holds no items"));
                None
            }
        }
    }

    fn check_group_key(&mut self, contract: &Contract, place: &str, groups: Option<&Groups>) {
        let Some(Groups { key: Some(key), is_map, .. }) = groups else {
            return;
        };
        if *is_map {
            return self.wrong("batch.group_key", "groups in a map are named by its keys: leave it out");
        }
        let group = place.split_once("[]").map_or(place, |(outer, _)| outer);
        self.place_exists(contract, "batch.group_key", &format!("{group}[].{key}"));
    }

    /// The nodes of the key's parts.
    fn key_nodes(
        &mut self,
        contract: &Contract,
        key: &ItemKey,
        element: NodeRef,
        place: &str,
    ) -> Option<Vec<NodeRef>> {
        match key {
            ItemKey::Itself | ItemKey::Nothing => Some(vec![element]),
            ItemKey::Members(paths) => {
                let mut nodes = Vec::new();
                for path in paths {
                    let found = self.node_below(contract, element, path, "batch.item_key", place);
                    if let Some(NodeKind::Map { .. }) = found.map(|found| &contract.node(found).kind) {
                        self.wrong("batch.item_key", format!("{place}.{path} is a map, and no key"));
                    }
                    nodes.extend(found);
                }
                (nodes.len() == paths.len()).then_some(nodes)
            }
        }
    }

    /// The node at the end of a path of members; members of a map may have any name.
    pub(super) fn node_below(
        &mut self,
        contract: &Contract,
        from: NodeRef,
        path: &KeyPath,
        key: &str,
        place: &str,
    ) -> Option<NodeRef> {
        let found = path.names().iter().try_fold(from, |node, name| match &contract.node(node).kind {
            NodeKind::Structure(members) | NodeKind::Union(members) if name == "*" => members
                .iter()
                .find(|member| contract.node(member.node).kind.holds_others())
                .map(|member| member.node),
            NodeKind::Structure(members) | NodeKind::Union(members) => {
                members.iter().find(|member| member.name == *name).map(|member| member.node)
            }
            NodeKind::Map { value, .. } => Some(*value),
            _ => None,
        });
        found.or_else(|| self.place_exists(contract, key, &format!("{place}.{path}")))
    }

    fn counter(&mut self, contract: &Contract, place: &str) -> Option<KeyPath> {
        let node = self.place_exists(contract, "batch.counters", place)?;
        let Some(path) = contract.below("output", place).filter(|path| !path.contains(['[', '{'])) else {
            self.wrong("batch.counters", format!("{place:?} is no single number of the output"));
            return None;
        };
        if !matches!(contract.node(node).kind, NodeKind::Integer { .. }) {
            self.wrong("batch.counters", format!("{place:?} is no whole number, so it counts nothing"));
        }
        Some(KeyPath::new(path))
    }

    /// Items that are structures have no entry that is one value.
    fn check_items_of(
        &mut self,
        contract: &Contract,
        key: &ItemKey,
        element: NodeRef,
        hows: &[Option<How>; 3],
    ) {
        let by_one_value = |how: &How| matches!(how, How::Member | How::MapKey);
        let is_whole = *key == ItemKey::Itself && contract.node(element).kind.holds_others();
        if is_whole && hows.iter().flatten().all(by_one_value) && hows.iter().any(Option::is_some) {
            let place = &contract.node(element).place;
            let what = format!(
                "{place} holds other values, and entries name their items by single ones: name the member of the item that is its key"
            );
            self.wrong("batch.item_key", what);
        }
    }

    fn check_rule(&mut self, contract: &Contract, rule: &BatchRule) {
        let says_nothing = rule.collections().next().is_none();
        let may_say_nothing = matches!(rule.class, Some(BatchClass::AllOrNothing | BatchClass::Untraceable));
        if says_nothing && !may_say_nothing && rule.counters.is_empty() && rule.bounds.is_empty() {
            self.wrong("batch", "no collection of the answer is named: nothing could be judged; or class = \"all-or-nothing\"");
        }
        if rule.is_one_list() && rule.failed.as_ref().is_some_and(|failed| failed.code.is_none()) {
            self.wrong(
                "batch.failed",
                "successes and failures stand in one list: say by which code they are told apart",
            );
        }
        let is_positional = |key: &EntryKey| *key == EntryKey::Position;
        let positional = rule.collections().filter(|collection| is_positional(&collection.key)).count();
        let lists: BTreeSet<String> = rule.collections().map(super::batch::Collection::place).collect();
        if positional > 0 && lists.len() > 1 {
            self.wrong(
                "batch",
                "positions tell items in one list only: name the same place for successes and failures",
            );
        }
        for alias in &rule.aliases {
            let is_there = rule.collections().any(|collection| {
                let NodeKind::List { element, .. } = contract.node(collection.node).kind else {
                    return false;
                };
                match &contract.node(element).kind {
                    NodeKind::Structure(members) => {
                        members.iter().any(|member| alias.names().first() == Some(&member.name))
                    }
                    _ => false,
                }
            });
            if !is_there {
                self.wrong(
                    "batch.aliases",
                    format!("no collection has entries with a member {:?}", alias.to_string()),
                );
            }
        }
        if rule.unique_keys && rule.item_key == ItemKey::Nothing {
            self.wrong(
                "batch.unique_keys",
                "items without a key have none that could be unique: give item_key",
            );
        }
    }
}

/// The sentence for as long as the process lasts: verdicts quote it in every case. Each is kept once.
fn lasting(sentence: &str) -> &'static str {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.get(sentence) {
        return known;
    }
    let new: &'static str = Box::leak(sentence.to_owned().into_boxed_str());
    kept.insert(new);
    new
}
