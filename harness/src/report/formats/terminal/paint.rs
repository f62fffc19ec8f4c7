//! Colours, wrapping and numbers.

use crate::report::text::legible::columns;

/// Colours, or none.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// Whether to use ANSI colours.
    pub colour: bool,
}

impl Palette {
    /// No colours.
    pub const PLAIN: Self = Self { colour: false };
}

/// Fits two windows side by side on common screens, and logs of CI systems without wrapping.
pub(crate) const WIDTH: usize = 110;

/// What a piece of text is, for the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Heading,
    Aside,
    Bad,
    Doubtful,
    Good,
    Mark,
}

impl Tone {
    /// The parameters of the ANSI sequence: bold, faint and the eight oldest colours, which every terminal has.
    fn code(self) -> &'static str {
        match self {
            Self::Heading => "1",
            Self::Aside => "2",
            Self::Bad => "1;31",
            Self::Doubtful => "33",
            Self::Good => "32",
            Self::Mark => "1;35",
        }
    }
}

impl Palette {
    /// `text` in a tone, or as it is.
    pub(crate) fn paint(self, tone: Tone, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("\u{1b}[{}m{text}\u{1b}[0m", tone.code())
        } else {
            text.to_owned()
        }
    }
}

/// `text` broken at spaces into lines of at most 110 columns, as in the report for people.
///
/// The first line begins behind `first` columns that are already written, the others behind `indent` spaces. There is
/// no line break at the end.
#[must_use]
pub fn wrap(text: &str, first: usize, indent: usize) -> String {
    let mut out = String::new();
    let mut used = first;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let width = columns(word);
        let is_start = used == first && out.is_empty();
        if !is_start && used + 1 + width > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            used = indent;
        } else if !is_start {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += width;
    }
    out
}

/// A number with commas between its thousands.
pub(in crate::report) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number and its noun, in the plural where needed.
pub(in crate::report) fn counted(number: u64, noun: &str) -> String {
    let ending = match number {
        1 => "",
        _ => "s",
    };
    format!("{} {noun}{ending}", count(number))
}
