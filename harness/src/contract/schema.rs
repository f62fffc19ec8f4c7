//! A message's shape, unfolded from the model: one node a place, each with its constraints.

use super::constraint::ConstraintRef;
use super::pattern::Pattern;
use super::protocol::Location;

/// A node of a contract's schema: an index into its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeRef(pub(super) u16);

/// The shape of the value at one place. A recursive shape leads back to the node where it was met first.
#[derive(Debug, Clone)]
pub struct Node {
    /// The place, for example `input.accountIds[]`.
    pub place: String,
    /// The local name of the model's shape.
    pub shape: String,
    /// What kind of value belongs here.
    pub kind: NodeKind,
    /// The value's JSON type.
    pub type_rule: ConstraintRef,
    /// The bounds of a fixed-size integer: beyond them a number is not of this type.
    pub integer_bounds: Option<(i64, i64)>,
    /// Lengths: characters of strings, elements of lists, members of maps.
    pub length: Option<Length>,
    /// The pattern that strings satisfy.
    pub pattern: Option<(Pattern, ConstraintRef)>,
    /// What other versions of the sources say of texts here.
    pub readings: Vec<TextReading>,
}

/// What another version of the sources demands of the text at one place, in place of the model's length and pattern.
#[derive(Debug, Clone)]
pub struct TextReading {
    /// What it matches.
    pub pattern: Pattern,
    /// Smallest length in characters.
    pub min: usize,
    /// Largest length in characters.
    pub max: usize,
}

impl TextReading {
    fn fits(&self, text: &str) -> bool {
        (self.min..=self.max).contains(&text.chars().count()) && self.pattern.is_match(text)
    }
}

impl Node {
    /// Whether some versions of the sources allow a text here and others do not: no server can be held to either.
    #[must_use]
    pub fn is_disputed(&self, text: &str) -> bool {
        if self.readings.is_empty() {
            return false;
        }
        let length = text.chars().count();
        let is_long_enough = |length_rule: &Length| length_rule.min.is_none_or(|(min, _)| length >= min);
        let is_short_enough = |length_rule: &Length| length_rule.max.is_none_or(|(max, _)| length <= max);
        let by_model = self.length.as_ref().is_none_or(|rule| is_long_enough(rule) && is_short_enough(rule))
            && self.pattern.as_ref().is_none_or(|(pattern, _)| pattern.is_match(text));
        self.readings.iter().any(|reading| reading.fits(text) != by_model)
    }
}

/// Bounds of a length, each with its constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// Smallest length.
    pub min: Option<(usize, ConstraintRef)>,
    /// Largest length.
    pub max: Option<(usize, ConstraintRef)>,
}

/// Kinds of values.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// An object with known members.
    Structure(Vec<Member>),
    /// An object with exactly one of the known members.
    Union(Vec<Member>),
    /// An array.
    List {
        /// Its elements.
        element: NodeRef,
        /// Present unless null elements are allowed.
        null_rule: Option<ConstraintRef>,
        /// Present when equal elements are forbidden.
        unique_rule: Option<ConstraintRef>,
    },
    /// An object with free keys.
    Map {
        /// Its keys.
        key: NodeRef,
        /// Its values.
        value: NodeRef,
        /// Present unless null values are allowed.
        null_rule: Option<ConstraintRef>,
    },
    /// A string; enums carry their known values.
    String {
        /// Known values and their constraint.
        values: Option<(Vec<String>, ConstraintRef)>,
    },
    /// A whole number.
    Integer {
        /// Smallest value.
        min: Option<(i64, ConstraintRef)>,
        /// Largest value.
        max: Option<(i64, ConstraintRef)>,
        /// Known values of an integer enum.
        values: Option<(Vec<i64>, ConstraintRef)>,
    },
    /// Any number, or the strings `NaN`, `Infinity`, `-Infinity`.
    Float {
        /// Smallest value, as spelled in the model.
        min: Option<(String, ConstraintRef)>,
        /// Largest value, as spelled in the model.
        max: Option<(String, ConstraintRef)>,
    },
    /// `true` or `false`.
    Boolean,
    /// A point in time.
    Timestamp {
        /// How it is written.
        format: TimestampFormat,
        /// What a well-typed timestamp must satisfy.
        rule: ConstraintRef,
    },
    /// Base64 text.
    Blob,
    /// Any JSON value, embedded.
    Document {
        /// A document is not to be hidden in a string.
        rule: ConstraintRef,
    },
}

impl NodeKind {
    /// Whether values of this kind hold other values.
    pub(crate) fn holds_others(&self) -> bool {
        matches!(self, Self::Structure(_) | Self::Union(_) | Self::List { .. } | Self::Map { .. })
    }
}

/// How a timestamp is written in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampFormat {
    /// A JSON number of seconds since 1970; restJson1's default.
    EpochSeconds,
    /// RFC 3339 text in UTC.
    DateTime,
    /// An HTTP date.
    HttpDate,
}

/// A member of a structure or union.
#[derive(Debug, Clone)]
pub struct Member {
    /// The name on the wire.
    pub name: String,
    /// Its value.
    pub node: NodeRef,
    /// Present when the member must be there.
    pub required: Option<ConstraintRef>,
    /// `null` in place of an optional member's value.
    pub null_rule: ConstraintRef,
    /// Where it travels: in the body, unless it is a member of the input itself.
    pub location: Location,
}

impl Member {
    /// Whether a name differs from the member's in no more than upper and lower case and in what parts its words.
    pub(crate) fn has_letters_of(&self, name: &str) -> bool {
        let letters = |name: &str| -> String {
            let kept = name.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
            kept.map(|c| c.to_ascii_lowercase()).collect()
        };
        letters(&self.name) == letters(name)
    }
}
