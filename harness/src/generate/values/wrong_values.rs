//! Values that do not belong where they are put: other JSON types, texts beyond a length or a pattern, times that are
//! none.

use serde_json::{Value, json};

use super::misspell::{misspellings, of_length, several_lines};
use super::sample::Sampler;
use crate::contract::{Contract, EntryKey, NodeKind, NodeRef, TimestampFormat};
use crate::generate::edit::Change;
use crate::generate::rng::Rng;

/// Every JSON type that does not belong at a node, and the coercions that lenient readers make of `valid`.
pub(crate) fn wrong_types(
    contract: &Contract,
    node: NodeRef,
    valid: &Value,
    rng: &Rng,
) -> Vec<(&'static str, Change)> {
    let shape = contract.node(node);
    let text = valid.as_str().unwrap_or("text").to_owned();
    let mut candidates = vec![
        ("string", Change::Put(Value::String(text))),
        // What some languages take for nothing, and so for an empty list or a missing member.
        ("empty-string", Change::Put(json!(""))),
        ("number-zero", Change::Put(json!(0))),
        ("number", Change::Put(json!(7))),
        // Numbers whose digits many an id grammar allows, so that a lenient reader shows itself.
        ("number-of-five-digits", Change::Put(json!(12_345))),
        ("number-of-twelve-digits", Change::Put(json!(123_456_789_012_u64))),
        ("true", Change::Put(Value::Bool(true))),
        ("false", Change::Put(Value::Bool(false))),
        ("object", Change::Put(json!({}))),
        ("object-with-index", Change::Put(json!({"0": valid}))),
        ("array", Change::Put(json!([]))),
        ("wrapped", Change::Wrap),
        ("unwrapped", Change::Unwrap),
        ("text-that-is-no-base64", Change::Put(json!("*"))),
    ];
    if contract.batch.as_ref().is_some_and(|batch| batch.items_node == node) {
        // An object whose values are items, as some readers take for a list.
        let mut rng = rng.clone();
        if let NodeKind::List { element, .. } = shape.kind {
            let item = Sampler::new(contract, &mut rng).value(element);
            if let Some(text) = item.as_str() {
                // Readers that go through a list's elements go through an object's names as well.
                candidates.push(("object-named-by-items", Change::Put(json!({text: true}))));
            }
            candidates.push(("object-of-items", Change::Put(json!({"0": item}))));
            candidates.push(("object-of-named-items", Change::Put(json!({"a": item, "b": item}))));
            candidates.push(("item", Change::Put(item)));
        }
    }
    candidates.extend(as_numbers(valid));
    for name in key_names(contract) {
        candidates.push(("object-with-key", Change::Put(json!({name: valid}))));
    }
    candidates.retain(|(name, _)| !belongs(contract, &shape.kind, name));
    candidates
}

/// A text of digits as the number that it spells, so that a reader who makes a text of it again finds nothing wrong.
fn as_numbers(valid: &Value) -> Vec<(&'static str, Change)> {
    let Some(digits) = valid.as_str().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit())) else {
        return Vec::new();
    };
    // Zeros in front would be lost.
    let digits = digits.replace('0', "1");
    let Ok(number) = digits.parse::<u64>() else { return Vec::new() };
    let mut found = vec![("number-of-same-digits", Change::Put(json!(number)))];
    if let Ok(fraction) = serde_json::from_str::<Value>(&format!("{digits}.0")) {
        found.push(("number-with-zero-fraction", Change::Put(fraction)));
    }
    found
}

