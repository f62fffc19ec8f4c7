//! Strings that may break a pattern or a length, each in a way of its own.
//!
//! These are candidates: the validator decides which of them break something, and what.

use crate::generate::rng::Rng;

/// Characters that patterns for ids and names tend to exclude, each the downfall of some implementation:
/// separators, look-alikes, other scripts' digits and letters, letters that fold onto ASCII under case-insensitive
/// matching, and characters beyond the basic plane.
const ALIENS: [(&str, &str); 24] = [
    ("space", " "),
    ("underscore", "_"),
    ("at-sign", "@"),
    ("colon", ":"),
    ("slash", "/"),
    ("dot", "."),
    ("hyphen", "-"),
    ("plus", "+"),
    ("comma", ","),
    ("quote", "\""),
    ("backslash", "\\"),
    ("percent", "%"),
    ("tab", "\t"),
    ("nul", "\u{0}"),
    ("letter", "x"),
    ("digit", "7"),
    ("arabic-digit", "\u{663}"),
    ("fullwidth-digit", "\u{ff13}"),
    ("fullwidth-letter", "\u{ff21}"),
    ("e-acute", "\u{e9}"),
    ("long-s", "\u{17f}"),
    ("kelvin-sign", "\u{212a}"),
    ("zero-width-space", "\u{200b}"),
    ("emoji", "\u{1f600}"),
];

/// Candidates made from a valid value: a character put in, put in place of another, or left out, at either end and in
/// the middle; nothing; one character; the value twice.
pub(crate) fn misspellings(valid: &str, rng: &mut Rng) -> Vec<(String, String)> {
    let characters: Vec<char> = valid.chars().collect();
    let count = characters.len();
    let inner = if count > 2 { 1 + rng.below(count - 2) } else { count / 2 };
    let mut out = vec![("empty".to_owned(), String::new())];
    let mut push = |label: String, parts: [&[char]; 2], between: &str| {
        let (head, tail): (String, String) = (parts[0].iter().collect(), parts[1].iter().collect());
        out.push((label, format!("{head}{between}{tail}")));
    };
    for (name, alien) in ALIENS {
        for (place, at) in [("first", 0), ("inside", inner), ("last", count)] {
            push(format!("{name}-put-{place}"), [&characters[..at], &characters[at..]], alien);
        }
        for (place, at) in [("first", 0), ("inside", inner), ("last", count.saturating_sub(1))] {
            if at < count {
                push(format!("{name}-for-{place}"), [&characters[..at], &characters[at + 1..]], alien);
            }
        }
    }
    for (place, at) in [("first", 0), ("inside", inner), ("last", count.saturating_sub(1))] {
        if at < count {
            push(format!("{place}-left-out"), [&characters[..at], &characters[at + 1..]], "");
        }
    }
    for length in [1, 2].into_iter().filter(|&length| length < count) {
        push(format!("only-{length}"), [&characters[..length], &[]], "");
    }
    out.push(("mapped-to-fullwidth".to_owned(), mapped(valid, 0xfee0)));
    out.push(("digits-mapped-to-arabic".to_owned(), arabic(valid)));
    out
}

/// Candidates of two lines made from a valid value: where a pattern is matched line by line, one good line is enough. A
/// line feed at the end alone is none of them, since engines differ on whether `$` matches before it.
pub(crate) fn several_lines(valid: &str) -> [(String, String); 3] {
    [
        ("line-feed-at-start", format!("\n{valid}")),
        ("other-line-after", format!("{valid}\n!")),
        ("other-line-before", format!("!\n{valid}")),
    ]
    .map(|(label, text)| (label.to_owned(), text))
}

/// Printable ASCII moved to its fullwidth form.
fn mapped(valid: &str, offset: u32) -> String {
    let moved = |c: char| {
        if c.is_ascii_graphic() { char::from_u32(c as u32 + offset).unwrap_or(c) } else { c }
    };
    valid.chars().map(moved).collect()
}

/// ASCII digits moved to Arabic-Indic digits.
fn arabic(valid: &str) -> String {
    let moved = |c: char| match c.to_digit(10) {
        Some(digit) => char::from_u32(0x660 + digit).unwrap_or(c),
        None => c,
    };
    valid.chars().map(moved).collect()
}

/// `valid` stretched or cut in its middle to exactly `length` characters.
pub(crate) fn of_length(valid: &str, length: usize) -> String {
    let characters: Vec<char> = valid.chars().collect();
    let middle = characters.len() / 2;
    let Some(&filler) = characters.get(middle) else {
        return "a".repeat(length);
    };
    if length >= characters.len() {
        let extra = std::iter::repeat_n(filler, length - characters.len());
        characters[..middle]
            .iter()
            .copied()
            .chain(extra)
            .chain(characters[middle..].iter().copied())
            .collect()
    } else {
        let head = length.div_ceil(2);
        let tail = length - head;
        characters[..head].iter().chain(&characters[characters.len() - tail..]).collect()
    }
}
