//! Regular expressions as the contract means them: ECMA-262.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use super::linear_pattern::LinearPattern;

use regex_automata::Input;
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::{nfa::thompson, util::syntax};

/// A compiled ECMA-262 pattern. Smithy patterns search; where a whole match is meant, the pattern says so with anchors.
///
/// Rust's `regex` crate differs in meaning (`\d` and `\w` match non-ASCII, `.` matches more), so an ECMAScript engine
/// judges. It runs without flags, as Smithy's own validators do: flag `u` refuses patterns that services publish. Only where
/// a pattern names classes of Unicode (`\p{L}`), which without that flag would be the letter p, it has it.
/// For ASCII texts and plain patterns, where both mean the same, a twin in that crate's syntax answers in a fraction of the
/// time; for what else can be written so, another one answers in a time that grows with the text alone. What is used to judge
/// is compiled when it is first asked: most patterns of a folder of models never are. Clones share what was compiled.
#[derive(Clone)]
pub struct Pattern(Arc<Engines>);

struct Engines {
    source: String,
    names_classes: bool,
    compiled: OnceLock<Option<regress::Regex>>,
    for_ascii: OnceLock<Option<Box<Twin>>>,
    linear: OnceLock<Option<LinearPattern>>,
}

/// What answers for a plain pattern in ASCII texts.
#[derive(Clone)]
struct Twin {
    regex: regex::bytes::Regex,
    /// An automaton made once and whole, where it is small: it keeps nothing while it searches, so that threads need not
    /// wait for one another. Made when it is first asked.
    automaton: OnceLock<Option<dense::DFA<Vec<u32>>>>,
}

/// An automaton that is larger, or takes more to make, is not worth it.
const AUTOMATON_BYTES: usize = 1 << 18;

impl Twin {
    fn is_match(&self, text: &str) -> bool {
        let automaton = self.automaton.get_or_init(|| automaton(self.regex.as_str()));
        let input = Input::new(text).earliest(true);
        match automaton.as_ref().map(|automaton| automaton.try_search_fwd(&input)) {
            Some(Ok(found)) => found.is_some(),
            None | Some(Err(_)) => self.regex.is_match(text.as_bytes()),
        }
    }
}

fn automaton(source: &str) -> Option<dense::DFA<Vec<u32>>> {
    let limits = dense::Config::new()
        .start_kind(StartKind::Unanchored)
        .dfa_size_limit(Some(AUTOMATON_BYTES))
        .determinize_size_limit(Some(AUTOMATON_BYTES));
    dense::Builder::new()
        .configure(limits)
        .syntax(syntax::Config::new().unicode(false).utf8(false))
        .thompson(thompson::Config::new().utf8(false))
        .build(source)
        .ok()
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// The engine's message when this is not an ECMA-262 pattern.
    pub fn new(source: &str) -> Result<Self, String> {
        let read = |flags: &str| regress::backends::try_parse(source.chars().map(u32::from), flags.into());
        let names_classes = (source.contains(r"\p{") || source.contains(r"\P{")) && read("u").is_ok();
        if !names_classes {
            read("").map_err(|error| error.to_string())?;
        }
        Ok(Self(Arc::new(Engines::new(source, names_classes))))
    }

    /// The same, of which nothing is compiled yet.
    pub(super) fn anew(&self) -> Self {
        Self(Arc::new(Engines::new(&self.0.source, self.0.names_classes)))
    }

    fn compiled(&self) -> Option<&regress::Regex> {
        let flags = if self.0.names_classes { "u" } else { "" };
        self.0.compiled.get_or_init(|| regress::Regex::with_flags(&self.0.source, flags).ok()).as_ref()
    }

    fn for_ascii(&self) -> Option<&Twin> {
        self.0.for_ascii.get_or_init(|| same_in_ascii(&self.0.source).map(Box::new)).as_deref()
    }

    /// Whether the pattern matches anywhere in `text`.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        if let Some(twin) = self.for_ascii().filter(|_| text.is_ascii()) {
            return twin.is_match(text);
        }
        let linear = self.0.linear.get_or_init(|| LinearPattern::new(&self.0.source, self.0.names_classes));
        match linear {
            Some(linear) => linear.is_match(text),
            None => self.compiled().is_some_and(|compiled| compiled.find(text).is_some()),
        }
    }

    /// What groups of these names hold in the first match; nothing without one.
    pub(super) fn groups<'t>(&self, text: &'t str, names: &[String]) -> Option<Vec<Option<&'t str>>> {
        match self.for_ascii() {
            Some(twin) if text.is_ascii() => {
                let found = twin.regex.captures(text.as_bytes())?;
                let held = |name: &String| found.name(name).and_then(|group| text.get(group.range()));
                Some(names.iter().map(held).collect())
            }
            _ => {
                let found = self.compiled()?.find(text)?;
                let held = |name: &String| found.named_group(name).and_then(|range| text.get(range));
                Some(names.iter().map(held).collect())
            }
        }
    }

    /// The first part of `text` that matches.
    #[must_use]
    pub fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.compiled()?.find(text).and_then(|found| text.get(found.range()))
    }

    /// The pattern as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.0.source
    }
}

