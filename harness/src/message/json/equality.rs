//! Equality of values as JSON means it: member order, escapes, white space and number spelling do not count.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::number::Decimal;
use super::value::{Kind, Value};

/// A hash that equal JSON values share. 64 bits: two different values of one run meet with a chance below 10^-9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u64);

/// The fingerprint of a value. Works without recursion, since the depth of an answer is the target's choice.
///
/// ```
/// use batchspec_harness::message::json::{Document, fingerprint};
/// let of = |text: &'static str| fingerprint(Document::parse(text.as_bytes()).unwrap().root());
/// assert_eq!(of(r#"{"a":1,"b":"\u0041"}"#), of(r#"{ "b": "A", "a": 1.0 }"#));
/// assert_ne!(of(r#"{"a":1}"#), of(r#"{"a":"1"}"#));
/// ```
#[must_use]
pub fn fingerprint(value: Value<'_>) -> Fingerprint {
    // Each open container collects its parts; objects add them up, so that order does not count.
    enum Step<'d> {
        Enter(Value<'d>, Option<u64>),
        Leave { object: bool, key: Option<u64> },
    }
    let mut todo = vec![Step::Enter(value, None)];
    let mut sums: Vec<(u64, u64)> = vec![(0, 0)];
    while let Some(step) = todo.pop() {
        let (hash, key) = match step {
            Step::Enter(value, key) => match value.kind() {
                Kind::Array | Kind::Object => {
                    let object = value.kind() == Kind::Object;
                    todo.push(Step::Leave { object, key });
                    sums.push((0, 0));
                    if object {
                        todo.extend(
                            value.members().map(|(name, value)| Step::Enter(value, Some(scalar(name)))),
                        );
                    } else {
                        todo.extend(value.elements().map(|value| Step::Enter(value, None)));
                    }
                    continue;
                }
                _ => (scalar(value), key),
            },
            Step::Leave { object, key } => {
                let (sum, count) = sums.pop().unwrap_or_default();
                (mix(&(if object { 'o' } else { 'a' }, sum, count)), key)
            }
        };
        let Some((sum, count)) = sums.last_mut() else {
            break;
        };
        *count += 1;
        *sum = match key {
            Some(key) => sum.wrapping_add(mix(&(key, hash))),
            None => mix(&(*sum, hash)),
        };
    }
    Fingerprint(sums.first().map_or(0, |(sum, _)| *sum))
}

fn scalar(value: Value<'_>) -> u64 {
    match value.kind() {
        Kind::String => mix(&('s', value.as_str().unwrap_or_default(), value.has_lone_surrogate())),
        Kind::Number => mix(&('n', value.as_number().and_then(Decimal::parse))),
        other => mix(&('k', other)),
    }
}

fn mix(value: &impl Hash) -> u64 {
    // SipHash with fixed keys: the same in every run, and no answer of a target can make it slow.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
