//! A value in its place in a [`Document`].

use std::borrow::Cow;

use super::parse::{Document, Node};
use super::text;

/// The kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `null`
    Null,
    /// `false`
    False,
    /// `true`
    True,
    /// Any number.
    Number,
    /// Any string.
    String,
    /// `[...]`
    Array,
    /// `{...}`
    Object,
}

impl Kind {
    /// The word used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::False | Self::True => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// A value in its place: cheap to copy, borrows the document.
#[derive(Debug, Clone, Copy)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    index: u32,
}

impl<'d> Value<'d> {
    pub(super) fn new(document: &'d Document<'d>, index: u32) -> Self {
        Self { document, index }
    }

    fn node(self) -> &'d Node {
        &self.document.nodes[self.index as usize]
    }

    /// The kind.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The text of the value as it was written, quotes and brackets included.
    #[must_use]
    pub fn source(self) -> &'d str {
        let node = self.node();
        &self.document.text[node.start as usize..node.end as usize]
    }

    /// Byte offsets of the value in the text.
    #[must_use]
    pub fn span(self) -> (usize, usize) {
        (self.node().start as usize, self.node().end as usize)
    }

    /// The value of a string; lone surrogates become U+FFFD (see [`Self::has_lone_surrogate`]).
    #[must_use]
    pub fn as_str(self) -> Option<Cow<'d, str>> {
        let node = self.node();
        if node.kind != Kind::String {
            return None;
        }
        let inner = &self.document.text[node.start as usize + 1..node.end as usize - 1];
        Some(if node.escaped { Cow::Owned(text::unescape(inner)) } else { Cow::Borrowed(inner) })
    }

    /// Whether this string holds a surrogate escape without its partner.
    #[must_use]
    pub fn has_lone_surrogate(self) -> bool {
        self.node().lone_surrogate
    }

    /// The spelling of a number.
    #[must_use]
    pub fn as_number(self) -> Option<&'d str> {
        (self.kind() == Kind::Number).then(|| self.source())
    }

    /// The elements of an array; nothing for other kinds.
    pub fn elements(self) -> impl Iterator<Item = Value<'d>> {
        let end = if self.kind() == Kind::Array { self.node().next } else { self.index + 1 };
        Children { document: self.document, next: self.index + 1, end }
    }

    /// The members of an object in the order of the text, duplicates included; nothing for other kinds.
    pub fn members(self) -> impl Iterator<Item = (Value<'d>, Value<'d>)> {
        let end = if self.kind() == Kind::Object { self.node().next } else { self.index + 1 };
        let mut children = Children { document: self.document, next: self.index + 1, end };
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// This value and everything in it, member names included, in the order of the text.
    pub(crate) fn within(self) -> impl Iterator<Item = Value<'d>> {
        (self.index..self.node().next).map(move |index| Value::new(self.document, index))
    }

    /// The last member called `name`: where names repeat, most readers keep the last.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Value<'d>> {
        self.members().filter(|(key, _)| key.is_text(name)).last().map(|(_, value)| value)
    }

    /// Whether this is the string `wanted`.
    #[must_use]
    pub fn is_text(self, wanted: &str) -> bool {
        let node = self.node();
        if node.escaped {
            return !node.lone_surrogate && self.as_str().is_some_and(|text| text == wanted);
        }
        let (start, end) = (node.start as usize + 1, node.end as usize);
        node.kind == Kind::String && self.document.text.as_bytes()[start..end - 1] == *wanted.as_bytes()
    }

    /// Number of elements or members; 0 for scalars.
    #[must_use]
    pub fn len(self) -> usize {
        match self.kind() {
            Kind::Array => self.elements().count(),
            Kind::Object => self.members().count(),
            _ => 0,
        }
    }

    /// Whether there are no elements or members.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

struct Children<'d> {
    document: &'d Document<'d>,
    next: u32,
    end: u32,
}

impl<'d> Iterator for Children<'d> {
    type Item = Value<'d>;

    fn next(&mut self) -> Option<Value<'d>> {
        if self.next >= self.end {
            return None;
        }
        let value = Value::new(self.document, self.next);
        self.next = value.node().next;
        Some(value)
    }
}
