//! Regular expressions as the contract means them: ECMA-262.

use std::fmt;

/// A compiled ECMA-262 pattern. Smithy patterns search; where a whole match is meant, the pattern says so with anchors.
///
/// Rust's `regex` crate differs in meaning (`\d` and `\w` match non-ASCII, `.` matches more), so an ECMAScript engine
/// judges. It runs without flags, as Smithy's own validators do: flag `u` refuses patterns that services publish.
#[derive(Clone)]
pub struct Pattern {
    source: String,
    compiled: regress::Regex,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// The engine's message when this is not an ECMA-262 pattern.
    pub fn new(source: &str) -> Result<Self, String> {
        let compiled = regress::Regex::new(source).map_err(|error| error.to_string())?;
        Ok(Self { source: source.to_owned(), compiled })
    }

    /// Whether the pattern matches anywhere in `text`.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        if text.is_ascii() {
            self.compiled.find_iter_ascii(text).next().is_some()
        } else {
            self.compiled.find(text).is_some()
        }
    }

    /// The first part of `text` that matches.
    #[must_use]
    pub fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.compiled.find(text).and_then(|found| text.get(found.range()))
    }

    /// The pattern as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.source)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}
