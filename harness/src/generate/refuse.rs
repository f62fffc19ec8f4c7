//! Cases that break exactly one constraint of the model, and say which.

use serde_json::{Value, json};

use super::base::documented;
use super::case::{Aim, Case, Claim, Origin, Step};
use super::dice::Dice;
use super::edit::{Change, Spot, apply};
use super::misspell::{misspellings, of_length};
use super::plan::Maker;
use super::sample::Sampler;
use crate::contract::{ClauseRef, ConstraintRef, Contract, EntryKey, Expectation, NodeKind, NodeRef};

/// One way to break one constraint.
struct Breakage {
    /// Which constraint and how, for the case's name.
    label: String,
    /// The change lies inside an item (path from the item) or in the body around (path from the root).
    inside_item: bool,
    path: Vec<Spot>,
    change: Change,
    /// What the maker claims; `None` where only the validator knows.
    clause: Option<ClauseRef>,
}

/// How many items there are and which of them is changed.
const PLACINGS: [(&str, Size, Place); 8] = [
    ("alone", Size::One, Place::First),
    ("first-of-two", Size::Two, Place::First),
    ("last-of-two", Size::Two, Place::Last),
    ("middle-of-some", Size::Some, Place::Middle),
    ("last-of-some", Size::Some, Place::Last),
    ("first-of-full", Size::Full, Place::First),
    ("middle-of-full", Size::Full, Place::Middle),
    ("last-of-full", Size::Full, Place::Last),
];

#[derive(Clone, Copy)]
enum Size {
    One,
    Two,
    Some,
    Full,
}

#[derive(Clone, Copy)]
enum Place {
    First,
    Middle,
    Last,
    At(usize),
}

/// How often a change in the body around the items is tried, each time around other items.
const BODY_REPEATS: u32 = 5;

/// Cases for every constraint that the request's model states.
pub(super) fn cases(maker: &mut Maker<'_>) -> Vec<Case> {
    let contract = maker.contract;
    let mut dice = Dice::new(maker.seed, "refuse", 0);
    let mut finder = Finder { contract, found: Vec::new(), dice: dice.clone(), inside_item: false };
    finder.node(contract.input, &mut Vec::new(), &maker.base.tree.clone());
    let breakages = finder.found;
    let mut cases = Vec::new();
    for (turn, breakage) in breakages.iter().enumerate() {
        if breakage.inside_item {
            // The many misspellings share the placings among them; all else is tried at every place.
            let many = breakage.clause.is_none() && !breakage.label.contains("/listed-");
            for (index, (placing, size, place)) in PLACINGS.into_iter().enumerate() {
                let rotates = 1 + turn % (PLACINGS.len() - 1);
                if !many || index == 0 || index == rotates {
                    cases.extend(inside(maker, &mut dice, breakage, placing, size, place));
                }
            }
        } else {
            cases.extend((0..BODY_REPEATS).filter_map(|index| around(maker, &mut dice, breakage, index)));
        }
    }
    cases.extend(sizes(maker, &mut dice));
    cases.extend(sweep(maker, &mut dice, &breakages));
    cases
}

/// One telling value at every single place of a full batch: where an implementation pages, some places go unseen.
fn sweep(maker: &mut Maker<'_>, dice: &mut Dice, breakages: &[Breakage]) -> Vec<Case> {
    let mut by_place: Vec<&Breakage> = breakages
        .iter()
        .filter(|breakage| breakage.inside_item && breakage.label.ends_with("/listed-0"))
        .collect();
    by_place.dedup_by(|one, other| one.path == other.path);
    let mut cases = Vec::new();
    for breakage in by_place {
        for at in 0..maker.max_items() {
            cases.extend(inside(
                maker,
                dice,
                breakage,
                &format!("at-{at}-of-full"),
                Size::Full,
                Place::At(at),
            ));
        }
    }
    cases
}

