//! Every item of both collections: lost, doubled, moved, of another type, under another key, and one that nobody asked
//! for.

use super::change::{emptied, retyped, stringified};
use super::place::Position;
use crate::mutants::mutant::{ExpectedVerdict, kebab, kept, mutant};
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite;
use batchspec_fixtures::alteration::Alteration;
use batchspec_fixtures::json::Json;

/// What becomes of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Lost,
    Doubled,
    /// In the sibling collection as well, as it is.
    Copied,
    /// In the sibling collection, as it is.
    Moved,
    Null,
    Retyped,
    Emptied,
    Stringified,
    Wrapped,
    /// Its id is in capitals.
    Respelled,
    /// Its id has a version behind it.
    Versioned,
    /// One that nobody asked for stands behind it.
    Followed,
}

const CHANGES: [(Change, &str, &str); 12] = [
    (Change::Lost, "lost", "is lost"),
    (Change::Doubled, "doubled", "is there twice"),
    (Change::Copied, "copied", "is in the other collection as well"),
    (Change::Moved, "moved", "is in the other collection"),
    (Change::Null, "null", "is null"),
    (Change::Retyped, "retyped", "is a list"),
    (Change::Emptied, "emptied", "is an object without members"),
    (Change::Stringified, "stringified", "is a string that holds its JSON"),
    (Change::Wrapped, "wrapped", "is in a list of its own"),
    (Change::Respelled, "respelled", "has its id in capitals"),
    (Change::Versioned, "versioned", "has a version behind its id"),
    (Change::Followed, "followed", "is followed by one that nobody asked for"),
];

/// An item on its way: its key, in a map.
type Entry = (String, Json);

fn drain(body: &mut Json, name: &str) -> Vec<Entry> {
    match body.get_mut(name) {
        Some(Json::List(held)) => {
            std::mem::take(held).into_iter().map(|entry| (String::new(), entry)).collect()
        }
        Some(Json::Object(held)) => std::mem::take(held),
        _ => Vec::new(),
    }
}

fn fill(body: &mut Json, name: &str, suite: Suite, entries: Vec<Entry>) {
    if entries.is_empty() && body.get(name).is_none() {
        return;
    }
    let filled = match suite {
        Suite::Inspector2 => Json::List(entries.into_iter().map(|(_, entry)| entry).collect()),
        Suite::Marketplace => Json::Object(entries),
    };
    body.set(name, filled);
}

fn rename((key, entry): &mut Entry, alter: fn(&str) -> String) {
    *key = alter(key);
    if let Some(Json::Text(id)) = entry.get_mut("accountId") {
        *id = alter(id);
    }
}

impl Change {
    /// Puts what becomes of an item into its collection and the sibling.
    fn make(self, suite: Suite, mut item: Entry, own: &mut Vec<Entry>, sibling: &mut Vec<Entry>) {
        match self {
            Self::Lost => return,
            Self::Doubled => own.push(item.clone()),
            Self::Copied => sibling.push(item.clone()),
            Self::Moved => {
                sibling.push(item);
                return;
            }
            Self::Null => item.1 = Json::Null,
            Self::Retyped => item.1 = retyped(&item.1),
            Self::Emptied => item.1 = emptied(&item.1),
            Self::Stringified => item.1 = stringified(&item.1),
            Self::Wrapped => item.1 = Json::List(vec![item.1]),
            Self::Respelled => rename(&mut item, |id| {
                // An id that is in capitals, or has no letters, is padded instead.
                let capitals = id.to_ascii_uppercase();
                if capitals == id { format!("{id}0") } else { capitals }
            }),
            Self::Versioned => rename(&mut item, |id| format!("{id}@1")),
            Self::Followed => {
                let mut strange = item.clone();
                match suite {
                    Suite::Inspector2 => rename(&mut strange, |_| "800000000008".to_owned()),
                    Suite::Marketplace => rename(&mut strange, |_| "prod-stranger008".to_owned()),
                }
                own.extend([item, strange]);
                return;
            }
        }
        own.push(item);
    }

