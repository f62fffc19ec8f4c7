//! Ways to break each constraint of a request's model, found by walking its schema beside a valid body.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::edit::{Change, Edit, Spot};
use super::rng::Rng;
use super::values::names::misnomers;
use super::values::sample::{Sampler, blob};
use super::values::wrong_values::{other_texts, wrong_texts, wrong_times, wrong_types};
use crate::contract::{
    ClauseRef, ConstraintRef, Contract, Length, Location, Member, NodeKind, NodeRef, SERVED_BODY_BYTES,
};

/// One way to break one constraint.
pub(super) struct Negative {
    /// Which constraint and how, for the case's name.
    pub(super) label: String,
    /// The edit lies inside an item (paths from the item) or in the body around (paths from the root).
    pub(super) inside_item: bool,
    pub(super) edit: Edit,
    /// What the builder claims; `None` where only the validator knows.
    pub(super) clause: Option<ClauseRef>,
}

impl Negative {
    /// Whether it is one of many that differ in little, so that they share the places in a batch among them.
    pub(super) fn is_one_of_many(&self) -> bool {
        (self.clause.is_none() && !self.label.contains("/listed-")) || self.is_misnomer()
    }

    /// Whether the place travels in the path, the query or a header.
    pub(super) fn is_outside(&self, contract: &Contract) -> bool {
        !self.inside_item && self.edit.leads_outside_the_body(contract)
    }

    /// Whether a member stands under another name.
    pub(super) fn is_misnomer(&self) -> bool {
        self.label.contains("/named-")
    }

    /// The constraint, without the way in which it breaks.
    pub(super) fn constraint(&self) -> &str {
        self.label.split('/').next().unwrap_or_default()
    }
}

/// Vast models have a hundred thousand ways to break them. After so many each further constraint is broken in one way.
const MANY: usize = 1500;
/// So many are found at most.
const MOST: usize = 4000;

/// Every way to break one constraint in a body like `valid`, the items of a batch included.
pub(super) fn negatives(contract: &Contract, valid: &Value, rng: &Rng) -> Vec<Negative> {
    let mut finder = Finder {
        contract,
        found: Vec::new(),
        rng: rng.clone(),
        inside_item: false,
        outside: false,
        groundwork: Vec::new(),
        open: Vec::new(),
        late: BTreeSet::new(),
    };
    finder.node(contract.input, &mut Vec::new(), valid);
    finder.found
}

/// Walks the request's schema beside a valid tree and lists ways to break each constraint.
struct Finder<'c> {
    contract: &'c Contract,
    found: Vec<Negative>,
    rng: Rng,
    inside_item: bool,
    /// The present place travels in the path, the query or a header.
    outside: bool,
    /// What the tree needs for the present place to be in it.
    groundwork: Vec<(Vec<Spot>, Value)>,
    /// The nodes on the way to the present place: a recursive shape is walked once.
    open: Vec<NodeRef>,
    /// Constraints that were broken when there were many ways already.
    late: BTreeSet<String>,
}

