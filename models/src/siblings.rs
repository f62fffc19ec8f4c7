//! Operations of the same model that list or make the items of a batch.

use crate::infer::words::{shared, subject, words};
use crate::infer::{collections, entries_that_name, infer, item_words};
use crate::model::{Model, Operation};

/// What a sibling does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Does {
    /// It lists or describes things that are there.
    Lists,
    /// It makes one.
    Creates,
}

/// An operation that lists or makes what a batch operation takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Sibling {
    /// Its name.
    pub operation: String,
    /// What it does.
    pub does: Does,
    /// Where its answer carries the key of an item: `output.a[].b`.
    pub key: String,
    /// Members of its input that have to be given.
    pub required: Vec<String>,
    /// How well it fits; only for ranking.
    pub score: f64,
}

/// Siblings of a batch operation, the likeliest first; which of them fits only their answers decide.
#[must_use]
pub fn siblings(model: &Model, operation: &Operation) -> Vec<Sibling> {
    let Some(wanted) = infer(model, operation).and_then(|rule| item_words(model, operation, &rule)) else {
        return Vec::new();
    };
    let about = [subject(&words(&operation.name)), subject(&wanted)].concat();
    let mut found: Vec<Sibling> = model
        .operations
        .values()
        .filter(|other| other.name != operation.name && !other.name.starts_with("Batch"))
        .filter_map(|other| sibling(model, other, &wanted, &about))
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.operation.cmp(&b.operation)));
    found
}

fn sibling(model: &Model, other: &Operation, wanted: &[String], about: &[String]) -> Option<Sibling> {
    let named = words(&other.name);
    let does = match named.first().map(String::as_str)? {
        "list" | "describe" | "search" => Does::Lists,
        "create" | "put" | "register" | "start" | "import" | "submit" | "add" | "run" => Does::Creates,
        _ => return None,
    };
    let named_there = entries_that_name(model, other, wanted, does == Does::Lists);
    let (key, likeness) =
        named_there.or_else(|| (does == Does::Lists).then(|| bare_list(model, other, about)).flatten())?;
    let input = other.input.as_deref().map(|input| model.members(input)).unwrap_or_default();
    let required: Vec<String> =
        input.iter().filter(|member| member.is_required()).map(|member| member.name.clone()).collect();
    let own = subject(&named);
    let common = shared(&own, about);
    // A name that says more than the batch's is about something else: `ListJobDefinitions` lists no jobs.
    let foreign = own.len().saturating_sub(common);
    let count = |n: usize| f64::from(u8::try_from(n).unwrap_or(u8::MAX));
    let score = likeness + 3.0 * count(common) - 2.0 * count(foreign) - 0.5 * count(required.len());
    (common > 0).then(|| Sibling { operation: other.name.clone(), does, key, required, score })
}

/// A list of nothing but texts that is called after the things themselves: `projects` of `ListProjects`.
fn bare_list(model: &Model, other: &Operation, about: &[String]) -> Option<(String, f64)> {
    let mut lists = collections(model, other.output.as_deref()).into_iter();
    let found = lists.find(|found| {
        let words = subject(&found.words);
        let is_bare = !found.is_map && found.depth == 0 && model.is_text(found.entry);
        is_bare && !words.is_empty() && words.iter().all(|word| about.contains(word))
    })?;
    Some((found.place, 5.0))
}
