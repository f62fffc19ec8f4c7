//! Predicates of the rules that say which finding follows from another.

use std::collections::BTreeSet;

use super::view::{
    Pair, answered_error, comes_and_goes, is_form, is_left_open, is_refusal, is_valid, speaks_of_keys,
    stands_alone, statuses,
};
use crate::contract::{ClauseRef, ConstraintKind, Contract, Expectation};
use crate::diagnose::confirmed::ConfirmedFailure;
use crate::judge::{Requested, Where};
use crate::message::Request;

/// Whether a pass explained one of the two by the other's clause, under this rule.
fn is_explained(pair: &Pair<'_>, rule: &str) -> bool {
    let explains = |finding: &ConfirmedFailure, clause: ClauseRef| {
        finding.explained.iter().any(|(cause, by)| *cause == clause && *by == rule)
    };
    explains(pair.next, pair.cause()) || explains(pair.root, pair.effect())
}

/// Whether the suite explains the second by the first, and they broke in one case, by one request, or about one item.
pub(super) fn told_by_the_suite(pair: &Pair<'_>) -> bool {
    let is_told = pair.contract.explains.contains(&(pair.cause(), pair.effect()));
    is_told
        && (pair.are_together() || pair.root.failure.co_failures.contains(&pair.effect()) || overlap(pair))
}

/// Whether the requests that show both are equal, or ask for an item in common.
fn overlap(pair: &Pair<'_>) -> bool {
    let requests = |finding: &ConfirmedFailure| {
        let steps = finding.failure.case.steps.iter();
        steps.map(|step| step.request.clone()).collect::<Vec<Request>>()
    };
    let (root, next) = (requests(pair.root), requests(pair.next));
    let keys = |requests: &[Request]| {
        let read = requests.iter().filter_map(|request| Requested::read(pair.contract, request));
        read.flat_map(|requested| requested.keys).collect::<BTreeSet<String>>()
    };
    root.iter().any(|request| next.contains(request)) || !keys(&root).is_disjoint(&keys(&next))
}

pub(super) fn nothing_validated(pair: &Pair<'_>) -> bool {
    is_explained(pair, "nothing-validated")
}

pub(super) fn traced_furthest(pair: &Pair<'_>) -> bool {
    is_explained(pair, "traced-furthest")
}

pub(super) fn varies_by_itself(pair: &Pair<'_>) -> bool {
    is_explained(pair, "varies-by-itself")
}

pub(super) fn same_clause(pair: &Pair<'_>) -> bool {
    // What was told of items is of several kinds, and each is another matter.
    let kind = |finding: &ConfirmedFailure| finding.signature.text.split(':').next().map(str::to_owned);
    let is_of_one_kind =
        || pair.cause() != pair.contract.known.subjects_as_told || kind(pair.root) == kind(pair.next);
    pair.cause() == pair.effect() && is_of_one_kind()
}

pub(super) fn same_answers(pair: &Pair<'_>) -> bool {
    pair.next.failure.violation.also.contains(&pair.cause())
        || pair.root.failure.violation.also.contains(&pair.effect())
}

pub(super) fn wrong_keys(pair: &Pair<'_>) -> bool {
    let known = &pair.contract.known;
    let echoes = [known.batch_key_echo_exact, known.batch_no_strangers];
    let partition = [
        known.batch_complete,
        known.batch_exclusive,
        known.batch_no_strangers,
        known.batch_answered_once,
        known.batch_key_echo_exact,
    ];
    echoes.contains(&pair.cause())
        && (speaks_of_keys(pair.contract, pair.effect()) || partition.contains(&pair.effect()))
}

pub(super) fn traced_through_wrong_keys(pair: &Pair<'_>) -> bool {
    pair.cause() == pair.contract.known.batch_key_echo_exact
        && pair.next.failure.is_traced
        && !stands_alone(pair.contract, &pair.next.failure)
}

pub(super) fn strict_then_odd(pair: &Pair<'_>) -> bool {
    let mut values = pair.contract.values.iter();
    values.clone().any(|rule| rule.strict_clause == Some(pair.cause()))
        && values.any(|rule| rule.odd_clause == Some(pair.effect()))
}

pub(super) fn unserved_alike(pair: &Pair<'_>) -> bool {
    let known = &pair.contract.known;
    let silences =
        [known.no_server_error_on_bad_input, known.harmless_variation_accepted, known.hostile_bytes_no_5xx];
    silences.contains(&pair.effect())
        && [known.success_status, known.answer_is_json_text].contains(&pair.cause())
        && pair.root.signature.text == pair.next.signature.text
}

