//! The lists and maps of an answer that may hold outcomes.

use crate::model::{Kind, Member, Model};

use super::words::words;

/// A list or map in the answer.
#[derive(Debug, Clone)]
pub(crate) struct Found<'m> {
    /// The member that holds it.
    pub(crate) member: &'m Member,
    /// The place of its entries, by the names of the model.
    pub(crate) place: String,
    /// What an entry is.
    pub(crate) entry: &'m str,
    /// The words of its name; of a list within a list, those of both.
    pub(crate) words: Vec<String>,
    /// Whether it is a map by key.
    pub(crate) is_map: bool,
    /// Whether it lies below groups.
    pub(crate) is_grouped: bool,
    /// How deep it lies: 0 for a member of the answer itself.
    pub(crate) depth: usize,
}

/// The collections of a structure, at its top and one structure below.
pub(crate) fn collections<'m>(model: &'m Model, output: Option<&str>) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    let Some(output) = output else { return found };
    for member in model.members(output) {
        if member.is_bound_outside_body() {
            continue;
        }
        let place = format!("output.{}", member.name);
        push(model, member, &place, words(&member.name), 0, &mut found);
        if let Some(Kind::Structure(inner)) = model.shape(&member.target).map(|shape| &shape.kind) {
            for below in inner {
                let mut both = words(&member.name);
                both.extend(words(&below.name));
                push(model, below, &format!("{place}.{}", below.name), both, 1, &mut found);
            }
        }
    }
    found
}

fn push<'m>(
    model: &'m Model,
    member: &'m Member,
    place: &str,
    words: Vec<String>,
    depth: usize,
    found: &mut Vec<Found<'m>>,
) {
    let (entry, is_map) = match model.shape(&member.target).map(|shape| &shape.kind) {
        Some(Kind::List(entry)) => (entry.target.as_str(), false),
        Some(Kind::Map(_, value)) => (value.target.as_str(), true),
        _ => return,
    };
    let place = format!("{place}{}", if is_map { "{}" } else { "[]" });
    let base = Found { member, place, entry, words, is_map, is_grouped: false, depth };
    found.push(descend(model, base));
}

/// A map of lists, a map of structures that hold one list, and a list of structures that hold nothing else are groups.
fn descend<'m>(model: &'m Model, base: Found<'m>) -> Found<'m> {
    match model.shape(base.entry).map(|shape| &shape.kind) {
        Some(Kind::List(inner)) if base.is_map => Found {
            place: format!("{}[]", base.place),
            entry: &inner.target,
            is_map: false,
            is_grouped: true,
            ..base
        },
        Some(Kind::Structure(members)) => {
            let lists: Vec<(&Member, &str)> = members
                .iter()
                .filter_map(|member| match &model.shape(&member.target)?.kind {
                    Kind::List(inner) => Some((member, inner.target.as_str())),
                    _ => None,
                })
                .collect();
            let is_structure = |target: &str| !model.is_scalar(target);
            match lists.as_slice() {
                [(list, entry)]
                    if !base.is_map
                        && is_structure(entry)
                        && (members.len() == 1 || is_with_reason(members, list)) =>
                {
                    Found {
                        place: format!("{}.{}[]", base.place, list.name),
                        member: list,
                        entry,
                        words: [base.words.clone(), words(&list.name)].concat(),
                        ..base
                    }
                }
                _ => base,
            }
        }
        _ => base,
    }
}

/// Whether a structure holds a list of what failed and a word on why, and nothing else.
fn is_with_reason(members: &[Member], list: &Member) -> bool {
    let is_reason = |member: &Member| super::identity::is_outcome_word(&member.name);
    members.len() == 2
        && super::words::tells_failure(&words(&list.name))
        && members.iter().any(|member| member.name != list.name && is_reason(member))
}
