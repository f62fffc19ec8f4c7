//! What is wrong with a file, and where.

use std::path::{Path, PathBuf};

/// A file that cannot be read as a model.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}{}: {what}", file.display(), if place.is_empty() { String::new() } else { format!(": {place}") })]
pub struct ReadError {
    /// The file.
    pub file: PathBuf,
    /// The place in it; empty where the whole file is meant.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

impl ReadError {
    pub(crate) fn new(file: &Path, place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: place.into(), what: what.into() }
    }

    pub(crate) fn json(file: &Path, error: &serde_json::Error) -> Self {
        Self::new(file, format!("line {} column {}", error.line(), error.column()), error.to_string())
    }
}