impl Finder<'_> {
    fn add(
        &mut self,
        what: impl std::fmt::Display,
        path: &[Spot],
        change: Change,
        clause: Option<ClauseRef>,
    ) {
        let (label, inside_item) = (what.to_string(), self.inside_item);
        if self.found.len() >= MANY {
            let constraint = label.split('/').next().unwrap_or_default();
            if self.found.len() >= MOST || !self.late.insert(constraint.to_owned()) {
                return;
            }
        }
        let edit = Edit { groundwork: self.groundwork.clone(), path: path.to_vec(), change };
        self.found.push(Negative { label, inside_item, edit, clause });
    }

    /// A negative of this constraint, as the builder claims.
    fn breaks(&mut self, rule: ConstraintRef, how: impl std::fmt::Display, path: &[Spot], change: Change) {
        let constraint = self.contract.constraint(rule);
        self.add(format!("{constraint}/{how}"), path, change, constraint.clause);
    }

    fn sampled(&self, node: NodeRef) -> Value {
        Sampler::new(self.contract, &mut self.rng.clone()).value(node)
    }

    fn distinct(&self, node: NodeRef, count: usize) -> Vec<Value> {
        Sampler::new(self.contract, &mut self.rng.clone()).distinct(node, count)
    }

    fn node(&mut self, node: NodeRef, path: &mut Vec<Spot>, value: &Value) {
        if self.open.contains(&node) {
            return;
        }
        self.open.push(node);
        let contract = self.contract;
        let shape = contract.node(node);
        if self.outside {
            for text in other_texts(&shape.kind) {
                let change = Change::Put(Value::String((*text).to_owned()));
                self.breaks(shape.type_rule, format!("{text:?}"), path, change);
            }
        } else if !path.is_empty() || self.inside_item {
            for (name, change) in wrong_types(contract, node, value, &self.rng) {
                self.breaks(shape.type_rule, name, path, change);
            }
        }
        match &shape.kind {
            NodeKind::Structure(members) => {
                members.iter().for_each(|member| self.member(member, members, path, value));
            }
            NodeKind::Union(members) => self.union(node, members, path),
            NodeKind::List { element, null_rule, .. } => self.list(node, *element, *null_rule, path, value),
            NodeKind::Map { key, value: element, null_rule } => {
                self.map(node, (*key, *element), *null_rule, path, value);
            }
            NodeKind::String { .. } => {
                let texts = wrong_texts(contract, node, value.as_str().unwrap_or_default(), &mut self.rng);
                for (label, text) in texts {
                    let label = format!("{}/{label}", shape.place);
                    self.add(label, path, Change::Put(Value::String(text)), None);
                }
            }
            NodeKind::Timestamp { format, .. } => {
                for text in wrong_times(*format) {
                    self.add(format!("{}/{text:?}", shape.place), path, Change::Put(json!(text)), None);
                }
            }
            NodeKind::Blob => {
                // A body that is larger than every server must take says nothing of its parts.
                let is_written = |(_, bytes): &(_, usize)| *bytes < SERVED_BODY_BYTES / 2;
                for (rule, bytes) in sizes_beyond(shape.length).filter(is_written) {
                    self.breaks(rule, format!("{bytes}-bytes"), path, Change::Put(json!(blob(bytes))));
                }
            }
            NodeKind::Integer { min, max, values } => {
                let past = values.as_ref().map(|(known, rule)| (*rule, known.iter().max().map(|n| n + 1)));
                let below = min.map(|(n, rule)| (rule, n.checked_sub(1)));
                let above = max.map(|(n, rule)| (rule, n.checked_add(1)));
                for (rule, value) in [below, above, past].into_iter().flatten() {
                    if let Some(value) = value {
                        self.breaks(rule, value, path, Change::Put(json!(value)));
                    }
                }
            }
            NodeKind::Float { min, max } => {
                for (bound, step) in [(min, -1.0), (max, 1.0)] {
                    let Some((spelling, rule)) = bound else { continue };
                    if let Ok(number) = spelling.parse::<f64>() {
                        let beyond = json!(number + step);
                        self.breaks(*rule, beyond.clone(), path, Change::Put(beyond));
                    }
                }
            }
            NodeKind::Boolean | NodeKind::Document { .. } => {}
        }
        self.open.pop();
    }

    fn member(&mut self, member: &Member, siblings: &[Member], path: &mut Vec<Spot>, holder: &Value) {
        path.push(Spot::Name(member.name.clone()));
        if !member.location.is_body() {
            self.outside(member, path, holder);
            path.pop();
            return;
        }
        if let Some(rule) = member.required {
            self.breaks(rule, "absent", path, Change::Remove);
            self.breaks(rule, "null", path, Change::Put(Value::Null));
            let siblings: Vec<&str> = siblings.iter().map(|sibling| sibling.name.as_str()).collect();
            for (label, misnomer) in misnomers(&member.name, &siblings) {
                self.breaks(rule, label, path, Change::Rename(misnomer));
            }
        }
        match holder.get(&member.name) {
            Some(value) => self.node(member.node, path, value),
            None if self.open.contains(&member.node) => {}
            None => {
                let value = self.sampled(member.node);
                self.groundwork.push((path.clone(), value.clone()));
                self.node(member.node, path, &value);
                self.groundwork.pop();
            }
        }
        path.pop();
    }

    /// A member that travels in the path, the query or a header: what cannot be written there, or leads to another path, is
    /// left out when it is written.
    fn outside(&mut self, member: &Member, path: &mut Vec<Spot>, holder: &Value) {
        self.outside = true;
        if let Some(rule) = member.required.filter(|_| member.location != Location::Label) {
            self.breaks(rule, "absent", path, Change::Remove);
        }
        let value = holder.get(&member.name).cloned().unwrap_or_else(|| self.sampled(member.node));
        self.groundwork.push((path.clone(), value.clone()));
        self.node(member.node, path, &value);
        self.groundwork.pop();
        self.outside = false;
    }

    /// No variant, two, and what is wrong inside each.
    fn union(&mut self, node: NodeRef, members: &[Member], path: &mut Vec<Spot>) {
        let place = &self.contract.node(node).place;
        let variants: Vec<(String, Value)> =
            members.iter().map(|member| (member.name.clone(), self.sampled(member.node))).collect();
        for (label, count) in [("no-variant", 0), ("two-variants", 2)] {
            let several: Map<String, Value> = variants.iter().take(count).cloned().collect();
            self.add(format!("{place}/{label}"), path, Change::Put(Value::Object(several)), None);
        }
        for (member, (name, value)) in members.iter().zip(variants) {
            self.groundwork.push((path.clone(), json!({ name.as_str(): value })));
            path.push(Spot::Name(name));
            self.node(member.node, path, &value);
            path.pop();
            self.groundwork.pop();
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
        if contract.batch.as_ref().is_some_and(|batch| batch.items_node == node) {
            let item = self.sampled(element);
            let outer = (std::mem::take(path), std::mem::take(&mut self.groundwork));
            self.inside_item = true;
            if let Some(rule) = null_rule {
                self.breaks(rule, "null", path, Change::Put(Value::Null));
            }
            self.node(element, path, &item);
            self.inside_item = false;
            (*path, self.groundwork) = outer;
            return;
        }
        let Some(first) = value.get(0) else { return };
        let NodeKind::List { unique_rule, .. } = &contract.node(node).kind else { return };
        // Groups of one name would be one group.
        let holds_groups = contract.batch.as_ref().is_some_and(|batch| batch.holds_groups(node));
        let length = contract.node(node).length.filter(|_| !holds_groups);
        for (rule, count) in sizes_beyond(length) {
            let elements = match unique_rule {
                Some(_) => self.distinct(element, count),
                None => vec![first.clone(); count],
            };
            if elements.len() == count {
                self.breaks(rule, count, path, Change::Put(Value::Array(elements)));
            }
        }
        if let Some(rule) = unique_rule {
            let mut twice = value.as_array().cloned().unwrap_or_default();
            let max = contract.node(node).length.and_then(|length| length.max);
            if max.is_some_and(|(max, _)| twice.len() >= max) {
                twice.pop();
            }
            twice.push(first.clone());
            if twice.len() > 1 {
                self.breaks(*rule, "twice", path, Change::Put(Value::Array(twice)));
            }
        }
        path.push(Spot::Index(0));
        if let Some(rule) = null_rule.filter(|_| !self.outside) {
            self.breaks(rule, "null", path, Change::Put(Value::Null));
        }
        self.node(element, path, first);
        path.pop();
    }

    fn map(
        &mut self,
        node: NodeRef,
        (key, element): (NodeRef, NodeRef),
        null_rule: Option<ConstraintRef>,
        path: &mut Vec<Spot>,
        value: &Value,
    ) {
        let contract = self.contract;
        let Some((name, first)) = value.as_object().and_then(|members| members.iter().next()) else { return };
        let holds_groups = contract.batch.as_ref().is_some_and(|batch| batch.holds_groups(node));
        let length = contract.node(node).length.filter(|_| !holds_groups);
        for (rule, count) in sizes_beyond(length) {
            let keys = self.distinct(key, count);
            let members: Map<String, Value> =
                keys.iter().filter_map(|key| Some((key.as_str()?.to_owned(), first.clone()))).collect();
            if members.len() == count {
                self.breaks(rule, count, path, Change::Put(Value::Object(members)));
            }
        }
        // Every drawn map has keys of its own.
        self.groundwork.push((path.clone(), value.clone()));
        path.push(Spot::Name(name.clone()));
        if let Some(rule) = null_rule.filter(|_| !self.outside) {
            self.breaks(rule, "null", path, Change::Put(Value::Null));
        }
        let texts = wrong_texts(contract, key, name, &mut self.rng);
        for (label, text) in texts {
            let label = format!("{}/{label}", contract.node(key).place);
            self.add(label, path, Change::Rename(text), None);
        }
        self.node(element, path, first);
        path.pop();
        self.groundwork.pop();
    }
}

/// The nearest sizes that a length forbids, with the constraint that does.
fn sizes_beyond(length: Option<Length>) -> impl Iterator<Item = (ConstraintRef, usize)> {
    let below =
        length.and_then(|length| length.min).and_then(|(min, rule)| Some((rule, min.checked_sub(1)?)));
    let above = length.and_then(|length| length.max).map(|(max, rule)| (rule, max + 1));
    below.into_iter().chain(above)
}
