//! Ways to break each constraint of a request's model, found by walking its schema beside a valid body.

use serde_json::{Value, json};

use super::dice::Dice;
use super::edit::{Change, Spot};
use super::misspell::{misspellings, of_length};
use super::sample::Sampler;
use crate::contract::{ClauseRef, ConstraintRef, Contract, EntryKey, NodeKind, NodeRef};

/// One way to break one constraint.
pub(super) struct Breakage {
    /// Which constraint and how, for the case's name.
    pub(super) label: String,
    /// The change lies inside an item (path from the item) or in the body around (path from the root).
    pub(super) inside_item: bool,
    pub(super) path: Vec<Spot>,
    pub(super) change: Change,
    /// What the maker claims; `None` where only the validator knows.
    pub(super) clause: Option<ClauseRef>,
}

/// Every way to break one constraint in a body like `valid`, the items of a batch included.
pub(super) fn breakages(contract: &Contract, valid: &Value, dice: &Dice) -> Vec<Breakage> {
    let mut finder = Finder { contract, found: Vec::new(), dice: dice.clone(), inside_item: false };
    finder.node(contract.input, &mut Vec::new(), valid);
    finder.found
}

/// Walks the request's schema beside a valid tree and lists ways to break each constraint.
struct Finder<'c> {
    contract: &'c Contract,
    found: Vec<Breakage>,
    dice: Dice,
    inside_item: bool,
}

