//! Items under groups: what the answer's groups and entries say of them.

use crate::model::{Kind, Model};
use crate::rule::{Collection, How, Key};

use super::codes::code_of;
use super::collections::Found;
use super::identity::is_outcome_word;
use super::items::{Group, Items};
use super::likeness::{best, best_of};
use super::outcomes::is_failure;
use super::words::{is_measure, words};

/// The collections of a grouped batch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grouped {
    /// Keys of the items.
    pub(crate) item_key: Option<Key>,
    /// The member that names a group in a list.
    pub(crate) group_key: Option<String>,
    /// Successes.
    pub(crate) succeeded: Option<Collection>,
    /// Failures.
    pub(crate) failed: Option<Collection>,
    /// The words of the failures' name.
    pub(crate) failed_words: Vec<String>,
    /// What comes back in the form of the request, beside failures.
    pub(crate) third: Option<Collection>,
}

/// The rule of groups, where the items stand in some.
pub(crate) fn grouped(model: &Model, items: &Items<'_>, all: &[Found<'_>]) -> Option<Grouped> {
    let group = items.group.as_ref()?;
    let mut rule = match group {
        Group::Map => Grouped { item_key: Some(Key::itself()), ..Grouped::default() },
        Group::List(name) => Grouped {
            item_key: Some(Key::Several(vec![name.name.clone(), String::new()])),
            group_key: Some(name.name.clone()),
            ..Grouped::default()
        },
    };
    let mut failures = Vec::new();
    for found in all {
        let fails = is_failure(model, found, all.len());
        if is_measure(&found.words) && !is_measure(&items.words) {
            continue;
        }
        let Some(collection) = collection(model, items, group, found, fails) else { continue };
        if fails {
            failures.push((collection, found.words.clone()));
        } else if rule.succeeded.is_none() {
            rule.succeeded = Some(collection);
        }
    }
    failures.sort_by_key(|(collection, _)| collection.code.is_none());
    let mut failures = failures.into_iter();
    if let Some((failed, words)) = failures.next() {
        rule.failed = Some(failed);
        rule.failed_words = words;
    }
    rule.third = failures.next().map(|(collection, _)| collection);
    (rule.failed.is_some() || rule.succeeded.is_some()).then_some(rule)
}

fn collection(
    model: &Model,
    items: &Items<'_>,
    group: &Group<'_>,
    found: &Found<'_>,
    fails: bool,
) -> Option<Collection> {
    let code = || code_of(model, found.entry).filter(|_| fails).map(|code| code.path);
    if let Some(rest) = repeats_groups(model, items, found) {
        let place = format!("output.{}{rest}[]", found.member.name);
        let key = match group {
            Group::Map => Key::itself(),
            Group::List(name) => Key::Several(vec![name.name.clone(), String::new()]),
        };
        return Some(Collection { place, key: Some(key), how: How::Echo, code: None });
    }
    match group {
        Group::Map if found.is_grouped && found.entry == items.item => Some(Collection {
            place: found.place.clone(),
            key: Some(Key::itself()),
            how: How::Echo,
            code: code(),
        }),
        Group::Map if found.is_grouped => {
            Some(Collection { place: found.place.clone(), key: None, how: How::Attributes, code: code() })
        }
        Group::Map => None,
        Group::List(name) => {
            if found.is_map || model.is_scalar(found.entry) {
                return None;
            }
            let (list, _) = items.place.rsplit_once('.').map(|(_, list)| (list, ())).unwrap_or_default();
            let of_item = best(model, &words(list), Some(items.item), found.entry)?;
            let of_group = best_of(model, items, &name.name, found.entry)
                .filter(|(path, _)| !is_outcome_word(path) && *path != of_item.path);
            let key = match of_group {
                Some((group, _)) => Key::Several(vec![group, of_item.path]),
                None => Key::One(of_item.path),
            };
            Some(Collection { place: found.place.clone(), key: Some(key), how: How::Member, code: code() })
        }
    }
}

/// The rest of the items' place, if the collection has the form of the input's groups.
fn repeats_groups<'p>(model: &Model, items: &'p Items<'_>, found: &Found<'_>) -> Option<&'p str> {
    let groups = |target: &str| match model.shape(target).map(|shape| &shape.kind) {
        Some(Kind::List(entry)) => Some(entry.target.clone()),
        Some(Kind::Map(_, value)) => Some(value.target.clone()),
        _ => None,
    };
    let (own, other) = (groups(&items.member.target)?, groups(&found.member.target)?);
    if own != other {
        return None;
    }
    items.place.strip_prefix("input.")?.strip_prefix(items.member.name.as_str())
}
