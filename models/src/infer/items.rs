//! Which member of the input holds the items.

use crate::model::{Kind, Member, Model, Operation};

use super::words::{IDENTITY, shared, singular, subject, words};

/// A list or map of the input that may hold the items.
#[derive(Debug, Clone)]
pub(crate) struct Items<'m> {
    /// The member that holds it.
    pub(crate) member: &'m Member,
    /// Its place, by the names of the model.
    pub(crate) place: String,
    /// What one item is.
    pub(crate) item: &'m str,
    /// The words of its name.
    pub(crate) words: Vec<String>,
    /// Groups above the items.
    pub(crate) group: Option<Group<'m>>,
    /// How likely it is, by its own form and name.
    pub(crate) score: f64,
}

/// How items are grouped.
#[derive(Debug, Clone)]
pub(crate) enum Group<'m> {
    /// A map: the key names the group.
    Map,
    /// A list: a member names the group.
    List(&'m Member),
}

/// Members that narrow or shape an answer and are no items.
const OPTIONS: [&str; 24] = [
    "filter",
    "tag",
    "include",
    "exclude",
    "field",
    "sort",
    "scope",
    "statistic",
    "permission",
    "projection",
    "feature",
    "override",
    "criterion",
    "setting",
    "parameter",
    "option",
    "role",
    "condition",
    "tagging",
    "header",
    "configuration",
    "transform",
    "preference",
    "expression",
];

/// The lists and maps of the input, likely ones first.
pub(crate) fn candidates<'m>(model: &'m Model, operation: &Operation) -> Vec<Items<'m>> {
    let mut found = Vec::new();
    let Some(input) = &operation.input else { return found };
    let about = subject(&words(&operation.name));
    for member in model.members(input) {
        let place = format!("input.{}", member.name);
        push(model, member, &place, &about, 0.0, &mut found);
        if let Some(Kind::Structure(inner)) = model.shape(&member.target).map(|shape| &shape.kind)
            && member.smithy("httpPayload").is_some()
        {
            for below in inner {
                push(model, below, &format!("{place}.{}", below.name), &about, 0.0, &mut found);
            }
        }
    }
    // Items stand within structures where nothing above them is a list; what a structure describes stands there as well, so
    // that the name has to say that there is a batch.
    let is_named = operation.name.starts_with("Batch") || operation.name.ends_with("Batch");
    if found.is_empty() && is_named {
        below(model, input, "input", &about, DEEPEST, &mut found);
    }
    // The sort is stable: of equals the one that the model lists first.
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// How many structures may be around the items of an input without a list of its own.
const DEEPEST: usize = 3;

fn below<'m>(
    model: &'m Model,
    holder: &str,
    place: &str,
    about: &[String],
    left: usize,
    found: &mut Vec<Items<'m>>,
) {
    let Some(left) = left.checked_sub(1) else { return };
    for member in model.members(holder) {
        // Outside the body a structure has no place, and one of settings has no items.
        if member.is_bound_outside_body()
            || words(&member.name).iter().any(|word| OPTIONS.contains(&word.as_str()))
        {
            continue;
        }
        let place = format!("{place}.{}", member.name);
        match model.shape(&member.target).map(|shape| &shape.kind) {
            Some(Kind::Structure(_) | Kind::Union(_)) => {
                below(model, &member.target, &place, about, left, found);
            }
            _ if place.matches('.').count() > 1 => push(model, member, &place, about, 0.0, found),
            _ => {}
        }
    }
}

fn push<'m>(
    model: &'m Model,
    member: &'m Member,
    place: &str,
    about: &[String],
    bonus: f64,
    found: &mut Vec<Items<'m>>,
) {
    let words = words(&member.name);
    let Some(mut items) = form(model, member, place, &words) else { return };
    items.score = bonus + own_score(model, &items, about);
    found.push(items);
}