pub(super) fn form_of_every_error(pair: &Pair<'_>) -> bool {
    let is_everywhere = pair.tally.held.of(pair.cause()) == 0;
    pair.are_together() && is_form(pair.contract, pair.cause()) && is_everywhere && is_refusal(pair.next)
}

pub(super) fn error_now_and_then(pair: &Pair<'_>) -> bool {
    let (root, next) = (pair.root, pair.next);
    pair.cause() == pair.contract.known.success_status
        && comes_and_goes(&root.failure, root.reproduction)
        && (comes_and_goes(&next.failure, next.reproduction) || next.reproduction.tries == 0)
        && is_same_error(pair)
}

pub(super) fn left_on_the_connection(pair: &Pair<'_>) -> bool {
    pair.contract.known.of_the_wire().contains(&pair.cause()) && is_same_error(pair)
}

pub(super) fn one_unknown_error(pair: &Pair<'_>) -> bool {
    let unknown = &pair.contract.known.error_known_set;
    let mut both = [pair.root, pair.next].into_iter();
    both.all(|one| is_refusal(one) && one.failure.co_failures.contains(unknown)) && is_same_error(pair)
}

pub(super) fn as_large_or_larger(pair: &Pair<'_>) -> bool {
    pair.contract.is_size(pair.cause()) && is_as_large(pair) && is_same_error(pair)
}

pub(super) fn let_in_comes_back(pair: &Pair<'_>) -> bool {
    let comes_back = is_left_open(pair.contract, pair.effect(), &pair.next.failure)
        && speaks_of_keys(pair.contract, pair.effect());
    is_let_in(pair.contract, pair.root) && (comes_back || answers_what_was_let_in(pair))
}

/// Whether the second is what is wrong with a value of an answer to a request that was to be refused for the first.
fn answers_what_was_let_in(pair: &Pair<'_>) -> bool {
    let failure = &pair.next.failure;
    let step = failure.case.steps.get(failure.violation.step);
    let is_for_the_first = step.is_some_and(|step| match &step.expectation {
        Expectation::Refuse(refusal) => {
            refusal.clause == pair.cause() || refusal.also.contains(&pair.cause())
        }
        _ => false,
    });
    is_for_the_first && pair.contract.clauses.get(pair.effect()).area() == "response"
}

/// Whether `null` is let in where values of other types are.
pub(super) fn null_like_another_type(pair: &Pair<'_>) -> bool {
    let of_kind = |clause: ClauseRef, kind: ConstraintKind| {
        let mut own = pair.contract.constraints.iter();
        own.any(|constraint| constraint.clause == Some(clause) && constraint.kind == kind)
    };
    let is_of_null = of_kind(pair.effect(), ConstraintKind::Null)
        || pair.effect() == pair.contract.known.null_equals_missing;
    is_of_null
        && of_kind(pair.cause(), ConstraintKind::Type)
        && is_let_in(pair.contract, pair.root)
        && has_success(pair.next)
        && requested_place(pair.root).is_some_and(|place| requested_place(pair.next) == Some(place))
}

/// Where in a request the violation lies, whatever the place in a list.
fn requested_place(finding: &ConfirmedFailure) -> Option<Vec<&str>> {
    let Some((Where::Request, pointer)) = &finding.failure.violation.place else { return None };
    let is_index = |part: &&str| part.parse::<usize>().is_ok();
    Some(pointer.split('/').map(|part| if is_index(&part) { "[]" } else { part }).collect())
}

/// Whether the request that shows it is served.
fn has_success(finding: &ConfirmedFailure) -> bool {
    let exchange = finding.failure.exchanges.get(finding.failure.violation.step);
    let answer = exchange.and_then(|exchange| exchange.last()?.outcome.answer());
    answer.is_some_and(|answer| answer.status < 300)
}

pub(super) fn refuses_valid_ones_so(pair: &Pair<'_>) -> bool {
    is_valid(&pair.root.failure) && is_refusal(pair.next) && is_same_error(pair)
}

pub(super) fn refusal_without_type(pair: &Pair<'_>) -> bool {
    let lacks_a_type = pair.next.signature.text.ends_with("without an error type");
    pair.are_together()
        && pair.cause() == pair.contract.known.error_type_identified
        && is_refusal(pair.next)
        && lacks_a_type
}

