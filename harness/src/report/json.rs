//! The report as JSON, in stable order, and back.

use serde::Deserialize;

use super::Report;
use super::model::FORMAT;

/// The whole report as indented JSON with a final newline.
#[must_use]
pub fn to_json(report: &Report) -> String {
    let mut text =
        serde_json::to_string_pretty(report).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"));
    text.push('\n');
    text
}

/// Why a text is no report that can be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnreadableReport {
    /// It is not JSON, or a member is missing or wrong; the message tells line and column.
    #[error("this is no report of batchspec: {0}")]
    NoReport(#[from] serde_json::Error),
    /// Another version of batchspec wrote it.
    #[error(
        "this is a report in form {found}, and form {FORMAT} is what this version of batchspec reads: \
         make the report anew"
    )]
    OtherFormat {
        /// The version of its form.
        found: u32,
    },
}

/// Reads what [`to_json`] wrote.
///
/// # Errors
/// When the text is no report, or one in another version of the form.
pub fn from_json(text: &str) -> Result<Report, UnreadableReport> {
    #[derive(Deserialize)]
    struct Form {
        format: u32,
    }
    // Asked first: whatever else is another then is no mistake.
    let Form { format: found } = serde_json::from_str(text)?;
    if found != FORMAT {
        return Err(UnreadableReport::OtherFormat { found });
    }
    Ok(serde_json::from_str(text)?)
}
