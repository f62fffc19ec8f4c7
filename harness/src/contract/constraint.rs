//! Constraints: what the model demands of the value at one place.

use std::fmt;

use super::clause::ClauseRef;
use super::pattern::Pattern;

/// What a constraint is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is a trait or a type rule of Smithy under its own name")]
pub enum ConstraintKind {
    Type,
    Required,
    Null,
    LengthMin,
    LengthMax,
    Pattern,
    RangeMin,
    RangeMax,
    Enum,
    Unique,
    Timestamp,
    Document,
    Status,
    Header,
}

impl ConstraintKind {
    /// All kinds.
    pub const ALL: [Self; 14] = [
        Self::Type,
        Self::Required,
        Self::Null,
        Self::LengthMin,
        Self::LengthMax,
        Self::Pattern,
        Self::RangeMin,
        Self::RangeMax,
        Self::Enum,
        Self::Unique,
        Self::Timestamp,
        Self::Document,
        Self::Status,
        Self::Header,
    ];

    /// Whether a value has what is demanded (a number of elements), rather than is it.
    #[must_use]
    pub(super) fn counts_parts(self) -> bool {
        matches!(self, Self::LengthMin | Self::LengthMax | Self::Unique)
    }

    /// The word used in suite files and derived clause ids.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Required => "required",
            Self::Null => "null",
            Self::LengthMin => "length-min",
            Self::LengthMax => "length-max",
            Self::Pattern => "pattern",
            Self::RangeMin => "range-min",
            Self::RangeMax => "range-max",
            Self::Enum => "enum",
            Self::Unique => "unique",
            Self::Timestamp => "timestamp",
            Self::Document => "document",
            Self::Status => "status",
            Self::Header => "header",
        }
    }
}

/// A constraint of one contract: an index into its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConstraintRef(pub(super) u16);

impl ConstraintRef {
    /// The position in the contract's list.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.into()
    }
}

/// One demand on the value at one place.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// The place, for example `output.accounts[].accountId`.
    pub place: String,
    /// What is demanded of it.
    pub kind: ConstraintKind,
    /// The demand in words, for example `at most 100 elements`.
    pub demand: String,
    /// The clause that a breach breaks; `None` when the constraint is not judged.
    pub clause: Option<ClauseRef>,
    /// Entries whose key matches are not judged by this constraint, because no value could satisfy it.
    pub except_keys: Option<Pattern>,
    /// An enum of answers whose values are known to grow: one that is not listed is newer than the document.
    pub grows: bool,
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.place, self.kind.name())
    }
}

/// Whether `pattern`, in which `*` stands for any text, matches `name` as a whole.
#[must_use]
pub fn glob(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        if let Some(previous) = last.replace(part) {
            match rest.find(previous) {
                Some(at) => rest = &rest[at + previous.len()..],
                None => return false,
            }
        }
    }
    match last {
        None => rest.is_empty(),
        Some(end) => rest.ends_with(end),
    }
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(glob("a*c", "abc") && glob("*", "") && glob("a*b*c", "a-b-b-c") && glob("abc", "abc"));
        assert!(!glob("a*c", "abcd") && !glob("abc", "ab") && !glob("a*a", "a"));
        assert!(glob("output*[]:null", "output.accounts[]:null"));
        assert!(!glob("output*[]:null", "output.accounts[].x:null"));
    }
}
