//! Texts of answers that may be empty though the model's constraints say otherwise, because their own texts say so.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

use crate::infer::prose::{pattern, told};
use crate::model::{Kind, Member, Model, Shape};

/// "For other channel types, preset is the empty string".
static EMPTY: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?i)\b(?:is|be|or|to|returns?) (?:an?|the) empty string"));

/// Lets members of answers be empty whose texts say that they may; gives a sentence for each. What requests hold, too, keeps
/// its constraints: what a service takes is another question.
pub(crate) fn allow(model: &mut Model, operation: &str) -> Vec<String> {
    let Some(operation) = model.operations.get(operation) else { return Vec::new() };
    let (input, output) = (operation.input.clone(), operation.output.clone());
    let asked = below(model, input.as_deref());
    let mut reasons = Vec::new();
    for holder in below(model, output.as_deref()).difference(&asked) {
        for member in model.members(holder).to_vec() {
            let Some(sentence) = told(&member.documentation, &EMPTY) else { continue };
            if let Some(widened) = model.shape(&member.target).and_then(widened) {
                reasons.push(format!("{holder}.{} may be empty: {sentence:?}.", member.name));
                retarget(model, holder, &member, widened);
            }
        }
    }
    reasons
}

/// The shapes that a message of this shape holds.
fn below(model: &Model, root: Option<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut todo: Vec<String> = root.map(str::to_owned).into_iter().collect();
    while let Some(name) = todo.pop() {
        if !found.insert(name.clone()) {
            continue;
        }
        match model.shapes.get(&name).map(|shape| &shape.kind) {
            Some(Kind::List(entry)) => todo.push(entry.target.clone()),
            Some(Kind::Map(key, value)) => todo.extend([key.target.clone(), value.target.clone()]),
            Some(Kind::Structure(members) | Kind::Union(members)) => {
                todo.extend(members.iter().map(|member| member.target.clone()));
            }
            _ => {}
        }
    }
    found
}

/// The same shape with the empty text among its values; `None` where that is among them already.
fn widened(shape: &Shape) -> Option<Shape> {
    let mut shape = shape.clone();
    let mut is_changed = false;
    match &mut shape.kind {
        Kind::Enum(values) if values.iter().all(|(_, value)| !value.is_empty()) => {
            values.push(("EMPTY".to_owned(), String::new()));
            is_changed = true;
        }
        Kind::Simple(kind) if kind == "string" => {}
        _ => return None,
    }
    if let Some(Value::Object(bounds)) = shape.traits.get_mut("smithy.api#length") {
        is_changed |= bounds.remove("min").is_some();
    }
    if let Some(Value::String(pattern)) = shape.traits.get_mut("smithy.api#pattern") {
        *pattern = format!("^$|(?:{pattern})");
        is_changed = true;
    }
    is_changed.then_some(shape)
}

fn retarget(model: &mut Model, holder: &str, member: &Member, widened: Shape) {
    let name = format!("{}OrEmpty", member.target);
    if let Some(Kind::Structure(members)) = model.shapes.get_mut(holder).map(|shape| &mut shape.kind)
        && let Some(own) = members.iter_mut().find(|own| own.name == member.name)
    {
        own.target.clone_from(&name);
        // A trait on the member wins over the one on its shape.
        if let Some(Value::Object(bounds)) = own.traits.get_mut("smithy.api#length") {
            bounds.insert("min".to_owned(), json!(0));
        }
        model.shapes.insert(name, widened);
    }
}
