//! What is inferred of one operation: the rule by which items and their outcomes belong together.

use serde::Serialize;

pub use crate::class::Class;

/// What names an item: itself, a member or path, several of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Key {
    /// One member or path; empty for the value itself.
    One(String),
    /// Several members together.
    Several(Vec<String>),
}

impl Key {
    /// The value itself.
    #[must_use]
    pub fn itself() -> Self {
        Self::One(String::new())
    }

    /// One or several members.
    #[must_use]
    pub fn of(mut members: Vec<String>) -> Self {
        match members.pop() {
            Some(one) if members.is_empty() => Self::One(one),
            Some(last) => {
                members.push(last);
                Self::Several(members)
            }
            None => Self::itself(),
        }
    }

    /// Its parts.
    #[must_use]
    pub fn parts(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        }
    }
}

/// How an entry tells which item it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// By members of its own.
    Member,
    /// It is the key.
    #[serde(rename = "self")]
    Itself,
    /// By its key in the map.
    MapKey,
    /// By its position.
    Position,
    /// A member is the index.
    IndexMember,
    /// It repeats the item as a structure.
    Echo,
    /// It is a union whose only member repeats members of the item's only member.
    Union,
    /// By attributes that only the user can name.
    Attributes,
    /// Not at all.
    Unkeyed,
}

impl How {
    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Itself => "self",
            Self::MapKey => "map-key",
            Self::Position => "position",
            Self::IndexMember => "index-member",
            Self::Echo => "echo",
            Self::Union => "union",
            Self::Attributes => "attributes",
            Self::Unkeyed => "unkeyed",
        }
    }
}

/// A collection of outcomes in the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Collection {
    /// Where it is; ends in `[]` or `{}`.
    pub place: String,
    /// What names the item in an entry.
    pub key: Option<Key>,
    /// How.
    pub how: How,
    /// The path of the error code in an entry.
    pub code: Option<String>,
}

/// What it means that an item is in no collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remainder {
    /// A breach.
    Breach,
    /// It succeeded.
    Succeeded,
    /// Allowed.
    Absent,
    /// The whole request failed.
    RequestError,
    /// The model does not say.
    Unknown,
}

impl Remainder {
    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Breach => "breach",
            Self::Succeeded => "succeeded",
            Self::Absent => "absent",
            Self::RequestError => "request-error",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether a call changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It only reads.
    Reads,
    /// It changes something, or may.
    Writes,
}

impl Effect {
    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Writes => "writes",
        }
    }
}

/// What becomes of an item that breaks a constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadItem {
    /// The whole call is refused.
    RefusesCall,
    /// It alone fails.
    FailsAlone,
    /// The model does not say.
    Unknown,
}

impl BadItem {
    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RefusesCall => "refuses-call",
            Self::FailsAlone => "fails-alone",
            Self::Unknown => "unknown",
        }
    }
}

/// A number in the answer that counts items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// Where it is.
    pub place: String,
    /// `succeeded`, `failed` or `all`.
    pub counts: &'static str,
}

/// A number that stands in prose, with its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The number.
    pub number: u64,
    /// The sentence, short.
    pub sentence: String,
}

/// A promise about the batch as a whole, by names of errors or by prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// What breaks it, as suite files call it.
    pub breach: &'static str,
    /// The most that is allowed.
    pub limit: Option<u64>,
    /// The members whose bytes count.
    pub of: Vec<String>,
    /// What each item counts beside them.
    pub overhead: u64,
    /// The member that tells an item's time.
    pub member: Option<String>,
    /// What a key is like.
    pub pattern: Option<String>,
    /// The error that answers the breach.
    pub error: Option<String>,
    /// The sentence.
    pub source: String,
}

impl Whole {
    /// A promise that says nothing but what breaks it, and where that stands.
    #[must_use]
    pub fn new(breach: &'static str, source: String) -> Self {
        let (limit, of, overhead, member, pattern, error) = (None, Vec::new(), 0, None, None, None);
        Self { breach, limit, of, overhead, member, pattern, error, source }
    }
}

/// A part of an entry that depends on parts of its item alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Determined {
    /// The members of the item.
    pub by: Vec<String>,
    /// The member of the entry.
    pub part: String,
    /// The sentence that says so.
    pub sentence: String,
}

/// An alternative list of items, with its own collections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// Where the items are.
    pub items: String,
    /// What names one.
    pub item_key: Option<Key>,
    /// Successes.
    pub succeeded: Option<Collection>,
    /// Failures.
    pub failed: Option<Collection>,
}

/// The rule of one operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its class.
    pub class: Class,
    /// Where the items are.
    pub items: Option<String>,
    /// What names an item.
    pub item_key: Option<Key>,
    /// The member of a group that names it, for groups in a list.
    pub group_key: Option<String>,
    /// Successes.
    pub succeeded: Option<Collection>,
    /// Failures.
    pub failed: Option<Collection>,
    /// A third collection.
    pub third: Option<Collection>,
    /// What it means that an item is in none of them.
    pub remainder: Remainder,
    /// The most items by the model.
    pub limit: Option<u64>,
    /// The most items by prose.
    pub told_limit: Option<Told>,
    /// The most bytes of all items by prose.
    pub told_bytes: Option<Told>,
    /// Counters.
    pub counters: Vec<Counter>,
    /// Members of an entry by which an item may have been asked for as well.
    pub aliases: Vec<String>,
    /// Whether it reads or writes.
    pub effect: Effect,
    /// What becomes of an item that breaks a constraint.
    pub bad_item: BadItem,
    /// The sentence that wants the keys of a request to differ.
    pub unique_keys: Option<String>,
    /// Errors that refuse the batch as a whole, by name, and the breach each is for.
    pub whole_errors: Vec<(String, &'static str)>,
    /// Members without which an item fails by itself, by prose, with the sentence.
    pub needed: Option<(Vec<String>, String)>,
    /// Parts of the entries of successes that depend on parts of their items alone, by names and prose.
    pub determined: Vec<Determined>,
    /// Promises about the batch as a whole.
    pub whole: Vec<Whole>,
    /// Other rules, where other members of the input carry the items.
    pub alternatives: Vec<Alternative>,
    /// What a person has to say.
    pub needs_human: Vec<String>,
    /// What of it leaves the laws of the batch undecided until a person has said it.
    pub undecided: Vec<String>,
    /// From 0 to 1.
    pub confidence: f64,
    /// Why.
    pub reasons: Vec<String>,
}

impl Rule {
    /// A rule that says nothing is itemised.
    #[must_use]
    pub fn none(effect: Effect) -> Self {
        Self {
            class: Class::NotABatch,
            items: None,
            item_key: None,
            group_key: None,
            succeeded: None,
            failed: None,
            third: None,
            remainder: Remainder::Unknown,
            limit: None,
            told_limit: None,
            told_bytes: None,
            counters: Vec::new(),
            aliases: Vec::new(),
            effect,
            bad_item: BadItem::Unknown,
            unique_keys: None,
            whole_errors: Vec::new(),
            needed: None,
            determined: Vec::new(),
            whole: Vec::new(),
            alternatives: Vec::new(),
            needs_human: Vec::new(),
            undecided: Vec::new(),
            confidence: 0.8,
            reasons: Vec::new(),
        }
    }
}
