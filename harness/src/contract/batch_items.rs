//! The items of a request, and the one text that tells each from all others.
//!
//! Everything behind this works on these texts: laws, outcomes, memory. The key of a single value is that value; several
//! values, a structure, or an item of a group that has a name are canonical JSON.

use std::borrow::Cow;

use serde_json::Value as Tree;

use super::batch::{BatchRule, Groups, ItemKey};
use crate::message::json::{Kind, Value, fingerprint};

/// A list of items in a request.
#[derive(Debug, Clone)]
pub(crate) struct ItemList<'d> {
    /// The name of its group.
    pub(crate) group: Option<Cow<'d, str>>,
    /// JSON pointer to it.
    pub(crate) pointer: String,
    /// The list.
    pub(crate) list: Value<'d>,
}

/// A step to a list of items in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spot {
    Name(String),
    Index(usize),
}

/// The member of this name, when it is there once: of two, readers keep one or the other.
fn only<'d>(value: Value<'d>, name: &str) -> Option<Value<'d>> {
    let mut found = value.members().filter(|(key, _)| key.is_text(name));
    let (_, member) = found.next()?;
    found.next().is_none().then_some(member)
}

impl BatchRule {
    /// The rule for a request, with its number: that of the items which the request holds. The first one, where it holds
    /// none.
    pub(crate) fn of_request(&self, root: Value<'_>) -> (usize, &Self) {
        let holds = |rule: &Self| {
            let path = rule.groups.as_ref().map_or(&rule.items, |groups| &groups.path);
            path.iter().try_fold(root, |value, name| value.get(name)).is_some_and(|found| !found.is_null())
        };
        let all = std::iter::once(self).chain(&self.alternatives).enumerate();
        let mut used = all.filter(|(_, rule)| self.alternatives.is_empty() || holds(rule));
        used.next().unwrap_or((0, self))
    }

    /// The rule of a number that [`Self::of_request`] told.
    pub(crate) fn numbered(&self, number: usize) -> &Self {
        number.checked_sub(1).and_then(|at| self.alternatives.get(at)).unwrap_or(self)
    }

    /// Whether a request uses more than one of the places where items may be.
    pub(crate) fn uses_several(&self, root: Value<'_>) -> bool {
        let first = |rule: &Self| rule.groups.as_ref().map_or(&rule.items, |groups| &groups.path).clone();
        let used = |path: &Vec<String>| {
            path.iter().try_fold(root, |value, name| value.get(name)).is_some_and(|found| !found.is_null())
        };
        std::iter::once(self).chain(&self.alternatives).map(first).filter(used).count() > 1
    }

    /// The lists of items in a body; `None` when there is none, or when readers may differ on what it says.
    pub(crate) fn lists<'d>(&self, root: Value<'d>) -> Option<Vec<ItemList<'d>>> {
        let below = |from: Value<'d>, start: &str| {
            let list = self.items.iter().try_fold(from, |value, name| only(value, name))?;
            let names = self.items.iter().flat_map(|name| ["/", name.as_str()]);
            (list.kind() == Kind::Array)
                .then(|| (list, std::iter::once(start).chain(names).collect::<String>()))
        };
        let Some(groups) = &self.groups else {
            let (list, pointer) = below(root, "")?;
            return Some(vec![ItemList { group: None, pointer, list }]);
        };
        let holder = groups.path.iter().try_fold(root, |value, name| only(value, name))?;
        let start: String = groups.path.iter().flat_map(|name| ["/", name.as_str()]).collect();
        if groups.is_map {
            let in_map = holder.members().map(|(name, group)| {
                let name = name.as_str()?;
                let step = name.replace('~', "~0").replace('/', "~1");
                let (list, pointer) = below(group, &format!("{start}/{step}"))?;
                Some(ItemList { group: Some(name), pointer, list })
            });
            return (holder.kind() == Kind::Object).then(|| in_map.collect())?;
        }
        let in_list = holder.elements().enumerate().map(|(at, group)| {
            let (list, pointer) = below(group, &format!("{start}/{at}"))?;
            let name = match &groups.key {
                Some(key) => Some(text(only(group, key)?)),
                None => None,
            };
            Some(ItemList { group: name, pointer, list })
        });
        (holder.kind() == Kind::Array).then(|| in_list.collect())?
    }

    /// The text that tells an item of this group from all others; `None` where its key is missing.
    pub(crate) fn identity(&self, group: Option<&str>, item: Value<'_>) -> Option<String> {
        let parts: Vec<Option<Value<'_>>> = match &self.item_key {
            ItemKey::Itself | ItemKey::Nothing => vec![Some(item)],
            ItemKey::Members(members) => {
                let found = members.iter().map(|member| member.get(item).filter(|part| !part.is_null()));
                found.collect()
            }
        };
        if parts.iter().all(Option::is_none) {
            return None;
        }
        identity(group, &parts)
    }

    /// Whether a JSON pointer leads into an item, and where within it.
    pub(crate) fn within_item<'p>(&self, pointer: &'p str) -> Option<&'p str> {
        let below = |from: &'p str| {
            let mut rest = from;
            for name in &self.items {
                rest = rest.strip_prefix('/')?.strip_prefix(name.as_str())?;
            }
            rest.strip_prefix('/')
        };
        let Some(groups) = &self.groups else { return below(pointer) };
        let mut rest = pointer;
        for name in &groups.path {
            rest = rest.strip_prefix('/')?.strip_prefix(name.as_str())?;
        }
        let rest = rest.strip_prefix('/')?;
        let end = rest.find('/').unwrap_or(rest.len());
        below(rest.get(end..)?)
    }

    /// Where the lists of items are in a tree.
    pub(crate) fn spots_in(&self, tree: &Tree) -> Vec<Vec<Spot>> {
        let names = |path: &[String]| path.iter().cloned().map(Spot::Name).collect::<Vec<_>>();
        let own = names(&self.items);
        let starts = match &self.groups {
            None => vec![Vec::new()],
            Some(groups) => starts_of(groups, tree),
        };
        let spots = starts.into_iter().map(|start| [start, own.clone()].concat());
        spots.filter(|spot| at(tree, spot).is_some_and(Tree::is_array)).collect()
    }
}

