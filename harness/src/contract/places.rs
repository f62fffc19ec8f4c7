//! What a suite file says of places in the model: that they exist, and which values are telling there.

use std::collections::BTreeMap;

use super::clause::ClauseRef;
use super::load::Loader;
use super::nearest::nearest as nearest_of;
use super::operation::{Contract, ValueRule};
use super::pattern::Pattern;
use super::schema::{NodeKind, NodeRef, TextReading};
use super::suite_file::{ReadingEntry, SourceEntry, Text, ValueEntry};

impl Loader<'_> {
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
