//! Text of anybody on a page: what a browser would not show, or would obey, is written out. The templates escape the rest.

use crate::report::formats::terminal::count;
use crate::report::text::legible::{is_unsafe, legible, push_legible};

/// Longest text on a line; the JSON report has it whole.
const LONGEST_LINE: usize = 600;

/// A piece of a body.
#[derive(Debug)]
pub(crate) enum Part {
    /// Characters with a class of the style sheet; empty for none.
    Text { class: &'static str, is_marked: bool, text: String },
    /// A line that is set in begins.
    Open,
    /// It ends.
    Close,
}

impl Part {
    /// Words of our own.
    pub(crate) fn plain(class: &'static str, text: String) -> Self {
        Self::Text { class, is_marked: false, text }
    }
}

/// `text` on one line, cut when it is very long.
pub(crate) fn line(text: &str) -> String {
    match text.char_indices().nth(LONGEST_LINE) {
        None => whole(text),
        Some((at, _)) => {
            let left = count(text[at..].chars().count() as u64);
            format!("{} [… {left} more characters; the json report has them]", whole(&text[..at]))
        }
    }
}

/// `text` on one line.
fn whole(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in legible(text).chars() {
        if is_no_character(part) { out.extend(part.escape_unicode()) } else { out.push(part) }
    }
    out
}

/// Adds `text`, in which line breaks and tabs stay, and marks what is written out as no text of the target's own.
pub(crate) fn push_parts(parts: &mut Vec<Part>, text: &str, class: &'static str, is_marked: bool) {
    let mut open = String::new();
    for character in text.chars() {
        let is_layout = matches!(character, '\n' | '\t');
        // Bytes that are not UTF-8 became U+FFFD.
        let is_odd = is_unsafe(character) || is_no_character(character) || character == '\u{fffd}';
        if is_layout || !is_odd {
            open.push(character);
            continue;
        }
        if !open.is_empty() {
            parts.push(Part::Text { class, is_marked, text: std::mem::take(&mut open) });
        }
        let mut text = String::new();
        if is_no_character(character) {
            text.extend(character.escape_unicode());
        } else {
            push_legible(&mut text, character);
        }
        parts.push(Part::Text { class: "odd", is_marked, text });
    }
    if !open.is_empty() {
        parts.push(Part::Text { class, is_marked, text: open });
    }
}

/// Code points that no text may hold, and that parsers of HTML complain about.
fn is_no_character(character: char) -> bool {
    let code = u32::from(character);
    matches!(code, 0xfdd0..=0xfdef) || code & 0xfffe == 0xfffe
}

/// A name for an anchor: every character that could mean something there is replaced.
pub(crate) fn name(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "/-_.".contains(character);
    text.chars().map(|character| if is_plain(character) { character } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::{line, name};

    #[test]
    fn a_line_hides_nothing_and_ends() {
        assert_eq!(line("a\u{202e}b\nc\u{ffff}"), "a\\u{202e}b\\nc\\u{ffff}");
        assert_eq!(
            line(&"x".repeat(601)).len(),
            600 + " [… 1 more characters; the json report has them]".len()
        );
    }

    #[test]
    fn names_hold_nothing_that_an_address_knows() {
        assert_eq!(name("batch/complete"), "batch/complete");
        assert_eq!(name("a b#\"<é"), "a_b____");
    }
}
