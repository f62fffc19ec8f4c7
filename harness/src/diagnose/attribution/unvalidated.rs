//! A server that checks nothing of a request: one cause, whatever it lets in.

use crate::contract::{ClauseRef, ConstraintKind, Contract, Expectation};
use crate::diagnose::confirmed::ConfirmedFailure;

/// Clauses that must be broken before it is said that nothing is validated.
const LEAST: usize = 3;

/// Where requests that break any of the operation's constraints are served, the finding that comes first says so, and all
/// others of the kind follow from it.
pub(crate) fn join_what_is_not_validated(contract: &Contract, confirmed: &mut [ConfirmedFailure]) {
    let clauses = constraints_of_requests(contract);
    let is_let_in =
        |clause: &ClauseRef| confirmed.iter().any(|next| speaks_of(next, *clause) && lets_in(contract, next));
    if clauses.len() < LEAST || !clauses.iter().all(is_let_in) {
        return;
    }
    let of_constraints = |next: &ConfirmedFailure| clauses.iter().any(|clause| speaks_of(next, *clause));
    let mut let_in = confirmed.iter_mut().filter(|next| lets_in(contract, next));
    let Some(root) = let_in.by_ref().find(|next| of_constraints(next)) else { return };
    let cause = root.signature.clause;
    let violation = &mut root.failure.violation;
    violation.expected = format!("{}; so for each of {} constraints", violation.expected, clauses.len());
    violation.actual =
        format!("nothing is validated: a breach of any of them is served ({})", violation.actual);
    for next in let_in {
        next.explained.push((cause, "nothing-validated"));
    }
}

/// The clauses that say what is missing, too few, too many or in the wrong form in a request.
fn constraints_of_requests(contract: &Contract) -> Vec<ClauseRef> {
    let kinds = [
        ConstraintKind::Required,
        ConstraintKind::LengthMin,
        ConstraintKind::LengthMax,
        ConstraintKind::Pattern,
    ];
    let constraints = contract.constraints.iter();
    let of_requests = constraints.filter(|one| one.place.starts_with("input") && kinds.contains(&one.kind));
    let mut clauses: Vec<ClauseRef> = of_requests.filter_map(|constraint| constraint.clause).collect();
    clauses.sort_unstable();
    clauses.dedup();
    clauses
}

fn speaks_of(next: &ConfirmedFailure, clause: ClauseRef) -> bool {
    next.signature.clause == clause || next.failure.violation.also.contains(&clause)
}

/// Whether a request that must be refused was served.
fn lets_in(contract: &Contract, next: &ConfirmedFailure) -> bool {
    let at = next.failure.violation.step;
    let is_invalid = |step: &crate::generate::Step| matches!(step.expectation, Expectation::Refuse(_));
    let answer = next.failure.exchanges.get(at).and_then(|exchange| exchange.last()?.outcome.answer());
    next.failure.case.steps.get(at).is_some_and(is_invalid)
        && answer.is_some_and(|answer| answer.status == contract.binding.status)
}
