//! Promises about batches as a whole, as a suite file writes them.

use serde::Deserialize;

/// `[[batch.whole]]` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WholeEntry {
    pub(super) breach: BreachName,
    pub(super) limit: Option<u64>,
    #[serde(default)]
    pub(super) of: Vec<String>,
    #[serde(default)]
    pub(super) overhead: u64,
    pub(super) member: Option<String>,
    pub(super) pattern: Option<String>,
    pub(super) error: Option<String>,
    #[serde(rename = "source")]
    #[expect(dead_code, reason = "written for the reader of the suite file")]
    sentence: Option<String>,
}

/// What breaks it, by its name in suite files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BreachName {
    NoItems,
    TooManyItems,
    EqualKeys,
    IllFormedKey,
    TooManyBytes,
    OutOfOrder,
    TooLongSpan,
}

impl WholeEntry {
    /// Whether it names the error that answers its breach.
    pub(super) fn names_error(&self) -> bool {
        self.error.is_some()
    }
}