impl Finder<'_> {
    fn add(
        &mut self,
        what: impl std::fmt::Display,
        path: &[Spot],
        change: Change,
        clause: Option<ClauseRef>,
    ) {
        let label = what.to_string();
        self.found.push(Breakage {
            label,
            inside_item: self.inside_item,
            path: path.to_vec(),
            change,
            clause,
        });
    }

    fn node(&mut self, node: NodeRef, path: &mut Vec<Spot>, value: &Value) {
        let contract = self.contract;
        let shape = contract.node(node);
        if !path.is_empty() || self.inside_item {
            self.wrong_types(node, path, value);
        }
        match &shape.kind {
            NodeKind::Structure(members) => {
                for member in members {
                    path.push(Spot::Name(member.name.clone()));
                    if let Some(rule) = member.required {
                        let (name, clause) = (contract.constraint(rule), contract.constraint(rule).clause);
                        self.add(format!("{name}/absent"), path, Change::Remove, clause);
                        self.add(format!("{name}/null"), path, Change::Put(Value::Null), clause);
                        let renamed = other_case(&member.name);
                        self.add(format!("{name}/in-other-case"), path, Change::Rename(renamed), clause);
                    }
                    if let Some(value) = value.get(&member.name) {
                        self.node(member.node, path, value);
                    }
                    path.pop();
                }
            }
            NodeKind::List { element, null_rule, .. } => self.list(node, *element, *null_rule, path, value),
            NodeKind::Map { value: element, .. } => {
                if let Some((name, value)) = value.as_object().and_then(|members| members.iter().next()) {
                    path.push(Spot::Name(name.clone()));
                    self.node(*element, path, value);
                    path.pop();
                }
            }
            NodeKind::String { .. } => self.strings(node, path, value),
            NodeKind::Integer { min, max, values } => {
                for (rule, value) in [
                    min.map(|(n, rule)| (rule, n.checked_sub(1))),
                    max.map(|(n, rule)| (rule, n.checked_add(1))),
                    values.as_ref().map(|(known, rule)| (*rule, known.iter().max().map(|n| n + 1))),
                ]
                .into_iter()
                .flatten()
                {
                    if let Some(value) = value {
                        let constraint = contract.constraint(rule);
                        self.add(
                            format!("{constraint}/{value}"),
                            path,
                            Change::Put(json!(value)),
                            constraint.clause,
                        );
                    }
                }
            }
            NodeKind::Float { min, max } => {
                for (bound, step) in [(min, -1.0), (max, 1.0)] {
                    let Some((spelling, rule)) = bound else { continue };
                    let Ok(number) = spelling.parse::<f64>() else {
                        continue;
                    };
                    let constraint = contract.constraint(*rule);
                    let beyond = json!(number + step);
                    self.add(format!("{constraint}/{beyond}"), path, Change::Put(beyond), constraint.clause);
                }
            }
            _ => {}
        }
    }

    fn list(
        &mut self,
        node: NodeRef,
        element: NodeRef,
        null_rule: Option<ConstraintRef>,
        path: &mut Vec<Spot>,
        value: &Value,
    ) {
        let contract = self.contract;
        let is_batch = contract.batch.as_ref().is_some_and(|batch| batch.items_node == node);
        if is_batch {
            let mut dice = self.dice.clone();
            let item = Sampler::new(contract, &mut dice).value(element);
            let outer = std::mem::take(path);
            self.inside_item = true;
            if let Some(rule) = null_rule {
                let constraint = contract.constraint(rule);
                self.add(format!("{constraint}/null"), path, Change::Put(Value::Null), constraint.clause);
            }
            self.node(element, path, &item);
            self.inside_item = false;
            *path = outer;
            return;
        }
        let Some(first) = value.get(0) else { return };
        if let Some((min, rule)) = contract.node(node).length.and_then(|length| length.min) {
            let constraint = contract.constraint(rule);
            let short = vec![first.clone(); min - 1];
            self.add(
                format!("{constraint}/{}", min - 1),
                path,
                Change::Put(Value::Array(short)),
                constraint.clause,
            );
        }
        if let Some((max, rule)) = contract.node(node).length.and_then(|length| length.max) {
            let constraint = contract.constraint(rule);
            let long = vec![first.clone(); max + 1];
            self.add(
                format!("{constraint}/{}", max + 1),
                path,
                Change::Put(Value::Array(long)),
                constraint.clause,
            );
        }
        path.push(Spot::Index(0));
        if let Some(rule) = null_rule {
            let constraint = contract.constraint(rule);
            self.add(format!("{constraint}/null"), path, Change::Put(Value::Null), constraint.clause);
        }
        self.node(element, path, first);
        path.pop();
    }

    /// Every JSON type that does not belong here, and the coercions that lenient readers make.
    fn wrong_types(&mut self, node: NodeRef, path: &[Spot], value: &Value) {
        let shape = self.contract.node(node);
        let constraint = self.contract.constraint(shape.type_rule);
        let text = value.as_str().unwrap_or("text").to_owned();
        let mut candidates = vec![
            ("string", Change::Put(Value::String(text))),
            ("number", Change::Put(json!(7))),
            // Numbers whose digits many an id grammar allows, so that a lenient reader shows itself.
            ("number-of-five-digits", Change::Put(json!(12_345))),
            ("number-of-twelve-digits", Change::Put(json!(123_456_789_012_u64))),
            ("true", Change::Put(Value::Bool(true))),
            ("false", Change::Put(Value::Bool(false))),
            ("object", Change::Put(json!({}))),
            ("object-with-index", Change::Put(json!({"0": value}))),
            ("array", Change::Put(json!([]))),
            ("wrapped", Change::Wrap),
            ("unwrapped", Change::Unwrap),
        ];
        if self.contract.batch.as_ref().is_some_and(|batch| batch.items_node == node) {
            // An object whose values are items, as some readers take for a list.
            let mut dice = self.dice.clone();
            if let NodeKind::List { element, .. } = shape.kind {
                let item = Sampler::new(self.contract, &mut dice).value(element);
                candidates.push(("object-of-items", Change::Put(json!({"0": item}))));
                candidates.push(("object-of-named-items", Change::Put(json!({"a": item, "b": item}))));
                candidates.push(("item", Change::Put(item)));
            }
        }
        for name in key_names(self.contract) {
            candidates.push(("object-with-key", Change::Put(json!({name: value}))));
        }
        let belongs = |name: &str| match &shape.kind {
            NodeKind::Structure(_) | NodeKind::Union(_) | NodeKind::Map { .. } => name.starts_with("object"),
            NodeKind::List { .. } => matches!(name, "array" | "wrapped"),
            NodeKind::String { .. } | NodeKind::Blob => name == "string",
            NodeKind::Integer { .. } => name.starts_with("number"),
            NodeKind::Float { .. } | NodeKind::Timestamp { .. } => {
                name.starts_with("number") || name == "string"
            }
            NodeKind::Boolean => matches!(name, "true" | "false"),
            NodeKind::Document { .. } => true,
        };
        for (name, change) in candidates {
            let has_first = value.get(0).is_some() || matches!(shape.kind, NodeKind::List { .. });
            if !belongs(name) && (name != "unwrapped" || has_first) {
                self.add(format!("{constraint}/{name}"), path, change, constraint.clause);
            }
        }
    }

    fn strings(&mut self, node: NodeRef, path: &[Spot], value: &Value) {
        let contract = self.contract;
        let shape = contract.node(node);
        let valid = value.as_str().unwrap_or_default();
        let mut candidates = Vec::new();
        if let Some((max, _)) = shape.length.and_then(|length| length.max) {
            for over in [1, 2, max.max(1)] {
                let length = max + over;
                candidates.push((format!("{length}-characters"), of_length(valid, length)));
            }
        }
        if let Some((min, _)) = shape.length.and_then(|length| length.min) {
            candidates.push((format!("{}-characters", min - 1), of_length(valid, min - 1)));
        }
        if let NodeKind::String { values: Some((known, _)) } = &shape.kind {
            let first = known.first().cloned().unwrap_or_default();
            candidates.extend([
                ("unknown-value".to_owned(), format!("{first}_X")),
                ("lower-case".to_owned(), first.to_lowercase()),
            ]);
        }
        if let Some(rule) = contract.value_rule(node) {
            let listed = rule.broken.iter().enumerate();
            candidates.extend(listed.map(|(index, text)| (format!("listed-{index}"), text.clone())));
        }
        if shape.pattern.is_some() {
            candidates.extend(misspellings(valid, &mut self.dice));
        }
        let place = &shape.place;
        for (label, text) in candidates {
            self.add(format!("{place}/{label}"), path, Change::Put(Value::String(text)), None);
        }
    }
}

/// Names under which this API's messages hold an item's key.
fn key_names(contract: &Contract) -> Vec<String> {
    let Some(batch) = &contract.batch else { return Vec::new() };
    let collections = std::iter::once(&batch.succeeded).chain(&batch.failed);
    let entries = collections.filter_map(|collection| match &collection.key {
        EntryKey::Member(name) => Some(name.clone()),
        EntryKey::MapKey | EntryKey::Element => None,
    });
    let mut names: Vec<String> = entries.chain(batch.item_key.clone()).collect();
    names.dedup();
    names
}

/// The name with its first letter in the other case.
fn other_case(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters
        .next()
        .map(|c| if c.is_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() });
    first.into_iter().chain(characters).collect()
}
