//! Both collections of a success, as a whole: with every change, moved, and with their roles exchanged.

use super::change::{Change, change};
use super::place::{Position, entries};
use crate::mutants::mutant::{ExpectedVerdict, kebab, kept, mutant};
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite;
use batchspec_fixtures::alteration::Alteration;
use batchspec_fixtures::json::Json;

const ACCOUNT: &str = "inspector2/response/account-members";
const FAILED: &str = "inspector2/response/failed-account-members";
const PRESENT: &str = "inspector2/response/lists-present";
const SHAPE: &str = "marketplace/response/maps-shape";
const LOST: &[&str] = &["batch/complete"];

/// What a changed collection is worth; `side` 0 holds what succeeded.
fn expected_verdict(suite: Suite, side: usize, change: Change) -> ExpectedVerdict {
    match (suite, change) {
        (_, Change::Neighbour) => ExpectedVerdict::Left("a collection is no item"),
        (_, Change::Doubled) => {
            ExpectedVerdict::Breaks("protocol/duplicate-response-keys", &["batch/answered-once"])
        }
        (_, Change::Emptied) => ExpectedVerdict::Breaks("batch/complete", &[]),
        (Suite::Inspector2, Change::Wrapped) => ExpectedVerdict::Breaks([ACCOUNT, FAILED][side], LOST),
        (Suite::Inspector2, _) => ExpectedVerdict::Breaks(PRESENT, LOST),
        // An absent map is an empty one, and null may be read as absent: what it held is lost.
        (Suite::Marketplace, Change::Dropped | Change::Recased) => {
            ExpectedVerdict::Breaks("batch/complete", &[])
        }
        (Suite::Marketplace, Change::Null) => {
            ExpectedVerdict::Breaks("batch/complete", &["marketplace/response/maps-not-null"])
        }
        (Suite::Marketplace, _) => ExpectedVerdict::Breaks(SHAPE, LOST),
    }
}

/// The entries of the first become the last of the second.
fn pour(body: &mut Json, from: &str, into: &str) {
    let Some(poured) = body.get_mut(from) else { return };
    let empty = if matches!(poured, Json::List(_)) { Json::List(Vec::new()) } else { Json::object([]) };
    let poured = std::mem::replace(poured, empty.clone());
    if body.get(into).is_none() {
        body.push(into, empty);
    }
    match (body.get_mut(into), poured) {
        (Some(Json::List(held)), Json::List(poured)) => held.extend(poured),
        (Some(Json::Object(held)), Json::Object(poured)) => held.extend(poured),
        _ => {}
    }
}

/// Both collections under the other's name.
fn exchange(body: &mut Json, [one, other]: [&str; 2]) {
    for (name, _) in body.members_mut() {
        if name == one {
            other.clone_into(name);
        } else if name == other {
            one.clone_into(name);
        }
    }
}

/// A list as a map by place, or a map as a list of its entries with their keys.
fn regrouped(body: &mut Json, name: &str) {
    let Some(held) = body.get_mut(name) else { return };
    if let Json::Object(members) = held {
        let keyed = members.iter().map(|(key, entry)| {
            let mut entry = entry.clone();
            entry.push("EntityId", Json::text(key.as_str()));
            entry
        });
        *held = Json::List(keyed.collect());
    } else {
        let named = entries(held).into_iter().map(|entry| {
            let id = entry.get("accountId").and_then(Json::as_text).unwrap_or("").to_owned();
            (id, entry.clone())
        });
        *held = Json::Object(named.collect());
    }
}

fn on_success(alter: impl Fn(&mut Json) + Sync + 'static) -> Alteration {
    Alteration::Draft(kept(Box::new(move |draft, _| {
        if draft.cause.is_none()
            && let Some(body) = &mut draft.body
        {
            alter(body);
        }
    })))
}

pub(super) fn mutants() -> Vec<Fault> {
    let mut made = Vec::new();
    for suite in Suite::ALL {
        let names = suite.collections();
        for (side, name) in names.into_iter().enumerate() {
            let spelled = kebab(name);
            for what in Change::ALL {
                let alteration = on_success(move |body| change(body, &[name], Position::Every, what));
                let id = format!("answer/{spelled}/{}", what.id());
                made.extend(mutant(
                    suite,
                    id,
                    format!("/{name} {}.", what.words()),
                    expected_verdict(suite, side, what),
                    alteration,
                ));
            }
            let other = names[1 - side];
            let poured = match (suite, side) {
                (Suite::Inspector2, 0) => ExpectedVerdict::Breaks(FAILED, &[]),
                (Suite::Inspector2, _) => ExpectedVerdict::Breaks(ACCOUNT, &[]),
                (Suite::Marketplace, 0) => {
                    ExpectedVerdict::Left("nothing says which entities a caller may see")
                }
                (Suite::Marketplace, _) => {
                    ExpectedVerdict::Breaks("marketplace/response/absent-entity-is-item-error", &[])
                }
            };
            made.extend(mutant(
                suite,
                format!("answer/{spelled}/poured-over"),
                format!("What belongs into /{name} is in /{other}, as it is."),
                poured,
                on_success(move |body| pour(body, name, other)),
            ));
            made.extend(mutant(
                suite,
                format!("answer/{spelled}/regrouped"),
                format!("/{name} is a map where it should be a list, or a list where it should be a map."),
                ExpectedVerdict::Breaks([PRESENT, SHAPE][usize::from(suite == Suite::Marketplace)], LOST),
                on_success(move |body| regrouped(body, name)),
            ));
        }
        let exchanged = match suite {
            Suite::Inspector2 => ExpectedVerdict::Breaks(FAILED, &[ACCOUNT]),
            Suite::Marketplace => {
                ExpectedVerdict::Breaks("marketplace/response/absent-entity-is-item-error", &[])
            }
        };
        made.extend(mutant(
            suite,
            format!("answer/{}/roles-exchanged", kebab(names[0])),
            format!("/{} and /{} have each other's name.", names[0], names[1]),
            exchanged,
            on_success(move |body| exchange(body, names)),
        ));
    }
    made
}
