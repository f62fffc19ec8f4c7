//! Two contracts of one operation, compared place by place: what is demanded now and was not, or otherwise.

use std::collections::BTreeMap;

use super::clause::{ClauseRef, Role};
use super::constraint::{Constraint, ConstraintKind};
use super::operation::Contract;
use super::pattern::Pattern;
use super::protocol::{Location, Segment, TARGET};
use super::schema::{Member, Node, NodeKind};

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// A constraint on the value at the place.
    Constraint(ConstraintKind),
    /// The member at the place came or went.
    Member,
    /// The error at the place came or went.
    Error,
    /// Where requests go, or the status of a success.
    Head,
}

impl ChangeKind {
    /// The word for it, which for a constraint is the one of suite files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Constraint(kind) => kind.name(),
            Self::Member => "member",
            Self::Error => "error",
            Self::Head => "head",
        }
    }
}

/// One difference between two contracts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The place, for example `input.accountIds[]`; of a head, what of it differs.
    pub place: String,
    /// What it is about.
    pub kind: ChangeKind,
    /// What the older contract demands; `None` where it demands nothing.
    pub old: Option<String>,
    /// What the newer one demands.
    pub new: Option<String>,
}

impl Contract {
    /// Whether another contract is of the same operation: by name and signing name, and by where requests go.
    #[must_use]
    pub fn is_of_the_operation_of(&self, other: &Self) -> bool {
        let is_signed_alike = match (&self.aws, &other.aws) {
            (Some(own), Some(theirs)) => own.signing_name == theirs.signing_name,
            _ => true,
        };
        self.operation == other.operation
            && is_signed_alike
            && head(self).get(WHERE) == head(other).get(WHERE)
    }

    /// What a newer contract of the operation promises otherwise, by place: heads, members, errors and constraints. What
    /// suite files say beyond the model is left alone.
    #[must_use]
    pub fn changes_to(&self, newer: &Self) -> Vec<Change> {
        let sides = [Places::of(self), Places::of(newer)];
        let mut changes = heads(self, newer);
        changes.extend(members(&sides));
        changes.extend(constraints(&sides));
        changes
    }

    /// The clauses of this contract that speak of what changed.
    #[must_use]
    pub fn clauses_about(&self, change: &Change) -> Vec<ClauseRef> {
        let is_meant = |constraint: &&Constraint| match change.kind {
            ChangeKind::Constraint(kind) => constraint.kind == kind && constraint.place == change.place,
            ChangeKind::Member | ChangeKind::Error => is_at_or_below(&constraint.place, &change.place),
            ChangeKind::Head => false,
        };
        let mut clauses: Vec<ClauseRef> =
            self.constraints.iter().filter(is_meant).filter_map(|constraint| constraint.clause).collect();
        if change.kind == ChangeKind::Head {
            let is_status = change.place == STATUS;
            clauses.extend(if is_status { Some(self.known.success_status) } else { self.role(Role::Served) });
        }
        clauses.sort();
        clauses.dedup();
        clauses
    }

    /// What this contract demands where something changed, in the words of [`Change`]; `None` where it demands nothing.
    #[must_use]
    pub fn demand_of(&self, change: &Change) -> Option<String> {
        let places = Places::of(self);
        match change.kind {
            ChangeKind::Constraint(kind) => places.demand(&change.place, kind),
            ChangeKind::Member | ChangeKind::Error => places.what_is_at(&change.place),
            ChangeKind::Head => {
                let part = head(self).into_iter().find(|(part, _)| *part == change.place);
                part.map_or_else(|| travels(self).remove(change.place.as_str()), |(_, told)| told)
            }
        }
    }

    /// Whether a suite allows for this pattern as well, by a reading of another version of its sources, or since its own means
    /// the same.
    #[must_use]
    pub fn reads(&self, place: &str, pattern: &str) -> bool {
        let Some(node) = self.node_at(place) else { return false };
        let is_read = self.node(node).readings.iter().any(|own| own.pattern.source() == pattern);
        is_read || self.has_pattern_like(place, pattern)
    }

