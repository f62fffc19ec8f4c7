//! The classes of batch answers: where an operation tells what became of each item.

use serde::Serialize;

/// Classes of batch answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Keyed successes, keyed failures.
    TwoLists,
    /// Two lists keyed by a name that the caller made for this request.
    Token,
    /// Bare ids of what was done, keyed failures.
    IdsSucceeded,
    /// Keyed successes, bare ids of what was not done.
    IdsFailed,
    /// One or both collections are maps by key.
    Maps,
    /// Only failures are listed.
    FailuresOnly,
    /// Only successes are listed.
    SuccessesOnly,
    /// One list; entry i is item i.
    Positional,
    /// Entries carry the position of their item.
    Index,
    /// One list, success or error inside, the item repeated.
    OneList,
    /// A third list beside successes and failures.
    ThreeWay,
    /// Alternative lists of items.
    SeveralInputs,
    /// Items under a map or list of groups.
    Grouped,
    /// Nothing for each item: success is for all.
    AllOrNothing,
    /// Failures without a key.
    Untraceable,
    /// The name says batch; nothing is itemised.
    NotABatch,
}

impl Class {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 16] = [
        Self::TwoLists,
        Self::Token,
        Self::IdsSucceeded,
        Self::IdsFailed,
        Self::Maps,
        Self::FailuresOnly,
        Self::SuccessesOnly,
        Self::Positional,
        Self::Index,
        Self::OneList,
        Self::ThreeWay,
        Self::SeveralInputs,
        Self::Grouped,
        Self::AllOrNothing,
        Self::Untraceable,
        Self::NotABatch,
    ];

    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TwoLists => "two-lists",
            Self::Token => "token",
            Self::IdsSucceeded => "ids-succeeded",
            Self::IdsFailed => "ids-failed",
            Self::Maps => "maps",
            Self::FailuresOnly => "failures-only",
            Self::SuccessesOnly => "successes-only",
            Self::Positional => "positional",
            Self::Index => "index",
            Self::OneList => "one-list",
            Self::ThreeWay => "three-way",
            Self::SeveralInputs => "several-inputs",
            Self::Grouped => "grouped",
            Self::AllOrNothing => "all-or-nothing",
            Self::Untraceable => "untraceable",
            Self::NotABatch => "not-a-batch",
        }
    }
}
