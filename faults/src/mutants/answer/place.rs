//! Places in an answer: a JSON pointer whose `*` stands for the items at a position and `+` for everything there.

use batchspec_fixtures::json::Json;

/// Which items are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    First,
    Last,
    Every,
}

impl Position {
    pub(super) const ALL: [Self; 3] = [Self::First, Self::Last, Self::Every];

    /// As a part of an id, in the place of `*`.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
            Self::Every => "every",
        }
    }

    pub(super) fn holds(self, place: usize, total: usize) -> bool {
        match self {
            Self::First => place == 0,
            Self::Last => place + 1 == total,
            Self::Every => true,
        }
    }
}

/// The values in a list or a map, in order.
pub(super) fn entries(json: &mut Json) -> Vec<&mut Json> {
    match json {
        Json::List(elements) => elements.iter_mut().collect(),
        Json::Object(members) => members.iter_mut().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    }
}

/// Shows what holds the last name of the pointer, with the number of the item that it belongs to.
pub(super) fn visit(
    json: &mut Json,
    pointer: &[&str],
    position: Position,
    item: usize,
    act: &mut dyn FnMut(usize, &mut Json),
) {
    match pointer {
        [] => {}
        [_] => act(item, json),
        ["*", rest @ ..] => {
            let held = entries(json);
            let total = held.len();
            for (place, entry) in
                held.into_iter().enumerate().filter(|(place, _)| position.holds(*place, total))
            {
                visit(entry, rest, position, place, act);
            }
        }
        ["+", rest @ ..] => {
            entries(json).into_iter().for_each(|entry| visit(entry, rest, position, item, act))
        }
        [name, rest @ ..] => {
            if let Some(held) = json.get_mut(name) {
                visit(held, rest, position, item, act);
            }
        }
    }
}
