//! Predicates of the rules that say where a finding stands among others.

use super::view::{
    One, comes_and_goes, is_form, is_left_open, is_valid, kinds_of_refusals, speaks_of_keys, stands_alone,
    statuses,
};
use crate::contract::{ClauseRef, Contract, Expectation, Role};
use crate::judge::{DISAGREEMENT, REREADING};
use crate::tally::failure::Failure;
use crate::tally::totals::Tally;

/// The clause about null in a list, which operations without lists do not have.
const NULL_ELEMENT: &str = "protocol/null-list-element-rejected";
/// Kinds of refusals in the same wrong form from which the form is the cause, and not the kind.
const WIDESPREAD: usize = 3;

pub(super) fn left_open(one: &One<'_>) -> bool {
    is_left_open(one.contract, one.signature.clause, one.failure)
}

pub(super) fn no_error_has_its_status(one: &One<'_>) -> bool {
    let mut statuses = statuses(one.contract);
    some_status_is_wrong(one) && statuses.all(|clause| one.tally.held.of(clause) == 0)
}

pub(super) fn some_status_is_wrong(one: &One<'_>) -> bool {
    one.is_among(&[one.contract.known.status_matches_scope])
}

pub(super) fn wrong_in_every_error(one: &One<'_>) -> bool {
    let One { contract, tally, failure, .. } = one;
    let clause = one.signature.clause;
    is_form(contract, clause)
        && (is_wrong_everywhere(contract, tally, clause, failure) || is_widespread(contract, clause, failure))
}

pub(super) fn item_after_refusal(one: &One<'_>) -> bool {
    one.is_among(&[one.contract.known.http_next_request_unharmed]) && one.failure.violation.item.is_some()
}

pub(super) fn of_the_wire(one: &One<'_>) -> bool {
    one.contract.known.of_the_wire().contains(&one.signature.clause)
}

pub(super) fn of_rereading(one: &One<'_>) -> bool {
    one.signature.text.starts_with(REREADING)
}

pub(super) fn disagreement_alone(one: &One<'_>) -> bool {
    disagreement(one) && stands_alone(one.contract, one.failure)
}

pub(super) fn disagreement(one: &One<'_>) -> bool {
    one.signature.text == DISAGREEMENT
}

pub(super) fn no_success(one: &One<'_>) -> bool {
    let known = &one.contract.known;
    one.is_among(&[known.success_status, known.answer_is_json_text])
}

pub(super) fn grammar_let_in(one: &One<'_>) -> bool {
    let known = &one.contract.known;
    one.is_among(&[
        known.malformed_json_rejected,
        known.lenient_grammar,
        known.invalid_utf8_rejected,
        known.non_object_body_rejected,
    ])
}

pub(super) fn null_in_a_list(one: &One<'_>) -> bool {
    one.contract.clauses.get(one.signature.clause).id == NULL_ELEMENT
}

pub(super) fn form_of_the_parser(one: &One<'_>) -> bool {
    is_form(one.contract, one.signature.clause) && is_of_parser(one.contract, one.failure)
}

pub(super) fn which_type_error(one: &One<'_>) -> bool {
    one.contract.role(Role::TypeError) == Some(one.signature.clause)
}

pub(super) fn plain_or_large_refused(one: &One<'_>) -> bool {
    let clause = one.signature.clause;
    let mut values = one.contract.values.iter();
    is_valid(one.failure)
        && (one.contract.is_size(clause) || values.any(|rule| rule.strict_clause == Some(clause)))
}

pub(super) fn variation_refused(one: &One<'_>) -> bool {
    one.is_among(&[one.contract.known.harmless_variation_accepted])
        && is_valid(one.failure)
        && plain_ones_are_served(one.contract, one.tally)
}

pub(super) fn strangers_outnumber_echoes(one: &One<'_>) -> bool {
    let known = &one.contract.known;
    let times = |clause| one.tally.broken.of(clause);
    echo(one) && times(known.batch_no_strangers) > 2 * times(known.batch_key_echo_exact)
}

pub(super) fn echo(one: &One<'_>) -> bool {
    one.is_among(&[one.contract.known.batch_key_echo_exact])
}

