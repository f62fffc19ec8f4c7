//! Which clause speaks for which constraint, and clauses for those that no suite names.

use std::collections::BTreeSet;

use super::clause::{Clause, ClauseRef, Level, Need, Source};
use super::constraint::{Constraint, ConstraintKind, glob};
use super::mistake::Collector;
use super::nearest::nearest;
use super::operation::Contract;
use super::pattern::Pattern;
use super::protocol::Location;
use super::schema::{NodeKind, TimestampFormat};
use super::suite_file::{ExemptEntry, GrowingEntry};

/// Gives every constraint its clause: the most specific `covers` pattern wins, what is left gets a derived clause.
///
/// Constraints in `exempted` get none. `document` is the title of the model, which derived clauses are from.
pub(super) fn assign(
    contract: &mut Contract,
    covers: &[(ClauseRef, String)],
    exempted: &BTreeSet<usize>,
    document: &str,
    (file, mistakes): (&str, &mut Collector),
) {
    let names: Vec<String> = contract.constraints.iter().map(ToString::to_string).collect();
    let own = format!("{}/", contract.suite);
    for (clause, cover) in covers {
        // Shared tables speak of kinds that a suite may not have; a suite's own words must fit its model.
        let is_own = contract.clauses.get(*clause).id.starts_with(&own);
        if is_own && !names.iter().any(|name| glob(cover, name)) {
            let nearest = nearest(cover, names.iter().map(String::as_str));
            let place = format!("clause {}", contract.clauses.get(*clause).id);
            mistakes.add(file, place, format!("{cover:?} covers no constraint; the nearest is {nearest:?}"));
        }
    }
    for (index, name) in names.iter().enumerate().filter(|(index, _)| !exempted.contains(index)) {
        let fitting = covers.iter().filter(|(_, cover)| glob(cover, name));
        // Of two equally specific patterns the suite's own comes later and wins.
        let best = fitting.max_by_key(|(_, cover)| cover.bytes().filter(|&byte| byte != b'*').count());
        let clause = match best {
            Some((clause, _)) => Some(*clause),
            None if is_never_broken(contract, index) => None,
            None => derive(contract, index, document),
        };
        contract.constraints[index].clause = clause;
    }
}

/// Takes constraints out of judgement that the documentation itself contradicts: some for certain keys only, the
/// returned ones altogether.
pub(super) fn exempt(
    contract: &mut Contract,
    entries: &[ExemptEntry],
    file: &str,
    mistakes: &mut Collector,
) -> BTreeSet<usize> {
    let mut exempted = BTreeSet::new();
    for entry in entries {
        let keys = match entry.when_key.as_deref().map(Pattern::new).transpose() {
            Ok(keys) => keys,
            Err(error) => {
                mistakes.add(file, "exempt.when_key", error);
                continue;
            }
        };
        for wanted in &entry.constraints {
            let mut found = false;
            for (index, constraint) in contract.constraints.iter_mut().enumerate() {
                if glob(wanted, &constraint.to_string()) {
                    found = true;
                    match &keys {
                        Some(keys) => constraint.except_keys = Some(keys.clone()),
                        None => {
                            exempted.insert(index);
                        }
                    }
                }
            }
            if !found {
                mistakes.add(
                    file,
                    "exempt.constraints",
                    format!("{wanted:?} fits no constraint of the model"),
                );
            }
        }
    }
    exempted
}

/// Marks the enums of answers that are known to grow.
pub(super) fn grow(contract: &mut Contract, entries: &[GrowingEntry], file: &str, mistakes: &mut Collector) {
    for wanted in entries.iter().flat_map(|entry| &entry.constraints) {
        let mut found = false;
        for constraint in &mut contract.constraints {
            let is_of_answers =
                constraint.kind == ConstraintKind::Enum && !constraint.place.starts_with("input");
            if is_of_answers && glob(wanted, &constraint.to_string()) {
                (constraint.grows, found) = (true, true);
            }
        }
        if !found {
            let what = format!("{wanted:?} fits no enum of an answer");
            mistakes.add(file, "growing.constraints", what);
        }
    }
}

/// Whether this is about null for a member, rather than for an element or a map's value.
fn is_member_null(constraint: &Constraint) -> bool {
    let place = &constraint.place;
    constraint.kind == ConstraintKind::Null && !place.ends_with("[]") && !place.ends_with("{}")
}