    /// Whether the pattern at a place matches the same texts as this one.
    #[must_use]
    pub fn has_pattern_like(&self, place: &str, pattern: &str) -> bool {
        let own = self.node_at(place).and_then(|node| self.node(node).pattern.as_ref());
        let other = Pattern::new(pattern).ok();
        own.zip(other).is_some_and(|((own, _), other)| own.is_same_in_ascii(&other))
    }
}

/// The part of a head that is the status of a success.
const STATUS: &str = "status of a success";

/// Places and what is demanded there.
struct Places<'c> {
    nodes: BTreeMap<&'c str, &'c Node>,
    demands: BTreeMap<(&'c str, ConstraintKind), String>,
    statuses: BTreeMap<String, u16>,
}

impl<'c> Places<'c> {
    fn of(contract: &'c Contract) -> Self {
        let nodes = contract.nodes.iter().map(|node| (node.place.as_str(), node)).collect::<BTreeMap<_, _>>();
        let mut demands: BTreeMap<_, _> = contract
            .constraints
            .iter()
            .map(|constraint| ((constraint.place.as_str(), constraint.kind), constraint.demand.clone()))
            .collect();
        // One JSON type may hold several types of the model.
        for ((place, _), demand) in demands.iter_mut().filter(|((_, kind), _)| *kind == ConstraintKind::Type)
        {
            if let Some(node) = nodes.get(place) {
                *demand = typed(node, demand);
            }
        }
        let statuses =
            contract.errors.iter().map(|error| (format!("error.{}", error.name), error.status)).collect();
        Self { nodes, demands, statuses }
    }

    fn demand(&self, place: &str, kind: ConstraintKind) -> Option<String> {
        self.demands.get(&(place, kind)).cloned()
    }

    /// The member or error at a place, in words.
    fn what_is_at(&self, place: &str) -> Option<String> {
        self.nodes.get(place)?;
        if let Some(status) = self.statuses.get(place) {
            return Some(format!("status {status}"));
        }
        let is_required = self.demands.contains_key(&(place, ConstraintKind::Required));
        let word = if is_required { "required" } else { "optional" };
        Some(format!("{}, {word}", self.demand(place, ConstraintKind::Type).unwrap_or_default()))
    }

    /// Whether the place that holds this one is a place here, too.
    fn has_holder_of(&self, place: &str) -> bool {
        parent(place).is_none_or(|parent| parent == "error" || self.nodes.contains_key(parent))
    }
}

/// The JSON type, and which of the model's types it holds where that says more.
fn typed(node: &Node, demand: &str) -> String {
    let more = match &node.kind {
        NodeKind::Integer { .. } => match node.integer_bounds {
            Some((low, high)) => format!("whole, {low} to {high}"),
            None => "whole".to_owned(),
        },
        NodeKind::Blob => "base64".to_owned(),
        NodeKind::Timestamp { .. } => "timestamp".to_owned(),
        NodeKind::Map { .. } => "map".to_owned(),
        NodeKind::Union(_) => "union".to_owned(),
        _ => return demand.to_owned(),
    };
    format!("{demand} ({more})")
}

/// The place that holds a place.
fn parent(place: &str) -> Option<&str> {
    let end = ["[]", "{}", "{key}"].into_iter().find_map(|end| place.strip_suffix(end));
    end.or_else(|| place.rsplit_once('.').map(|(parent, _)| parent))
}

/// Whether a place is this one, or a part of the value there.
fn is_at_or_below(place: &str, top: &str) -> bool {
    place.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '{']))
}

/// The parts of a head that tell operations of one service apart.
const WHERE: std::ops::Range<usize> = 0..3;

