//! What rules see: a finding in the run that found it, or two of them.

use crate::contract::{ClauseRef, ConstraintKind, Contract, Demand, EntryKey, Expectation, Level};
use crate::diagnose::confirmed::ConfirmedFailure;
use crate::judge::ErrorType;
use crate::message::json::{Document, Kind};
use crate::report::Reproduction;
use crate::tally::failure::{Failure, Signature};
use crate::tally::totals::Tally;

/// One failure, confirmed or not yet.
pub(crate) struct One<'v> {
    pub(crate) contract: &'v Contract,
    pub(crate) tally: &'v Tally,
    pub(crate) signature: &'v Signature,
    pub(crate) failure: &'v Failure,
    /// How often it came again; none before it was sent again.
    pub(crate) reproduction: Option<Reproduction>,
}

/// Two confirmed failures: may the second follow from the first?
pub(crate) struct Pair<'v> {
    pub(crate) contract: &'v Contract,
    pub(crate) tally: &'v Tally,
    pub(crate) root: &'v ConfirmedFailure,
    pub(crate) next: &'v ConfirmedFailure,
}

impl One<'_> {
    /// Whether it is of one of these clauses.
    pub(super) fn is_among(&self, clauses: &[ClauseRef]) -> bool {
        clauses.contains(&self.signature.clause)
    }
}

impl Pair<'_> {
    /// The clause of the one that may be the cause.
    pub(super) fn cause(&self) -> ClauseRef {
        self.root.signature.clause
    }

    /// The clause of the one that may follow.
    pub(super) fn effect(&self) -> ClauseRef {
        self.next.signature.clause
    }

    /// Whether the cause's clause broke in the case that shows the effect.
    pub(super) fn are_together(&self) -> bool {
        self.next.failure.co_failures.contains(&self.cause())
    }
}

/// Whether the request that shows it is certainly valid.
pub(super) fn is_valid(failure: &Failure) -> bool {
    let step = failure.case.steps.get(failure.violation.step);
    step.is_some_and(|step| matches!(step.expectation, Expectation::Accept { .. }))
}

/// Whether a request that shows it must be refused.
pub(super) fn is_refusal(finding: &ConfirmedFailure) -> bool {
    let steps = &finding.failure.case.steps;
    steps.iter().any(|step| matches!(step.expectation, Expectation::Refuse(_)))
}

/// Whether a clause about answers is broken where the documentation leaves acceptance of the request open.
pub(super) fn is_left_open(contract: &Contract, clause: ClauseRef, failure: &Failure) -> bool {
    let of_answers = ["response", "batch", "error"].contains(&contract.clauses.get(clause).area());
    let step = failure.case.steps.get(failure.violation.step);
    of_answers && step.is_some_and(|step| matches!(step.expectation, Expectation::Observe(_)))
}

/// Whether an inconsistency was traced to two answers whose entries are both well formed, and for each item one.
pub(super) fn stands_alone(contract: &Contract, failure: &Failure) -> bool {
    let known = &contract.known;
    let mut others = failure.co_failures.iter();
    let is_of_answer = |clause: &ClauseRef| {
        contract.clauses.get(*clause).area() == "response"
            || [known.batch_key_echo_exact, known.batch_complete].contains(clause)
    };
    failure.is_traced && !others.any(is_of_answer)
}

/// How many promises about requests broke together with this one.
pub(super) fn kinds_of_refusals(contract: &Contract, failure: &Failure) -> usize {
    let kinds = failure.co_failures.iter().filter(|clause| {
        let clause = contract.clauses.get(**clause);
        clause.area() == "request" && clause.level == Level::Must
    });
    kinds.count()
}

/// Clauses about the form of every error.
pub(super) fn is_form(contract: &Contract, clause: ClauseRef) -> bool {
    let known = &contract.known;
    let shared = [
        known.error_type_identified,
        known.error_body_structure,
        known.error_media_type_json,
        known.error_known_set,
    ];
    shared.contains(&clause) || statuses(contract).any(|status| status == clause)
}

/// The clauses about each documented error's status.
pub(super) fn statuses(contract: &Contract) -> impl Iterator<Item = ClauseRef> {
    contract.errors.iter().filter_map(|error| contract.constraint(error.status_rule).clause)
}

/// Whether the same request is answered with an error at times only.
pub(super) fn comes_and_goes(failure: &Failure, reproduction: Reproduction) -> bool {
    reproduction.tries > 0 && !reproduction.is_steady() && answered_error(failure).is_some()
}

/// Status and type of the error that shows a finding.
pub(super) fn answered_error(failure: &Failure) -> Option<(u16, Option<String>)> {
    let exchange = failure.exchanges.get(failure.violation.step)?;
    let answer = exchange.last()?.outcome.answer().filter(|answer| answer.status >= 400)?;
    let content = answer.content();
    let document = Document::parse(&content).ok();
    let body = document.as_ref().map(Document::root).filter(|root| root.kind() == Kind::Object);
    Some((answer.status, ErrorType::read(answer, body).map(|error| error.name)))
}

/// Clauses that compare something with an entry's key: wrong wherever the key itself is.
pub(super) fn speaks_of_keys(contract: &Contract, clause: ClauseRef) -> bool {
    let by_rule = contract
        .rules
        .iter()
        .any(|rule| rule.clause == clause && matches!(rule.demand, Demand::Template { .. }));
    let Some(batch) = &contract.batch else { return by_rule };
    let at_key = batch.collections().any(|collection| {
        let places: Vec<String> = match &collection.key {
            EntryKey::MapKey => vec![collection.place().replace("{}", "{key}")],
            EntryKey::Element => vec![collection.place()],
            EntryKey::Member(member) => vec![format!("{}.{member}", collection.place())],
            EntryKey::Members(members) => {
                members.iter().map(|member| format!("{}.{member}", collection.place())).collect()
            }
            EntryKey::Echo(Some(part)) => vec![format!("{}.{part}", collection.place())],
            EntryKey::Echo(None) | EntryKey::Position | EntryKey::Index { .. } | EntryKey::Unkeyed => {
                Vec::new()
            }
        };
        contract.constraints.iter().any(|constraint| {
            let of_text = matches!(
                constraint.kind,
                ConstraintKind::Pattern | ConstraintKind::LengthMin | ConstraintKind::LengthMax
            );
            constraint.clause == Some(clause) && of_text && places.contains(&constraint.place)
        })
    });
    by_rule || at_key
}
