//! Two values held against one another, member by member.

use super::Aspect;
use super::answers::Found;
use crate::contract::{BatchRule, Collection, Contract, Member, NodeKind, NodeRef};
use crate::judge::known_part;
use crate::message::Answer;
use crate::message::json::{Kind, Value, fingerprint};

/// Longest value told, in characters.
const LONGEST: usize = 60;
/// Values nested deeper are compared as a whole.
const DEEPEST: usize = 32;

/// How values are compared.
pub(super) struct Values<'c> {
    pub(super) contract: &'c Contract,
}

type Pair<'d> = [Option<Value<'d>>; 2];

impl Values<'_> {
    /// Where the documented parts of two values differ: members that the model does not know are left out, and so is the
    /// order of structures in lists.
    pub(super) fn below(&self, node: NodeRef, [first, second]: [Value<'_>; 2]) -> Vec<Found> {
        let mut found = Vec::new();
        let place = self.contract.node(node).place.clone();
        self.documented(node, [Some(first), Some(second)], (&place, 0), &mut found);
        found
    }

    /// Where two bodies differ in anything that JSON means.
    pub(super) fn of_all(&self, first: Value<'_>, second: Value<'_>) -> Vec<Found> {
        let mut found = Vec::new();
        all([Some(first), Some(second)], ("body", 0), &mut found);
        found
    }

    fn documented(
        &self,
        node: NodeRef,
        pair: Pair<'_>,
        (place, depth): (&str, usize),
        found: &mut Vec<Found>,
    ) {
        // Null is the same as none.
        let pair = pair.map(|value| value.filter(|value| !value.is_null()));
        let print = |value: Value<'_>| known_part(self.contract, node, value, 0);
        if pair[0].map(print) == pair[1].map(print) {
            return;
        }
        let ([Some(first), Some(second)], true) = (pair, depth < DEEPEST) else {
            return found.push(told(place, pair));
        };
        match &self.contract.node(node).kind {
            NodeKind::Structure(members) | NodeKind::Union(members) if both(pair, Kind::Object) => {
                let told = members.iter().filter(|member| !self.is_message(member, place));
                for member in told {
                    let inner = [first, second].map(|value| value.get(&member.name));
                    let place = format!("{place}.{}", member.name);
                    self.documented(member.node, inner, (&place, depth + 1), found);
                }
            }
            NodeKind::List { element, .. } if both(pair, Kind::Array) => {
                let place = format!("{place}[]");
                for inner in self.paired(*element, [first, second]) {
                    self.documented(*element, inner, (&place, depth + 1), found);
                }
            }
            NodeKind::Map { value, .. } if both(pair, Kind::Object) => {
                let place = format!("{place}{{}}");
                for inner in by_name([first, second]) {
                    self.documented(*value, inner, (&place, depth + 1), found);
                }
            }
            _ => found.push(told(place, pair)),
        }
    }

    /// Whether a member of a failure is its text for people.
    fn is_message(&self, member: &Member, place: &str) -> bool {
        let failures = self.rules().flat_map(|rule| rule.failed.iter().chain(&rule.third));
        member.name.to_ascii_lowercase().ends_with("message")
            && matches!(self.contract.node(member.node).kind, NodeKind::String { .. })
            && failures.map(Collection::place).any(|failures| place.starts_with(&failures))
    }

    fn rules(&self) -> impl Iterator<Item = &BatchRule> {
        self.contract.batch.iter().flat_map(|batch| std::iter::once(batch).chain(&batch.alternatives))
    }

    /// Whether the elements of a list have no order: structures, to which no source gives one, and entries of a batch.
    fn is_unordered(&self, element: NodeRef) -> bool {
        let node = self.contract.node(element);
        let mut collections = self.rules().flat_map(BatchRule::collections);
        matches!(node.kind, NodeKind::Structure(_))
            || collections.any(|entries| entries.place() == node.place)
    }

    /// Elements side by side; where they have no order, equal ones are taken out first.
    fn paired<'d>(&self, element: NodeRef, lists: [Value<'d>; 2]) -> Vec<Pair<'d>> {
        let [mut first, mut second] = lists.map(|list| list.elements().collect::<Vec<_>>());
        if self.is_unordered(element) {
            let print = |value: &Value<'d>| known_part(self.contract, element, *value, 0);
            let mut others: Vec<_> = second.iter().map(print).collect();
            first.retain(|value| match others.iter().position(|other| *other == print(value)) {
                Some(at) => {
                    others.remove(at);
                    second.remove(at);
                    false
                }
                None => true,
            });
        }
        side_by_side(&first, &second)
    }
}

fn side_by_side<'d>(first: &[Value<'d>], second: &[Value<'d>]) -> Vec<Pair<'d>> {
    (0..first.len().max(second.len())).map(|at| [first.get(at).copied(), second.get(at).copied()]).collect()
}

fn both(pair: Pair<'_>, kind: Kind) -> bool {
    pair.iter().all(|value| value.is_some_and(|value| value.kind() == kind))
}

/// The values of both objects, by the names of either.
fn by_name(objects: [Value<'_>; 2]) -> Vec<Pair<'_>> {
    names(objects).iter().map(|name| objects.map(|object| object.get(name))).collect()
}

fn names(objects: [Value<'_>; 2]) -> Vec<String> {
    let own = objects.into_iter().flat_map(|object| object.members());
    let mut names: Vec<String> =
        own.filter_map(|(name, _)| name.as_str().map(|name| name.into_owned())).collect();
    names.sort();
    names.dedup();
    names
}

/// Every difference of two JSON values, order of lists and unknown members included.
fn all(pair: Pair<'_>, (place, depth): (&str, usize), found: &mut Vec<Found>) {
    if pair[0].map(fingerprint) == pair[1].map(fingerprint) {
        return;
    }
    let ([Some(first), Some(second)], true) = (pair, depth < DEEPEST) else {
        return found.push(told(place, pair));
    };
    if both(pair, Kind::Object) {
        for name in names([first, second]) {
            let inner = [first, second].map(|object| object.get(&name));
            all(inner, (&format!("{place}.{name}"), depth + 1), found);
        }
    } else if both(pair, Kind::Array) {
        let [one, other] = [first, second].map(|list| list.elements().collect::<Vec<_>>());
        for inner in side_by_side(&one, &other) {
            all(inner, (&format!("{place}[]"), depth + 1), found);
        }
    } else {
        found.push(told(place, pair));
    }
}

fn told(place: &str, pair: Pair<'_>) -> Found {
    let told = pair.map(|value| value.map_or_else(|| "absent".to_owned(), shown));
    Found { aspect: Aspect::Value, place: place.to_owned(), told }
}

fn shown(value: Value<'_>) -> String {
    let source = value.source();
    match source.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", source.get(..end).unwrap_or_default()),
        None => source.to_owned(),
    }
}

/// The media type of an answer, without parameters.
pub(super) fn media_type(answer: &Answer) -> String {
    let field = answer.header("content-type").unwrap_or_default();
    let media_type = field.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media_type.is_empty() { "none".to_owned() } else { media_type.chars().take(80).collect() }
}
