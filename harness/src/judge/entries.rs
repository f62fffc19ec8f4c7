//! The entries of an answer, each with the item that it is about.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value as Tree;

use super::requested::Requested;
use crate::contract::{
    BatchRule, Collection, Contract, EntryKey, ItemKey, KeyPath, NodeKind, PlaceStep, canonical, identity,
    repeats, text,
};
use crate::message::json::{Document, Kind, Value};

/// Which collection of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Items that succeeded.
    Succeeded,
    /// Items that failed.
    Failed,
    /// Items that did neither: not found, not processed, skipped.
    Third,
}

/// One entry of an answer.
#[derive(Debug, Clone)]
pub struct Entry<'d> {
    /// The collection it stands in.
    pub side: Side,
    /// The item it speaks of; `None` when that cannot be read.
    pub key: Option<Cow<'d, str>>,
    /// The entry.
    pub value: Value<'d>,
    /// The number by which it tells its item.
    pub(super) index: Option<i64>,
    collection: &'d [String],
    /// What leads on through groups.
    group: Option<Arc<str>>,
    place: EntryPlace<'d>,
}

/// Where an entry stands in its collection.
#[derive(Debug, Clone)]
enum EntryPlace<'d> {
    Name(Value<'d>),
    Index(usize),
}

impl Entry<'_> {
    /// The bytes that it takes in the answer, its name in a map included.
    pub(crate) fn span(&self) -> (usize, usize) {
        let (start, end) = self.value.span();
        match self.place {
            EntryPlace::Name(name) => (name.span().0, end),
            EntryPlace::Index(_) => (start, end),
        }
    }

    /// JSON pointer to it.
    #[must_use]
    pub fn pointer(&self) -> String {
        let collection = self.collection.join("/");
        let group = self.group.as_deref().unwrap_or_default();
        match self.place {
            EntryPlace::Index(index) => format!("/{collection}{group}/{index}"),
            EntryPlace::Name(name) => format!("/{collection}{group}/{}", escaped(name)),
        }
    }
}

fn escaped(name: Value<'_>) -> String {
    name.as_str().unwrap_or_default().replace('~', "~0").replace('/', "~1")
}

/// Maximum number of entries read from one collection. A longer answer to any request of this harness must hold
/// unrequested or repeated entries, and one of these is enough.
pub(super) const MAX_ENTRIES: usize = 10_000;

/// The entries of an answer's body, of each collection the first 10,000; `None` when a collection is missing that must be
/// there, or is no collection.
#[must_use]
pub fn entries<'d>(contract: &'d Contract, requested: &Requested, body: Value<'d>) -> Option<Vec<Entry<'d>>> {
    let rule = requested.rule(contract)?;
    let reader = Reader { contract, rule, requested, said: said(requested), taken: RefCell::default() };
    let mut entries = Vec::new();
    let one_list = rule.is_one_list();
    let collections = [
        (Side::Succeeded, rule.succeeded.as_ref()),
        (Side::Failed, rule.failed.as_ref().filter(|_| !one_list)),
        (Side::Third, rule.third.as_ref()),
    ];
    for (_, collection) in collections {
        collection.and_then(|collection| reader.take_exact(collection, body));
    }
    for (side, collection) in collections {
        let Some(collection) = collection.filter(|collection| collection.error.is_none()) else { continue };
        entries.extend(reader.collection(side, collection, body)?);
    }
    if one_list {
        let code = rule.failed.as_ref().and_then(|failed| failed.code.as_ref());
        let fails = |entry: &Entry<'_>| {
            code.is_some_and(|code| code.get(entry.value).is_some_and(|code| !code.is_null()))
        };
        entries
            .iter_mut()
            .filter(|entry| entry.side == Side::Succeeded && fails(entry))
            .for_each(|entry| entry.side = Side::Failed);
    }
    Some(entries)
}

/// The entries of the collection in an error's body; `None` where there is none.
pub(super) fn entries_of_error<'d>(
    contract: &'d Contract,
    requested: &Requested,
    (error, body): (&str, Value<'d>),
) -> Option<Vec<Entry<'d>>> {
    let rule = requested.rule(contract)?;
    let reader = Reader { contract, rule, requested, said: said(requested), taken: RefCell::default() };
    let collection = rule.collections().find(|collection| collection.error.as_deref() == Some(error))?;
    reader.collection(Side::Failed, collection, body)
}

/// What the request said of each item, read again.
fn said(requested: &Requested) -> Vec<Option<Document<'_>>> {
    requested.said().iter().map(|said| Document::parse(said.as_bytes()).ok()).collect()
}

/// A list or map of entries, with the group that it is of.
struct Found<'d> {
    list: Value<'d>,
    group: Option<Cow<'d, str>>,
    pointer: Option<Arc<str>>,
}

struct Reader<'d, 'r> {
    contract: &'d Contract,
    rule: &'d BatchRule,
    requested: &'r Requested,
    said: Vec<Option<Document<'r>>>,
    /// Items that an entry repeats.
    taken: RefCell<BTreeSet<String>>,
}