    fn expected_verdict(self, suite: Suite, side: usize, position: Position) -> ExpectedVerdict {
        const ECHO: &[&str] = &["batch/complete", "batch/no-strangers"];
        const RELATIONS: &[&str] =
            &["batch/permutation-invariant", "batch/split-invariant", "batch/removal-invariant"];
        let (own, other) = match suite {
            Suite::Inspector2 => {
                ("inspector2/response/account-members", "inspector2/response/failed-account-members")
            }
            Suite::Marketplace => {
                ("marketplace/response/entity-member-types", "marketplace/response/error-detail-types")
            }
        };
        let (own, other) = if side == 0 { (own, other) } else { (other, own) };
        match self {
            Self::Lost => ExpectedVerdict::Breaks("batch/complete", &[]),
            Self::Doubled if suite == Suite::Marketplace => {
                ExpectedVerdict::Breaks("batch/answered-once", &["protocol/duplicate-response-keys"])
            }
            Self::Doubled => ExpectedVerdict::Breaks("batch/answered-once", &[]),
            Self::Copied if suite == Suite::Marketplace => ExpectedVerdict::Breaks("batch/exclusive", &[]),
            Self::Copied => ExpectedVerdict::Breaks(
                "batch/exclusive",
                &["inspector2/response/account-members", "inspector2/response/failed-account-members"],
            ),
            Self::Moved if suite == Suite::Inspector2 => ExpectedVerdict::Breaks(other, &[]),
            Self::Moved if side == 1 => ExpectedVerdict::Breaks(
                "marketplace/response/absent-entity-is-item-error",
                &["batch/permutation-invariant"],
            ),
            Self::Moved if position == Position::Every => {
                ExpectedVerdict::Left("nothing says which entities a caller may see")
            }
            Self::Moved => ExpectedVerdict::Breaks("batch/permutation-invariant", RELATIONS),
            Self::Null => ExpectedVerdict::Breaks("protocol/response-no-null-members", &[]),
            Self::Emptied if suite == Suite::Inspector2 => ExpectedVerdict::Breaks(own, &["batch/complete"]),
            Self::Emptied if position == Position::Every => ExpectedVerdict::Allowed(
                "marketplace/response/entity-member-types, error-detail-types: optional",
            ),
            Self::Emptied => ExpectedVerdict::Breaks("batch/permutation-invariant", RELATIONS),
            Self::Retyped | Self::Stringified | Self::Wrapped => {
                ExpectedVerdict::Breaks(own, &["batch/complete"])
            }
            Self::Respelled | Self::Versioned => ExpectedVerdict::Breaks("batch/key-echo-exact", ECHO),
            Self::Followed => ExpectedVerdict::Breaks("batch/no-strangers", &["batch/answered-once"]),
        }
    }
}

pub(super) fn mutants() -> Vec<Fault> {
    let mut made = Vec::new();
    for suite in Suite::ALL {
        for side in 0..2 {
            let [name, sibling] = [suite.collections()[side], suite.collections()[1 - side]];
            for position in Position::ALL {
                for (what, id, words) in CHANGES {
                    let alteration = Alteration::Draft(kept(Box::new(move |draft, _| {
                        let Some(body) = draft.body.as_mut().filter(|_| draft.cause.is_none()) else {
                            return;
                        };
                        let items = drain(body, name);
                        let mut others = drain(body, sibling);
                        let mut own = Vec::new();
                        let total = items.len();
                        for (place, item) in items.into_iter().enumerate() {
                            if position.holds(place, total) {
                                what.make(suite, item, &mut own, &mut others);
                            } else {
                                own.push(item);
                            }
                        }
                        fill(body, name, suite, own);
                        fill(body, sibling, suite, others);
                    })));
                    let id = format!("answer/{}-{}/{id}", kebab(name), position.id());
                    let summary = format!("The {} item of /{name} {words}.", position.id());
                    made.extend(mutant(
                        suite,
                        id,
                        summary,
                        what.expected_verdict(suite, side, position),
                        alteration,
                    ));
                }
            }
        }
    }
    made
}