/// The parts of a head that a model tells.
fn head(contract: &Contract) -> [(&'static str, Option<String>); 5] {
    let binding = &contract.binding;
    [
        ("method", Some(binding.method.clone())),
        ("path", Some(path(contract))),
        ("x-amz-target", binding.header(TARGET).map(str::to_owned)),
        ("protocol", binding.header("content-type").map(str::to_owned)),
        (STATUS, Some(binding.status.to_string())),
    ]
}

/// The path, labels in place of the values that requests of one run have there.
fn path(contract: &Contract) -> String {
    let Some(template) = &contract.binding.template else { return contract.binding.path.clone() };
    let segment = |segment: &Segment| match segment {
        Segment::Literal(part) => format!("/{part}"),
        Segment::Label(member) => format!("/{{{member}}}"),
        Segment::Greedy(member) => format!("/{{{member}+}}"),
    };
    let query: Vec<String> = template.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}{mark}{}", template.segments.iter().map(segment).collect::<String>(), query.join("&"))
}

/// Where each member of the input travels, by its place.
fn travels(contract: &Contract) -> BTreeMap<&str, String> {
    let told = |member: &Member| match &member.location {
        Location::Body => "in the body".to_owned(),
        Location::Label => "in the path".to_owned(),
        Location::Query(name) => format!("in the query as {name}"),
        Location::QueryParams => "in the query".to_owned(),
        Location::Header(name) => format!("in the header {name}"),
        Location::PrefixHeaders(prefix) => format!("in headers that begin with {prefix}"),
    };
    let members = contract.input_members().iter();
    members.map(|member| (contract.node(member.node).place.as_str(), told(member))).collect()
}

fn heads(old: &Contract, new: &Contract) -> Vec<Change> {
    let pairs = head(old).into_iter().zip(head(new));
    let changed = pairs.filter(|(old, new)| old != new).map(|((part, old), (_, new))| (part, old, new));
    let (was, mut is) = (travels(old), travels(new));
    let moved = was.into_iter().filter_map(|(place, was)| Some((place, was, is.remove(place)?)));
    let moved = moved.filter(|(_, was, is)| was != is).map(|(place, was, is)| (place, Some(was), Some(is)));
    let told = |(part, old, new): (&str, Option<String>, Option<String>)| Change {
        place: part.to_owned(),
        kind: ChangeKind::Head,
        old,
        new,
    };
    changed.chain(moved).map(told).collect()
}

/// Members and errors of only one side whose holders are on both: what is below them came or went with them.
fn members([old, new]: &[Places<'_>; 2]) -> Vec<Change> {
    let mut places: Vec<&str> = old.nodes.keys().chain(new.nodes.keys()).copied().collect();
    places.sort_unstable();
    places.dedup();
    let is_one_sided = |place: &&str| old.nodes.contains_key(place) != new.nodes.contains_key(place);
    // A list that becomes a map is another type of the value, and no member.
    let is_named = |place: &&str| !place.ends_with([']', '}']);
    let is_top = |place: &&str| old.has_holder_of(place) && new.has_holder_of(place);
    let changed = places.into_iter().filter(is_one_sided).filter(is_named).filter(is_top);
    let changed = changed.map(|place| Change {
        place: place.to_owned(),
        kind: if parent(place) == Some("error") { ChangeKind::Error } else { ChangeKind::Member },
        old: old.what_is_at(place),
        new: new.what_is_at(place),
    });
    changed.collect()
}

/// Constraints on values that both sides have.
fn constraints([old, new]: &[Places<'_>; 2]) -> Vec<Change> {
    let mut keys: Vec<&(&str, ConstraintKind)> = old.demands.keys().chain(new.demands.keys()).collect();
    keys.sort();
    keys.dedup();
    // What travels in a header is no place of the body, and its error is.
    let held =
        |place, kind| if kind == ConstraintKind::Header { parent(place).unwrap_or(place) } else { place };
    let is_common = |place: &str| old.nodes.contains_key(place) && new.nodes.contains_key(place);
    let common = keys.into_iter().filter(|(place, kind)| is_common(held(place, *kind)));
    let changed = common.filter_map(|&(place, kind)| {
        let (was, is) = (old.demand(place, kind), new.demand(place, kind));
        (was != is).then(|| Change {
            place: place.to_owned(),
            kind: ChangeKind::Constraint(kind),
            old: was,
            new: is,
        })
    });
    changed.collect()
}
