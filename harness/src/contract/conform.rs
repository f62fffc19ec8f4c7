//! Walks a JSON value along a schema and reports, place by place, what is met and what is breached.

use std::borrow::Cow;

use super::constraint::{ConstraintKind, ConstraintRef};
use super::members::matched;
use super::newer_value::may_be_newer;
use super::operation::Contract;
use super::path::Path;
use super::schema::{Member, Node, NodeKind, NodeRef, TimestampFormat};
use super::timestamp;
use crate::message::base64_length;
use crate::message::json::{Decimal, Document, Kind, Value};

/// Deeper values of recursive shapes are not followed; no documented value comes near.
const MAX_DEPTH: usize = 200;

/// Which way a message travels; null and enums that grow mean different things on the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// A request: null is the same as missing, every enum is closed.
    Request,
    /// An answer: null members are worth a word, enums that grow are open.
    Answer,
}

/// A value that does not meet a constraint.
#[derive(Debug)]
pub struct Breach<'w, 'd> {
    /// The constraint.
    pub constraint: ConstraintRef,
    /// Where the value stands, or would stand if it is missing.
    pub path: &'w Path<'d>,
    /// The value; `None` when it is missing.
    pub value: Option<Value<'d>>,
    /// The batch key of the entry around the value, on the answer side.
    pub entry: Option<&'w str>,
    /// A lesser breach than the constraint's clause says: only `should`.
    pub lesser: bool,
}

/// What a walk reports to.
pub trait Watch<'d> {
    /// Whether it wants to hear of constraints; otherwise none is judged, and only places are visited.
    const JUDGES: bool = true;

    /// A constraint applied here and is met.
    fn met(&mut self, constraint: ConstraintRef);
    /// A constraint applied here and is not met.
    fn breach(&mut self, breach: &Breach<'_, 'd>);
    /// A member that the model does not know.
    fn unknown_member(&mut self, _name: &str, _path: &Path<'d>) {}
    /// An unknown member whose name has the letters of an optional one that is missing, in other case or otherwise parted.
    fn misspelt_member(&mut self, _member: &str, name: &str, path: &Path<'d>) {
        self.unknown_member(name, path);
    }
    /// A value that an enum which grows does not list.
    fn unseen_value(&mut self, _constraint: ConstraintRef, _value: Value<'d>, _path: &Path<'d>) {}
    /// A text that some versions of the sources allow and others do not.
    fn disputed(&mut self, _node: NodeRef, _value: Value<'d>, _path: &Path<'d>) {}
    /// A value that has the JSON type of its node.
    fn visit(&mut self, _node: NodeRef, _value: Value<'d>, _path: &Path<'d>, _entry: Option<&str>) {}
}

/// Walks `value` along the node `root`.
pub fn walk<'d>(
    contract: &'d Contract,
    root: NodeRef,
    value: Value<'d>,
    side: Side,
    watch: &mut impl Watch<'d>,
) {
    let mut walker = Walker { contract, side, watch, path: Path::default(), entry: None };
    walker.value(root, value, 0);
}

struct Walker<'c, 'd, W> {
    contract: &'d Contract,
    side: Side,
    watch: &'c mut W,
    path: Path<'d>,
    entry: Option<Cow<'d, str>>,
}

impl<'d, W: Watch<'d>> Walker<'_, 'd, W> {
    fn judge(&mut self, constraint: ConstraintRef, holds: bool, value: Option<Value<'d>>) {
        if holds { self.watch.met(constraint) } else { self.breach(constraint, value, false) }
    }

    fn breach(&mut self, constraint: ConstraintRef, value: Option<Value<'d>>, lesser: bool) {
        let Self { path, entry, watch, .. } = self;
        watch.breach(&Breach { constraint, path, value, entry: entry.as_deref(), lesser });
    }