pub(super) fn strangers(one: &One<'_>) -> bool {
    one.is_among(&[one.contract.known.batch_no_strangers])
}

pub(super) fn otherwise_than_told(one: &One<'_>) -> bool {
    one.is_among(&[one.contract.known.subjects_as_told])
}

pub(super) fn of_single_errors(one: &One<'_>) -> bool {
    let known = &one.contract.known;
    one.is_among(&[known.batch_invalid_item_rejects_call, known.error_known_set])
        || one.contract.values.iter().any(|rule| rule.odd_clause == Some(one.signature.clause))
}

pub(super) fn equal_keys(one: &One<'_>) -> bool {
    one.is_among(&[one.contract.known.duplicate_response_keys])
}

pub(super) fn coding_unasked(one: &One<'_>) -> bool {
    one.is_among(&[one.contract.known.content_coding]) && one.signature.lesser
}

pub(super) fn made_of_wrong_keys(one: &One<'_>) -> bool {
    let known = &one.contract.known;
    let wrong = [known.batch_key_echo_exact, known.batch_no_strangers];
    speaks_of_keys(one.contract, one.signature.clause)
        && wrong.iter().any(|clause| one.tally.broken.of(*clause) > 0)
}

pub(super) fn about_requests(one: &One<'_>) -> bool {
    is_of_area(one, "request")
}

pub(super) fn about_errors(one: &One<'_>) -> bool {
    is_of_area(one, "error")
}

pub(super) fn about_answers(one: &One<'_>) -> bool {
    is_of_area(one, "response")
}

pub(super) fn about_batches(one: &One<'_>) -> bool {
    is_of_area(one, "batch")
}

/// Whether one error comes now and then, and no document speaks of a success that must come each time.
pub(super) fn now_and_then(one: &One<'_>) -> bool {
    let comes_and_goes = one.reproduction.is_some_and(|times| comes_and_goes(one.failure, times));
    comes_and_goes && one.signature.clause != one.contract.known.success_status
}

fn is_of_area(one: &One<'_>, area: &str) -> bool {
    one.contract.clauses.get(one.signature.clause).area() == area
}

/// Whether nothing plain is refused: no strict value, and no size.
fn plain_ones_are_served(contract: &Contract, tally: &Tally) -> bool {
    let strict = contract.values.iter().filter_map(|rule| rule.strict_clause);
    let mut plain = strict.chain([contract.known.success_status]);
    let mut clauses = contract.clauses.iter().map(|(clause, _)| clause);
    !plain.any(|clause| tally.broken.of(clause) > 0)
        && !clauses.any(|clause| tally.broken.of(clause) > 0 && contract.is_size(clause))
}

/// Whether errors never have the form that a clause asks for, as far as more than one kind of them was seen.
fn is_wrong_everywhere(contract: &Contract, tally: &Tally, clause: ClauseRef, failure: &Failure) -> bool {
    let is_status = statuses(contract).any(|status| status == clause);
    // An error that the operation does not list says of itself nothing about the others.
    let is_of_one =
        clause == contract.known.error_known_set || (!is_status && kinds_of_refusals(contract, failure) == 1);
    tally.held.of(clause) == 0 && !is_of_one
}

/// Whether a refusal's form is wrong, be it that its type is missing or that several kinds of refusals have it.
fn is_widespread(contract: &Contract, clause: ClauseRef, failure: &Failure) -> bool {
    let step = failure.case.steps.get(failure.violation.step);
    let is_refusal = step.is_some_and(|step| matches!(step.expectation, Expectation::Refuse(_)));
    let is_untyped = clause == contract.known.error_type_identified && !is_of_parser(contract, failure);
    is_refusal && (is_untyped || kinds_of_refusals(contract, failure) >= WIDESPREAD)
}

/// Whether only bodies that are no JSON were met so: that is often done by another part of a server, whose errors have a
/// form of their own.
fn is_of_parser(contract: &Contract, failure: &Failure) -> bool {
    kinds_of_refusals(contract, failure) == 0
        && failure.co_failures.contains(&contract.known.malformed_json_rejected)
}