/// Whether a candidate is of a node's type, or none at all there.
fn belongs(contract: &Contract, kind: &NodeKind, candidate: &str) -> bool {
    match (kind, candidate) {
        (NodeKind::Blob, "text-that-is-no-base64") => false,
        (_, "text-that-is-no-base64") => true,
        // A list within a list remains one when it is unwrapped.
        (NodeKind::List { element, .. }, "unwrapped") => {
            matches!(contract.node(*element).kind, NodeKind::List { .. })
        }
        (NodeKind::Document { .. }, _) | (_, "unwrapped") => true,
        (NodeKind::Structure(_) | NodeKind::Union(_) | NodeKind::Map { .. }, name) => {
            name.starts_with("object")
        }
        (NodeKind::List { .. }, name) => matches!(name, "array" | "wrapped"),
        (NodeKind::String { .. } | NodeKind::Blob, name) => name.ends_with("string"),
        (NodeKind::Integer { .. }, name) => name.starts_with("number"),
        (NodeKind::Float { .. } | NodeKind::Timestamp { .. }, name) => {
            name.starts_with("number") || name.ends_with("string")
        }
        (NodeKind::Boolean, name) => matches!(name, "true" | "false"),
    }
}

/// Texts made from a valid one, of which the validator knows which are wrong at this node.
pub(crate) fn wrong_texts(
    contract: &Contract,
    node: NodeRef,
    valid: &str,
    rng: &mut Rng,
) -> Vec<(String, String)> {
    let shape = contract.node(node);
    let mut candidates = Vec::new();
    if let Some((max, _)) = shape.length.and_then(|length| length.max) {
        for over in [1, 2, max.max(1)] {
            let length = max + over;
            candidates.push((format!("{length}-characters"), of_length(valid, length)));
        }
    }
    if let Some((min, _)) = shape.length.and_then(|length| length.min).filter(|(min, _)| *min > 0) {
        candidates.push((format!("{}-characters", min - 1), of_length(valid, min - 1)));
    }
    if let NodeKind::String { values: Some((known, _)) } = &shape.kind {
        let first = known.first().cloned().unwrap_or_default();
        candidates.extend([
            ("unknown-value".to_owned(), format!("{first}_X")),
            ("lower-case".to_owned(), first.to_lowercase()),
        ]);
    }
    if let Some(rule) = contract.value_rule(node) {
        let listed = rule.broken.iter().enumerate();
        candidates.extend(listed.map(|(index, text)| (format!("listed-{index}"), text.clone())));
    }
    if shape.pattern.is_some() {
        candidates.extend(misspellings(valid, rng));
        candidates.extend(several_lines(valid));
    }
    candidates
}

/// Texts outside a body that are no value of this kind, from the malformed requests of the protocol's tests
/// (malformed-integer, malformed-float, malformed-boolean, malformed-timestamp).
pub(crate) fn other_texts(kind: &NodeKind) -> &'static [&'static str] {
    match kind {
        NodeKind::Integer { .. } => &["true", "2ABC", "ABC", "0x42", "Infinity", "NaN"],
        NodeKind::Float { .. } => &["true", "2ABC", "ABC", "0x42"],
        NodeKind::Boolean => &["True", "TRUE", "yes", "1", "null"],
        NodeKind::Timestamp { format: TimestampFormat::EpochSeconds, .. } => &["true", "0x42", "now"],
        _ => &[],
    }
}

/// Texts that are no time in this format: other formats, parts of one, nothing.
pub(crate) fn wrong_times(format: TimestampFormat) -> Vec<&'static str> {
    let (date_time, http_date) = ("2023-07-31T20:40:00Z", "Mon, 31 Jul 2023 20:40:00 GMT");
    let others = ["", "1690836000", "2023-07-31", "20:40:00", "yesterday", "2023-13-31T20:40:00Z"];
    match format {
        TimestampFormat::EpochSeconds => Vec::new(),
        TimestampFormat::DateTime => others.into_iter().chain([http_date]).collect(),
        TimestampFormat::HttpDate => others.into_iter().chain([date_time]).collect(),
    }
}

/// Names under which this API's messages hold an item's key.
fn key_names(contract: &Contract) -> Vec<String> {
    let Some(batch) = &contract.batch else { return Vec::new() };
    let entries = batch.collections().filter_map(|collection| match &collection.key {
        EntryKey::Member(name) => Some(name.clone()),
        _ => None,
    });
    let own = batch.item_key.single().and_then(|key| key.single()).map(str::to_owned);
    let mut names: Vec<String> = entries.chain(own).collect();
    names.dedup();
    names
}
