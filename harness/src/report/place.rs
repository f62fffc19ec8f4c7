//! Places in bodies: where the value lies that a JSON pointer names, or where the text is no JSON any more.

use std::ops::Range;

use super::finding::Place;
use crate::message::json::{Document, Kind, Value};

/// Where in a body as reports show it a place lies.
pub(super) fn focus(body: &str, place: &Place) -> Option<Range<usize>> {
    match &place.syntax {
        // Up to this byte the body is text, and shown as it is.
        Some(syntax) => {
            let character = body.get(syntax.byte..)?.chars().next()?;
            Some(syntax.byte..syntax.byte + character.len_utf8())
        }
        None => find(body, &place.pointer),
    }
}

/// Where in `text` the value lies that a JSON pointer names, or the nearest value around it that exists.
///
/// Of a member that holds an array or an object only the key is pointed at: what it holds is long, and seen anyway.
/// The whole body is no place worth pointing at.
pub(super) fn find(text: &str, pointer: &str) -> Option<Range<usize>> {
    let document = Document::parse(text.as_bytes()).ok()?;
    let mut value = document.root();
    let mut place = None;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let Some((key, inner)) = step(value, &token) else { break };
        let is_container = matches!(inner.kind(), Kind::Array | Kind::Object);
        place = Some(key.filter(|_| is_container).unwrap_or(inner));
        value = inner;
    }
    let (start, end) = place?.span();
    let is_text = text.is_char_boundary(start) && text.is_char_boundary(end);
    (is_text && start < end).then_some(start..end)
}

/// The value that `token` names in `value`, with its key if it has one.
fn step<'d>(value: Value<'d>, token: &str) -> Option<(Option<Value<'d>>, Value<'d>)> {
    match value.kind() {
        Kind::Array => value.elements().nth(token.parse().ok()?).map(|element| (None, element)),
        // The last of equal keys, as most readers have it.
        Kind::Object => {
            let members = value.members().filter(|(key, _)| key.is_text(token));
            members.last().map(|(key, member)| (Some(key), member))
        }
        _ => None,
    }
}