/// Constraints that no message can break promise nothing: keys are strings by JSON's grammar, a document is any value,
/// null for a required member is the same as none; and in requests null for an optional member and a moment outside
/// the usual years are left open.
fn is_never_broken(contract: &Contract, index: usize) -> bool {
    let constraint = &contract.constraints[index];
    let Constraint { place, kind, .. } = constraint;
    let is_request = place.starts_with("input");
    // Unfolding states that a member is required right before what null would mean there.
    let is_required = index.checked_sub(1).is_some_and(|before| {
        let before = &contract.constraints[before];
        before.kind == ConstraintKind::Required && before.place == *place
    });
    let node = contract.node_at(place).map(|node| &contract.node(node).kind);
    if is_request && is_always_text(contract, constraint) {
        return true;
    }
    match (kind, node) {
        (ConstraintKind::Type, Some(NodeKind::Document { .. })) => true,
        (ConstraintKind::Type, _) => place.ends_with("{key}"),
        (ConstraintKind::Null, _) => is_member_null(constraint) && (is_request || is_required),
        (ConstraintKind::Document, _) => is_request,
        (ConstraintKind::Timestamp, Some(NodeKind::Timestamp { format, .. })) => {
            is_request && *format == TimestampFormat::EpochSeconds
        }
        _ => false,
    }
}

/// Whether it asks of a value outside the body what the way of writing it leaves no choice about: that it is a text or a
/// list of texts, that it is not null, or that a label of the path is there.
fn is_always_text(contract: &Contract, constraint: &Constraint) -> bool {
    let Some(name) =
        constraint.place.strip_prefix("input.").and_then(|rest| rest.split(['.', '[', '{']).next())
    else {
        return false;
    };
    let location = match contract.location(name) {
        None | Some(Location::Body) => return false,
        Some(location) => location,
    };
    let node = contract.node_at(&constraint.place).map(|node| &contract.node(node).kind);
    match (constraint.kind, node) {
        (ConstraintKind::Null, _) => true,
        (ConstraintKind::Required, _) => *location == Location::Label,
        (ConstraintKind::Type, Some(kind)) => {
            matches!(kind, NodeKind::String { .. } | NodeKind::List { .. } | NodeKind::Map { .. })
        }
        _ => false,
    }
}

fn derive(contract: &mut Contract, index: usize, document: &str) -> Option<ClauseRef> {
    let constraint = &contract.constraints[index];
    // An optional member's null is tolerated by clients: a lesser promise than its type
    // (`marketplace/response/maps-not-null`, `protocol/response-no-null-members`).
    let level = if is_member_null(constraint) { Level::Should } else { Level::Must };
    let id = derived_id(&contract.suite, constraint);
    let clause = Clause {
        sentence: sentence(constraint),
        id: id.clone(),
        number: String::new(),
        level,
        basis: "MODEL".to_owned(),
        source: Source { document: document.to_owned(), section: constraint.place.clone(), url: None },
        blind: None,
        needs: constraint.place.starts_with("error.").then_some(Need::Trigger),
        role: None,
    };
    contract.clauses.add(clause).or_else(|| contract.clauses.find(&id))
}

fn sentence(constraint: &Constraint) -> String {
    let (place, demand) = (&constraint.place, &constraint.demand);
    match (place.split('.').next(), constraint.kind) {
        (_, ConstraintKind::Status) => format!("{place} comes with {demand}."),
        (Some("input"), ConstraintKind::Type) => {
            format!("In a request {place} is {demand}; anything else is refused.")
        }
        (Some("input"), kind) => {
            let verb = if kind.counts_parts() { "have" } else { "be" };
            format!("In a request {place} must {verb} {demand}, and a request that is not so is refused.")
        }
        (_, kind) => {
            let verb = if kind.counts_parts() { "has" } else { "is" };
            format!("In an answer {place} {verb} {demand} ({}).", kind.name())
        }
    }
}

/// `suite/area/place-kind` in kebab case.
fn derived_id(suite: &str, constraint: &Constraint) -> String {
    let (area, rest) = match constraint.place.split_once('.') {
        Some(("input", rest)) => ("request", rest),
        Some(("output", rest)) => ("response", rest),
        Some((_, rest)) => ("error", rest),
        None if constraint.place == "input" => ("request", "body"),
        None => ("response", "body"),
    };
    let spelled = rest.replace("[]", ".item").replace("{key}", ".key").replace("{}", ".value");
    format!("{suite}/{area}/{}-{}", kebab(&spelled), constraint.kind.name())
}

fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut previous_lower = false;
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            if character.is_ascii_uppercase() && previous_lower {
                out.push('-');
            }
            previous_lower = !character.is_ascii_uppercase();
            out.push(character.to_ascii_lowercase());
        } else {
            if !out.ends_with('-') {
                out.push('-');
            }
            previous_lower = false;
        }
    }
    out
}
