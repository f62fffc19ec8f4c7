//! The report as JSON, in stable order.

use serde::Serialize;

use super::Report;
use super::legible::is_unsafe;

/// The whole report as indented JSON with a final newline.
#[must_use]
pub fn to_json(report: &Report) -> String {
    indented(report)
}

/// Indented JSON with a final newline.
pub(super) fn indented(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value);
    let mut text = inert(&text.unwrap_or_else(|error| failure(&error)));
    text.push('\n');
    text
}

/// JSON on one line, the line's end included.
pub(super) fn line(value: &impl Serialize) -> String {
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
    for character in json.chars() {
        if character != '\n' && is_unsafe(character) {
            let mut units = [0; 2];
            out.extend(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_reads_the_same() {
        let text = "\u{9b}31m\u{1b}[0m\u{202e}\u{e0041}\u{7f}é";
        let written = line(&text);
        assert_eq!(written, "\"\\u009b31m\\u001b[0m\\u202e\\udb40\\udc41\\u007fé\"\n");
        assert_eq!(serde_json::from_str::<String>(&written).expect("JSON"), text);
    }
}
