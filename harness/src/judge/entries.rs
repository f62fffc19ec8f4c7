//! The items of a request and the entries of its answer.

use std::borrow::Cow;

use crate::contract::{Contract, EntryKey};
use crate::message::Request;
use crate::message::json::{Document, Kind, Value, fingerprint};

/// The keys of a request's items, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requested {
    /// One a place in the batch; keys that are no strings are their JSON text.
    pub keys: Vec<String>,
    /// The places in the order of their keys.
    sorted: Vec<usize>,
    are_distinct: bool,
    /// Keys that stand for more than one item: what is answered under them may speak of either.
    shared: Vec<String>,
}

/// The number of items in a request's list, whatever they are; `None` where it holds no such list.
pub(super) fn number_of_items(contract: &Contract, request: &Request) -> Option<usize> {
    let batch = contract.batch.as_ref()?;
    let document = Document::parse(&request.body.bytes).ok()?;
    let list = batch.items.iter().try_fold(document.root(), |value, name| value.get(name))?;
    (list.kind() == Kind::Array).then(|| list.len())
}

impl Requested {
    /// Reads the items of a request; `None` when there is no batch, or when readers may differ on what it says.
    #[must_use]
    pub fn read(contract: &Contract, request: &Request) -> Option<Self> {
        let document = Document::parse(&request.body.bytes).ok()?;
        Self::of(contract, &document)
    }

    /// The same of a body that is parsed already.
    pub(super) fn of(contract: &Contract, document: &Document<'_>) -> Option<Self> {
        let batch = contract.batch.as_ref()?;
        // After a byte order mark, some readers find no items at all (RFC 8259, 8.1). Only
        // `protocol/hostile-bytes-no-5xx` judges such requests.
        if document.has_lone_surrogate() || document.has_byte_order_mark() || document.depth() > 64 {
            return None;
        }
        let mut value = document.root();
        for name in &batch.items {
            let mut found = value.members().filter(|(key, _)| key.is_text(name));
            value = found.next()?.1;
            if found.next().is_some() {
                return None;
            }
        }
        if value.kind() != Kind::Array {
            return None;
        }
        let keys = value.elements().map(|item| {
            let key = match &batch.item_key {
                Some(name) => item.get(name)?,
                None => item,
            };
            Some(text(key).into_owned())
        });
        let mut requested = Self::new(keys.collect::<Option<Vec<_>>>()?);
        if !requested.are_distinct {
            let items: Vec<Value<'_>> = value.elements().collect();
            requested.shared = requested.shared_by(&items);
        }
        Some(requested)
    }

    fn new(keys: Vec<String>) -> Self {
        let mut sorted: Vec<usize> = (0..keys.len()).collect();
        sorted.sort_unstable_by(|&one, &other| keys[one].cmp(&keys[other]));
        let are_distinct = sorted.windows(2).all(|pair| keys[pair[0]] != keys[pair[1]]);
        Self { keys, sorted, are_distinct, shared: Vec::new() }
    }

    /// The keys under which different ones of these items stand.
    fn shared_by(&self, items: &[Value<'_>]) -> Vec<String> {
        let differ = |pair: &[usize]| {
            self.keys[pair[0]] == self.keys[pair[1]]
                && fingerprint(items[pair[0]]) != fingerprint(items[pair[1]])
        };
        let pairs = self.sorted.windows(2).filter(|pair| differ(pair));
        let mut shared: Vec<String> = pairs.map(|pair| self.keys[pair[0]].clone()).collect();
        shared.dedup();
        shared
    }

    /// Whether different items of the request have this key.
    pub(super) fn is_shared(&self, key: &str) -> bool {
        self.shared.iter().any(|shared| shared == key)
    }

    /// Whether no key is there twice.
    #[must_use]
    pub fn are_distinct(&self) -> bool {
        self.are_distinct
    }

    /// The places of all items, in the order of their keys.
    pub(super) fn sorted(&self) -> &[usize] {
        &self.sorted
    }

    /// One place of the item with this key, always the same; `guess` is looked at first, since most servers answer in the
    /// order of the request.
    pub(super) fn place(&self, key: &str, guess: usize) -> Option<usize> {
        if self.are_distinct && self.keys.get(guess).is_some_and(|asked| asked == key) {
            return Some(guess);
        }
        let at = self.sorted.partition_point(|&place| self.keys[place].as_str() < key);
        self.sorted.get(at).copied().filter(|&place| self.keys[place] == key)
    }
}

/// A string's value, or the JSON text of anything else.
fn text(value: Value<'_>) -> Cow<'_, str> {
    value.as_str().unwrap_or(Cow::Borrowed(value.source()))
}

/// The key that an entry tells: a number that should be a string still names its item, null, a list or an object does not.
fn told(value: Value<'_>) -> Option<Cow<'_, str>> {
    let is_one_word = matches!(value.kind(), Kind::String | Kind::Number | Kind::True | Kind::False);
    is_one_word.then(|| text(value))
}

/// Which collection of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Items that succeeded.
    Succeeded,
    /// Items that failed.
    Failed,
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
    collection: &'d [String],
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
    pub(super) fn span(&self) -> (usize, usize) {
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
        match self.place {
            EntryPlace::Index(index) => format!("/{collection}/{index}"),
            EntryPlace::Name(name) => {
                let name = name.as_str().unwrap_or_default().replace('~', "~0").replace('/', "~1");
                format!("/{collection}/{name}")
            }
        }
    }
}

/// Maximum number of entries read from one collection. A longer answer to any request of this harness must hold
/// unrequested or repeated entries, and one of these is enough.
pub(super) const MAX_ENTRIES: usize = 10_000;

/// The entries of an answer's body, of each collection the first 10,000; `None` when a collection is missing that must be
/// there, or is no collection.
#[must_use]
pub fn entries<'d>(contract: &'d Contract, body: Value<'d>) -> Option<Vec<Entry<'d>>> {
    let batch = contract.batch.as_ref()?;
    let mut entries = Vec::new();
    let collections = [(Side::Succeeded, Some(&batch.succeeded)), (Side::Failed, batch.failed.as_ref())];
    for (side, collection) in collections {
        let Some(collection) = collection else { continue };
        let found = collection.path.iter().try_fold(body, |value, name| value.get(name));
        let wanted = if collection.key == EntryKey::MapKey { Kind::Object } else { Kind::Array };
        let Some(list) = found.filter(|found| !found.is_null()) else {
            if is_required(contract, &collection.path) {
                return None;
            }
            continue;
        };
        if list.kind() != wanted {
            return None;
        }
        let entry = |key, value, place| Entry { side, key, value, collection: &collection.path, place };
        let elements = list.elements().take(MAX_ENTRIES).enumerate();
        match &collection.key {
            EntryKey::MapKey => {
                let members = list.members().take(MAX_ENTRIES);
                entries
                    .extend(members.map(|(name, value)| entry(name.as_str(), value, EntryPlace::Name(name))));
            }
            EntryKey::Element => entries
                .extend(elements.map(|(index, value)| entry(told(value), value, EntryPlace::Index(index)))),
            EntryKey::Member(member) => entries.extend(elements.map(|(index, value)| {
                let key = value.get(member).and_then(told);
                entry(key, value, EntryPlace::Index(index))
            })),
        }
    }
    Some(entries)
}

/// Whether the first member on the way to a collection must be present.
fn is_required(contract: &Contract, path: &[String]) -> bool {
    match &contract.node(contract.output).kind {
        crate::contract::NodeKind::Structure(members) => {
            members.iter().any(|member| path.first() == Some(&member.name) && member.required.is_some())
        }
        _ => false,
    }
}
