//! What a suite file says of places in the model: where a batch keeps its items and their outcomes, and which values are
//! telling there.

use std::collections::BTreeMap;

use super::batch::{BatchRule, Collection, EntryKey};
use super::clause::ClauseRef;
use super::load::Loader;
use super::nearest::nearest as nearest_of;
use super::operation::{Contract, ValueRule};
use super::pattern::Pattern;
use super::schema::{NodeKind, NodeRef, TextReading};
use super::suite_file::{BatchEntry, CollectionEntry, ReadingEntry, SourceEntry, Text, ValueEntry};

impl Loader<'_> {
    pub(super) fn batch(&mut self, contract: &Contract, entry: BatchEntry) -> Option<BatchRule> {
        let (items_node, items) = self.path_of(contract, "batch.items", "input.", &entry.items)?;
        let item_key = Some(entry.item_key).filter(|key| !key.is_empty());
        if let Some(key) = &item_key {
            self.place_exists(contract, "batch.item_key", &format!("{}[].{key}", entry.items));
        }
        let succeeded = self.collection(contract, "batch.succeeded", entry.succeeded)?;
        let failed = match entry.failed {
            Some(failed) => Some(self.collection(contract, "batch.failed", failed)?),
            None => None,
        };
        let lenient_echo = entry.lenient_echo.and_then(|source| self.compile("batch.lenient_echo", &source));
        Some(BatchRule {
            items,
            items_node,
            item_key,
            succeeded,
            failed,
            transient_codes: entry.transient_codes,
            lenient_echo,
        })
    }

    fn collection(&mut self, contract: &Contract, place: &str, entry: CollectionEntry) -> Option<Collection> {
        let (path, key) = if let Some(path) = entry.place.strip_suffix("{}") {
            (path, EntryKey::MapKey)
        } else if let Some(path) = entry.place.strip_suffix("[]") {
            (path, if entry.key.is_empty() { EntryKey::Element } else { EntryKey::Member(entry.key.clone()) })
        } else {
            self.wrong(place, format!("{:?} must end in [] (a list) or {{}} (a map)", entry.place));
            return None;
        };
        for member in
            [Some(&entry.key).filter(|key| !key.is_empty()), entry.code.as_ref()].into_iter().flatten()
        {
            self.place_exists(contract, place, &format!("{}.{member}", entry.place));
        }
        let (node, path) = self.path_of(contract, place, "output.", path)?;
        Some(Collection { path, node, key, code: entry.code })
    }

    /// The node and the member names of a place under `prefix`, which must exist in the model.
    fn path_of(
        &mut self,
        contract: &Contract,
        key: &str,
        prefix: &str,
        place: &str,
    ) -> Option<(NodeRef, Vec<String>)> {
        let node = self.place_exists(contract, key, place)?;
        let Some(path) = place.strip_prefix(prefix) else {
            self.wrong(key, format!("{place:?} must begin with {prefix:?}"));
            return None;
        };
        Some((node, path.split('.').map(str::to_owned).collect()))
    }

    pub(super) fn place_exists(&mut self, contract: &Contract, key: &str, place: &str) -> Option<NodeRef> {
        let found = contract.node_at(place);
        if found.is_none() {
            let nearest = nearest_of(place, contract.nodes.iter().map(|node| node.place.as_str()));
            self.wrong(key, format!("{place:?} is not a place of the model; the nearest is {nearest:?}"));
        }
        found
    }

    pub(super) fn compile(&mut self, place: &str, source: &str) -> Option<Pattern> {
        Pattern::new(source).map_err(|error| self.wrong(place, format!("pattern {source:?}: {error}"))).ok()
    }

    pub(super) fn clause_ref(
        &mut self,
        contract: &Contract,
        place: &str,
        id: Option<&String>,
    ) -> Option<ClauseRef> {
        let id = id?;
        let found = contract.clauses.find(id);
        if found.is_none() {
            let nearest = nearest_of(id, contract.clauses.iter().map(|(_, clause)| clause.id.as_str()));
            self.wrong(place, format!("clause {id:?} is unknown; the nearest is {nearest:?}"));
        }
        found
    }

    pub(super) fn value(&mut self, contract: &Contract, entry: ValueEntry) -> Option<ValueRule> {
        let place = format!("value {}", entry.place);
        let node = self.place_exists(contract, "value.place", &entry.place)?;
        let texts = |texts: Vec<Text>| texts.into_iter().map(Text::into_string).collect();
        Some(ValueRule {
            node,
            strict: entry.strict.and_then(|source| self.compile(&place, &source)),
            strict_clause: self.clause_ref(contract, &place, entry.strict_clause.as_ref()),
            odd_clause: self.clause_ref(contract, &place, entry.odd_clause.as_ref()),
            open_clause: self.clause_ref(contract, &place, entry.open_clause.as_ref()),
            unjudged: entry.unjudged.iter().filter_map(|source| self.compile(&place, source)).collect(),
            pool: entry.pool,
            only: entry.only,
            examples: texts(entry.examples),
            odd: texts(entry.odd),
            broken: texts(entry.broken),
        })
    }

    /// Puts what other versions of the sources say beside the model.
    pub(super) fn reading(
        &mut self,
        contract: &mut Contract,
        entry: &ReadingEntry,
        sources: &BTreeMap<String, SourceEntry>,
    ) {
        if !sources.contains_key(&entry.source) {
            self.wrong("reading.source", format!("source {:?} is not among [sources]", entry.source));
        }
        let Some(node) = self.place_exists(contract, "reading.place", &entry.place) else { return };
        let Some(pattern) = self.compile(&format!("reading {}", entry.place), &entry.pattern) else { return };
        if !matches!(contract.node(node).kind, NodeKind::String { .. }) {
            return self.wrong("reading.place", format!("{:?} is no place of texts", entry.place));
        }
        let max = entry.max_length.unwrap_or(usize::MAX);
        contract.add_reading(node, TextReading { pattern, min: entry.min_length, max });
    }
}