    fn value(&mut self, node: NodeRef, value: Value<'d>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let contract = self.contract;
        let shape = contract.node(node);
        if !has_type(shape, value) {
            self.breach(shape.type_rule, Some(value), false);
            return;
        }
        self.watch.met(shape.type_rule);
        self.watch.visit(node, value, &self.path, self.entry.as_deref());
        if W::JUDGES || shape.kind.holds_others() {
            self.within(node, shape, value, depth);
        }
    }

    fn within(&mut self, node: NodeRef, shape: &'d Node, value: Value<'d>, depth: usize) {
        match &shape.kind {
            NodeKind::Structure(members) => self.structure(members, value, depth),
            NodeKind::Union(members) => self.union(shape, members, value, depth),
            NodeKind::List { element, null_rule, unique_rule } => {
                self.length(shape, value, || value.len());
                if let Some(rule) = *unique_rule {
                    let mut seen: Vec<_> = value.elements().map(crate::message::json::fingerprint).collect();
                    seen.sort_unstable();
                    self.judge(rule, seen.windows(2).all(|pair| pair[0] != pair[1]), Some(value));
                }
                self.list(node, *element, *null_rule, value, depth);
            }
            NodeKind::Map { key, value: element, null_rule } => {
                self.length(shape, value, || value.len());
                self.map(*key, *element, *null_rule, value, depth);
            }
            NodeKind::String { .. } if shape.is_disputed(&value.as_str().unwrap_or_default()) => {
                self.watch.disputed(node, value, &self.path);
            }
            NodeKind::String { values } => self.string(shape, values.as_ref(), value),
            NodeKind::Integer { min, max, values } => {
                let number = value.as_number().and_then(Decimal::parse);
                let at = |bound: Option<(i64, ConstraintRef)>| {
                    bound.map(|(n, rule)| (Some(Decimal::from(n)), rule))
                };
                self.range(at(*min), at(*max), &number, value);
                if let Some((known, rule)) = values {
                    let seen = known.iter().any(|&n| Some(Decimal::from(n)) == number);
                    self.enum_value(*rule, seen, false, value);
                }
            }
            NodeKind::Float { min, max } => {
                let number = value.as_number().and_then(Decimal::parse);
                let at = |bound: &Option<(String, ConstraintRef)>| {
                    bound.as_ref().map(|(spelling, rule)| (Decimal::parse(spelling), *rule))
                };
                self.range(at(min), at(max), &number, value);
            }
            NodeKind::Timestamp { format, rule } => {
                self.judge(*rule, timestamp::holds(*format, value), Some(value))
            }
            NodeKind::Document { rule } => self.document(*rule, value),
            NodeKind::Boolean => {}
            NodeKind::Blob => self
                .length(shape, value, || value.as_str().map_or(0, |text| base64_length(&text).unwrap_or(0))),
        }
    }

    fn structure(&mut self, members: &'d [Member], value: Value<'d>, depth: usize) {
        let (found, is_plain) = matched(members, value);
        for (at, member) in members.iter().enumerate() {
            let found = found.get(at).copied().unwrap_or_else(|| value.get(&member.name));
            let found = found.or_else(|| self.other_casing(member, value));
            self.path.enter(Cow::Borrowed(member.name.as_str()));
            match found {
                Some(found) if !found.is_null() => {
                    if let Some(rule) = member.required {
                        self.watch.met(rule);
                    }
                    self.watch.met(member.null_rule);
                    self.value(member.node, found, depth + 1);
                }
                Some(null) => match member.required {
                    Some(rule) => self.breach(rule, Some(null), false),
                    None if self.side == Side::Answer && !self.is_document(member.node) => {
                        self.breach(member.null_rule, Some(null), false);
                    }
                    None => {}
                },
                None => {
                    if let Some(rule) = member.required {
                        self.breach(rule, None, false);
                    }
                }
            }
            self.path.leave();
        }
        if !W::JUDGES || is_plain {
            return;
        }
        for (name, _) in value.members() {
            let known =
                members.iter().any(|member| name.is_text(&member.name) || self.is_other_casing(member, name));
            if !known {
                let name = name.as_str().unwrap_or_default();
                let meant = members.iter().find(|member| {
                    let is_missing = value.get(&member.name).is_none_or(Value::is_null);
                    member.required.is_none() && is_missing && member.has_letters_of(&name)
                });
                match meant {
                    Some(member) => self.watch.misspelt_member(&member.name, &name, &self.path),
                    None => self.watch.unknown_member(&name, &self.path),
                }
            }
        }
    }

