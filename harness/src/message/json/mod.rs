//! JSON text as it was written: order, duplicate keys, number spelling and places are kept.
//!
//! Ordinary JSON libraries drop what a conformance harness must see (duplicate keys, `1e999`, lone surrogates, a byte
//! order mark), and recurse on what a hostile server may send. This reader keeps the text, works without recursion in
//! one pass over the bytes, and holds all nodes in one flat list.

mod equality;
mod number;
mod parse;
mod text;
mod value;

pub use equality::{Fingerprint, fingerprint};
pub(crate) use equality::{bytes_print, join};
pub use number::Decimal;
pub use parse::{Document, SyntaxFault};
pub use value::{Kind, Value};
