//! How a batch's answer speaks of the items of its request.

use std::borrow::Cow;

use super::clause::Level;
use super::key_path::KeyPath;
use super::pattern::Pattern;
use super::schema::NodeRef;
use super::whole::WholePromise;
use crate::message::json::Value;

/// Where the items, the succeeded and the failed entries are.
#[derive(Debug, Clone)]
pub struct BatchRule {
    /// The class of answers, where the suite names it.
    pub class: Option<BatchClass>,
    /// The groups that hold the items; `None` when the request has one list of them.
    pub groups: Option<Groups>,
    /// Member names from the request's root, or from a group, to the list of items.
    pub items: Vec<String>,
    /// The list of items in the schema.
    pub items_node: NodeRef,
    /// What an item is in the schema.
    pub element: NodeRef,
    /// What tells one item from another.
    pub item_key: ItemKey,
    /// The parts of that key in the schema, in their order: the item itself where that is the key.
    pub key_nodes: Vec<NodeRef>,
    /// Where succeeded items are answered; `None` when only failures are listed.
    pub succeeded: Option<Collection>,
    /// Where failed items are answered; `None` when absentees are silent.
    pub failed: Option<Collection>,
    /// Where items are answered that neither succeeded nor failed: not found, not processed, skipped.
    pub third: Option<Collection>,
    /// What it means that an item is in none of them.
    pub remainder: Remainder,
    /// What becomes of an item that breaks a constraint of the model.
    pub bad_item: BadItem,
    /// How binding the laws between items and entries are.
    pub level: Level,
    /// Numbers in the answer that count items.
    pub counters: Vec<Counter>,
    /// Members of an entry that may spell the key of its item, beside the one that is its key.
    pub aliases: Vec<KeyPath>,
    /// Why the laws that need to know which entry belongs to which item cannot be decided.
    pub undecided: Option<&'static str>,
    /// Different items of one request have different keys.
    pub unique_keys: bool,
    /// Codes of failures that may come and go by the contract.
    pub transient_codes: Vec<String>,
    /// An id echoed as exactly its first part that matches counts as a lesser breach of the exact echo.
    pub lenient_echo: Option<Pattern>,
    /// Promises about a batch as a whole.
    pub whole: Vec<WholePromise>,
    /// Members without which an item fails by itself, although the model does not require them.
    pub needed: Vec<KeyPath>,
    /// Parts of the entries of successes that depend on parts of their items alone.
    pub determined: Vec<Determined>,
    /// Lists of the answer that the service leaves out where they are empty.
    pub left_out: Vec<KeyPath>,
    /// Numbers in the answer that are the bounds of a range of items: where it starts, or the item after its end.
    pub bounds: Vec<KeyPath>,
    /// Rules for requests that hold their items elsewhere.
    pub alternatives: Vec<Self>,
}

/// Classes of answers to batches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of suite files, and the manual explains them")]
pub enum BatchClass {
    TwoLists,
    Token,
    IdsSucceeded,
    IdsFailed,
    Maps,
    FailuresOnly,
    SuccessesOnly,
    Positional,
    Index,
    OneList,
    ThreeWay,
    SeveralInputs,
    Grouped,
    AllOrNothing,
    Untraceable,
    NotABatch,
}

/// What it means that an item is in none of the answer's collections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remainder {
    /// It was lost.
    Breach,
    /// It succeeded.
    Succeeded,
    /// There is no such item, and nobody says so.
    Absent,
    /// The call had to fail as a whole.
    RequestError,
    /// Nobody can tell.
    Unknown,
}

/// What becomes of an item that breaks a constraint of the model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BadItem {
    /// The call is refused.
    #[default]
    RefusesCall,
    /// It fails, and the others are served.
    FailsAlone,
    /// Nobody says; what comes is observed.
    Unknown,
}

/// The lists or the map that hold lists of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// Member names from the request's root to the groups.
    pub path: Vec<String>,
    /// What holds them in the schema.
    pub node: NodeRef,
    /// Whether they are the values of a map, whose keys name them, or the elements of a list.
    pub is_map: bool,
    /// The member of a group that names it, in a list.
    pub key: Option<String>,
}

impl Groups {
    /// Whether groups have names: these are part of what tells items apart.
    #[must_use]
    pub fn are_named(&self) -> bool {
        self.is_map || self.key.is_some()
    }
}

/// What tells one item from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKey {
    /// The item itself: a single value or a whole structure.
    Itself,
    /// Members of the item, each told by its path.
    Members(Vec<KeyPath>),
    /// Nothing: answers tell items by their positions, or not at all.
    Nothing,
}

impl ItemKey {
    /// The one member that is the key.
    #[must_use]
    pub fn single(&self) -> Option<&KeyPath> {
        match self {
            Self::Members(members) if members.len() == 1 => members.first(),
            _ => None,
        }
    }
}

/// A number in the answer that counts items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// Where it stands in the answer.
    pub path: KeyPath,
    /// What it counts.
    pub counts: Counts,
}

/// A part of an entry that depends on parts of its item alone: items that are equal in these get the same there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Determined {
    /// The parts of the item.
    pub by: Vec<KeyPath>,
    /// The part of the entry.
    pub part: KeyPath,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// Items that succeeded.
    Succeeded,
    /// Items that failed.
    Failed,
    /// All items of the request.
    All,
}

/// Parts of failure codes that mean a passing failure (`batch/repeat-stable`). APIs often do not document how they
/// spell them; the AWS SDKs retry on all of these (AWS SDKs and Tools Reference Guide, *Retry behavior*).
const PASSING: [&str; 11] = [
    "internal",
    "throttl",
    "unavailable",
    "toomanyrequests",
    "timeout",
    "timedout",
    "limitexceeded",
    "throughputexceeded",
    "slowdown",
    "priorrequestnotcomplete",
    "transactioninprogress",
];

