//! Equality of values as JSON means it: member order, escapes, white space and number spelling do not count.

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
    if !matches!(value.kind(), Kind::Array | Kind::Object) {
        return Fingerprint(join(0, scalar(value)));
    }
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
                (join(join(if object { OBJECT } else { ARRAY }, sum), count), key)
            }
        };
        let Some((sum, count)) = sums.last_mut() else {
            break;
        };
        *count += 1;
        *sum = match key {
            Some(key) => sum.wrapping_add(join(key, hash)),
            None => join(*sum, hash),
        };
    }
    Fingerprint(sums.first().map_or(0, |(sum, _)| *sum))
}

const STRING: u64 = 0x2d35_8dcc_aa6c_78a5;
const LONE: u64 = 0x8bb8_4b93_962e_acc9;
const NUMBER: u64 = 0x4b33_a62e_d433_d4a3;
const KEYWORD: u64 = 0x4d5a_2da5_1de1_aa47;
const OBJECT: u64 = 0xa076_1d64_78bd_642f;
const ARRAY: u64 = 0xe703_7ed1_a0b4_28db;

/// One number of two, in this order: both halves of their product, so that every bit of either counts.
pub(crate) fn join(one: u64, other: u64) -> u64 {
    let product = u128::from(one ^ 0x8ebc_6af0_9c88_c6e3) * u128::from(other ^ 0x5899_65cc_7537_4cc3);
    let [low, high] = [product & u128::from(u64::MAX), product >> 64];
    u64::try_from(low ^ high).unwrap_or_default().rotate_left(23).wrapping_add(one)
}

fn scalar(value: Value<'_>) -> u64 {
    match value.kind() {
        Kind::String => join(
            bytes_print(value.as_str().unwrap_or_default().as_bytes()),
            if value.has_lone_surrogate() { LONE } else { STRING },
        ),
        Kind::Number => {
            join(value.as_number().and_then(Decimal::parse).map_or(0, |number| number.print()), NUMBER)
        }
        other => join(other as u64, KEYWORD),
    }
}

/// A hash of bytes: the same in every run, eight of them at a time.
pub(crate) fn bytes_print(bytes: &[u8]) -> u64 {
    let words = bytes.chunks(8).map(|chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        u64::from_le_bytes(word)
    });
    words.fold(join(bytes.len() as u64, STRING), join)
}
