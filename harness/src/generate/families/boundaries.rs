//! Constraints of the request's model exactly met: sizes, ranges, enums, lengths counted in characters, optional members
//! and every variant present.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::refuse::MOST_BYTES;
use crate::contract::{
    ClauseRef, ConstraintRef, Contract, Expectation, Member, NodeKind, NodeRef, SERVED_BODY_BYTES, at,
    validate,
};
use crate::generate::bound::elsewhere;
use crate::generate::case::{Aim, Case, Claim, Origin};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::edit::{Change, Edit, Spot};
use crate::generate::keyed::key_text;
use crate::generate::rng::Rng;
use crate::generate::values::misspell::of_length;
use crate::generate::values::sample::{Sampler, blob};
use crate::message::Request;

/// Sizes beyond this are not written: even in characters of four bytes the body must be one that every server takes.
const MOST_WRITTEN: usize = SERVED_BODY_BYTES / 5;

/// Cases that meet each end of each constraint, one at a time.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let contract = builder.contract;
    let mut rng = Rng::new(builder.seed, "boundaries", 0);
    let items = builder.batch(&mut rng, 1);
    let body = builder.base.body(contract, items.iter().map(|item| item.json.as_str()));
    let Ok(tree) = serde_json::from_slice::<Value>(&body) else {
        return Vec::new();
    };
    let mut whole = tree.clone();
    if contract.binding.template.is_some() {
        whole.clone_from(&builder.base.tree);
        merge(&mut whole, &tree);
    }
    let mut finder = Finder { contract, rng, found: Vec::new(), groundwork: Vec::new(), open: Vec::new() };
    finder.node(contract.input, &mut Vec::new(), &whole);
    let (mut cases, mut bytes) = (Vec::new(), 0);
    for (index, Boundary { label, edit, clause }) in (0..).zip(finder.found) {
        if bytes > MOST_BYTES {
            break;
        }
        if edit.leads_outside_the_body(contract) {
            let mut changed = whole.clone();
            let request =
                edit.apply(&mut changed).then(|| elsewhere(contract, &changed, body.clone())).flatten();
            cases.extend(request.and_then(|request| builder.met_outside(label, index, request)));
            continue;
        }
        let mut changed = tree.clone();
        if edit.apply(&mut changed) && !asks_twice(contract, &changed) {
            let aim = clause.map_or(Aim::Plain, Aim::Clause);
            let body = changed.to_string().into_bytes();
            bytes += body.len();
            cases.extend(builder.accept(label, index, body, aim));
        }
    }
    cases
}

/// Puts the members of one object into another.
fn merge(whole: &mut Value, part: &Value) {
    if let (Some(whole), Some(part)) = (whole.as_object_mut(), part.as_object()) {
        whole.extend(part.clone());
    }
}

impl CaseBuilder<'_> {
    /// A value at the end of what a constraint allows, outside the body: a case where it is certainly valid there.
    fn met_outside(&mut self, variant: String, index: u32, request: Request) -> Option<Case> {
        let is_valid = matches!(validate(self.contract, &request), Expectation::Accept { .. });
        let origin = Origin { family: "accept", variant, index };
        is_valid.then(|| self.request(origin, request, Claim::Accepted, Aim::Plain)).flatten()
    }
}

/// Whether two items have one key: a short text may be what the item beside it has already.
fn asks_twice(contract: &Contract, tree: &Value) -> bool {
    let Some(batch) = &contract.batch else { return false };
    let lists = batch
        .spots_in(tree)
        .into_iter()
        .filter_map(|spots| Some((spots.clone(), at(tree, &spots)?.as_array()?)));
    let mut seen = BTreeSet::new();
    let mut keys =
        lists.flat_map(|(spots, items)| items.iter().map(move |item| (spots.clone(), key_text(batch, item))));
    !keys.all(|(spots, key)| seen.insert((format!("{spots:?}"), key)))
}

/// A valid value at the end of what a constraint allows.
struct Boundary {
    label: String,
    edit: Edit,
    clause: Option<ClauseRef>,
}