impl Engines {
    fn new(source: &str, names_classes: bool) -> Self {
        let (compiled, for_ascii, linear) = Default::default();
        Self { source: source.to_owned(), names_classes, compiled, for_ascii, linear }
    }
}

/// Pairs of states that are looked at before two patterns are called different.
const MOST_PAIRS: usize = 20_000;

impl Pattern {
    /// Whether both patterns are known to match the same ASCII texts, however they are spelled: their automata are walked side
    /// by side.
    #[must_use]
    pub(super) fn is_same_in_ascii(&self, other: &Self) -> bool {
        let automaton = |pattern: &Self| automaton(pattern.for_ascii()?.regex.as_str());
        self.0.source == other.0.source
            || match (automaton(self), automaton(other)) {
                (Some(one), Some(another)) => agree(&one, &another).unwrap_or(false),
                _ => false,
            }
    }
}

/// Whether two automata find a match in the same texts; `None` where that cannot be told.
fn agree(one: &dense::DFA<Vec<u32>>, other: &dense::DFA<Vec<u32>>) -> Option<bool> {
    let start = |dfa: &dense::DFA<Vec<u32>>| dfa.start_state_forward(&Input::new("")).ok();
    let step = |dfa: &dense::DFA<Vec<u32>>, state: Option<StateID>, byte: Option<u8>| {
        // A match once found stays found.
        let state = state?;
        let next = byte.map_or_else(|| dfa.next_eoi_state(state), |byte| dfa.next_state(state, byte));
        (!dfa.is_match_state(next)).then_some(next)
    };
    let first = (Some(start(one)?), Some(start(other)?));
    let (mut seen, mut waiting) = (BTreeSet::from([first]), vec![first]);
    while let Some((own, theirs)) = waiting.pop() {
        if step(one, own, None).is_some() != step(other, theirs, None).is_some() {
            return Some(false);
        }
        for byte in 0..0x80 {
            let next = (step(one, own, Some(byte)), step(other, theirs, Some(byte)));
            if seen.insert(next) {
                waiting.push(next);
            }
        }
        if seen.len() > MOST_PAIRS {
            return None;
        }
    }
    Some(true)
}

/// The pattern for the `regex` crate, if it is written only with what both engines read alike in ASCII texts: letters,
/// digits, classes, counts, escaped punctuation, anchors at its ends, groups within which there are no others.
fn same_in_ascii(source: &str) -> Option<Twin> {
    /// Left out on purpose: `\s` (other spaces), looking around, lazy counts, sets within classes (`[[`, `--`, `&&`).
    static PLAIN: LazyLock<Option<regex::Regex>> = LazyLock::new(|| {
        let atom = r#"(?:[\w\ .:@/,;=\#%!"'-]|\\[dw]|\\[!-/:;=?@\[-`{-~]|\[\^?(?:-?(?:[\w\ :@/.*+?(){}|$,;=\#%!"']|\\[dwnrftv]|\\x[0-7][0-9a-f]|\\[!-/:;=?@\[-`{-~]))+-?\])"#;
        let count = r"(?:[*+?]|\{\d+(?:,\d*)?\})?";
        let sequence = format!("(?:{atom}{count})*");
        let group = format!(r"\((?:\?:|\?<place\d+>)?{sequence}(?:\|{sequence})*\){count}");
        regex::Regex::new(&format!(r"^(?-u)\^?(?:{atom}{count}|{group})*\$?$")).ok()
    });
    let source = without_code_units(source)?;
    PLAIN.as_ref().filter(|plain| plain.is_match(&source))?;
    let regex = regex::bytes::RegexBuilder::new(&dots_spelled_out(&source)).unicode(false).build().ok()?;
    Some(Twin { regex, automaton: OnceLock::new() })
}

/// The pattern without `\uXXXX`: ASCII characters spelled otherwise, others left out of the sets that name them singly, since
/// no ASCII text has them. `None` where they stand anywhere else.
fn without_code_units(source: &str) -> Option<String> {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find("\\u") {
        let (before, from) = rest.split_at(at);
        let unit = from.get(2..6).and_then(|digits| u32::from_str_radix(digits, 16).ok())?;
        out.push_str(before);
        if out.ends_with('\\') {
            return None;
        }
        rest = &from[6..];
        match unit {
            0..0x80 => out.push_str(&format!("\\x{unit:02x}")),
            _ => {
                let in_set = out.rfind('[') > out.rfind(']');
                let in_range = out.ends_with('-') || rest.starts_with('-');
                let is_only = out.ends_with(['[', '^']) && rest.starts_with(']');
                if !in_set || in_range || is_only {
                    return None;
                }
            }
        }
    }
    out.push_str(rest);
    Some(out)
}