fn starts_of(groups: &Groups, tree: &Tree) -> Vec<Vec<Spot>> {
    let path: Vec<Spot> = groups.path.iter().cloned().map(Spot::Name).collect();
    let steps: Vec<Spot> = match at(tree, &path) {
        Some(Tree::Object(members)) if groups.is_map => members.keys().cloned().map(Spot::Name).collect(),
        Some(Tree::Array(elements)) if !groups.is_map => (0..elements.len()).map(Spot::Index).collect(),
        _ => Vec::new(),
    };
    steps.into_iter().map(|step| [path.clone(), vec![step]].concat()).collect()
}

/// The value at these steps.
pub(crate) fn at<'t>(tree: &'t Tree, spots: &[Spot]) -> Option<&'t Tree> {
    spots.iter().try_fold(tree, |value, spot| match spot {
        Spot::Name(name) => value.get(name.as_str()),
        Spot::Index(index) => value.get(*index),
    })
}

/// The same, to be changed.
pub(crate) fn at_mut<'t>(tree: &'t mut Tree, spots: &[Spot]) -> Option<&'t mut Tree> {
    spots.iter().try_fold(tree, |value, spot| match spot {
        Spot::Name(name) => value.get_mut(name.as_str()),
        Spot::Index(index) => value.get_mut(*index),
    })
}

/// A string's value, or the JSON text of anything else.
pub(crate) fn text(value: Value<'_>) -> Cow<'_, str> {
    value.as_str().unwrap_or(Cow::Borrowed(value.source()))
}

/// The text that tells an item from all others, by the parts of its key; `None` for a single one that is not there.
pub(crate) fn identity(group: Option<&str>, parts: &[Option<Value<'_>>]) -> Option<String> {
    if let (None, [part]) = (group, parts) {
        let part = (*part)?;
        let holds_others = matches!(part.kind(), Kind::Object | Kind::Array);
        return Some(if holds_others { canonical(part) } else { text(part).into_owned() });
    }
    let told = parts.iter().map(|part| match part {
        None => "null".to_owned(),
        Some(part) if matches!(part.kind(), Kind::Object | Kind::Array) => canonical(*part),
        // A number that should be a string still tells its item.
        Some(part) => quoted(&text(*part)),
    });
    let all: Vec<String> = group.map(quoted).into_iter().chain(told).collect();
    Some(format!("[{}]", all.join(",")))
}

fn quoted(text: &str) -> String {
    Tree::from(text).to_string()
}

/// JSON without spaces, its members by name, and without those that are null.
pub(crate) fn canonical(value: Value<'_>) -> String {
    match value.kind() {
        Kind::Object => {
            let members = value.members().filter(|(_, member)| !member.is_null());
            let mut members: Vec<(String, String)> = members
                .map(|(name, member)| (quoted(&name.as_str().unwrap_or_default()), canonical(member)))
                .collect();
            members.sort();
            let members: Vec<String> =
                members.into_iter().map(|(name, member)| format!("{name}:{member}")).collect();
            format!("{{{}}}", members.join(","))
        }
        Kind::Array => {
            let elements: Vec<String> = value.elements().map(canonical).collect();
            format!("[{}]", elements.join(","))
        }
        Kind::String => value.as_str().map_or_else(|| value.source().to_owned(), |text| quoted(&text)),
        _ => value.source().to_owned(),
    }
}

/// Whether a value repeats all that another one sets, members within members: an answer may add to it.
pub(crate) fn repeats(told: Value<'_>, asked: Value<'_>) -> bool {
    match asked.kind() {
        Kind::Object => {
            let set = asked.members().filter(|(_, member)| !member.is_null());
            let mut set = set.map(|(name, member)| {
                let found = name.as_str().and_then(|name| told.get(&name));
                found.is_some_and(|found| repeats(found, member))
            });
            told.kind() == Kind::Object && set.all(|is_repeated| is_repeated)
        }
        Kind::Array => {
            let mut pairs = told.elements().zip(asked.elements());
            told.kind() == Kind::Array
                && told.len() == asked.len()
                && pairs.all(|(told, asked)| repeats(told, asked))
        }
        _ => {
            let is_one_word = !matches!(told.kind(), Kind::Object | Kind::Array | Kind::Null);
            is_one_word && (text(told) == text(asked) || fingerprint(told) == fingerprint(asked))
        }
    }
}
