//! The member of the input that holds the items, chosen together with the collections that answer for it.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Model, Operation};
use crate::rule::How;

use super::collections::Found;
use super::items::Items;
use super::outcomes::{Outcomes, outcomes};
use super::prose::pattern;
use super::words::words;

/// A candidate with what the answer says of it.
#[derive(Debug, Clone)]
pub(crate) struct Candidate<'m> {
    /// The items.
    pub(crate) items: Items<'m>,
    /// The roles that the collections have for them.
    pub(crate) roles: Outcomes<'m>,
    /// How likely these are the items.
    pub(crate) total: f64,
}

impl Candidate<'_> {
    /// The best link of any collection of failures.
    pub(crate) fn failure_score(&self) -> f64 {
        self.roles.failures.iter().map(super::outcomes::Outcome::score).fold(0.0, f64::max)
    }

    /// The link of the likeliest successes.
    pub(crate) fn success_score(&self) -> f64 {
        self.roles.successes.iter().map(super::outcomes::Outcome::score).fold(0.0, f64::max)
    }
}

/// All candidates, likely ones first.
pub(crate) fn candidates<'m>(
    model: &'m Model,
    operation: &Operation,
    all: &[Found<'m>],
) -> Vec<Candidate<'m>> {
    let about = words(&operation.name);
    let found = super::items::candidates(model, operation).into_iter().map(|items| {
        let roles = outcomes(model, &items, all, &about);
        let mut candidate = Candidate { total: items.score, items, roles };
        candidate.total +=
            candidate.failure_score().min(10.0) * 0.6 + candidate.success_score().min(10.0) * 0.4;
        candidate
    });
    let mut found: Vec<Candidate<'m>> = found.collect();
    found.sort_by(|a, b| b.total.total_cmp(&a.total));
    found
}

/// Whether an operation takes a batch although its name does not say so.
pub(crate) fn is_batch_by_form(
    model: &Model,
    operation: &Operation,
    candidate: &Candidate<'_>,
    all: &[Found<'_>],
) -> bool {
    let required = candidate.items.member.is_required();
    if candidate.items.score < 1.0 {
        return false;
    }
    if candidate.items.group.is_some() {
        return false;
    }
    let input = operation.input.as_deref().unwrap_or_default();
    let fails = candidate.roles.failures.iter().any(|failure| {
        // What lies within a thing, or is given as well, is the thing's own.
        let is_given = model.members(input).iter().any(|member| member.name == failure.found.member.name);
        if failure.found.depth > 0 || is_given {
            return false;
        }
        let is_keyed = failure.score() >= 5.0;
        let is_positioned = super::positions::index_member(model, failure.found.entry).is_some();
        // A map keyed by anything is tied to scalars by form alone: its name or a code has to speak for it.
        let is_map = failure.link.as_ref().is_some_and(|link| link.how == How::MapKey);
        let has_code = failure.code.as_ref().is_some_and(|code| code.strength >= 6.0);
        is_positioned || (is_keyed && (!is_map || has_code))
    });
    if fails {
        return required || candidate.items.score >= 1.5;
    }
    let is_positional = all.iter().any(|found| {
        let code = super::codes::code_of(model, found.entry);
        let has_code = code.is_some_and(|code| code.strength >= 8.0);
        let is_own = found.depth == 0 && !super::words::is_remark(&found.words);
        has_code && required && is_own && model.members(found.entry).len() <= 8
    });
    if is_positional && !operation.name.starts_with("List") {
        return true;
    }
    successes_only(model, operation, candidate) || tells_what_was_done(model, operation, candidate)
}

static DONE: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"(?i)\bsuccessfully \w+ed\b"));

/// Required items, and a list at the top of the answer of which a text says that they were successfully deleted, or the like.
fn tells_what_was_done(model: &Model, operation: &Operation, candidate: &Candidate<'_>) -> bool {
    let [success] = candidate.roles.successes.as_slice() else { return false };
    let output = operation.output.as_deref().unwrap_or_default();
    let has_pages =
        model.members(output).iter().any(|member| words(&member.name).iter().any(|word| word == "token"));
    candidate.items.member.is_required()
        && success.found.depth == 0
        && success.score() >= 5.0
        && candidate.items.score >= 4.0
        && !has_pages
        && super::prose::told(&success.found.member.documentation, &DONE).is_some()
}

/// `DescribeJobs`: required ids, one list of things that carry them, no pages.
fn successes_only(model: &Model, operation: &Operation, candidate: &Candidate<'_>) -> bool {
    let [success] = candidate.roles.successes.as_slice() else { return false };
    let output = operation.output.as_deref().unwrap_or_default();
    let has_pages =
        model.members(output).iter().any(|member| words(&member.name).iter().any(|word| word == "token"));
    let named = words(&operation.name);
    let verb = named.first().map(String::as_str).unwrap_or_default();
    candidate.items.member.is_required()
        && model.is_text(candidate.items.item)
        && ["describe", "get"].contains(&verb)
        && success.score() >= 7.5
        && !has_pages
        && candidate.items.score >= 4.0
}
