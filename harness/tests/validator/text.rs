//! JSON texts as the oracle reads them: through serde_json, with duplicate names kept.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A JSON value in which an object may name a member twice.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    Null,
    Bool,
    Number,
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// What bytes are.
#[derive(Debug, PartialEq)]
pub(crate) enum Reading {
    /// Certainly no JSON text.
    Malformed,
    /// JSON that every reader reads alike.
    Plain(Tree),
    /// JSON that readers may bound or read in their own ways, or that serde_json cannot tell from malformed text.
    Disputed,
}

/// The deepest nesting of which every reader is expected to keep up with; requests need three.
const PLAIN_DEPTH: usize = 32;

pub(crate) fn read(bytes: &[u8]) -> Reading {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Reading::Malformed;
    };
    if text.starts_with('\u{feff}') {
        return Reading::Disputed;
    }
    match serde_json::from_str::<Tree>(text) {
        Ok(tree) if is_disputed(&tree, 0) || has_odd_numbers(text) => Reading::Disputed,
        Ok(tree) => Reading::Plain(tree),
        // serde_json also refuses what is grammatical: lone surrogates, huge numbers, deep nesting.
        Err(error) => {
            let message = error.to_string();
            let limits = ["surrogate", "hex escape", "out of range", "recursion limit"];
            if limits.iter().any(|limit| message.contains(limit)) {
                Reading::Disputed
            } else {
                Reading::Malformed
            }
        }
    }
}

fn is_disputed(tree: &Tree, depth: usize) -> bool {
    match tree {
        Tree::List(elements) => {
            depth >= PLAIN_DEPTH || elements.iter().any(|element| is_disputed(element, depth + 1))
        }
        Tree::Object(members) => {
            let twice = |at: usize| members[..at].iter().any(|(name, _)| *name == members[at].0);
            depth >= PLAIN_DEPTH
                || (0..members.len()).any(twice)
                || members.iter().any(|(_, value)| is_disputed(value, depth + 1))
        }
        Tree::Null | Tree::Bool | Tree::Number | Tree::Text(_) => false,
    }
}

/// Numbers with an exponent or with more than fifteen characters.
fn has_odd_numbers(text: &str) -> bool {
    let mut outside = String::new();
    let (mut inside, mut escaped) = (false, false);
    for character in text.chars() {
        match (inside, character) {
            (true, _) if escaped => escaped = false,
            (true, '\\') => escaped = true,
            (_, '"') => {
                inside = !inside;
                outside.push(' ');
            }
            (true, _) => {}
            (false, _) => outside.push(character),
        }
    }
    let tokens = outside.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')));
    let mut numbers = tokens.filter(|token| token.starts_with(|c: char| c == '-' || c.is_ascii_digit()));
    numbers.any(|number| number.len() > 15 || number.contains(['e', 'E']))
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E: Error>(self) -> Result<Tree, E> {
                Ok(Tree::Null)
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<Tree, E> {
                Ok(Tree::Bool)
            }

            fn visit_i64<E: Error>(self, _: i64) -> Result<Tree, E> {
                Ok(Tree::Number)
            }

            fn visit_u64<E: Error>(self, _: u64) -> Result<Tree, E> {
                Ok(Tree::Number)
            }

            fn visit_f64<E: Error>(self, _: f64) -> Result<Tree, E> {
                Ok(Tree::Number)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
                Ok(Tree::Text(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = list.next_element()? {
                    elements.push(element);
                }
                Ok(Tree::List(elements))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Tree::Object(members))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
