//! What moved in the model of an operation that makes no suite, by places of the model itself.

use batchspec_harness::contract::Contract;
use serde_json::Value;

use super::operations::Moved;

/// Longest value shown, in characters.
const LONGEST: usize = 120;

/// The differences of two models, texts for people left out, and whether either can be tested.
///
/// # Errors
/// A model that is no JSON.
pub(super) fn changes(
    contracts: &[anyhow::Result<Contract>; 2],
    models: [&str; 2],
) -> anyhow::Result<Vec<Moved>> {
    let mut changes = Vec::new();
    let why = |contract: &anyhow::Result<Contract>| {
        let error = contract.as_ref().err()?;
        Some(format!("{error:#}").lines().next().unwrap_or_default().to_owned())
    };
    if contracts[0].is_ok() != contracts[1].is_ok() {
        let told = |contract| why(contract).unwrap_or_else(|| "it can be tested".to_owned());
        let [old, new] = [0, 1].map(|side| Some(told(&contracts[side])));
        changes.push(moved("suite", old, new));
    }
    let [old, new] = models;
    let (old, new): (Value, Value) = (serde_json::from_str(old)?, serde_json::from_str(new)?);
    differences(&old, &new, "", &mut changes);
    Ok(changes)
}

fn moved(place: &str, old: Option<String>, new: Option<String>) -> Moved {
    Moved { place: place.to_owned(), kind: "model", old, new, clauses: Vec::new() }
}

fn differences(old: &Value, new: &Value, place: &str, changes: &mut Vec<Moved>) {
    let (Value::Object(was), Value::Object(is)) = (old, new) else {
        if old != new {
            changes.push(moved(place, Some(shown(old)), Some(shown(new))));
        }
        return;
    };
    let mut names: Vec<&String> = was.keys().chain(is.keys()).collect();
    names.sort();
    names.dedup();
    for name in names.into_iter().filter(|name| !is_text(name)) {
        let place = if place.is_empty() { name.clone() } else { format!("{place} {name}") };
        match (was.get(name), is.get(name)) {
            (Some(was), Some(is)) => differences(was, is, &place, changes),
            (was, is) => changes.push(moved(&place, was.map(shown), is.map(shown))),
        }
    }
}

/// Whether a trait is a text for people.
fn is_text(name: &str) -> bool {
    ["smithy.api#documentation", "smithy.api#title", "smithy.api#examples"].contains(&name)
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}
