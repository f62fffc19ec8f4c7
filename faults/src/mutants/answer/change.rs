//! Changes of a member, each of which fits any member of any answer.

use super::place::{Position, visit};
use batchspec_fixtures::json::{Json, Writing};

/// What becomes of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Dropped,
    Null,
    /// A value of another JSON type.
    Retyped,
    /// A list with the value in it.
    Wrapped,
    /// Its name begins with the other case.
    Recased,
    /// The value of its type that holds nothing.
    Emptied,
    /// Written a second time.
    Doubled,
    /// Its JSON text as a string.
    Stringified,
    /// The value that the next item has there.
    Neighbour,
}

impl Change {
    pub(super) const ALL: [Self; 9] = [
        Self::Dropped,
        Self::Null,
        Self::Retyped,
        Self::Wrapped,
        Self::Recased,
        Self::Emptied,
        Self::Doubled,
        Self::Stringified,
        Self::Neighbour,
    ];

    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Null => "null",
            Self::Retyped => "retyped",
            Self::Wrapped => "wrapped",
            Self::Recased => "recased",
            Self::Emptied => "emptied",
            Self::Doubled => "doubled",
            Self::Stringified => "stringified",
            Self::Neighbour => "neighbour",
        }
    }

    /// What it does, after the name of the member.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Dropped => "is left out",
            Self::Null => "is null",
            Self::Retyped => "has another JSON type",
            Self::Wrapped => "is in a list of its own",
            Self::Recased => "begins with the other case",
            Self::Emptied => "is empty, or zero",
            Self::Doubled => "is written twice",
            Self::Stringified => "is a string that holds its JSON",
            Self::Neighbour => "has the value of the next item",
        }
    }

    /// Changes a member of what holds it; nothing where there is no such member.
    pub(super) fn make(self, holder: &mut Json, name: &str) {
        let Some(held) = holder.get_mut(name) else { return };
        match self {
            Self::Null => *held = Json::Null,
            Self::Retyped => *held = retyped(held),
            Self::Wrapped => *held = Json::List(vec![held.clone()]),
            Self::Emptied => *held = emptied(held),
            Self::Stringified => *held = stringified(held),
            Self::Doubled => {
                let again = held.clone();
                holder.push(name, again);
            }
            Self::Dropped => drop(holder.remove(name)),
            Self::Recased => recase(holder, name),
            Self::Neighbour => {}
        }
    }
}

pub(super) fn retyped(value: &Json) -> Json {
    match value {
        Json::Number(_) => Json::Bool(true),
        Json::List(elements) => {
            let members =
                elements.iter().enumerate().map(|(place, element)| (place.to_string(), element.clone()));
            Json::Object(members.collect())
        }
        Json::Object(members) => Json::List(members.iter().map(|(_, value)| value.clone()).collect()),
        _ => Json::number(7),
    }
}

pub(super) fn emptied(value: &Json) -> Json {
    match value {
        Json::Number(_) => Json::number(0),
        Json::Text(_) => Json::text(""),
        Json::List(_) => Json::List(Vec::new()),
        _ => Json::object([]),
    }
}

pub(super) fn stringified(value: &Json) -> Json {
    Json::text(String::from_utf8_lossy(&value.write(&Writing::default())))
}

/// `name` becomes `Name`, and the other way round, at its place.
pub(super) fn recase(holder: &mut Json, name: &str) {
    for (held, _) in holder.members_mut().iter_mut().filter(|(held, _)| held == name) {
        *held = other_case(name);
    }
}

fn other_case(name: &str) -> String {
    let (first, rest) = name.split_at(1.min(name.len()));
    let turned = if first == first.to_uppercase() { first.to_lowercase() } else { first.to_uppercase() };
    turned + rest
}

/// Makes the change at every place that the pointer and the position name.
pub(super) fn change(body: &mut Json, pointer: &[&str], position: Position, change: Change) {
    let name = pointer.last().copied().unwrap_or("");
    if change != Change::Neighbour {
        visit(body, pointer, position, 0, &mut |_, holder| change.make(holder, name));
        return;
    }
    let mut values: Vec<(usize, Json)> = Vec::new();
    visit(body, pointer, Position::Every, 0, &mut |item, holder| {
        let is_first = values.last().is_none_or(|(held, _)| *held != item);
        if let Some(value) = holder.get_mut(name).filter(|_| is_first) {
            values.push((item, value.clone()));
        }
    });
    let mut last = None;
    visit(body, pointer, position, 0, &mut |item, holder| {
        let place = values.iter().position(|(held, _)| *held == item);
        let next = place.and_then(|place| values.get((place + 1) % values.len()));
        if let (Some((_, value)), Some(held)) = (next, holder.get_mut(name))
            && last.replace(item) != Some(item)
        {
            *held = value.clone();
        }
    });
}
