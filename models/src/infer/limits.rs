//! How many items and bytes a batch may have, by the model and by prose.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::model::{Model, Operation, smithy};
use crate::rule::Told;

use super::items::Items;
use super::prose::{pattern, plain, quote, sentences};
use super::words::words;

/// The most items by the model.
pub(crate) fn modelled(model: &Model, items: &Items<'_>) -> Option<u64> {
    let of = |value: &Value| value.get("max").and_then(Value::as_u64);
    // Of groups the list within carries the limit, of all else the member or its shape.
    let own = items.member.smithy("length").and_then(of);
    let shape = model.shape(&items.member.target);
    own.or_else(|| smithy(&shape?.traits, "length").and_then(of))
}

static MOST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:up to|at most|(?:a )?maximum (?:of|number [^.]{0,60}? is)|no more than|limit(?:ed)? (?:of|to|is)|as many as|cannot exceed|can't exceed|between \d+ and|from 1 (?:to|through)|list of 1-)\s*([\d,]+|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty)\s+([a-z-]+(?: [a-z-]+){0,3})",
    )
});
static NUMBER_ENDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"(?i)maximum number of ([a-z -]{3,60}?)(?: that)?(?: you can [a-z]+| in [a-z ]+)? is (\d[\d,]*)")
});
static BYTES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:up to a limit of|total|sum|all|entire|whole|aggregate|maximum batch size)[^.]{0,120}?(\d[\d,]*) ?(KiB|KB|MiB|MB|kilobytes?|megabytes?|bytes)",
    )
});

/// The most items by prose: of the member, of its shape, of the operation.
pub(crate) fn told(model: &Model, operation: &Operation, items: &Items<'_>) -> Option<Told> {
    let about = [items.words.clone(), words(&operation.name)].concat();
    let shape = model.shape(&items.member.target).map(|shape| shape.documentation.as_str());
    let texts = [items.member.documentation.as_str(), shape.unwrap_or_default(), &operation.documentation];
    texts.into_iter().find_map(|text| most(text, &about))
}

fn most(text: &str, about: &[String]) -> Option<Told> {
    let may_tell =
        ["up to", "aximum", "most", "more than", "imit", "exceed", "etween", "many as", "1-", "from 1"];
    if !may_tell.iter().any(|part| text.contains(part)) {
        return None;
    }
    let text = plain(text);
    let fits = |noun: &str| {
        words(&noun.replace('-', " "))
            .iter()
            .any(|word| about.contains(word) || NOUNS.contains(&word.as_str()))
    };
    for sentence in sentences(&text) {
        let all = MOST.as_ref().map(|most| most.captures_iter(sentence));
        let first = all.into_iter().flatten().map(|found| {
            (
                found.get(1).map_or("", |m| m.as_str()).to_owned(),
                found.get(2).map_or("", |m| m.as_str()).to_owned(),
            )
        });
        let second = NUMBER_ENDS.as_ref().and_then(|most| most.captures(sentence)).map(|found| {
            (
                found.get(2).map_or("", |m| m.as_str()).to_owned(),
                found.get(1).map_or("", |m| m.as_str()).to_owned(),
            )
        });
        for (number, noun) in first.chain(second) {
            let number = in_digits(&number);
            if let Some(number) = number.filter(|number| (2..=100_000).contains(number) && fits(&noun)) {
                return Some(Told { number, sentence: quote(sentence) });
            }
        }
    }
    None
}

/// A number in digits or as one of the words that are looked for.
fn in_digits(number: &str) -> Option<u64> {
    const WORDS: [(&str, u64); 11] = [
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("twenty", 20),
        ("fifty", 50),
    ];
    let spelled = number.to_ascii_lowercase();
    let word = WORDS.iter().find(|(word, _)| *word == spelled).map(|(_, number)| *number);
    word.or_else(|| number.replace(',', "").parse().ok())
}

/// What items are called where not by their names.
const NOUNS: [&str; 10] =
    ["item", "entry", "id", "arn", "name", "record", "element", "request", "document", "object"];

/// The most bytes of all items by prose.
pub(crate) fn bytes(operation: &Operation, items: &Items<'_>) -> Option<Told> {
    let texts = [items.member.documentation.as_str(), &operation.documentation];
    texts.into_iter().find_map(|text| {
        if !text.contains("total")
            && !text.contains("sum")
            && !text.contains("entire")
            && !text.contains("whole")
            && !text.contains("maximum batch size")
        {
            return None;
        }
        let text = plain(text);
        sentences(&text).into_iter().find_map(|sentence| {
            // A rate is no size.
            if sentence.contains("per second") {
                return None;
            }
            let found = BYTES.as_ref()?.captures(sentence)?;
            let number: u64 = found.get(1)?.as_str().replace(',', "").parse().ok()?;
            let unit = found.get(2)?.as_str().to_ascii_lowercase();
            let scale = if unit.starts_with('k') {
                1024
            } else if unit.starts_with('m') {
                1024 * 1024
            } else {
                1
            };
            Some(Told { number: number.saturating_mul(scale), sentence: quote(sentence) })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_found_in_sentences() {
        let about = words("documentIds");
        let cases = [
            ("You can specify up to 25 documents.", Some(25)),
            ("The list can contain a maximum of 25 documents, each of 5 KB.", Some(25)),
            ("The maximum number of document IDs you can specify is 30.", Some(30)),
            ("Wait up to 30 seconds.", None),
            ("Nothing.", None),
        ];
        for (text, expected) in cases {
            assert_eq!(most(text, &about).map(|told| told.number), expected, "{text}");
        }
        assert!([&MOST, &NUMBER_ENDS, &BYTES].iter().all(|pattern| pattern.is_some()));
    }
}
