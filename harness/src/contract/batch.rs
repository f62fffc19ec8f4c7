//! How a batch's answer speaks of the items of its request.

use super::pattern::Pattern;
use super::schema::NodeRef;

/// Where the items, the succeeded and the failed entries are.
#[derive(Debug, Clone)]
pub struct BatchRule {
    /// Member names from the request's root to the list of items.
    pub items: Vec<String>,
    /// The list of items in the schema.
    pub items_node: NodeRef,
    /// The member of an item that is its key; `None` when the item itself is.
    pub item_key: Option<String>,
    /// Where succeeded items are answered.
    pub succeeded: Collection,
    /// Where failed items are answered; `None` when absentees are silent.
    pub failed: Option<Collection>,
    /// Codes of failures that may come and go by the contract.
    pub transient_codes: Vec<String>,
    /// An id echoed as exactly its first part that matches counts as a lesser breach of the exact echo.
    pub lenient_echo: Option<Pattern>,
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
}

/// A collection of the answer.
#[derive(Debug, Clone)]
pub struct Collection {
    /// Member names from the answer's root to the list or map.
    pub path: Vec<String>,
    /// The list or map in the schema.
    pub node: NodeRef,
    /// How an entry names its item.
    pub key: EntryKey,
    /// The member that holds a failure's code.
    pub code: Option<String>,
}

impl Collection {
    /// The place as in suite files.
    #[must_use]
    pub fn place(&self) -> String {
        let ending = if self.key == EntryKey::MapKey { "{}" } else { "[]" };
        format!("output.{}{ending}", self.path.join("."))
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
}