    fn is_document(&self, node: NodeRef) -> bool {
        matches!(self.contract.node(node).kind, NodeKind::Document { .. })
    }

    /// Clients read an error's message under both casings, so a server may choose (`protocol/error-message-casing`).
    fn is_other_casing(&self, member: &Member, name: Value<'d>) -> bool {
        let is_message = member.name.eq_ignore_ascii_case("message")
            && self.contract.errors.iter().any(|error| {
                matches!(&self.contract.node(error.node).kind, NodeKind::Structure(members)
                    if members.iter().any(|candidate| candidate.node == member.node))
            });
        is_message && name.as_str().is_some_and(|name| name.eq_ignore_ascii_case("message"))
    }

    fn other_casing(&self, member: &Member, value: Value<'d>) -> Option<Value<'d>> {
        let mut found = value.members().filter(|(name, _)| self.is_other_casing(member, *name));
        found.next().map(|(_, value)| value)
    }

    fn union(&mut self, shape: &Node, members: &'d [Member], value: Value<'d>, depth: usize) {
        // Readers pass over a `__type` that no member is called by, as the protocols say.
        let is_own = |name: Value<'d>| members.iter().any(|member| name.is_text(&member.name));
        let is_told = |name: Value<'d>| !name.is_text("__type") || is_own(name);
        let mut set = value.members().filter(|(name, value)| !value.is_null() && is_told(*name));
        let chosen = set.next().filter(|_| set.next().is_none());
        let member = chosen.and_then(|(name, found)| {
            members.iter().find(|member| name.is_text(&member.name)).map(|member| (member, found))
        });
        match member {
            Some((member, found)) => {
                self.path.enter(Cow::Borrowed(member.name.as_str()));
                self.value(member.node, found, depth + 1);
                self.path.leave();
            }
            None => self.breach(shape.type_rule, Some(value), false),
        }
    }

    fn list(
        &mut self,
        list: NodeRef,
        element: NodeRef,
        null_rule: Option<ConstraintRef>,
        value: Value<'d>,
        depth: usize,
    ) {
        let entry_key = self.contract.entry_key(list);
        for (index, item) in value.elements().enumerate() {
            let outer = self.entry.clone();
            if let Some(key) = entry_key {
                self.entry = key.name_in(item);
            }
            self.path.enter_index(index);
            self.element(element, null_rule, item, depth);
            self.path.leave();
            self.entry = outer;
        }
    }

    fn map(
        &mut self,
        key: NodeRef,
        element: NodeRef,
        null_rule: Option<ConstraintRef>,
        value: Value<'d>,
        depth: usize,
    ) {
        for (name, item) in value.members() {
            let spelled = name.as_str().unwrap_or_default();
            let outer = self.entry.replace(spelled.clone());
            self.path.enter(spelled);
            self.value(key, name, depth + 1);
            self.element(element, null_rule, item, depth);
            self.path.leave();
            self.entry = outer;
        }
    }

    fn element(&mut self, node: NodeRef, null_rule: Option<ConstraintRef>, value: Value<'d>, depth: usize) {
        if value.is_null() {
            if let Some(rule) = null_rule {
                self.breach(rule, Some(value), false);
                return;
            }
        } else if let Some(rule) = null_rule {
            self.watch.met(rule);
        }
        if !value.is_null() || self.is_document(node) {
            self.value(node, value, depth + 1);
        }
    }

    fn length(&mut self, shape: &Node, value: Value<'d>, length: impl FnOnce() -> usize) {
        let Some(bounds) = shape.length.filter(|_| W::JUDGES) else { return };
        let length = length();
        if let Some((min, rule)) = bounds.min {
            self.judge(rule, length >= min, Some(value));
        }
        if let Some((max, rule)) = bounds.max {
            self.judge(rule, length <= max, Some(value));
        }
    }

    fn string(&mut self, shape: &Node, values: Option<&(Vec<String>, ConstraintRef)>, value: Value<'d>) {
        let text = value.as_str().unwrap_or_default();
        self.length(shape, value, || text.chars().count());
        if let Some((pattern, rule)) = &shape.pattern {
            self.judge(*rule, pattern.is_match(&text), Some(value));
        }
        if let Some((known, rule)) = values {
            let seen = known.iter().any(|known| *known == text);
            let is_slip = !seen && !may_be_newer(known, &text);
            self.enum_value(*rule, seen, is_slip, value);
        }
    }

    /// A server built to the document uses its values. Only where values are known to grow may another be newer than the
    /// document; a documented value in another casing, an empty text, and one that is spelled as no documented value is
    /// are slips even then.
    fn enum_value(&mut self, rule: ConstraintRef, seen: bool, is_slip: bool, value: Value<'d>) {
        if seen || is_slip || self.side == Side::Request || !self.contract.constraint(rule).grows {
            self.judge(rule, seen, Some(value));
        } else {
            self.watch.unseen_value(rule, value, &self.path);
        }
    }

    fn range(
        &mut self,
        min: Option<(Option<Decimal>, ConstraintRef)>,
        max: Option<(Option<Decimal>, ConstraintRef)>,
        number: &Option<Decimal>,
        value: Value<'d>,
    ) {
        let Some(number) = number else { return };
        if let Some((Some(bound), rule)) = min {
            self.judge(rule, *number >= bound, Some(value));
        }
        if let Some((Some(bound), rule)) = max {
            self.judge(rule, *number <= bound, Some(value));
        }
    }

    fn document(&mut self, rule: ConstraintRef, value: Value<'d>) {
        // Whoever asks may well mean a string.
        let Some(text) = value.as_str().filter(|_| self.side == Side::Answer) else {
            return self.watch.met(rule);
        };
        let parsed = Document::parse(text.as_bytes());
        let hides_value =
            parsed.is_ok_and(|hidden| matches!(hidden.root().kind(), Kind::Array | Kind::Object));
        self.breach(rule, Some(value), !hides_value);
    }
}

fn has_type(shape: &Node, value: Value<'_>) -> bool {
    match &shape.kind {
        NodeKind::Structure(_) | NodeKind::Union(_) | NodeKind::Map { .. } => value.kind() == Kind::Object,
        NodeKind::List { .. } => value.kind() == Kind::Array,
        NodeKind::String { .. } => value.kind() == Kind::String,
        NodeKind::Integer { .. } => value.as_number().and_then(Decimal::parse).is_some_and(|number| {
            let fits =
                |(low, high): (i64, i64)| Decimal::from(low) <= number && number <= Decimal::from(high);
            number.is_whole() && shape.integer_bounds.is_none_or(fits)
        }),
        NodeKind::Float { .. } => {
            value.kind() == Kind::Number
                || ["NaN", "Infinity", "-Infinity"].iter().any(|name| value.is_text(name))
        }
        NodeKind::Boolean => matches!(value.kind(), Kind::True | Kind::False),
        NodeKind::Timestamp { format: TimestampFormat::EpochSeconds, .. } => value.kind() == Kind::Number,
        NodeKind::Timestamp { .. } => value.kind() == Kind::String,
        NodeKind::Blob => value.as_str().is_some_and(|text| base64_length(&text).is_some()),
        NodeKind::Document { .. } => true,
    }
}

/// The word for what is demanded, for messages about a breach.
#[must_use]
pub fn demand(contract: &Contract, constraint: ConstraintRef) -> String {
    let constraint = contract.constraint(constraint);
    match constraint.kind {
        ConstraintKind::Required => format!("{} is present", constraint.place),
        kind if kind.counts_parts() => format!("{} has {}", constraint.place, constraint.demand),
        _ => format!("{} is {}", constraint.place, constraint.demand),
    }
}
