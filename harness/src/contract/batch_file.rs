//! The batch rule of a suite file as it is written (TOML).

use serde::Deserialize;

use super::batch::{BadItem, BatchClass, Counts, Remainder};
use super::clause::Level;
use super::whole_file::WholeEntry;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchEntry {
    pub(super) class: Option<BatchClass>,
    pub(super) items: Option<String>,
    pub(super) item_key: Option<Names>,
    pub(super) group_key: Option<String>,
    pub(super) succeeded: Option<CollectionEntry>,
    pub(super) failed: Option<CollectionEntry>,
    pub(super) third: Option<CollectionEntry>,
    pub(super) remainder: Option<Remainder>,
    #[serde(default)]
    pub(super) bad_item: BadItem,
    pub(super) level: Option<Level>,
    #[serde(default)]
    pub(super) counters: Vec<CounterEntry>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) undecided: Vec<String>,
    #[serde(default)]
    pub(super) unique_keys: bool,
    #[serde(default)]
    pub(super) transient_codes: Vec<String>,
    pub(super) lenient_echo: Option<String>,
    #[serde(default)]
    pub(super) whole: Vec<WholeEntry>,
    #[serde(default)]
    pub(super) bounds: Vec<String>,
    #[serde(default)]
    pub(super) needed: Vec<String>,
    #[serde(default)]
    pub(super) determined: Vec<DeterminedEntry>,
    #[serde(default)]
    pub(super) left_out: Vec<String>,
    /// Rules for requests that hold their items elsewhere.
    #[serde(default)]
    pub(super) alternative: Vec<Self>,
}

/// Clauses that only some classes have a use for.
const OF_SOME: [&str; 9] = [
    "batch/length-agrees",
    "batch/index-in-range",
    "batch/counters-agree",
    "batch/unique-keys",
    "batch/whole-promise-kept",
    "batch/whole-promise-error",
    "batch/lacking-item-fails",
    "batch/determined-parts-agree",
    "batch/empty-list-left-out",
];

impl BatchEntry {
    /// Itself and those that apply in its stead.
    pub(super) fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.alternative)
    }

    fn hows(&self) -> impl Iterator<Item = How> {
        self.succeeded.iter().chain(&self.failed).chain(&self.third).map(CollectionEntry::how)
    }

    /// Whether only some classes have a use for a clause.
    pub(super) fn of_some(clause: &str) -> bool {
        OF_SOME.contains(&clause)
    }

    /// Whether a clause that only some classes have a use for speaks of this rule; `None` for clauses of every batch.
    pub(super) fn has_use_for(&self, clause: &str) -> Option<bool> {
        let uses = |wanted: How| self.all().flat_map(Self::hows).any(|how| how == wanted);
        Some(match clause {
            "batch/length-agrees" => uses(How::Position),
            "batch/index-in-range" => {
                uses(How::IndexMember) || self.all().any(|rule| !rule.bounds.is_empty())
            }
            "batch/counters-agree" => uses(How::Unkeyed) || self.all().any(|rule| !rule.counters.is_empty()),
            "batch/unique-keys" => self.all().any(|rule| rule.unique_keys),
            "batch/lacking-item-fails" => self.all().any(|rule| !rule.needed.is_empty()),
            "batch/determined-parts-agree" => self.all().any(|rule| !rule.determined.is_empty()),
            "batch/empty-list-left-out" => self.all().any(|rule| !rule.left_out.is_empty()),
            "batch/whole-promise-kept" => self.all().any(|rule| !rule.whole.is_empty()),
            "batch/whole-promise-error" => {
                self.all().any(|rule| rule.whole.iter().any(WholeEntry::names_error))
            }
            _ => return None,
        })
    }
}

/// One name or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Names {
    One(String),
    Several(Vec<String>),
}

impl Names {
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names.as_slice(),
        }
        .iter()
        .map(String::as_str)
    }
}

impl Default for Names {
    fn default() -> Self {
        Self::One(String::new())
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CollectionEntry {
    pub(super) place: String,
    #[serde(default)]
    pub(super) key: Names,
    how: Option<How>,
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) index_base: i64,
}

/// How an entry names its item, as suite files say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum How {
    Member,
    #[serde(rename = "self")]
    Itself,
    MapKey,
    Position,
    IndexMember,
    Echo,
    Union,
    Attributes,
    Unkeyed,
}

impl CollectionEntry {
    /// As it says, or as its place and its key show.
    pub(super) fn how(&self) -> How {
        self.how.unwrap_or_else(|| {
            if self.place.ends_with("{}") {
                How::MapKey
            } else if self.key.iter().all(str::is_empty) {
                How::Itself
            } else {
                How::Member
            }
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CounterEntry {
    pub(super) place: String,
    pub(super) counts: Counts,
}

/// A part of an entry that depends on parts of its item alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeterminedEntry {
    pub(super) by: Names,
    pub(super) part: String,
}