fn form<'m>(model: &'m Model, member: &'m Member, place: &str, words: &[String]) -> Option<Items<'m>> {
    let items = |place: String, item: &'m str, group: Option<Group<'m>>| Items {
        member,
        place,
        item,
        words: words.to_vec(),
        group,
        score: 0.0,
    };
    match &model.shape(&member.target)?.kind {
        Kind::List(entry) => {
            if let Some((name, list, item)) = grouped_list(model, &entry.target) {
                let place = format!("{place}[].{}", list.name);
                return Some(items(place, item, Some(Group::List(name))));
            }
            Some(items(place.to_owned(), &entry.target, None))
        }
        Kind::Map(_, value) => match &model.shape(&value.target)?.kind {
            Kind::List(entry) => Some(items(format!("{place}{{}}"), &entry.target, Some(Group::Map))),
            Kind::Structure(inner) => {
                let lists = inner.iter().filter_map(|member| match &model.shape(&member.target)?.kind {
                    Kind::List(entry) if member.is_required() => Some((member, entry.target.as_str())),
                    _ => None,
                });
                let lists: Vec<(&Member, &str)> = lists.collect();
                match lists.as_slice() {
                    [(list, item)] => {
                        Some(items(format!("{place}{{}}.{}", list.name), item, Some(Group::Map)))
                    }
                    _ => None,
                }
            }
            _ => None,
        },
        _ => None,
    }
}

/// A group in a list: one text that names it, and one list of ids whose name says so.
fn grouped_list<'m>(model: &'m Model, entry: &str) -> Option<(&'m Member, &'m Member, &'m str)> {
    let members = model.members(entry);
    // A structure of much more describes a thing; its lists are what the thing has.
    if members.len() > 3 {
        return None;
    }
    let lists: Vec<(&Member, &str)> = members
        .iter()
        .filter_map(|member| match &model.shape(&member.target)?.kind {
            Kind::List(inner) if member.is_required() && model.is_text(&inner.target) => {
                Some((member, inner.target.as_str()))
            }
            _ => None,
        })
        .collect();
    let name = members.iter().find(|member| member.is_required() && model.is_text(&member.target))?;
    match lists.as_slice() {
        // Values belong to the one thing that the text names.
        [(list, item)]
            if words(&list.name).iter().any(|word| word != "value" && IDENTITY.contains(&word.as_str())) =>
        {
            Some((name, list, item))
        }
        _ => None,
    }
}

fn own_score(model: &Model, items: &Items<'_>, about: &[String]) -> f64 {
    let words = &items.words;
    let mut score = 0.0;
    let last = words.iter().rev().find(|word| *word != "list").map(String::as_str).unwrap_or_default();
    if OPTIONS.contains(&last) && !about.iter().any(|word| word == last) {
        score -= 6.0;
    }
    // What is left out of a change is not what it is done to.
    if words.iter().any(|word| ["exclude", "excluded", "except"].contains(&word.as_str())) {
        score -= 12.0;
    }
    // Tags and their keys are no items even where tagging is what the operation does.
    if words.first().is_some_and(|word| word == "tag") && words.len() <= 2 && last != "id" {
        score -= 6.0;
    }
    if last == "attribute" && !about.iter().any(|word| word == last) {
        score -= 3.0;
    }
    if items.member.is_required() {
        score += 3.0;
    }
    if items.member.smithy("length").or_else(|| length_of(model, &items.member.target)).is_some() {
        score += 1.0;
    }
    let overlap = shared(words, about).min(2);
    score += f64::from(u8::try_from(overlap).unwrap_or(2)) * 1.5;
    if IDENTITY.contains(&singular(last).as_str()) || ["entry", "record", "request", "item"].contains(&last) {
        score += 2.0;
    }
    match model.shape(items.item).map(|shape| &shape.kind) {
        Some(Kind::Enum(_)) => score -= 3.0,
        Some(Kind::Structure(_) | Kind::Union(_)) => score += 1.0,
        Some(Kind::Simple(kind)) if kind != "string" => score -= 1.0,
        _ => {}
    }
    score
}

fn length_of<'m>(model: &'m Model, target: &str) -> Option<&'m serde_json::Value> {
    crate::model::smithy(&model.shape(target)?.traits, "length")
}