/// Walks the request's schema beside a valid tree.
struct Finder<'c> {
    contract: &'c Contract,
    rng: Rng,
    found: Vec<Boundary>,
    /// What the tree needs for the present place to be in it.
    groundwork: Vec<(Vec<Spot>, Value)>,
    /// The nodes on the way to the present place: a recursive shape is walked once.
    open: Vec<NodeRef>,
}

impl Finder<'_> {
    fn put(&mut self, label: String, path: &[Spot], value: Value, clause: Option<ClauseRef>) {
        let (groundwork, change) = (self.groundwork.clone(), Change::Put(value));
        let edit = Edit { groundwork, path: path.to_vec(), change };
        self.found.push(Boundary { label, edit, clause });
    }

    fn add(&mut self, rule: ConstraintRef, path: &[Spot], value: Value) {
        let constraint = self.contract.constraint(rule);
        self.put(format!("met-{constraint}"), path, value, constraint.clause);
    }

    fn sampler(&mut self) -> Sampler<'_> {
        Sampler::new(self.contract, &mut self.rng)
    }

    fn node(&mut self, node: NodeRef, path: &mut Vec<Spot>, value: &Value) {
        if self.open.contains(&node) {
            return;
        }
        self.open.push(node);
        let contract = self.contract;
        let shape = contract.node(node);
        let holds_groups = contract.batch.as_ref().is_some_and(|batch| batch.holds_groups(node));
        let length = shape.length.filter(|_| !holds_groups);
        let sizes = length.into_iter().flat_map(|length| [length.min, length.max]).flatten();
        let sizes = sizes.filter(|(size, _)| *size <= MOST_WRITTEN);
        match &shape.kind {
            NodeKind::Structure(members) => {
                members.iter().for_each(|member| self.member(member, path, value));
            }
            NodeKind::Union(members) => members.iter().for_each(|member| self.variant(member, path)),
            NodeKind::List { element, unique_rule, .. } => {
                self.list(node, *element, unique_rule.is_some(), path, value);
            }
            NodeKind::Map { key, value: element, .. } => {
                if let Some((name, first)) = value.as_object().and_then(|members| members.iter().next()) {
                    for (size, rule) in sizes {
                        let keys = self.sampler().distinct(*key, size);
                        let keys = keys.iter().filter_map(Value::as_str);
                        let members: Map<String, Value> =
                            keys.map(|key| (key.to_owned(), first.clone())).collect();
                        if members.len() == size {
                            self.add(rule, path, Value::Object(members));
                        }
                    }
                    path.push(Spot::Name(name.clone()));
                    self.keys(*key, path, name);
                    self.node(*element, path, first);
                    path.pop();
                }
            }
            NodeKind::String { .. } => self.strings(node, path, value),
            NodeKind::Blob => sizes.for_each(|(size, rule)| self.add(rule, path, json!(blob(size)))),
            NodeKind::Integer { min, max, values } => {
                let known = values.iter().flat_map(|(known, rule)| known.iter().map(move |n| (*n, *rule)));
                for (number, rule) in [*min, *max].into_iter().flatten().chain(known) {
                    self.add(rule, path, json!(number));
                }
            }
            NodeKind::Float { min, max } => {
                for (spelling, rule) in [min, max].into_iter().flatten() {
                    if let Ok(value) = serde_json::from_str(spelling) {
                        self.add(*rule, path, value);
                    }
                }
            }
            NodeKind::Boolean | NodeKind::Timestamp { .. } | NodeKind::Document { .. } => {}
        }
        self.open.pop();
    }

    fn list(&mut self, node: NodeRef, element: NodeRef, unique: bool, path: &mut Vec<Spot>, value: &Value) {
        let contract = self.contract;
        let Some((first, others)) = value.as_array().and_then(|elements| elements.split_first()) else {
            return;
        };
        let is_batch =
            contract.batch.as_ref().is_some_and(|batch| batch.items_node == node || batch.holds_groups(node));
        let length = contract.node(node).length.filter(|_| !is_batch);
        for (size, rule) in length.into_iter().flat_map(|length| [length.min, length.max]).flatten() {
            let elements =
                if unique { self.sampler().distinct(element, size) } else { vec![first.clone(); size] };
            if elements.len() == size {
                self.add(rule, path, Value::Array(elements));
            }
        }
        path.push(Spot::Index(0));
        let mut known = self.found.len();
        self.node(element, path, first);
        // Where repeats are wrong, what another element is already must not be put beside it.
        self.found.retain(|found| {
            let is_older = known > 0;
            known = known.saturating_sub(1);
            let is_repeat =
                matches!(&found.edit.change, Change::Put(value) if unique && others.contains(value));
            is_older || !is_repeat || found.edit.path != *path
        });
        path.pop();
    }

    fn member(&mut self, member: &Member, path: &mut Vec<Spot>, holder: &Value) {
        path.push(Spot::Name(member.name.clone()));
        match holder.get(&member.name) {
            Some(value) => self.node(member.node, path, value),
            None => {
                let value = self.sampler().value(member.node);
                self.add(self.contract.node(member.node).type_rule, path, value.clone());
                self.groundwork.push((path.clone(), value.clone()));
                self.node(member.node, path, &value);
                self.groundwork.pop();
            }
        }
        path.pop();
    }

    fn variant(&mut self, member: &Member, path: &mut Vec<Spot>) {
        let value = self.sampler().value(member.node);
        let whole = json!({ member.name.as_str(): value });
        self.add(self.contract.node(member.node).type_rule, path, whole.clone());
        self.groundwork.push((path.clone(), whole));
        path.push(Spot::Name(member.name.clone()));
        self.node(member.node, path, &value);
        path.pop();
        self.groundwork.pop();
    }

    /// The same entry under keys at the ends of their length; `path` leads to the entry.
    fn keys(&mut self, key: NodeRef, path: &[Spot], name: &str) {
        for (rule, text) in self.at_the_ends(key, name) {
            if text != name {
                let constraint = self.contract.constraint(rule);
                let edit = Edit {
                    groundwork: self.groundwork.clone(),
                    path: path.to_vec(),
                    change: Change::Rename(text),
                };
                let (label, clause) = (format!("met-{constraint}"), constraint.clause);
                self.found.push(Boundary { label, edit, clause });
            }
        }
    }

    /// Texts made from a valid one, as long as they may and must be, where no pattern forbids it.
    fn at_the_ends(&self, node: NodeRef, valid: &str) -> Vec<(ConstraintRef, String)> {
        let shape = self.contract.node(node);
        let bounds = shape.length.into_iter().flat_map(|length| [length.min, length.max]).flatten();
        let texts = bounds.map(|(size, rule)| (rule, of_length(valid, size)));
        let fits = |text: &str| shape.pattern.as_ref().is_none_or(|(pattern, _)| pattern.is_match(text));
        texts.filter(|(_, text)| fits(text) && self.contract.value_rule(node).is_none()).collect()
    }

    fn strings(&mut self, node: NodeRef, path: &[Spot], value: &Value) {
        let contract = self.contract;
        let shape = contract.node(node);
        if let NodeKind::String { values: Some((known, rule)) } = &shape.kind {
            known.iter().for_each(|value| self.add(*rule, path, json!(value)));
            return;
        }
        for (rule, text) in self.at_the_ends(node, value.as_str().unwrap_or_default()) {
            let size = text.chars().count();
            if size > MOST_WRITTEN {
                continue;
            }
            self.add(rule, path, Value::String(text));
            if shape.pattern.is_none() {
                // One character each, but two bytes, or two UTF-16 units.
                for wide in ["\u{e9}", "\u{1f600}"] {
                    let label = format!("met-{}-{wide}", shape.place);
                    self.put(label, path, Value::String(wide.repeat(size)), Some(contract.known.length_unit));
                }
            }
        }
    }
}
