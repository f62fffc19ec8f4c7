//! The members of a request that travel outside its body, written where the model binds them.

use std::borrow::Cow;

use serde_json::Value;

use super::base::documented;
use crate::contract::{Contract, Location, Segment};
use crate::message::{Body, Framing, Request};

/// The path and the headers that say the members of this tree; `None` where a value cannot be written there.
pub(super) fn head_of(contract: &Contract, tree: &Value) -> Option<(String, Vec<(String, String)>)> {
    let template = contract.binding.template.as_ref()?;
    let mut path = String::new();
    for segment in &template.segments {
        path.push('/');
        match segment {
            Segment::Literal(literal) => path.push_str(literal),
            Segment::Label(member) => path.push_str(&encoded(&text(tree.get(member)?)?, false)),
            Segment::Greedy(member) => path.push_str(&encoded(&text(tree.get(member)?)?, true)),
        }
    }
    let mut pairs = template.query.clone();
    let mut headers = Vec::new();
    for member in contract.input_members() {
        let Some(value) = tree.get(&member.name).filter(|value| !value.is_null()) else { continue };
        match &member.location {
            Location::Body | Location::Label => {}
            Location::Query(name) => {
                for value in elements(value) {
                    pairs.push((name.clone(), text(value)?));
                }
            }
            Location::QueryParams => {
                for (name, value) in value.as_object()? {
                    pairs.push((name.clone(), text(value)?));
                }
            }
            Location::Header(name) => {
                let values: Option<Vec<String>> = elements(value).iter().map(|value| text(value)).collect();
                let values = values?;
                // A comma within an element would be one between elements.
                if value.is_array() && (values.is_empty() || values.iter().any(|value| value.contains(','))) {
                    return None;
                }
                headers.push((name.clone(), field(values.join(", "))?));
            }
            Location::PrefixHeaders(prefix) => {
                for (name, value) in value.as_object()? {
                    let is_token =
                        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
                    (!name.is_empty() && name.bytes().all(is_token)).then_some(())?;
                    headers.push((format!("{prefix}{name}"), field(text(value)?)?));
                }
            }
        }
    }
    let pair = |(name, value): &(String, String)| match value.as_str() {
        // What the template says has no value of its own.
        "" if template.query.iter().any(|(known, _)| known == name) => encoded(name, false),
        value => format!("{}={}", encoded(name, false), encoded(value, false)),
    };
    let query: Vec<String> = pairs.iter().map(pair).collect();
    if !query.is_empty() {
        path.push('?');
        path.push_str(&query.join("&"));
    }
    Some((path, headers))
}

/// The documented request of a tree whose members outside the body are not the usual ones, around the same body.
pub(super) fn elsewhere(contract: &Contract, tree: &Value, body: Vec<u8>) -> Option<Request> {
    let (path, headers) = head_of(contract, tree)?;
    let plain = documented(contract, body);
    let is_bound = |name: &str| {
        contract.input_members().iter().any(|member| match &member.location {
            Location::Header(own) => own == name,
            Location::PrefixHeaders(prefix) => name.starts_with(prefix.as_str()),
            _ => false,
        })
    };
    let kept = plain.headers.iter().filter(|(name, _)| !is_bound(name)).cloned();
    let headers = headers.into_iter().map(|(name, value)| (Cow::Owned(name), Cow::Owned(value)));
    Some(Request { path: Cow::Owned(path), headers: kept.chain(headers).collect(), ..plain })
}

/// The documented request of a body that holds items, where these travel in the query or in headers; `None` where it holds
/// none, or such as cannot be written there.
pub(super) fn with_items_outside(contract: &Contract, body: &[u8]) -> Option<Request> {
    let Value::Object(mut members) = serde_json::from_slice(body).ok()? else { return None };
    let is_outside = |name: &str| {
        contract.holds_items(name) && contract.location(name).is_some_and(|location| !location.is_body())
    };
    let mut tree = contract.fixed.clone().unwrap_or_default();
    let names: Vec<String> = members.keys().filter(|name| is_outside(name)).cloned().collect();
    for name in &names {
        tree.insert(name.clone(), members.remove(name)?);
    }
    if names.is_empty() {
        return None;
    }
    elsewhere(contract, &Value::Object(tree), Value::Object(members).to_string().into_bytes())
}

/// The body of an operation, or none where all of the input travels elsewhere.
pub(super) fn body(contract: &Contract, bytes: bytes::Bytes) -> Body {
    if contract.has_body() {
        Body { bytes, framing: Framing::Length }
    } else {
        Body { bytes: bytes::Bytes::new(), framing: Framing::None }
    }
}

fn elements(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |elements| elements.iter().collect())
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A text that a header can hold and every reader finds there again.
fn field(text: String) -> Option<String> {
    let is_plain = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    (is_plain && !text.is_empty() && text.trim() == text).then_some(text)
}

/// Percent-encoded but for what RFC 3986, 2.3, calls unreserved, and, in a greedy label, slashes.
fn encoded(text: &str, keeps_slashes: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let is_kept =
            byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (keeps_slashes && byte == b'/');
        if is_kept {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
