//! Values that are another one each time: what counts, what tells the time, and what is drawn at random.

use crate::message::json::{Kind, Value};

/// Characters that differ from which a text holds something drawn anew: signatures, ids of requests, tokens.
const NOISE: usize = 20;
/// Digits that are read as a number.
const MAX_DIGITS: usize = 18;

/// The whole numbers that these values are, or that texts hold in one place and which are all in which they differ.
pub(super) fn numbers(values: &[Value<'_>]) -> Option<Vec<i64>> {
    if values.iter().all(|value| value.kind() == Kind::Number) {
        return values.iter().map(|value| value.as_number()?.parse().ok()).collect();
    }
    let texts: Option<Vec<_>> = values.iter().map(|value| value.as_str()).collect();
    let texts = texts?;
    let parts: Vec<Vec<&str>> = texts.iter().map(|text| parts(text)).collect();
    let first = parts.first()?;
    if parts.iter().any(|other| other.len() != first.len()) {
        return None;
    }
    let mut moving = (0..first.len()).filter(|&at| parts.iter().any(|other| other[at] != first[at]));
    let (at, None) = (moving.next()?, moving.next()) else { return None };
    let number = |parts: &Vec<&str>| parts[at].parse().ok().filter(|_| parts[at].len() <= MAX_DIGITS);
    parts.iter().map(number).collect()
}

/// A text cut into runs of digits and what stands between them.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != is_digit).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    parts
}

/// Whether numbers rise or fall by one step from reading to reading: `to_the_end` also to the last one, which came later.
pub(super) fn counted(numbers: &[i64], to_the_end: bool) -> Option<&'static str> {
    let counted = if to_the_end { numbers } else { &numbers[..numbers.len().checked_sub(1)?] };
    let step = counted.get(1)?.checked_sub(counted[0]).filter(|step| *step != 0)?;
    let is_even = counted.windows(2).all(|pair| pair[1].checked_sub(pair[0]) == Some(step));
    is_even.then_some(if step > 0 { "rises" } else { "falls" })
}

/// Whether values tell the time: numbers as they count it since 1970, and texts with a time of day or such a number.
pub(super) fn tells_time(values: &[Value<'_>]) -> bool {
    values.iter().any(|value| match value.as_number() {
        Some(number) => number.parse().is_ok_and(is_epoch),
        None => value.as_str().is_some_and(|text| has_time(&text)),
    })
}

/// Seconds, and their thousandth, millionth and billionth parts, of the years 2001 to 2103.
fn is_epoch(number: f64) -> bool {
    [1.0, 1e3, 1e6, 1e9].iter().any(|unit| (1e9..4.2e9).contains(&(number / unit)))
}

fn has_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let of_day =
        |at: usize| bytes[at] == b':' && at > 0 && is_digit(at - 1) && is_digit(at + 1) && is_digit(at + 2);
    let of_basic = |at: usize| {
        matches!(bytes[at], b'T' | b't')
            && at >= 8
            && (at - 8..at).all(is_digit)
            && (at + 1..at + 7).all(is_digit)
    };
    let runs = parts(text);
    let mut numbers = runs.iter().filter(|part| part.len() >= 10);
    (0..bytes.len()).any(|at| of_day(at) || of_basic(at))
        || numbers.any(|part| part.parse().is_ok_and(is_epoch))
}

/// Whether texts differ in so much that they must hold something drawn anew.
pub(super) fn is_noise(values: &[Value<'_>]) -> bool {
    let texts: Vec<_> = values.iter().filter_map(|value| value.as_str()).collect();
    let Some(first) = texts.first() else { return false };
    let same = |other: &str, first: &str| {
        first.chars().zip(other.chars()).take_while(|(one, other)| one == other).count()
    };
    let reversed = |text: &str| text.chars().rev().collect::<String>();
    let length = |text: &str| text.chars().count();
    let head = texts.iter().map(|text| same(text, first)).min().unwrap_or_default();
    let backwards = reversed(first);
    let tail = texts.iter().map(|text| same(&reversed(text), &backwards)).min().unwrap_or_default();
    texts.iter().any(|text| length(text).saturating_sub(head + tail) >= NOISE)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{counted, is_noise, numbers, tells_time};
    use crate::message::json::Document;

    fn with<T>(json: &str, read: impl Fn(&[crate::message::json::Value<'_>]) -> T) -> T {
        let document = Document::parse(json.as_bytes()).expect("JSON");
        let values: Vec<_> = document.root().elements().collect();
        read(&values)
    }

    #[rstest]
    #[case::revisions(r#"["x@1","x@2","x@3","x@4"]"#, Some("rises"))]
    #[case::tens(r#"[10,20,30,40]"#, Some("rises"))]
    #[case::what_is_left(r#"["9 left","8 left","7 left","6 left"]"#, Some("falls"))]
    #[case::with_the_clock(r#"[3,4,5,29]"#, None)]
    #[case::two_that_move(r#"["1-1","2-2","3-3","4-4"]"#, None)]
    #[case::at_random(r#"[5,1,8,2]"#, None)]
    #[case::the_same([1, 1, 1, 1].map(|one: u8| one.to_string()).join(","), None)]
    fn steps_are_even_to_the_end(#[case] json: impl Into<String>, #[case] how: Option<&str>) {
        let json = json.into();
        let json = if json.starts_with('[') { json } else { format!("[{json}]") };
        assert_eq!(with(&json, |values| numbers(values).and_then(|found| counted(&found, true))), how);
    }

    #[rstest]
    #[case::seconds("[1796030010]", true)]
    #[case::milliseconds("[1796030010123]", true)]
    #[case::a_fraction("[1.79603001e9]", true)]
    #[case::in_a_text(r#"["etag-1796030010123"]"#, true)]
    #[case::a_date(r#"["2026-11-30T09:40:00Z"]"#, true)]
    #[case::a_basic_date(r#"["at 20261130T094000Z"]"#, true)]
    #[case::an_account(r#"["803636626433"]"#, false)]
    #[case::a_revision(r#"["x@17"]"#, false)]
    #[case::an_arn(r#"["arn:aws:x:us-east-1:1:2"]"#, false)]
    #[case::a_count("[40]", false)]
    fn times_are_known_by_their_look(#[case] json: &str, #[case] expected: bool) {
        assert_eq!(with(json, tells_time), expected);
    }

    #[rstest]
    #[case::a_token(r#"["a=0123456789abcdef0123.z","a=f0f1f2f3f4f5f6f7f8f9.z"]"#, true)]
    #[case::a_short_one(r#"["x@7f3a","x@91bc"]"#, false)]
    #[case::long_but_for_a_bit_the_same(
        r#"["the same thirty characters here 1","the same thirty characters here 2"]"#,
        false
    )]
    fn noise_is_known_by_its_length(#[case] json: &str, #[case] expected: bool) {
        assert_eq!(with(json, is_noise), expected);
    }
}
