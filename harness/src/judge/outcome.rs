//! What became of each item of a batch, in a form that can be compared.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::entries::{Entry, Side, entries};
use super::requested::Requested;
use crate::contract::{BatchRule, Collection, Contract, EntryKey, NodeKind, NodeRef, Remainder};
use crate::message::json::{Document, Fingerprint, Kind, Value, fingerprint, join};
use crate::message::{Exchange, Request};

/// The outcome of one item: for a success its whole entry, for a failure its code (`batch/repeat-stable`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemOutcome {
    /// It succeeded with this entry.
    Succeeded(Fingerprint),
    /// It failed with this code.
    Failed(Arc<str>),
    /// It failed as by a mishap, with the code of an internal error, which may come and go by the contract.
    Passing(Arc<str>),
}

impl ItemOutcome {
    /// Whether it may be another one the next time, by the contract.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Passing(_))
    }

    /// Whether two outcomes differ in more than content that may be made anew each time.
    #[must_use]
    pub fn differs_in_kind(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Succeeded(_), Self::Succeeded(_)) => false,
            (one, another) => one != another,
        }
    }
}

impl fmt::Display for ItemOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Succeeded(_) => f.write_str("it succeeds"),
            Self::Failed(code) | Self::Passing(code) => write!(f, "it fails with {code}"),
        }
    }
}

/// Outcomes by key, of an exchange whose answer is a success that answers each item once; `None` otherwise.
///
/// Internal errors, which may come and go by the contract, are told as such. Throttled items, and what was not processed yet,
/// are left out: how much fits into one call is for the server to say, so that these may depend on the batch.
#[must_use]
pub fn outcomes(contract: &Contract, exchange: &Exchange) -> Option<BTreeMap<String, ItemOutcome>> {
    let answer = exchange.last()?.outcome.answer()?;
    if answer.status != contract.binding.status || !is_plain(contract, &exchange.request) {
        return None;
    }
    let requested = Requested::read(contract, &exchange.request).filter(Requested::are_distinct)?;
    let content = answer.content();
    let document = Document::parse(&content).ok()?;
    let body = Some(document.root()).filter(|root| root.kind() == Kind::Object)?;
    outcomes_of(contract, &requested, body)
        .map(|outcomes| outcomes.into_iter().map(|(key, outcome)| (key.to_string(), outcome)).collect())
}

/// Outcomes with their keys, each key once.
pub type Outcomes = Vec<(Arc<str>, ItemOutcome)>;

pub(super) fn outcomes_of(contract: &Contract, requested: &Requested, body: Value<'_>) -> Option<Outcomes> {
    let rule = requested.rule(contract).filter(|rule| rule.undecided.is_none())?;
    let unanswered = match rule.remainder {
        Remainder::Succeeded => ItemStatus::Once(ItemOutcome::Succeeded(Fingerprint(0))),
        _ => ItemStatus::Unanswered,
    };
    let mut statuses = vec![unanswered; requested.keys.len()];
    let mut is_answered = vec![false; requested.keys.len()];
    let mut next = 0;
    for entry in entries(contract, requested, body)? {
        let Some(place) = entry.key.as_deref().and_then(|key| requested.place(key, next)) else { continue };
        next = place + 1;
        statuses[place] = match is_answered[place] {
            true => ItemStatus::Twice,
            false => outcome_of(contract, rule, &entry).map_or(ItemStatus::Unanswered, ItemStatus::Once),
        };
        is_answered[place] = true;
    }
    let told = requested.sorted().iter().filter_map(|&place| {
        match std::mem::replace(&mut statuses[place], ItemStatus::Unanswered) {
            ItemStatus::Once(outcome) => Some((requested.keys[place].as_str().into(), outcome)),
            ItemStatus::Unanswered | ItemStatus::Twice => None,
        }
    });
    Some(told.collect())
}

/// How a failure is told that gives no code.
const NO_CODE: &str = "no code";

/// `None` for an item that is to be asked for again.
fn outcome_of(contract: &Contract, rule: &BatchRule, entry: &Entry<'_>) -> Option<ItemOutcome> {
    let collection = match entry.side {
        Side::Succeeded => {
            let element = rule.succeeded.as_ref().and_then(|succeeded| element(contract, succeeded.node));
            let position = rule.succeeded.as_ref().and_then(told_position);
            return Some(ItemOutcome::Succeeded(element.map_or_else(
                || fingerprint(entry.value),
                |element| without(contract, element, entry.value, position),
            )));
        }
        Side::Failed => rule.failed.as_ref(),
        Side::Third => rule.third.as_ref(),
    };
    let member = collection.and_then(|collection| collection.code.as_ref());
    let code = member.and_then(|member| member.get(entry.value)).and_then(|code| code.as_str());
    Some(ItemOutcome::Failed(match (code, collection) {
        (Some(code), _) if is_internal(&code) => return Some(ItemOutcome::Passing(shortened(&code))),
        (Some(code), _) if rule.is_transient(&code) => return None,
        (Some(code), _) => shortened(&code),
        (None, Some(collection)) if collection.is_of_unprocessed() => return None,
        (None, Some(collection)) if entry.side == Side::Third => {
            format!("no code, in {}", collection.place()).into()
        }
        (None, _) => NO_CODE.into(),
    }))
}