/// Whether it lies in the place of an entry that reading changes.
pub(super) fn in_what_reading_changes(pair: &Pair<'_>) -> bool {
    let pointer = |finding: &ConfirmedFailure| match &finding.failure.violation.place {
        Some((Where::Answer, pointer)) => pointer.clone(),
        _ => String::new(),
    };
    let (changed, own) = (pointer(pair.root), pointer(pair.next));
    let (changed, own): (Vec<&str>, Vec<&str>) = (changed.split('/').collect(), own.split('/').collect());
    // A collection, an entry of it, and at least one of its members.
    let is_of_entry = changed.len() > 3 && own.len() >= changed.len();
    let is_index = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut pairs = changed.iter().zip(&own).enumerate();
    pair.root.failure.violation.is_of_rereading()
        && is_of_entry
        && pairs.all(|(at, (one, other))| at == 2 || one == other || (is_index(one) && is_index(other)))
}

pub(super) fn made_by_being_read(pair: &Pair<'_>) -> bool {
    pair.root.failure.violation.is_of_rereading() && pair.effect() == pair.contract.known.subjects_as_told
}

pub(super) fn form_of_one_refusal(pair: &Pair<'_>) -> bool {
    let form = |clause: ClauseRef| is_form(pair.contract, clause);
    let is_everywhere = pair.tally.held.of(pair.effect()) == 0;
    pair.are_together()
        && form(pair.effect())
        && !is_everywhere
        && is_refusal(pair.root)
        && !form(pair.cause())
}

pub(super) fn status_of_every_error(pair: &Pair<'_>) -> bool {
    let cause = pair.contract.known.status_matches_scope;
    let is_never_right = |clause: ClauseRef| pair.tally.held.of(clause) == 0;
    pair.cause() == cause
        && pair.are_together()
        && is_refusal(pair.next)
        && statuses(pair.contract).all(is_never_right)
}

pub(super) fn one_wrong_refusal(pair: &Pair<'_>) -> bool {
    let is_documented = |(status, name): (u16, Option<String>)| {
        let error = name.and_then(|name| pair.contract.error(&name));
        error.is_some_and(|error| error.status == status)
    };
    let is_wrong = answered_error(&pair.next.failure).is_some_and(|error| !is_documented(error));
    let is_alike = is_valid(&pair.root.failure) == is_valid(&pair.next.failure);
    is_wrong && (is_alike || pair.effect() == pair.contract.known.error_known_set) && is_same_error(pair)
}

pub(super) fn answered_by_equal_keys(pair: &Pair<'_>) -> bool {
    let known = &pair.contract.known;
    [known.batch_answered_once, known.batch_key_echo_exact].contains(&pair.cause())
        && pair.effect() == known.duplicate_response_keys
        && pair.are_together()
}

pub(super) fn one_server_error(pair: &Pair<'_>) -> bool {
    let known = &pair.contract.known;
    let of_odd_ones = [known.no_server_error_on_bad_input, known.hostile_bytes_no_5xx, known.content_coding];
    let is_server_error = answered_error(&pair.next.failure).is_some_and(|(status, _)| status >= 500);
    is_server_error
        && of_odd_ones.contains(&pair.effect())
        && !is_valid(&pair.next.failure)
        && is_same_error(pair)
}

/// Whether two valid requests are not served, the one that `next` needs no smaller than that which `root` needs.
fn is_as_large(pair: &Pair<'_>) -> bool {
    let items = |finding: &ConfirmedFailure| {
        let step = finding.failure.case.steps.get(finding.failure.violation.step)?;
        Requested::read(pair.contract, &step.request).map(|requested| requested.keys.len())
    };
    let (root, next) = (items(pair.root), items(pair.next));
    is_valid(&pair.root.failure) && is_valid(&pair.next.failure) && root.is_some() && root <= next
}

/// Whether a request that breaks a constraint is served.
fn is_let_in(contract: &Contract, root: &ConfirmedFailure) -> bool {
    let is_of_request = contract.clauses.get(root.signature.clause).area() == "request";
    is_of_request && is_refusal(root) && has_success(root)
}

fn is_same_error(pair: &Pair<'_>) -> bool {
    let error = answered_error(&pair.root.failure);
    error.is_some() && error == answered_error(&pair.next.failure)
}
