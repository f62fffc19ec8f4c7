//! Bodies that are no JSON and that readers in wide use take for it by default.
//!
//! `docs/default-stacks.md` lists what each reader takes. What the protocol's own tests name is not here, though some
//! readers take that, too: comments, single quotes, a comma behind the last element, form feed for space, and anything before
//! or behind the text.

use std::borrow::Cow;

use crate::message::json::Document;

/// Nesting beyond this is not read: no request comes near, and the reader calls itself.
const MAX_DEPTH: usize = 64;

/// Why readers in wide use take a body for JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leniency {
    /// The text is not in UTF-8: they put U+FFFD in place of what is not, or find out the encoding.
    Encoding,
    /// They know values or escapes that JSON lacks.
    Grammar,
}

/// Why readers in wide use take a body for JSON that is none; `None` where none of them does.
pub(super) fn leniency(bytes: &[u8]) -> Option<Leniency> {
    if let Some(text) = in_sixteen_or_thirty_two_bits(bytes) {
        return Document::parse(text.as_bytes()).is_ok().then_some(Leniency::Encoding);
    }
    let text = String::from_utf8_lossy(bytes);
    let is_read =
        matches!(&text, Cow::Owned(text) if Document::parse(text.as_bytes()).is_ok()) || is_read(&text);
    is_read.then_some(match text {
        Cow::Owned(_) => Leniency::Encoding,
        Cow::Borrowed(_) => Leniency::Grammar,
    })
}

/// The text of bytes in UTF-16 or UTF-32, found as older readers find it: by where zeros stand among its first characters,
/// which are ASCII in every JSON text, or by a byte order mark.
fn in_sixteen_or_thirty_two_bits(bytes: &[u8]) -> Option<String> {
    let (width, is_big) = match bytes {
        [0, 0, 0, 1..=255, ..] | [0, 0, 0xfe, 0xff, ..] => (4, true),
        [1..=255, 0, 0, 0, ..] | [0xff, 0xfe, 0, 0, ..] => (4, false),
        [0, 1..=255, 0, 1..=255, ..] | [0xfe, 0xff, ..] => (2, true),
        [1..=255, 0, 1..=255, 0, ..] | [0xff, 0xfe, ..] => (2, false),
        _ => return None,
    };
    let units = bytes.chunks_exact(width);
    if !units.remainder().is_empty() {
        return None;
    }
    let number = |unit: &[u8]| {
        let join = |number: u32, byte: &u8| number << 8 | u32::from(*byte);
        if is_big { unit.iter().fold(0, join) } else { unit.iter().rev().fold(0, join) }
    };
    let numbers = units.map(number);
    let text: Option<String> = if width == 4 {
        numbers.map(char::from_u32).collect()
    } else {
        char::decode_utf16(numbers.filter_map(|unit| u16::try_from(unit).ok())).map(Result::ok).collect()
    };
    text.map(|text| text.trim_start_matches('\u{feff}').to_owned())
}

/// Whether a text is JSON once the leniencies are granted.
fn is_read(text: &str) -> bool {
    let mut reader = Reader { rest: text };
    reader.value(0).is_some() && {
        reader.space();
        reader.rest.is_empty()
    }
}

/// What is left of the text.
struct Reader<'t> {
    rest: &'t str,
}

/// Values that are words: those of JSON, and those that it lacks.
const WORDS: [&str; 6] = ["true", "false", "null", "NaN", "Infinity", "-Infinity"];

impl Reader<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, what: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(what)?;
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        self.space();
        match self.rest.chars().next()? {
            _ if depth > MAX_DEPTH => None,
            '{' => self.sequence("{", "}", |reader| {
                reader.space();
                reader.string()?;
                reader.space();
                reader.take(":")?;
                reader.value(depth + 1)
            }),
            '[' => self.sequence("[", "]", |reader| reader.value(depth + 1)),
            '"' => self.string(),
            _ => self.word().or_else(|| self.number()),
        }
    }

    fn sequence(&mut self, open: &str, close: &str, part: impl Fn(&mut Self) -> Option<()>) -> Option<()> {
        self.take(open)?;
        self.space();
        if self.take(close).is_some() {
            return Some(());
        }
        loop {
            part(self)?;
            self.space();
            if self.take(close).is_some() {
                return Some(());
            }
            self.take(",")?;
        }
    }

    /// A string in which a backslash may stand before any character but a control character; before `u` it makes an escape
    /// as JSON has it.
    fn string(&mut self) -> Option<()> {
        self.take("\"")?;
        let mut characters = self.rest.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Some(());
                }
                '\\' => match characters.next()? {
                    (_, control) if control.is_ascii_control() => return None,
                    (at, 'u') => {
                        let digits = self.rest.get(at + 1..at + 5)?;
                        digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(())?;
                    }
                    _ => {}
                },
                control if control < ' ' => return None,
                _ => {}
            }
        }
        None
    }

    fn word(&mut self) -> Option<()> {
        WORDS.iter().find_map(|word| {
            self.rest = self.rest.strip_prefix(word)?;
            Some(())
        })
    }

    /// A number as JSON has it.
    fn number(&mut self) -> Option<()> {
        let end = self.rest.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'));
        let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        Document::parse(number.as_bytes()).ok()?;
        self.rest = rest;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Leniency, leniency};

    #[rstest]
    #[case::nan(br#"{"a":[NaN,-Infinity, Infinity]}"#)]
    #[case::unknown_escapes(br#"{"a\x41":"\'\e\u0012"}"#)]
    fn readers_in_wide_use_take_it(#[case] body: &[u8]) {
        assert_eq!(leniency(body), Some(Leniency::Grammar));
    }

    #[rstest]
    #[case::byte(b"{\"a\":\"\xff\"}")]
    #[case::cut_sequence(b"{\"a\xe2\x82\":1}")]
    #[case::sixteen_bits(b"{\0\"\0a\0\"\0:\x001\0}\0")]
    #[case::marked_sixteen_bits(b"\xfe\xff\0{\0}")]
    #[case::thirty_two_bits(b"\0\0\0[\0\0\0]")]
    fn another_encoding_is_told_apart(#[case] body: &[u8]) {
        assert_eq!(leniency(body), Some(Leniency::Encoding));
    }

    #[rstest]
    #[case::line_comment(b"{\"a\":1 // one\n}")]
    #[case::block_comment(b"{\"a\":/* one */1}")]
    #[case::single_quotes(b"{'a':1}")]
    #[case::trailing_comma(b"{\"a\":1,}")]
    #[case::form_feed(b"{\"a\":\x0c1}")]
    #[case::letters_behind(b"{\"a\":1}abc")]
    #[case::brace_behind(b"{\"a\":1}}")]
    #[case::letters_before(b"abc{\"a\":1}")]
    #[case::not_closed(b"{[")]
    #[case::list_not_closed(b"{\"a\":[1}")]
    #[case::no_quotes(b"{a:1}")]
    #[case::control_character(b"{\"a\":\"\x01\"}")]
    #[case::leading_zero(b"{\"a\":01}")]
    #[case::words_in_other_case(br#"{"a":TRUE}"#)]
    #[case::short_unicode_escape(br#"{"a":"\u12"}"#)]
    #[case::byte_outside_of_strings(b"{\"a\":\xff1}")]
    #[case::broken_behind_a_byte(b"{\"a\":\"\xff\",}")]
    fn what_no_reader_takes_and_what_the_tests_of_the_protocol_name_is_broken(#[case] body: &[u8]) {
        assert_eq!(leniency(body), None);
    }
}