/// Whether a code is spelled as that of an internal error.
fn is_internal(code: &str) -> bool {
    code.to_ascii_lowercase().contains("internal")
}

fn shortened(code: &str) -> Arc<str> {
    code.chars().take(80).collect::<String>().into()
}

/// The member that tells the position of an item: it says nothing of the item itself.
pub(super) fn told_position(collection: &Collection) -> Option<&str> {
    match &collection.key {
        EntryKey::Index { member, .. } => member.single(),
        _ => None,
    }
}

/// The fingerprint of an entry's documented part, but for one member.
fn without(contract: &Contract, node: NodeRef, value: Value<'_>, member: Option<&str>) -> Fingerprint {
    let (Some(left_out), NodeKind::Structure(members)) = (member, &contract.node(node).kind) else {
        return known_part(contract, node, value, 0);
    };
    let told = members.iter().filter(|member| member.name != left_out);
    let parts = told.map(|member| {
        let found = value.get(&member.name).filter(|found| !found.is_null());
        found.map_or(0, |found| known_part(contract, member.node, found, 1).0)
    });
    Fingerprint(parts.fold(0, join))
}

/// What an answer says of one item.
#[derive(Debug, Clone)]
enum ItemStatus {
    Unanswered,
    Once(ItemOutcome),
    Twice,
}

/// The node of a collection's entries.
pub(super) fn element(contract: &Contract, collection: NodeRef) -> Option<NodeRef> {
    match contract.node(collection).kind {
        NodeKind::List { element, .. } => Some(element),
        NodeKind::Map { value, .. } => Some(value),
        _ => None,
    }
}

/// Begins the print of an element whose place in its list does not count.
const ELEMENT: u64 = 0x589d_87c4_63e5_6bf5;

/// The fingerprint of a value's documented part: clients skip members that the model does not know
/// (`protocol/response-unknown-member`).
pub(crate) fn known_part(contract: &Contract, node: NodeRef, value: Value<'_>, depth: usize) -> Fingerprint {
    let mut print = 0;
    match &contract.node(node).kind {
        NodeKind::Structure(members) if value.kind() == Kind::Object && depth < 32 => {
            for member in members {
                let found = value.get(&member.name).filter(|found| !found.is_null());
                let part = found.map(|found| known_part(contract, member.node, found, depth + 1));
                print = join(print, part.map_or(0, |part| part.0));
            }
        }
        NodeKind::List { element, .. } if value.kind() == Kind::Array && depth < 32 => {
            // No source gives structures in a list an order.
            let is_ordered = !matches!(contract.node(*element).kind, NodeKind::Structure(_));
            let mut count = 0;
            for item in value.elements() {
                let part = known_part(contract, *element, item, depth + 1).0;
                print = if is_ordered { join(print, part) } else { print.wrapping_add(join(ELEMENT, part)) };
                count += 1;
            }
            print = join(print, count);
        }
        _ => return fingerprint(value),
    }
    Fingerprint(print)
}

/// Only documented requests say what an item's outcome is.
fn is_plain(contract: &Contract, request: &Request) -> bool {
    contract.binding.is_asked_by(request) && has_usual_company(contract, request)
}

/// Whether a request says what all of a run say beside its items: the answer to another one is about other things.
pub(super) fn has_usual_company(contract: &Contract, request: &Request) -> bool {
    let Some(fixed) = &contract.fixed else { return true };
    if contract.input_members().len() <= 1 {
        return true;
    }
    let is_head = contract.binding.template.is_none()
        || (contract.binding.is_path(&request.path)
            && contract.binding.headers.iter().all(|(name, value)| request.header(name) == Some(value)));
    let body: Option<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_slice(&request.body.bytes).ok();
    let is_usual = |(name, value): (&String, &serde_json::Value)| {
        contract.holds_items(name) || contract.location(name).is_none() || fixed.get(name) == Some(value)
    };
    // What cannot be read says nothing either way.
    is_head && body.is_none_or(|body| body.iter().all(is_usual))
}
