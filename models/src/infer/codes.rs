//! Where an entry of a failure carries its code.

use crate::model::{Kind, Member, Model};

use super::words::words;

/// A path to a code, and how plainly it is one: 10 for an error code by name, 4 for a reason in words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Code {
    /// The path within the entry.
    pub(crate) path: String,
    /// From 4 to 10.
    pub(crate) strength: f64,
}

/// The code of an entry; of a union, of whichever member is there.
pub(crate) fn code_of(model: &Model, entry: &str) -> Option<Code> {
    if let Some(Kind::Union(members)) = model.shape(entry).map(|shape| &shape.kind) {
        let mut inner = members.iter().filter_map(|member| code_of(model, &member.target));
        let first = inner.next()?;
        return inner
            .all(|code| code.path == first.path)
            .then(|| Code { path: format!("*.{}", first.path), strength: first.strength });
    }
    let members = model.members(entry);
    let mut found: Option<Code> = None;
    for member in members {
        let Some(code) = of_member(model, member, members) else { continue };
        if found.as_ref().is_none_or(|best| code.strength > best.strength) {
            found = Some(code);
        }
    }
    found
}

fn of_member(model: &Model, member: &Member, siblings: &[Member]) -> Option<Code> {
    let words = words(&member.name);
    let text = words.join(" ");
    let at = |strength: f64| Some(Code { path: member.name.clone(), strength });
    if let Some(Kind::Structure(_)) = model.shape(&member.target).map(|shape| &shape.kind) {
        let tells = words.iter().any(|word| ["error", "exception", "failure"].contains(&word.as_str()));
        return if tells { nested(model, member) } else { None };
    }
    if !model.is_scalar(&member.target) {
        return None;
    }
    let is_about_failure =
        words.iter().any(|word| ["error", "failure", "exception"].contains(&word.as_str()));
    match words.last().map(String::as_str).unwrap_or_default() {
        "code" if is_about_failure => at(10.0),
        "code" if text == "code" => at(9.5),
        "code" if text == "status code" || text == "reason code" => at(9.0),
        "type" | "name" if is_about_failure => at(7.0),
        "error" | "exception" if model.is_text(&member.target) || model.is_integer(&member.target) => {
            // Beside a message the error is its code, alone it is the message.
            at(if has_text(siblings, &["message", "description"]) { 6.5 } else { 4.5 })
        }
        // A reason is a code where it is one of fixed values.
        "reason" if matches!(model.shape(&member.target).map(|shape| &shape.kind), Some(Kind::Enum(_))) => {
            at(5.5)
        }
        "reason" if has_text(siblings, &["detail"]) => at(4.0),
        _ => None,
    }
}

/// The code within a structure that is called after an error.
fn nested(model: &Model, member: &Member) -> Option<Code> {
    let members = model.members(&member.target);
    let inner = members.iter().filter_map(|inner| {
        let code = of_member(model, inner, members)?;
        (!code.path.contains('.')).then_some(code)
    });
    let best = inner.max_by(|a, b| a.strength.total_cmp(&b.strength));
    let plain = members.iter().find(|inner| words(&inner.name).join(" ") == "type");
    // A reason is a code where it is one of fixed values.
    let is_fixed = |inner: &&Member| {
        words(&inner.name).join(" ") == "reason"
            && matches!(model.shape(&inner.target).map(|shape| &shape.kind), Some(Kind::Enum(_)))
    };
    let (name, strength) = match (best, plain.or_else(|| members.iter().find(is_fixed))) {
        (Some(code), _) => (code.path, code.strength - 1.5),
        (None, Some(plain)) => (plain.name.clone(), 5.5),
        (None, None) => return None,
    };
    Some(Code { path: format!("{}.{name}", member.name), strength })
}

fn has_text(siblings: &[Member], wanted: &[&str]) -> bool {
    let is_wanted = |member: &Member| words(&member.name).iter().any(|word| wanted.contains(&word.as_str()));
    siblings.iter().any(is_wanted)
}
