//! What prose says of a batch as a whole: that all of it fails, that bad items fail alone, that keys differ.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Model, Operation};
use crate::rule::BadItem;

use super::items::Items;
use super::prose::{pattern, told};

static ALL_OR_NOTHING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)atomic|all[- ]or[- ]nothing|(?:fail|reject)\w* the (?:entire|whole) (?:request|batch|operation)|(?:entire|whole) (?:request|batch|operation|call) (?:is|will be|fails?|gets)|no changes are|none of the .{0,60} (?:is|are|will be) (?:added|created|updated|deleted|written)",
    )
});
static ALONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)reported individually|partial(?:ly)? (?:success|fail)|combination of successful and unsuccessful|even when the call returns an HTTP status code of 200|rather than failing the entire|failed a validation check|does(?:n't| not) stop|processed individually|valid [a-z ]+ in the same operation are still",
    )
});
static UNIQUE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:must|need(?:s)? to|has to|have to) be unique (?:within|across|in) (?:a|the|this|each) ?(?:single )?(?:batch )?(?:request|batch)|unique within (?:a|the|this)(?: batch)? request|can(?:not|'t) (?:contain|include|specify) duplicate|duplicate[sd]? (?:\w+ )?(?:are|is) not (?:allowed|permitted)|provided list of item keys contains duplicates",
    )
});

fn find(
    model: &Model,
    operation: &Operation,
    items: &Items<'_>,
    wanted: &LazyLock<Option<Regex>>,
) -> Option<String> {
    let shape =
        |target: &str| model.shape(target).map(|shape| shape.documentation.as_str()).unwrap_or_default();
    let own = [
        operation.documentation.as_str(),
        items.member.documentation.as_str(),
        shape(&items.member.target),
        shape(items.item),
    ];
    let members = model.members(items.item).iter().map(|member| member.documentation.as_str());
    own.into_iter().chain(members).find_map(|text| told(text, wanted))
}

/// The sentence by which a batch is done as a whole or not at all.
pub(crate) fn all_or_nothing(model: &Model, operation: &Operation, items: &Items<'_>) -> Option<String> {
    find(model, operation, items, &ALL_OR_NOTHING)
}

/// What becomes of a bad item, with the sentence that says so.
pub(crate) fn bad_item(model: &Model, operation: &Operation, items: &Items<'_>) -> (BadItem, Option<String>) {
    match find(model, operation, items, &ALONE) {
        Some(sentence) => (BadItem::FailsAlone, Some(sentence)),
        None => (BadItem::Unknown, None),
    }
}

/// The sentence by which the keys of one request differ.
pub(crate) fn unique(model: &Model, operation: &Operation, items: &Items<'_>) -> Option<String> {
    find(model, operation, items, &UNIQUE)
}

static NEEDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:is|are) required (?:for|in order)[^.]*(?:success|to be)|must (?:include|specify|contain) each of",
    )
});

/// Members without which an item fails by itself, by a text that the model does not repeat, with the sentence.
pub(crate) fn needed(model: &Model, items: &Items<'_>) -> Option<(Vec<String>, String)> {
    let members = model.members(items.item);
    for member in members {
        let fails = ["fails that entry", "that entry fails", "entry fails"];
        if !fails.iter().any(|part| member.documentation.contains(part)) {
            continue;
        }
        let Some(sentence) = told(&member.documentation, &NEEDED) else { continue };
        let said: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric()).collect();
        let needed = members.iter().filter(|own| !own.is_required() && said.contains(&own.name.as_str()));
        let needed: Vec<String> = needed.map(|own| own.name.clone()).collect();
        if !needed.is_empty() {
            return Some((needed, sentence));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_patterns_compile() {
        assert!(
            [&super::ALL_OR_NOTHING, &super::ALONE, &super::UNIQUE, &super::NEEDED]
                .iter()
                .all(|pattern| pattern.is_some())
        );
    }
}
