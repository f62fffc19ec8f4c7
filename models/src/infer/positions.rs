//! Entries that belong to their items by position, or by an index that they carry.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Kind, Model, Operation};

use super::outcomes::Outcome;
use super::prose::{pattern, told};
use super::words::{tells_failure, words};

/// The member of an entry that is the index of its item.
pub(crate) fn index_member(model: &Model, entry: &str) -> Option<String> {
    let is_index = |name: &str| {
        let words = words(name);
        ["index", "position", "ordinal"].contains(&words.last().map(String::as_str).unwrap_or_default())
    };
    let found =
        model.members(entry).iter().find(|member| model.is_integer(&member.target) && is_index(&member.name));
    found.map(|member| member.name.clone())
}

/// A structure at the top of the answer whose members are bounds of indices, with those members.
pub(crate) fn index_bounds(model: &Model, output: Option<&str>) -> Option<(String, Vec<String>)> {
    model.members(output?).iter().find_map(|member| {
        let Some(Kind::Structure(inner)) = model.shape(&member.target).map(|shape| &shape.kind) else {
            return None;
        };
        if !tells_failure(&words(&member.name)) {
            return None;
        }
        let bounds = inner.iter().filter(|inner| {
            model.is_integer(&inner.target) && words(&inner.name).iter().any(|word| word == "index")
        });
        let bounds: Vec<String> = bounds.map(|inner| inner.name.clone()).collect();
        (!bounds.is_empty()).then(|| (format!("output.{}", member.name), bounds))
    })
}

static ORDER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)same (?:order|index|position|ordering)|natural order|is the same as the index|in the order (?:in which|of|they|that)|correspond(?:s|ing) (?:to|in order)|ordered according|same number of",
    )
});

static EACH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:results?|responses?) (?:of|for) each (?:\w+ )?(?:entry|item|record|request|statement|set|query)\b|(?:results?|responses?) (?:of|for) each batch \w+",
    )
});

/// Whether a text says that there is a result of each entry of the batch.
pub(crate) fn tells_each(text: &str) -> bool {
    told(text, &EACH).is_some()
}

/// The sentence by which entries stand in the order of the items.
pub(crate) fn order_told(model: &Model, operation: &Operation, outcome: &Outcome<'_>) -> Option<String> {
    let shape = model.shape(&outcome.found.member.target).map(|shape| shape.documentation.as_str());
    let texts = [
        outcome.found.member.documentation.as_str(),
        shape.unwrap_or_default(),
        operation.documentation.as_str(),
    ];
    texts.into_iter().find_map(|text| told(text, &ORDER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_of_each_entry_is_told() {
        assert!(ORDER.is_some() && tells_each("<p>The execution results of each batch entry.</p>"));
        assert!(tells_each("A list of all the responses for each batch write."));
        assert!(!tells_each("The results of the query."));
    }
}
