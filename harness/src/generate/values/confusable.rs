//! Pairs of different texts that a careless reader takes for one: trimmed, folded, normalised, cut, parsed or decoded.
//!
//! These are candidates: the validator decides which of them are valid keys.

use super::misspell::{misspellings, of_length};
use crate::generate::rng::Rng;

/// Two texts, and what a reader overlooks who takes them for one.
#[derive(Debug, Clone)]
pub(crate) struct Confusable {
    pub(crate) label: String,
    pub(crate) one: String,
    pub(crate) other: String,
}

/// Spellings that some normalisation makes one: case folding, Unicode forms, decoding, path clean-up, weak hashes.
const ALIKE: [(&str, &str, &str); 36] = [
    ("kelvin-sign", "k", "\u{212a}"),
    ("long-s", "s", "\u{17f}"),
    ("sharp-s", "ss", "\u{df}"),
    ("dotted-i", "i", "\u{130}"),
    ("final-sigma", "\u{3c3}", "\u{3c2}"),
    ("accent-in-other-case", "\u{e9}", "\u{c9}"),
    ("accent-composed", "\u{e9}", "e\u{301}"),
    ("accent-dropped", "e", "\u{e9}"),
    ("other-accent", "\u{e8}", "\u{e9}"),
    ("fullwidth-letter", "A", "\u{ff21}"),
    ("fullwidth-digit", "7", "\u{ff17}"),
    ("arabic-digit", "7", "\u{667}"),
    ("superscript", "2", "\u{b2}"),
    ("ligature", "fi", "\u{fb01}"),
    ("cyrillic-letter", "a", "\u{430}"),
    // Both begin with the same half in UTF-16, and become the same mark in encodings that have neither.
    ("astral", "\u{1f600}", "\u{1f601}"),
    ("replaced-by-mark", "?", "\u{1f600}"),
    ("space-and-plus", " ", "+"),
    ("percent-encoded", "A", "%41"),
    ("escape-as-text", "A", "\\u0041"),
    ("entity-reference", "&", "&amp;"),
    ("backslashes", "\\", "\\\\"),
    ("escaped-quote", "\"", "\\\""),
    ("tab-and-space", "\t", " "),
    ("no-break-space", " ", "\u{a0}"),
    ("two-spaces", " ", "  "),
    ("hyphen-and-underscore", "-", "_"),
    ("hyphen-and-dash", "-", "\u{2010}"),
    ("hyphen-and-dot", "-", "."),
    ("slash-and-hyphen", "/", "-"),
    ("two-slashes", "/", "//"),
    ("dot-in-path", "/", "/./"),
    ("parent-in-path", "/", "/x/../"),
    // Equal under the polynomial hash to base 31 that several languages use.
    ("hash-to-base-31", "Aa", "BB"),
    ("zero-and-letter", "0", "O"),
    ("one-and-letter", "1", "l"),
];

/// What trimming, parsing or cutting drops from an end.
const DROPPED: [(&str, &str); 15] = [
    ("space", " "),
    ("tab", "\t"),
    ("no-break-space", "\u{a0}"),
    ("zero-width-space", "\u{200b}"),
    ("byte-order-mark", "\u{feff}"),
    ("combining-accent", "\u{301}"),
    ("letter", "x"),
    ("hyphen", "-"),
    ("plus", "+"),
    ("slash", "/"),
    ("dot", "."),
    ("quote", "\""),
    ("star", "*"),
    ("zero-fraction", ".0"),
    ("exponent", "e0"),
];

/// What separates the parts of compound names, some of which keep only one part.
const SEPARATORS: [(&str, &str); 11] = [
    ("slash", "/"),
    ("colon", ":"),
    ("dot", "."),
    ("at-sign", "@"),
    ("hyphen", "-"),
    ("hash", "#"),
    ("question-mark", "?"),
    ("bar", "|"),
    ("comma", ","),
    ("equals", "="),
    ("space", " "),
];

/// Lengths at which keys are cut: of columns, digests, buffers and log lines.
const CUTS: [usize; 6] = [32, 64, 128, 200, 250, 1000];

/// How many misspellings stand beside their original.
const MISSPELLED: usize = 8;

/// Every pair that can be made from `id`; of a label there may be several candidates.
pub(crate) fn likenesses(id: &str, rng: &mut Rng) -> Vec<Confusable> {
    let mut found = Pairs(Vec::new());
    found.by_case(id);
    found.by_spelling(id);
    found.by_ends(id);
    found.by_letters_and_digits(id);
    found.add("equal-numbers", "1000", "1e3");
    found.by_number(id);
    // Where the id itself holds no number.
    found.by_number(&format!("{id}-4711"));
    found.by_length(id);
    found.by_part(id);
    found.by_order(id);
    found.by_misspelling(id, rng);
    found.0
}

struct Pairs(Vec<Confusable>);

impl Pairs {
    fn add(&mut self, label: impl Into<String>, one: impl Into<String>, other: impl Into<String>) {
        let (label, one, other) = (label.into(), one.into(), other.into());
        if one != other {
            self.0.push(Confusable { label, one, other });
        }
    }

    fn by_case(&mut self, id: &str) {
        self.add("other-case", id, other_case(id));
        if let Some(at) = id.rfind(|c: char| c.is_ascii_alphabetic()) {
            let (head, tail) = id.split_at(at);
            self.add(
                "one-letter-in-other-case",
                id,
                format!("{head}{}{}", other_case(&tail[..1]), &tail[1..]),
            );
        }
        self.add("upper-and-lower-case", id.to_uppercase(), id.to_lowercase());
        // Where the id itself has no letters.
        for (before, behind) in [("", "a"), ("a", "")] {
            self.add("letter-in-other-case", format!("{before}{id}{behind}"), {
                format!("{}{id}{}", other_case(before), other_case(behind))
            });
        }
    }