fn inside(
    maker: &mut Maker<'_>,
    dice: &mut Dice,
    breakage: &Breakage,
    placing: &str,
    size: Size,
    place: Place,
) -> Option<Case> {
    let max = maker.max_items();
    let count = match size {
        Size::One => 1,
        Size::Two => 2,
        Size::Some => 3 + dice.below(6.min(max.saturating_sub(3)).max(1)),
        Size::Full => max,
    };
    let mut items: Vec<String> = maker.pool.draw(dice, count).iter().map(|item| item.json.clone()).collect();
    let at = match place {
        Place::First => 0,
        Place::Middle => items.len() / 2,
        Place::At(at) => at.min(items.len().checked_sub(1)?),
        Place::Last => items.len().checked_sub(1)?,
    };
    let mut item: Value = serde_json::from_str(items.get(at)?).ok()?;
    if !apply(&mut item, &breakage.path, &breakage.change) {
        return None;
    }
    items[at] = item.to_string();
    let body = maker.base.body(maker.contract, items.iter().map(String::as_str));
    maker.step(breakage, body, format!("{}/{placing}", breakage.label), 0)
}

fn around(maker: &mut Maker<'_>, dice: &mut Dice, breakage: &Breakage, index: u32) -> Option<Case> {
    let count = 1 + dice.below(4.min(maker.max_items()));
    let items = maker.pool.draw(dice, count);
    let items: Vec<String> = items.iter().map(|item| item.json.clone()).collect();
    let body = maker.base.body(maker.contract, items.iter().map(String::as_str));
    let mut tree: Value = serde_json::from_slice(&body).ok()?;
    if !apply(&mut tree, &breakage.path, &breakage.change) {
        return None;
    }
    maker.step(breakage, tree.to_string().into_bytes(), breakage.label.clone(), index)
}

/// Batches of too few and too many items, all of them good and different; and too many with repeats, which count.
fn sizes(maker: &mut Maker<'_>, dice: &mut Dice) -> Vec<Case> {
    let contract = maker.contract;
    let Some(batch) = &contract.batch else {
        return Vec::new();
    };
    let Some(length) = contract.node(batch.items_node).length else {
        return Vec::new();
    };
    let mut cases = Vec::new();
    let mut size = |maker: &mut Maker<'_>, rule, count: usize, repeat: bool, index: u32| {
        let breakage = Breakage {
            label: format!(
                "{}/{count}{}",
                contract.constraint(rule),
                if repeat { "-with-repeats" } else { "" }
            ),
            inside_item: false,
            path: Vec::new(),
            change: Change::Remove,
            clause: contract.constraint(rule).clause,
        };
        let mut items: Vec<&str> =
            maker.pool.draw(dice, count).iter().map(|item| item.json.as_str()).collect();
        if repeat && let Some(first) = items.first().copied() {
            let kept = count / 2;
            items.truncate(kept.max(1));
            items.resize(count, first);
        }
        if items.len() == count {
            let body = maker.base.body(contract, items);
            cases.extend(maker.step(&breakage, body, breakage.label.clone(), index));
        }
    };
    if let Some((min, rule)) = length.min {
        for count in 0..min {
            (0..BODY_REPEATS).for_each(|index| size(maker, rule, count, false, index));
        }
    }
    if let Some((max, rule)) = length.max {
        for (index, over) in [1, 1, 1, 2, 3, max / 4 + 1, max / 2, max].into_iter().enumerate() {
            size(maker, rule, max + over, false, u32::try_from(index).unwrap_or(0));
        }
        for (index, over) in [1, 1, 2, max / 2, max].into_iter().enumerate() {
            size(maker, rule, max + over, true, u32::try_from(index).unwrap_or(0));
        }
    }
    cases
}

impl Maker<'_> {
    fn step(&mut self, breakage: &Breakage, body: Vec<u8>, variant: String, index: u32) -> Option<Case> {
        let origin = Origin { family: "breach", variant, index };
        let request = documented(self.contract, body);
        let claim = breakage.clause.map_or(Claim::Any, Claim::RefusedBy);
        match Step::checked(self.contract, request, claim) {
            // A misspelling that breaks nothing is a valid value: cases of acceptance have their own place.
            Ok(step) if !matches!(step.expectation, Expectation::Refuse(_)) => None,
            Ok(step) => Some(Case { origin, aim: Aim::Plain, steps: vec![step], relation: None }),
            Err(what) => {
                self.fault(origin, what);
                None
            }
        }
    }
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
