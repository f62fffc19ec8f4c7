//! ECMA-262 patterns in the syntax of an engine whose time grows with the text alone.
//!
//! An engine that goes back and tries again may take longer than a run lasts for one text: `^(([a-z]+)*:)+$` and its kin are
//! in public models, and what they are held against comes from a target.

use regex::{Regex, RegexBuilder};

/// A larger program is not worth its memory.
const PROGRAM_BYTES: usize = 4 << 20;
/// States that one search remembers.
const REMEMBERED_BYTES: usize = 1 << 18;

/// What `\s` means in ECMA-262.
const SPACES: &str =
    r"\t-\r\x20\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";

/// The conditions that a text must meet to match one pattern.
#[derive(Clone)]
pub(super) struct LinearPattern(Vec<(Regex, bool)>);

impl LinearPattern {
    /// The same pattern; `None` where it holds what no such engine has: looking around but at its beginning, references back.
    pub(super) fn new(source: &str, names_classes: bool) -> Option<Self> {
        let build = |source: &str| {
            let written = Writer { rest: source, out: String::new(), names_classes }.whole()?;
            let mut builder = RegexBuilder::new(&written);
            builder.size_limit(PROGRAM_BYTES).dfa_size_limit(REMEMBERED_BYTES).build().ok()
        };
        // `^(?!a)b$` is no text that begins with a, and one that is b.
        let Some(looking) = source.strip_prefix("^(?!").or_else(|| source.strip_prefix("^(?=")) else {
            return Some(Self(vec![(build(source)?, true)]));
        };
        let end = closing(looking)?;
        let (inner, after) = (looking.get(..end)?, looking.get(end + 1..)?);
        if has_choice(after) || after.starts_with(['*', '+', '?', '{']) {
            return None;
        }
        let mut conditions = vec![(build(&format!("^(?:{inner})"))?, source.starts_with("^(?="))];
        if after.starts_with("(?!") || after.starts_with("(?=") {
            conditions.extend(Self::new(&format!("^{after}"), names_classes)?.0);
        } else {
            conditions.push((build(&format!("^(?:{after})"))?, true));
        }
        Some(Self(conditions))
    }

    /// Whether the pattern matches anywhere in `text`.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.0.iter().all(|(regex, wanted)| regex.is_match(text) == *wanted)
    }
}

/// Where the group that is open at the beginning ends.
fn closing(pattern: &str) -> Option<usize> {
    outside_classes(pattern)
        .scan(1_usize, |depth, (at, character)| {
            match character {
                '(' => *depth += 1,
                ')' => *depth = depth.saturating_sub(1),
                _ => {}
            }
            Some((*depth, at))
        })
        .find(|(depth, _)| *depth == 0)
        .map(|(_, at)| at)
}

/// Whether a pattern has alternatives as a whole.
fn has_choice(pattern: &str) -> bool {
    let mut depth = 0_i32;
    outside_classes(pattern).any(|(_, character)| {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0 && character == '|'
    })
}

/// The characters of a pattern that are neither escaped nor within a class.
fn outside_classes(pattern: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut is_escaped, mut in_class) = (false, false);
    pattern.char_indices().filter(move |(_, character)| {
        let is_plain = !is_escaped && !in_class;
        match character {
            '[' if !is_escaped => in_class = true,
            ']' if !is_escaped => in_class = false,
            _ => {}
        }
        is_escaped = *character == '\\' && !is_escaped;
        is_plain
    })
}

/// Writes a pattern anew, mark by mark; groups stand as they are.
struct Writer<'p> {
    rest: &'p str,
    out: String,
    names_classes: bool,
}