    fn by_spelling(&mut self, id: &str) {
        let (head, tail) = halves(id);
        for (name, one, other) in ALIKE {
            self.add(name, format!("{id}{one}"), format!("{id}{other}"));
            self.add(name, format!("{head}{one}{tail}"), format!("{head}{other}{tail}"));
            self.add(name, format!("{id}{one}z"), format!("{id}{other}z"));
        }
    }

    fn by_ends(&mut self, id: &str) {
        for (name, dropped) in DROPPED {
            self.add(format!("{name}-behind"), id, format!("{id}{dropped}"));
            self.add(format!("{name}-before"), id, format!("{dropped}{id}"));
        }
        for quote in ["'", "\""] {
            self.add("in-quotes", id, format!("{quote}{id}{quote}"));
        }
        self.add("behind-a-path", id, format!("a/{id}"));
        self.add("before-a-path", id, format!("{id}/a"));
        self.add("behind-a-parent", id, format!("a/../{id}"));
        self.add("with-a-version", id, format!("{id}@1"));
        self.add("zero-before", id, format!("0{id}"));
        self.add("with-a-file-extension", id, format!("{id}.xml"));
        let cut: String = id.chars().take(id.chars().count().saturating_sub(1)).collect();
        self.add("one-letter-less", id, cut);
        self.add("twice", id, format!("{id}{id}"));
    }

    fn by_letters_and_digits(&mut self, id: &str) {
        let only: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
        self.add("letters-and-digits", id, only);
        let (head, tail) = halves(id);
        for separator in ["-", ".", "/"] {
            self.add("letters-and-digits-parted", id, format!("{head}{separator}{tail}"));
            self.add("letters-and-digits-parted", format!("{id}9a"), format!("{id}{separator}9a"));
        }
    }

    fn by_number(&mut self, id: &str) {
        let Some((before, digits, behind)) = last_number(id) else { return };
        let with = |digits: &str| format!("{before}{digits}{behind}");
        self.add("leading-zero-more", id, with(&format!("0{digits}")));
        self.add("leading-zero-less", id, with(digits.strip_prefix('0').unwrap_or(digits)));
        // Beyond what 64-bit floating point tells apart.
        let long = of_length(digits, 20);
        self.add("equal-as-floating-point", with(&format!("{long}1")), with(&format!("{long}2")));
        let Ok(number) = digits.parse::<u128>() else { return };
        let width = digits.len();
        for bits in [32, 64] {
            let power = 1_u128 << bits;
            // Where a longer number is not allowed, the one as far below.
            let wrapped = [number.checked_add(power), number.checked_sub(power)];
            for wrapped in wrapped.into_iter().flatten() {
                self.add(format!("equal-in-{bits}-bits"), id, with(&format!("{wrapped:0width$}")));
            }
        }
        self.add("next-number", id, with(&format!("{:0width$}", number ^ 1)));
    }

    fn by_length(&mut self, id: &str) {
        for cut in CUTS {
            let long = of_length(id, cut);
            self.add(format!("same-first-{cut}"), format!("{long}1a"), format!("{long}2b"));
            self.add(format!("cut-at-{cut}"), long.as_str(), format!("{long}1a"));
        }
        let long = of_length(id, 80);
        self.add("same-end", format!("1a{long}"), format!("2b{long}"));
        let (head, tail) = halves(&long);
        self.add("same-ends", format!("{head}1{tail}"), format!("{head}2{tail}"));
        // Where nothing may break what stands in the middle.
        self.add("same-ends", format!("{long}1{long}"), format!("{long}2{long}"));
    }

    fn by_part(&mut self, id: &str) {
        for (name, separator) in SEPARATORS {
            let behind = |part: &str| format!("{part}{separator}{id}");
            let before = |part: &str| format!("{id}{separator}{part}");
            self.add(format!("same-after-{name}"), behind("a"), behind("b"));
            self.add(format!("same-before-{name}"), before("a"), before("b"));
        }
        self.add("same-inside", format!("a{id}b"), format!("c{id}d"));
    }

    fn by_order(&mut self, id: &str) {
        let characters: Vec<char> = id.chars().collect();
        self.add("reversed", id, characters.iter().rev().collect::<String>());
        if let Some(at) = characters.windows(2).rposition(|pair| pair[0] != pair[1]) {
            let mut swapped = characters;
            swapped.swap(at, at + 1);
            self.add("two-characters-swapped", id, swapped.into_iter().collect::<String>());
        }
    }

    /// A few of them, others with each seed.
    fn by_misspelling(&mut self, id: &str, rng: &mut Rng) {
        let candidates = misspellings(id, rng);
        let skipped = rng.below(candidates.len());
        for (label, text) in candidates.into_iter().cycle().skip(skipped).step_by(11).take(MISSPELLED) {
            self.add(label, id, text);
        }
    }
}

/// Each ASCII letter in the other case.
fn other_case(text: &str) -> String {
    let other =
        |c: char| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
    text.chars().map(other).collect()
}

fn halves(text: &str) -> (String, String) {
    let middle = text.chars().count() / 2;
    (text.chars().take(middle).collect(), text.chars().skip(middle).collect())
}

/// The last run of ASCII digits, with what stands before and behind it.
fn last_number(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let start = text[..end].rfind(|c: char| !c.is_ascii_digit());
    let start = start.and_then(|at| Some(at + text[at..].chars().next()?.len_utf8())).unwrap_or(0);
    Some((&text[..start], &text[start..end], &text[end..]))
}
