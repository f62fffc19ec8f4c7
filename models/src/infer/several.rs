//! Alternative lists of items: ids or names, one kind of thing or another.

use crate::model::{Model, Operation};
use crate::rule::{Alternative, Collection, Key};

use super::candidate::Candidate;
use super::outcomes::Outcome;

/// The candidates that may be used instead of the chosen one.
pub(crate) fn alternatives<'c, 'm>(
    model: &Model,
    chosen: &Candidate<'m>,
    others: &'c [Candidate<'m>],
) -> Vec<&'c Candidate<'m>> {
    if chosen.items.member.is_required() {
        return Vec::new();
    }
    let is_alternative = |other: &&Candidate<'_>| {
        !other.items.member.is_required()
            && other.items.score >= 1.0
            && model.is_text(other.items.item) == model.is_text(chosen.items.item)
            && other.failure_score().max(other.success_score()) >= 5.0
    };
    others.iter().filter(is_alternative).collect()
}

/// The likeliest candidate, or the one that the model lists first of those that are optional and told in one way: nothing but
/// their order tells them apart then.
pub(crate) fn first_in_model(model: &Model, operation: &Operation, found: &[Candidate<'_>]) -> usize {
    let Some((chosen, others)) = found.split_first() else { return 0 };
    let told = |candidate: &Candidate<'_>| {
        let roles = [&candidate.roles.successes, &candidate.roles.failures];
        roles.map(|outcomes| {
            best(outcomes).map(|outcome| {
                (outcome.found.place.clone(), outcome.link.as_ref().map(|link| link.entry.clone()))
            })
        })
    };
    let alternatives = alternatives(model, chosen, others);
    let is_like = |candidate: &Candidate<'_>| {
        let is_other = alternatives.iter().any(|other| other.items.place == candidate.items.place);
        is_other && told(candidate) == told(chosen)
    };
    let members = model.members(operation.input.as_deref().unwrap_or_default());
    let place = |at: usize| {
        let name = found.get(at).map(|candidate| candidate.items.member.name.as_str());
        members.iter().position(|member| Some(member.name.as_str()) == name)
    };
    let like = found.iter().enumerate().filter(|(at, candidate)| *at == 0 || is_like(candidate));
    like.map(|(at, _)| at).min_by_key(|at| (place(*at).unwrap_or(usize::MAX), *at)).unwrap_or(0)
}

/// The rule of an alternative, with the collections that fit it best.
pub(crate) fn alternative(candidate: &Candidate<'_>) -> Alternative {
    let failed = best(&candidate.roles.failures);
    let succeeded = best(&candidate.roles.successes);
    let item_key =
        failed.or(succeeded).and_then(|outcome| outcome.link.as_ref()).map(|link| Key::of(link.item.clone()));
    Alternative {
        items: candidate.items.place.clone(),
        item_key,
        succeeded: succeeded.map(|outcome| collection(outcome, false)),
        failed: failed.map(|outcome| collection(outcome, true)),
    }
}

/// Of collections in one role the one whose entries are called most like the items.
pub(crate) fn best<'o, 'm>(outcomes: &'o [Outcome<'m>]) -> Option<&'o Outcome<'m>> {
    let mut found: Option<&Outcome<'m>> = None;
    for outcome in outcomes {
        if found.is_none_or(|best| outcome.score() > best.score()) {
            found = Some(outcome);
        }
    }
    found
}

/// A collection as the rule writes it.
pub(crate) fn collection(outcome: &Outcome<'_>, with_code: bool) -> Collection {
    use crate::rule::How;
    let code = outcome.code.as_ref().filter(|_| with_code).map(|code| code.path.clone());
    match outcome.link.as_ref().filter(|link| link.score >= 3.0) {
        Some(link) => {
            Collection { place: outcome.found.place.clone(), key: link.entry_key(), how: link.how, code }
        }
        None => Collection { place: outcome.found.place.clone(), key: None, how: How::Unkeyed, code },
    }
}
