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

#[cfg(test)]
mod tests {
    use super::{from_json, to_json};
    use crate::report::Outcome;
    use crate::report::samples::{finding, report, tally};

    #[test]
    fn a_report_is_read_as_it_was_written() {
        let text = to_json(&report(vec![tally("a/b/c", Outcome::Broken)], vec![finding("a/b/c", "1")]));
        assert_eq!(to_json(&from_json(&text).expect("a report")), text);
    }

    #[test]
    fn what_is_no_report_is_refused_with_the_place() {
        let error = |text: &str| from_json(text).expect_err("no report").to_string();
        assert!(error("{\"format\": 1,\n \"tool\": 7}").contains("line 2 column"), "{}", error("{}"));
        assert!(error("").contains("line 1"));
        assert!(error("{\"format\": 7, \"anything\": []}").contains("in form 7, and form 1 is what"));
    }
}
