//! Where answers of other operations carry what names the items of a batch.

use crate::model::{Model, Operation};
use crate::rule::{Key, Rule};

use super::collections::collections;
use super::likeness::best;
use super::words::words;

/// The words of what names an item: those of the list of ids, or of the member that is the key.
pub(crate) fn item_words(model: &Model, operation: &Operation, rule: &Rule) -> Option<Vec<String>> {
    let items = rule.items.as_deref()?;
    let last = items.trim_end_matches("{}").rsplit('.').next()?.trim_end_matches("[]");
    let list = words(last);
    let name = match rule.item_key.as_ref()? {
        Key::One(one) => one.as_str(),
        // Of several ids the last is the thing's own, the others are those of what it lies in.
        Key::Several(several) => several.last()?.as_str(),
    };
    let input = operation.input.as_deref()?;
    let is_known = !model.members(input).is_empty();
    let own = words(name.rsplit('.').next().unwrap_or(name));
    let wanted = match own.len() {
        0 => list,
        1 => [list, own].concat(),
        _ => own,
    };
    is_known.then_some(wanted)
}

/// Where an answer carries a thing that goes by these words, in a list or at its top, and how well it fits.
pub(crate) fn entries_that_name(
    model: &Model,
    operation: &Operation,
    wanted: &[String],
    in_lists: bool,
) -> Option<(String, f64)> {
    let output = operation.output.as_deref()?;
    if !in_lists {
        let found = best(model, wanted, None, output)?;
        return (found.score >= 4.0).then(|| (format!("output.{}", found.path), found.score));
    }
    let mut likeliest: Option<(String, f64)> = None;
    for found in collections(model, Some(output)) {
        let (key, score) = if model.is_scalar(found.entry) {
            let fits = super::words::ends_with(&found.words, wanted)
                || super::words::ends_with(wanted, &found.words);
            (found.place.clone(), if fits { 8.0 } else { 0.0 })
        } else {
            let Some(best) = best(model, wanted, None, found.entry) else { continue };
            (format!("{}.{}", found.place, best.path), best.score)
        };
        if score >= 4.0 && likeliest.as_ref().is_none_or(|(_, most)| score > *most) {
            likeliest = Some((key, score));
        }
    }
    likeliest
}