impl BatchRule {
    /// Whether a failure with this code may come and go: listed by the suite, or spelled as an internal error or as
    /// throttling.
    #[must_use]
    pub fn is_transient(&self, code: &str) -> bool {
        let letters: String = code
            .chars()
            .filter(char::is_ascii_alphabetic)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        self.transient_codes.iter().any(|listed| listed == code)
            || PASSING.iter().any(|part| letters.contains(part))
    }

    /// Whether this list or map holds the groups of items.
    #[must_use]
    pub fn holds_groups(&self, node: NodeRef) -> bool {
        self.groups.as_ref().is_some_and(|groups| groups.node == node)
    }

    /// The collections of its answers.
    pub fn collections(&self) -> impl Iterator<Item = &Collection> {
        self.succeeded.iter().chain(&self.failed).chain(&self.third)
    }

    /// Whether failures and successes stand in one list and are told apart by their code.
    #[must_use]
    pub fn is_one_list(&self) -> bool {
        let place = |collection: &Option<Collection>| collection.as_ref().map(Collection::place);
        self.succeeded.is_some() && place(&self.succeeded) == place(&self.failed)
    }

    /// Whether entries that are alone say all there is to say: one list of items with plain keys, in collections of their
    /// own.
    #[must_use]
    pub fn is_simple(&self) -> bool {
        let is_plain = |collection: &Collection| {
            matches!(collection.key, EntryKey::MapKey | EntryKey::Element | EntryKey::Member(_))
                && collection.is_plain()
        };
        let has_plain_key = match &self.item_key {
            ItemKey::Itself => true,
            ItemKey::Members(_) => self.item_key.single().is_some(),
            ItemKey::Nothing => false,
        };
        has_plain_key
            && self.groups.is_none()
            && self.third.is_none()
            && self.succeeded.is_some()
            && !self.is_one_list()
            && self.collections().all(is_plain)
            && self.counters.is_empty()
            && self.aliases.is_empty()
            && self.undecided.is_none()
            && self.alternatives.is_empty()
            && (self.failed.is_some() || self.remainder == Remainder::Absent)
    }

    /// Whether two requests may be compared by what they say of one item: a name that the caller made for one request means
    /// nothing in another.
    #[must_use]
    pub fn has_lasting_keys(&self) -> bool {
        self.class != Some(BatchClass::Token)
    }
}

/// A collection of the answer.
#[derive(Debug, Clone)]
pub struct Collection {
    /// The type of the error that holds it; `None` when a success does.
    pub error: Option<String>,
    /// Member names from the answer's root to the list or map, or to the first of the groups that hold it.
    pub path: Vec<String>,
    /// What leads on from there, through groups.
    pub(crate) beyond: Vec<PlaceStep>,
    /// The list or map in the schema.
    pub node: NodeRef,
    /// How an entry names its item.
    pub key: EntryKey,
    /// Where an entry holds a failure's code.
    pub code: Option<KeyPath>,
}

/// A step into the groups of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PlaceStep {
    /// To a member.
    Name(String),
    /// To each value of a map.
    Values,
    /// To each element of a list.
    Elements,
}

impl Collection {
    /// The place as in suite files.
    #[must_use]
    pub fn place(&self) -> String {
        let ending = if self.key == EntryKey::MapKey { "{}" } else { "[]" };
        let root = self.error.as_ref().map_or_else(|| "output".to_owned(), |name| format!("error.{name}"));
        let mut place = format!("{root}.{}", self.path.join("."));
        for step in &self.beyond {
            match step {
                PlaceStep::Name(name) => {
                    place.push('.');
                    place.push_str(name);
                }
                PlaceStep::Values => place.push_str("{}"),
                PlaceStep::Elements => place.push_str("[]"),
            }
        }
        place + ending
    }

    /// Whether it stands in a success at the end of a path of members.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.error.is_none() && self.beyond.is_empty()
    }

    /// Whether being in it may pass: what was not processed yet may be the next time.
    #[must_use]
    pub fn is_of_unprocessed(&self) -> bool {
        let names = self.beyond.iter().filter_map(|step| match step {
            PlaceStep::Name(name) => Some(name),
            _ => None,
        });
        self.path.iter().chain(names).any(|name| {
            let name = name.to_ascii_lowercase();
            ["unprocessed", "throttl", "retry", "pending"].iter().any(|part| name.contains(part))
        })
    }
}

/// How an entry names its item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryKey {
    /// The key of the map entry.
    MapKey,
    /// The list element itself.
    Element,
    /// A member of the list element.
    Member(String),
    /// Several values within the entry, in the order of the item's key.
    Members(Vec<KeyPath>),
    /// Its position is that of its item.
    Position,
    /// A value within it is the position of its item, counted from `base`.
    Index {
        /// Where the number stands.
        member: KeyPath,
        /// The number of the first item.
        base: i64,
    },
    /// It repeats what the request said of the item, at this place or all over.
    Echo(Option<KeyPath>),
    /// It does not say.
    Unkeyed,
}

impl EntryKey {
    /// The text by which an element of a list names its item, where a single value does.
    pub(super) fn name_in<'d>(&self, element: Value<'d>) -> Option<Cow<'d, str>> {
        match self {
            Self::Member(member) => element.get(member).and_then(Value::as_str),
            Self::Element => element.as_str(),
            Self::Members(members) => match members.as_slice() {
                [only] => only.get(element).and_then(Value::as_str),
                _ => None,
            },
            Self::MapKey | Self::Position | Self::Index { .. } | Self::Echo(_) | Self::Unkeyed => None,
        }
    }
}
