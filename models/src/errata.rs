//! Where models are known to be wrong: what services are seen to do, applied when a suite is made.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::import::matches;
use crate::model::{Kind, Member, Model};
use crate::read::ReadError;

/// One fact about a service that contradicts its model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erratum {
    /// The service's folder in botocore.
    pub service: String,
    /// The operation; `*` stands for any letters.
    pub operation: String,
    /// The place in the answer: `output.a.b[]`; a last `*` stands for every member.
    pub place: String,
    /// What is seen there.
    pub seen: Seen,
    /// The same in words.
    pub told: String,
    /// Who reported it.
    pub source: String,
}

/// What is seen where the model says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// An empty list, map or text: the minimum of its length is lifted.
    EmptyList,
    /// Nothing: the member is optional.
    LeftOut,
    /// A number below the minimum of its range, which is lifted.
    Zero,
    /// Two items of one key are refused, as no text of the model says; the place is that of the items.
    EqualKeysRefused,
}

/// The facts that this package knows.
///
/// # Errors
/// None, unless the package itself is broken; a test reads them.
pub fn known() -> Result<Vec<Erratum>, ReadError> {
    parse(Path::new("errata.json"), include_str!("errata.json"))
}

/// Reads a file of further facts: a JSON list of objects with `service`, `operation`, `place`, `seen`, `told` and `source`.
///
/// # Errors
/// The file and the place of what is wrong in it.
pub fn read(path: &Path) -> Result<Vec<Erratum>, ReadError> {
    let text = std::fs::read_to_string(path).map_err(|error| ReadError::new(path, "", error.to_string()))?;
    parse(path, &text)
}

fn parse(path: &Path, text: &str) -> Result<Vec<Erratum>, ReadError> {
    serde_json::from_str(text).map_err(|error| ReadError::json(path, &error))
}

/// Applies the facts about an operation to its model; gives those that changed something, and a sentence for each.
pub(crate) fn mend(model: &mut Model, operation: &str, errata: &[Erratum]) -> (Vec<Erratum>, Vec<String>) {
    let mut applied = Vec::new();
    for erratum in errata {
        let concerns = erratum.service == model.service.name && matches(&erratum.operation, operation);
        if concerns && apply(model, operation, erratum) {
            applied.push(erratum.clone());
        }
    }
    let told = |erratum: &Erratum| {
        if erratum.seen == Seen::EqualKeysRefused {
            return format!("{} (seen: {}).", erratum.told, erratum.source);
        }
        format!("Not judged by the model at {}: {} (seen: {}).", erratum.place, erratum.told, erratum.source)
    };
    let reasons = applied.iter().map(told).collect();
    (applied, reasons)
}

fn apply(model: &mut Model, operation: &str, erratum: &Erratum) -> bool {
    // That is a matter of the rule.
    if erratum.seen == Seen::EqualKeysRefused {
        return true;
    }
    let Some((holder, name)) = holder(model, operation, &erratum.place) else { return false };
    let shape_traits: Vec<(String, Option<Value>)> = model
        .members(&holder)
        .iter()
        .map(|member| {
            let id = if erratum.seen == Seen::Zero { "range" } else { "length" };
            let own = member.smithy(id).cloned();
            let shape = model
                .shape(&member.target)
                .and_then(|shape| crate::model::smithy(&shape.traits, id).cloned());
            (member.name.clone(), own.or(shape))
        })
        .collect();
    let Some(Kind::Structure(members)) = model.shapes.get_mut(&holder).map(|shape| &mut shape.kind) else {
        return false;
    };
    let mut changed = false;
    for member in members.iter_mut().filter(|member| name == "*" || member.name == name) {
        let bounds =
            shape_traits.iter().find(|(own, _)| *own == member.name).and_then(|(_, bounds)| bounds.clone());
        changed |= change(member, erratum.seen, bounds);
    }
    changed
}

fn change(member: &mut Member, seen: Seen, bounds: Option<Value>) -> bool {
    let id = match seen {
        Seen::LeftOut => return member.traits.remove("smithy.api#required").is_some(),
        Seen::EqualKeysRefused => return false,
        Seen::EmptyList => "smithy.api#length",
        Seen::Zero => "smithy.api#range",
    };
    let Some(Value::Object(mut bounds)) = bounds else { return false };
    if bounds.remove("min").is_none() {
        return false;
    }
    if seen == Seen::Zero {
        bounds.insert("min".to_owned(), json!(0));
    }
    // A trait on the member wins over the one on its shape.
    member.traits.insert(id.to_owned(), Value::Object(bounds));
    true
}

/// The structure that holds the last member of a place, and that member's name.
fn holder(model: &Model, operation: &str, place: &str) -> Option<(String, String)> {
    let mut steps = place.split('.');
    let operation = model.operations.get(operation)?;
    let mut shape = match steps.next()? {
        "input" => operation.input.clone()?,
        "output" => operation.output.clone()?,
        _ => return None,
    };
    let steps: Vec<&str> = steps.collect();
    let (last, above) = steps.split_last()?;
    for step in above {
        let name = step.trim_end_matches("[]").trim_end_matches("{}");
        shape = model.members(&shape).iter().find(|member| member.name == name)?.target.clone();
        shape = match &model.shape(&shape)?.kind {
            Kind::List(entry) => entry.target.clone(),
            Kind::Map(_, value) => value.target.clone(),
            _ => shape,
        };
    }
    Some((shape, (*last).to_owned()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_known_errata_can_be_read() {
        assert!(super::known().expect("errata").len() >= 5);
    }
}