impl Writer<'_> {
    fn whole(mut self) -> Option<String> {
        while let Some(character) = self.take() {
            match character {
                '(' => self.group()?,
                ')' | '|' | '^' => self.out.push(character),
                '$' => self.out.push_str(r"\z"),
                '.' => self.out.push_str(r"[^\n\r\x{2028}\x{2029}]"),
                '*' | '+' | '?' => self.count(&character.to_string()),
                '{' => self.braces(),
                '[' => self.class()?,
                '\\' => {
                    let written = self.escape(false)?;
                    self.out.push_str(&written);
                }
                other => self.out.push_str(&literal(other)),
            }
        }
        Some(self.out)
    }

    fn take(&mut self) -> Option<char> {
        let first = self.rest.chars().next()?;
        self.rest = self.rest.get(first.len_utf8()..).unwrap_or_default();
        Some(first)
    }

    fn skip(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn group(&mut self) -> Option<()> {
        if self.skip("?<") {
            let name = self.rest.find('>').filter(|_| !self.rest.starts_with(['=', '!']))?;
            self.rest = self.rest.get(name + 1..)?;
        } else if !self.skip("?:") && self.rest.starts_with('?') {
            return None;
        }
        self.out.push_str("(?:");
        Some(())
    }

    /// A count; whether few or many are tried first is nothing to the question whether there is a match.
    fn count(&mut self, written: &str) {
        self.skip("?");
        self.out.push_str(written);
    }

    /// A count in braces, or the braces themselves where they hold none.
    fn braces(&mut self) {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let inner = self.rest.split_once('}').map(|(inner, _)| inner).filter(|inner| {
            let (low, high) = inner.split_once(',').unwrap_or((inner, ""));
            digits(low) && (high.is_empty() || digits(high))
        });
        let Some(inner) = inner else { return self.out.push_str(r"\{") };
        self.rest = self.rest.get(inner.len() + 1..).unwrap_or_default();
        self.count(&format!("{{{inner}}}"));
    }

    fn class(&mut self) -> Option<()> {
        let is_inverted = self.skip("^");
        let mut held = String::new();
        loop {
            let (low, is_set) = match self.take()? {
                ']' => break,
                '\\' => self.member()?,
                other => (literal(other), false),
            };
            let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            held.push_str(&low);
            if !is_range {
                continue;
            }
            self.take();
            let (high, is_high_set) = match self.take()? {
                '\\' => self.member()?,
                other => (literal(other), false),
            };
            // Between sets there is no range, and the hyphen is one more character.
            held.push_str(if is_set || is_high_set { r"\x{2D}" } else { "-" });
            held.push_str(&high);
        }
        self.out.push_str(&match (held.is_empty(), is_inverted) {
            (true, true) => "(?s:.)".to_owned(),
            (true, false) => r"[^\x{0}-\x{10FFFF}]".to_owned(),
            (false, true) => format!("[^{held}]"),
            (false, false) => format!("[{held}]"),
        });
        Some(())
    }

    /// What is escaped in a class, and whether it is a set of characters.
    fn member(&mut self) -> Option<(String, bool)> {
        let is_set = self.rest.starts_with(['d', 'D', 'w', 'W', 's', 'S', 'p', 'P']);
        Some((self.escape(true)?, is_set))
    }

    fn escape(&mut self, in_class: bool) -> Option<String> {
        let set = |inner: &str, is_inverted: bool| match (is_inverted, in_class) {
            (true, _) => format!("[^{inner}]"),
            (false, true) => inner.to_owned(),
            (false, false) => format!("[{inner}]"),
        };
        Some(match self.take()? {
            kind @ ('d' | 'D') => set("0-9", kind == 'D'),
            kind @ ('w' | 'W') => set("0-9A-Za-z_", kind == 'W'),
            kind @ ('s' | 'S') => set(SPACES, kind == 'S'),
            'b' if in_class => literal('\u{8}'),
            'b' => r"(?-u:\b)".to_owned(),
            'n' => literal('\n'),
            'r' => literal('\r'),
            't' => literal('\t'),
            'v' => literal('\u{b}'),
            'f' => literal('\u{c}'),
            'x' => self.code(2)?,
            'u' if !self.rest.starts_with('{') => self.code(4)?,
            kind @ ('p' | 'P') if self.names_classes => {
                let name = self.rest.strip_prefix('{')?.split_once('}')?.0.to_owned();
                self.rest = self.rest.get(name.len() + 2..)?;
                format!("\\{kind}{{{name}}}")
            }
            '0' if !self.rest.starts_with(|c: char| c.is_ascii_digit()) => literal('\0'),
            other if other.is_ascii_alphanumeric() => return None,
            other => literal(other),
        })
    }

    /// A character by its code; halves of pairs are none.
    fn code(&mut self, digits: usize) -> Option<String> {
        let number = u32::from_str_radix(self.rest.get(..digits)?, 16).ok()?;
        self.rest = self.rest.get(digits..)?;
        char::from_u32(number).map(literal)
    }
}

fn literal(character: char) -> String {
    if character.is_ascii_alphanumeric() {
        return character.to_string();
    }
    format!("\\x{{{:X}}}", u32::from(character))
}

#[cfg(test)]
mod tests {
    use super::LinearPattern;

    const PATTERNS: [&str; 24] = [
        "^(([a-zA-Z0-9-]*[a-zA-Z0-9])[.])*([A-Za-z0-9-]*[A-Za-z0-9])$",
        r"^(?!aws:)(?=a)[a\s-]+$",
        r"^(?!a0)a.*$",
        r"\S\s?",
        r"[^\s]$",
        r"[\w-a]+@",
        r"[\W]",
        r"[^]0",
        r"a[]",
        r"a{,2}",
        r"a{1}?0",
        r"(?<n>a)+?0|^x$",
        r"\u0061\x30",
        r"\ba",
        r"a\b",
        r"[\b]",
        r"[a-]",
        r"[-a]@",
        r"[\]]|a\.0",
        r"[[]|a-0",
        r"a{|0",
        "^.$",
        r"\0|[\u2028]",
        "[é-ü]+$",
    ];

    #[test]
    fn it_says_what_the_engine_says() {
        let mut texts = vec![String::new()];
        let mut longest = texts.clone();
        for _ in 0..4 {
            let longer = |text: &String| {
                ["a", "0", "x", "@", ".", "\r", "-", "é", "\u{2028}", "😀"]
                    .map(|last| format!("{text}{last}"))
            };
            longest = longest.iter().flat_map(longer).collect();
            texts.extend(longest.iter().cloned());
        }
        for source in PATTERNS {
            let linear = LinearPattern::new(source, false).unwrap_or_else(|| panic!("{source}"));
            let engine = regress::Regex::new(source).unwrap();
            for text in &texts {
                assert_eq!(linear.is_match(text), engine.find(text).is_some(), "{source} {text:?}");
            }
        }
    }

    #[test]
    fn classes_of_unicode_have_their_names_where_they_are_meant() {
        let linear = LinearPattern::new(r"^[\p{L}\p{Zs}_]+$", true).unwrap();
        assert!(linear.is_match("é x") && !linear.is_match("1"));
        assert!(LinearPattern::new(r"\p{L}", false).is_none());
    }

    #[test]
    fn what_no_such_engine_has_is_left_to_the_other() {
        for source in [r"(a)\1", "a(?=0)", "a(?<!x)", "^(?!a)b|c", r"(?<n>a)\k<n>", r"\ud83d", r"\B"] {
            assert!(LinearPattern::new(source, false).is_none(), "{source}");
        }
    }
}