impl<'d> Reader<'d, '_> {
    /// The entries of one collection; `None` where it is missing and must be there, or is no collection.
    fn collection(&self, side: Side, collection: &'d Collection, body: Value<'d>) -> Option<Vec<Entry<'d>>> {
        let start = collection.path.iter().try_fold(body, |value, name| value.get(name));
        let Some(start) = start.filter(|found| !found.is_null()) else {
            return (!self.is_required(collection)).then(Vec::new);
        };
        let mut entries = Vec::new();
        let wanted = if collection.key == EntryKey::MapKey { Kind::Object } else { Kind::Array };
        for Found { list, group, pointer } in self.lists(collection, start)? {
            if list.kind() != wanted {
                return None;
            }
            let entry = |place, value| {
                let name = match &place {
                    EntryPlace::Name(name) => Some(*name),
                    EntryPlace::Index(_) => None,
                };
                (place, name, value)
            };
            let named = list.members().map(|(name, value)| entry(EntryPlace::Name(name), value));
            let listed = list.elements().enumerate().map(|(at, value)| entry(EntryPlace::Index(at), value));
            for (place, name, value) in named.chain(listed).take(MAX_ENTRIES) {
                let (key, index) = self.key(collection, entries.len(), group.as_deref(), name, value);
                let group = pointer.clone();
                entries.push(Entry { side, key, value, index, collection: &collection.path, group, place });
            }
        }
        Some(entries)
    }

    /// Notes the items that entries of a collection repeat exactly: what repeats an item in part is about another one then.
    fn take_exact(&self, collection: &'d Collection, body: Value<'d>) -> Option<()> {
        let EntryKey::Echo(part) = &collection.key else { return None };
        let start = collection.path.iter().try_fold(body, |value, name| value.get(name))?;
        for Found { list, group, .. } in self.lists(collection, start)? {
            let parts = list.elements().take(MAX_ENTRIES).filter_map(|value| match part {
                Some(part) => part.get(value),
                None => Some(value),
            });
            let exact = parts.filter_map(|part| identity(group.as_deref(), &[Some(part)]));
            let asked = exact.filter(|key| self.requested.place(key, 0).is_some());
            self.taken.borrow_mut().extend(asked);
        }
        Some(())
    }

    /// The lists of entries, one where there are no groups; `None` where a group is none.
    fn lists(&self, collection: &'d Collection, start: Value<'d>) -> Option<Vec<Found<'d>>> {
        let mut found = vec![Found { list: start, group: None, pointer: None }];
        let group_key = self.rule.groups.as_ref().and_then(|groups| groups.key.as_deref());
        for step in &collection.beyond {
            let mut next = Vec::new();
            for Found { list, group, pointer } in found {
                let on =
                    |step: &str| Some(format!("{}/{step}", pointer.as_deref().unwrap_or_default()).into());
                match step {
                    PlaceStep::Name(name) => {
                        let Some(list) = list.get(name.as_str()).filter(|found| !found.is_null()) else {
                            continue;
                        };
                        next.push(Found { list, group, pointer: on(name.as_str()) });
                    }
                    PlaceStep::Values if list.kind() == Kind::Object => {
                        next.extend(list.members().map(|(name, list)| Found {
                            list,
                            group: name.as_str(),
                            pointer: on(&escaped(name)),
                        }));
                    }
                    PlaceStep::Elements if list.kind() == Kind::Array => {
                        next.extend(list.elements().enumerate().map(|(at, list)| {
                            let named = group_key.and_then(|key| list.get(key)).map(text);
                            Found { list, group: named.or(group.clone()), pointer: on(&at.to_string()) }
                        }));
                    }
                    PlaceStep::Values | PlaceStep::Elements => return None,
                }
            }
            found = next;
        }
        Some(found)
    }

    /// Whether the first member on the way to a collection must be present.
    fn is_required(&self, collection: &Collection) -> bool {
        match &self.contract.node(self.contract.output).kind {
            NodeKind::Structure(members) if collection.error.is_none() => members
                .iter()
                .any(|member| collection.path.first() == Some(&member.name) && member.required.is_some()),
            _ => false,
        }
    }

    /// The item that an entry is about, and the number by which it tells that.
    fn key(
        &self,
        collection: &'d Collection,
        at: usize,
        group: Option<&str>,
        name: Option<Value<'d>>,
        value: Value<'d>,
    ) -> (Option<Cow<'d, str>>, Option<i64>) {
        let requested = |at: usize| self.requested.keys.get(at).map(|key| Cow::Owned(key.clone()));
        let key = match &collection.key {
            EntryKey::MapKey => name.and_then(|name| self.one(group, name)),
            EntryKey::Element => self.one(group, value),
            EntryKey::Member(member) => value.get(member).and_then(|key| self.one(group, key)),
            EntryKey::Members(members) => self.several(group, members, value),
            EntryKey::Position => requested(at),
            EntryKey::Index { member, base } => {
                let number = member.get(value).and_then(|number| number.as_number()?.parse::<i64>().ok());
                let place = number.and_then(|number| usize::try_from(number.checked_sub(*base)?).ok());
                return (place.and_then(requested), number);
            }
            EntryKey::Echo(part) => {
                let part = part.as_ref().map_or(Some(value), |part| part.get(value));
                part.and_then(|part| self.repeated(group, part))
            }
            EntryKey::Unkeyed => None,
        };
        (if self.rule.aliases.is_empty() { key } else { self.by_any_name(group, key, value) }, None)
    }

    /// The key that is one value: a number that should be a string still names its item, null does not, and a list or an
    /// object only where items are such.
    fn one(&self, group: Option<&str>, value: Value<'d>) -> Option<Cow<'d, str>> {
        let is_one_word = matches!(value.kind(), Kind::String | Kind::Number | Kind::True | Kind::False);
        let node = self.rule.key_nodes.first().map(|node| &self.contract.node(*node).kind);
        if !is_one_word && !node.is_some_and(|kind| kind.holds_others()) {
            return None;
        }
        match group {
            None if is_one_word => Some(text(value)),
            _ if value.is_null() => None,
            _ if is_one_word => identity(group, &[Some(value)]).map(Cow::Owned),
            _ => self.repeated(group, value),
        }
    }

    /// The key of several values. Where one is missing it tells an item only if that was asked for so.
    fn several(&self, group: Option<&str>, members: &[KeyPath], value: Value<'d>) -> Option<Cow<'d, str>> {
        let parts = members.iter().map(|member| member.get(value).filter(|part| !part.is_null()));
        let parts: Vec<Option<Value<'d>>> = parts.collect();
        let key = identity(group, &parts)?;
        if self.requested.place(&key, 0).is_some() {
            return Some(Cow::Owned(key));
        }
        let asked = self.said_in_part(group, &parts).map(Cow::Owned);
        asked.or_else(|| parts.iter().all(Option::is_some).then_some(Cow::Owned(key)))
    }

    /// The item of which all that was said is among the parts that an entry tells.
    fn said_in_part(&self, group: Option<&str>, parts: &[Option<Value<'d>>]) -> Option<String> {
        let ItemKey::Members(own) = &self.rule.item_key else { return None };
        let mut tree = Tree::Null;
        for (path, part) in own.iter().zip(parts).filter(|_| own.len() == parts.len()) {
            if let Some(part) = part {
                path.put_in(&mut tree, serde_json::from_str(part.source()).ok()?);
            }
        }
        let told = tree.to_string();
        let told = Document::parse(told.as_bytes()).ok()?;
        self.most_said(group, told.root()).cloned()
    }

    /// The item that is repeated: the one of which most was said.
    fn repeated(&self, group: Option<&str>, part: Value<'d>) -> Option<Cow<'d, str>> {
        let exact = identity(group, &[Some(part)])?;
        if self.requested.place(&exact, 0).is_some() {
            return Some(Cow::Owned(exact));
        }
        let best = self.most_said(group, part).map(|key| Cow::Owned(key.clone()));
        best.or_else(|| (part.kind() != Kind::Null).then_some(Cow::Owned(exact)))
    }

    /// The item of this group of which all that was said is told here; of several the one of which most was said.
    fn most_said(&self, group: Option<&str>, told: Value<'_>) -> Option<&String> {
        let start = group.map(|group| format!("[{},", Tree::from(group)));
        let asked = self.said.iter().zip(&self.requested.keys).filter_map(|(said, key)| {
            let is_of_group = start.as_ref().is_none_or(|start| key.starts_with(start.as_str()));
            let said = said.as_ref().filter(|said| is_of_group && repeats(told, said.root()))?;
            Some((said.root().within().count(), key))
        });
        // One thing may be asked for in two ways, and be told for each of them.
        let mut taken = self.taken.borrow_mut();
        let best = asked.max_by_key(|(count, key)| (!taken.contains(*key), *count)).map(|(_, key)| key)?;
        taken.insert(best.clone());
        Some(best)
    }

    /// The requested item that an entry names in any of its spellings; `None` where none of them was asked for.
    fn by_any_name(
        &self,
        group: Option<&str>,
        key: Option<Cow<'d, str>>,
        value: Value<'d>,
    ) -> Option<Cow<'d, str>> {
        let others = self.rule.aliases.iter().filter_map(|alias| self.one(group, alias.get(value)?));
        key.into_iter().chain(others).find(|name| self.requested.place(name, 0).is_some())
    }
}

/// Whether an entry repeats an item of the request, be it one of several.
pub(super) fn repeats_item(requested: &Requested, rule: &BatchRule, entry: &Entry<'_>, key: &str) -> bool {
    let collection = match entry.side {
        Side::Succeeded => rule.succeeded.as_ref(),
        Side::Failed => rule.failed.as_ref(),
        Side::Third => rule.third.as_ref(),
    };
    let Some(EntryKey::Echo(part)) = collection.map(|collection| &collection.key) else { return false };
    let Some(part) = part.as_ref().map_or(Some(entry.value), |part| part.get(entry.value)) else {
        return false;
    };
    let said = requested.place(key, 0).and_then(|place| requested.said().get(place));
    let Some(Ok(said)) = said.map(|said| Document::parse(said.as_bytes())) else { return false };
    repeats(part, said.root()) || canonical(part) == canonical(said.root())
}
