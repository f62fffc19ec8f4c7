//! The report as JSON, in stable order, and back.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::report::Report;
use crate::report::model::FORMAT;
use crate::report::text::legible::is_unsafe;

/// The whole report as indented JSON with a final newline.
#[must_use]
pub fn to_json(report: &Report) -> String {
    indented(report)
}

/// Indented JSON with a final newline.
pub(crate) fn indented(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value);
    let mut text = inert(&text.unwrap_or_else(|error| failure(&error)));
    text.push('\n');
    text
}

/// Why a text is no report that can be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnreadableReport {
    /// It is not JSON, or a member is missing or wrong; the message tells line and column.
    #[error("this is no report of batchspec: {0}")]
    NoReport(serde_json::Error),
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
    let Form { format: found } = serde_json::from_str(text).map_err(UnreadableReport::NoReport)?;
    if found != FORMAT {
        return Err(UnreadableReport::OtherFormat { found });
    }
    serde_json::from_str(text).map_err(UnreadableReport::NoReport)
}

/// JSON on one line, the line's end included.
pub(crate) fn line(value: &impl Serialize) -> String {
    let mut text = inert(&serde_json::to_string(value).unwrap_or_else(|error| failure(&error)));
    text.push('\n');
    text
}

/// What stands where a value cannot be written: strings and numbers always can, so nobody should see it.
fn failure(error: &serde_json::Error) -> String {
    serde_json::json!({ "error": error.to_string() }).to_string()
}

/// The same JSON with everything escaped that a terminal could take for a command, or that nobody would see.
///
/// Such characters stand in strings only, where JSON reads an escape as the character itself.
fn inert(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    push_inert(&mut out, json);
    out
}

fn push_inert(out: &mut String, json: &str) {
    for character in json.chars() {
        if character != '\n' && is_unsafe(character) {
            let mut units = [0; 2];
            out.extend(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(character);
        }
    }
}

/// Writes the same as [`to_json`], piece by piece: the text of a scan's report has tens of megabytes.
///
/// # Errors
/// What the writer says.
pub(crate) fn write_json(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let mut inert = Inert { piece: String::new(), to };
    serde_json::to_writer_pretty(&mut inert, report)?;
    inert.write_all(b"\n")?;
    inert.send()
}

/// Writes JSON on as [`inert`] has it.
struct Inert<'w> {
    piece: String,
    to: &'w mut dyn Write,
}

/// So much is written at once.
const PIECE: usize = 1 << 16;

impl Inert<'_> {
    fn send(&mut self) -> io::Result<()> {
        self.to.write_all(self.piece.as_bytes())?;
        self.piece.clear();
        Ok(())
    }
}

impl Write for Inert<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A serializer writes whole texts.
        push_inert(&mut self.piece, std::str::from_utf8(bytes).map_err(io::Error::other)?);
        if self.piece.len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::{from_json, line, to_json, write_json};
    use crate::report::Outcome;
    use crate::report::samples::{finding, report, tally};

    #[test]
    fn a_report_is_read_as_it_was_written() {
        let text = to_json(&report(vec![tally("a/b/c", Outcome::Broken)], vec![finding("a/b/c", "1")]));
        assert_eq!(to_json(&from_json(&text).expect("a report")), text);
    }

    #[test]
    fn what_is_written_in_pieces_is_the_same_text() {
        let mut report = report(vec![tally("a/b/c", Outcome::Broken)], vec![finding("a/b/c", "1")]);
        report.terms.only = vec!["\u{202e}\u{e0001}a\n".repeat(20_000)];
        let mut bytes = Vec::new();
        write_json(&report, &mut bytes).expect("memory takes all");
        assert_eq!(String::from_utf8(bytes).expect("a text"), to_json(&report));
    }

    #[test]
    fn what_is_no_report_is_refused_with_the_place() {
        let error = |text: &str| from_json(text).expect_err("no report").to_string();
        assert!(error("{\"format\": 1,\n \"tool\": 7}").contains("line 2 column"), "{}", error("{}"));
        assert!(error("").contains("line 1"));
        assert!(error("{\"format\": 7, \"anything\": []}").contains("in form 7, and form 1 is what"));
    }

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_reads_the_same() {
        let text = "\u{9b}31m\u{1b}[0m\u{202e}\u{e0041}\u{7f}é";
        let written = line(&text);
        assert_eq!(written, "\"\\u009b31m\\u001b[0m\\u202e\\udb40\\udc41\\u007fé\"\n");
        assert_eq!(serde_json::from_str::<String>(&written).expect("JSON"), text);
    }
}
