//! What two answers say of one item, told side by side: which collection, or which member and both its values.

use std::collections::BTreeMap;

use super::entries::{Entry, entries};
use super::outcome::{ItemOutcome, element, known_part, told_position};
use super::requested::Requested;
use crate::contract::{Contract, NodeKind, NodeRef};
use crate::message::json::{Document, Fingerprint, Kind, Value};
use crate::message::{Answer, Request};

/// Longest value shown, in characters.
const LONGEST: usize = 60;
/// Values nested deeper are shown whole.
const DEEPEST: usize = 32;

/// How two answers differ about one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What each of the two says.
    pub told: [String; 2],
    /// Where the second says it: a JSON pointer.
    pub place: Option<String>,
}

/// Compares what two answers say of the item with this key; `outcomes` is what became of it.
#[must_use]
pub fn difference(
    contract: &Contract,
    key: &str,
    outcomes: [&ItemOutcome; 2],
    answers: [(&Request, Option<&Answer>); 2],
) -> Difference {
    let requested = answers.map(|(request, _)| Requested::read(contract, request));
    let contents = answers.map(|(_, answer)| answer.map(Answer::content));
    let documents = contents.each_ref().map(|content| Document::parse(content.as_deref()?).ok());
    let mut asked = requested.iter();
    let [one, other] = documents.each_ref().map(|document| {
        let asked = asked.next()?.as_ref()?;
        entry(contract, asked, key, document.as_ref().map(Document::root)?)
    });
    let place = other.as_ref().map(Entry::pointer);
    let told = outcomes.map(ToString::to_string);
    let (ItemOutcome::Succeeded(_), ItemOutcome::Succeeded(_)) = (outcomes[0], outcomes[1]) else {
        return Difference { told, place };
    };
    let rule = requested.iter().flatten().next().and_then(|asked| asked.rule(contract));
    let succeeded = rule.and_then(|rule| rule.succeeded.as_ref());
    let node = succeeded.and_then(|succeeded| element(contract, succeeded.node));
    let found = match (&one, &other, node) {
        (Some(one), Some(other), Some(node)) => {
            let left_out = succeeded.and_then(told_position);
            first_but(contract, node, [one.value, other.value], left_out)
        }
        _ => None,
    };
    let Some((member, values)) = found else {
        let [one, other] = told;
        return Difference { told: [one, format!("{other} (with other content)")], place };
    };
    let [one, other] = values.map(|value| value.map_or_else(|| "absent".to_owned(), shown));
    let exists = values[1].is_some();
    Difference {
        told: [one, other].map(|value| format!("it succeeds (with {member} {value})")),
        place: place.map(|entry| if exists { format!("{entry}/{member}") } else { entry }),
    }
}

/// The first difference of two entries, but for the member that tells the position of the item.
fn first_but<'d>(
    contract: &Contract,
    node: NodeRef,
    pair: [Value<'d>; 2],
    left_out: Option<&str>,
) -> Option<(String, Pair<'d>)> {
    let (Some(left_out), NodeKind::Structure(members)) = (left_out, &contract.node(node).kind) else {
        return first(contract, node, pair.map(Some), String::new());
    };
    members.iter().filter(|member| member.name != left_out).find_map(|member| {
        let pair = pair.map(|value| value.get(&member.name).filter(|found| !found.is_null()));
        first(contract, member.node, pair, member.name.clone())
    })
}

/// The entry that speaks of an item.
fn entry<'d>(contract: &'d Contract, asked: &Requested, key: &str, body: Value<'d>) -> Option<Entry<'d>> {
    entries(contract, asked, body)?.into_iter().find(|entry| entry.key.as_deref() == Some(key))
}

type Pair<'d> = [Option<Value<'d>>; 2];

/// The first documented place where two values differ, its indices those of the second, and both values there. Names of
/// members in models hold neither slash nor tilde, and need no escapes in a pointer.
fn first<'d>(contract: &Contract, node: NodeRef, pair: Pair<'d>, path: String) -> Option<(String, Pair<'d>)> {
    let print = |value: Option<Value<'d>>| value.map(|value| known_part(contract, node, value, 0));
    if print(pair[0]) == print(pair[1]) {
        return None;
    }
    let [Some(one), Some(other)] = pair else { return Some((path, pair)) };
    let is_near = path.matches('/').count() < DEEPEST;
    let inner = match &contract.node(node).kind {
        NodeKind::Structure(members) if is_near && both(pair, Kind::Object) => {
            members.iter().find_map(|member| {
                let pair = [one, other].map(|value| value.get(&member.name).filter(|found| !found.is_null()));
                first(contract, member.node, pair, join(&path, &member.name))
            })
        }
        NodeKind::List { element, .. } if is_near && both(pair, Kind::Array) => {
            let element = *element;
            let is_ordered = !matches!(contract.node(element).kind, NodeKind::Structure(_));
            let [ones, others] = if is_ordered {
                [one, other].map(|list| list.elements().enumerate().collect::<Vec<_>>())
            } else {
                unpaired(contract, element, [one, other])
            };
            (0..ones.len().max(others.len())).find_map(|at| {
                let pair = [ones.get(at), others.get(at)];
                let index = pair[1].or(pair[0]).map_or(at, |(index, _)| *index);
                let pair = pair.map(|found| found.map(|(_, value)| *value));
                first(contract, element, pair, join(&path, &index.to_string()))
            })
        }
        _ => None,
    };
    inner.or(Some((path, pair)))
}

fn both(pair: Pair<'_>, kind: Kind) -> bool {
    pair.iter().all(|value| value.is_some_and(|value| value.kind() == kind))
}

/// The elements of each list that the other one lacks, with their indices: no source gives structures in a list an order.
fn unpaired<'d>(
    contract: &Contract,
    element: NodeRef,
    lists: [Value<'d>; 2],
) -> [Vec<(usize, Value<'d>)>; 2] {
    let prints = lists.map(|list| {
        let print = |value| known_part(contract, element, value, 0);
        list.elements().map(print).collect::<Vec<_>>()
    });
    let [one, other] = prints.each_ref().map(|prints| counted(prints));
    let left = |list: Value<'d>, prints: &[Fingerprint], mut theirs: BTreeMap<Fingerprint, usize>| {
        let mut left = Vec::new();
        for (place, print) in list.elements().enumerate().zip(prints) {
            match theirs.get_mut(print) {
                Some(count) if *count > 0 => *count -= 1,
                _ => left.push(place),
            }
        }
        left
    };
    [left(lists[0], &prints[0], other), left(lists[1], &prints[1], one)]
}

fn counted(prints: &[Fingerprint]) -> BTreeMap<Fingerprint, usize> {
    let mut counts = BTreeMap::new();
    prints.iter().for_each(|print| *counts.entry(*print).or_insert(0) += 1);
    counts
}

fn join(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}/{step}") }
}

/// A value as it is told: its beginning, where it is long.
pub(super) fn shown(value: Value<'_>) -> String {
    let source = value.source();
    match source.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &source[..end]),
        None => source.to_owned(),
    }
}