/// The pattern with `.` outside of classes written as what it means in ECMA-262: no line feed, no carriage return.
fn dots_spelled_out(source: &str) -> String {
    let (mut out, mut in_class, mut is_escaped) = (String::new(), false, false);
    for character in source.chars() {
        match character {
            '.' if !in_class && !is_escaped => out.push_str("[^\\n\\r]"),
            other => out.push(other),
        }
        match character {
            '[' if !is_escaped => in_class = true,
            ']' if !is_escaped => in_class = false,
            _ => {}
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    out
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.0.source)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.source == other.0.source
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    const PLAIN: [&str; 17] = [
        "[0-9]{12}",
        "^[0-9a-f]+$",
        r"[\n\u000b\u2028\u0061]",
        r"[^\u2028\rx]$",
        r"^[\w\-@]+$",
        r"^[a-zA-Z0-9\-_\.\/]+$",
        "^[a-zA-Z0-9:*/-]+$",
        "^[a-zA-Z0-9][.a-zA-Z0-9/-]+[a-zA-Z0-9]$",
        "^[a-zA-Z]+(@[0-9.]+)?$",
        "^(?:a|bc)+x{2,}$",
        r"\d-\w",
        "^[^a-c]{1,3}$",
        "^(.)+$",
        r"^.\..[.]?$",
        r"a[\]].",
        "a|b",
        "^$",
    ];

    const SPECIAL: [&str; 12] = [
        r"[\\u2028]",
        r"\u2028",
        r"[\u2028]",
        r"[a-\u2028]",
        r"\s",
        "(?=a)b",
        "a+?",
        "[[]a]",
        "[+--b]",
        "[a&&b]",
        "(a(b))",
        r"^(a)\1$",
    ];

    #[test]
    fn patterns_that_mean_the_same_are_known_in_other_spellings() {
        let same = |one: &str, other: &str| {
            let [one, other] = [one, other].map(|source| Pattern::new(source).expect("a pattern"));
            one.is_same_in_ascii(&other)
        };
        assert!(same("^[0-9]{2}-(?:0[1-9]|1[0-2])$", "^([\\d]{2})\\-(1[0-2]|0[1-9])$"));
        assert!(same("^[a-z]+$", "^[a-z][a-z]*$"));
        assert!(!same("a", "^.*a"), "a line end may be before it");
        assert!(!same("^[a-z]+$", "^[a-z]*$") && !same("^[a-z]+$", "^[a-z0-9]+$") && !same("^a", "a"));
    }

    #[test]
    fn patterns_that_both_engines_read_alike_have_a_fast_twin() {
        for source in PLAIN.into_iter().filter(|source| *source != "a|b") {
            assert!(Pattern::new(source).unwrap().for_ascii().is_some(), "{source}");
        }
        for source in SPECIAL {
            assert!(Pattern::new(source).unwrap().for_ascii().is_none(), "{source}");
        }
    }

    /// Every text of up to five of these characters: some that a pattern names, some that it leaves out, line ends.
    fn texts() -> Vec<String> {
        let mut texts = vec![String::new()];
        let mut longest = texts.clone();
        for _ in 0..5 {
            let longer = |text: &String| ['a', '0', 'x', '@', '.', '\r'].map(|last| format!("{text}{last}"));
            longest = longest.iter().flat_map(longer).collect();
            texts.extend(longest.iter().cloned());
        }
        texts
    }

    #[test]
    fn plain_patterns_have_an_automaton_and_those_too_large_do_without() {
        for source in PLAIN {
            let pattern = Pattern::new(source).unwrap();
            if let Some(twin) = pattern.for_ascii() {
                let found = pattern.compiled().and_then(|compiled| compiled.find("a"));
                assert_eq!(pattern.is_match("a"), found.is_some(), "{source}");
                assert!(twin.automaton.get().is_some_and(Option::is_some), "{source}");
            }
        }
        let large = Pattern::new("a[ab]{20}c").unwrap();
        assert!(large.is_match("baaaaaaaaaaaaaaaaaaaaabbc") && !large.is_match(&"ab".repeat(400)));
        assert!(large.for_ascii().unwrap().automaton.get().is_some_and(Option::is_none));
    }

    #[test]
    fn the_twin_says_what_the_engine_says() {
        let texts = texts();
        for source in PLAIN {
            let pattern = Pattern::new(source).unwrap();
            for text in &texts {
                assert_eq!(
                    pattern.is_match(text),
                    pattern.compiled().is_some_and(|compiled| compiled.find(text).is_some()),
                    "{source} {text:?}"
                );
            }
        }
    }
}
