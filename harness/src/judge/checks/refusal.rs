//! Invalid requests are refused, with the documented error.

use crate::contract::{
    ClauseRef, Contract, Expectation, Level, Refusal as Demand, Refusals, Role, Side, Watch, walk,
};
use crate::judge::reading::AnswerReading;
use crate::judge::{Broken, CaseVerdicts, Check, CollectionSide, Entry, Reading, Requested, Where, entries};

/// Invalid requests are refused, with the documented error.
pub(super) struct Refusal;

impl Check for Refusal {
    fn id(&self) -> &'static str {
        "refusal"
    }

    fn about(&self) -> &'static str {
        "A request that breaks exactly one promise is refused with the documented error and status."
    }

    fn blind(&self) -> &'static str {
        "A server that refuses for another reason with the same error passes; the message's text never decides."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let known = &contract.known;
        let shared = [
            known.malformed_json_rejected,
            known.lenient_grammar,
            known.invalid_utf8_rejected,
            known.non_object_body_rejected,
            known.empty_body_rejected,
            known.null_equals_missing,
            known.length_unit,
            known.unknown_path,
            known.wrong_method,
            known.batch_invalid_item_rejects_call,
        ];
        let input = contract.constraints.iter().filter(|constraint| constraint.place.starts_with("input"));
        let own = input.filter_map(|constraint| constraint.clause);
        let whole = known.batch_whole_promise_kept.into_iter().chain(known.batch_unique_keys);
        shared.into_iter().chain(own).chain(whole).chain(contract.role(Role::TypeError)).collect()
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let Expectation::Refuse(demand) = reading.expectation else { return };
        if reading.is_respelled() {
            return;
        }
        let Some(last) = reading.last() else { return };
        let status = last.answer.status;
        if last.is_transient() {
            return verdicts.undecided(demand.clause, "the target went on throttling or failing");
        }
        // A server error is told by its own check; 501 is how some servers say that there is nothing of this method.
        if status == 500 || (status > 500 && demand.answers != Refusals::NotServed) {
            return;
        }
        let clauses = Clauses::of(reading, demand, last);
        if status == 413
            && reading.request.body.bytes.len() > SHORT_BODY
            && !demand.is_of_count(reading.contract)
        {
            // The body is judged by its size then, and that has a clause of its own
            // (`protocol/hostile-bytes-no-5xx`).
            return verdicts.undecided(demand.clause, "the target takes no bodies of this size");
        }
        match demand.answers {
            Refusals::NotServed if !is_output(reading, last) => clauses.hold(verdicts),
            Refusals::NotServed => clauses.breaks(reading, demand, last, verdicts),
            Refusals::NoSuccess if status >= 300 => {
                clauses.hold(verdicts);
                type_error(reading, demand, last, verdicts);
            }
            Refusals::Any if status >= 300 => clauses.hold(verdicts),
            Refusals::NoSuccess | Refusals::Any => clauses.breaks(reading, demand, last, verdicts),
            // That has a check of its own.
            Refusals::Unauthenticated => {}
            Refusals::Parse | Refusals::Validation => {
                if status < 400 {
                    clauses.breaks(reading, demand, last, verdicts);
                } else {
                    error(reading, demand, &clauses, last, verdicts);
                }
            }
        }
    }
}

/// No target refuses bodies of up to this size for their size.
const SHORT_BODY: usize = 1024;

/// The clauses that one refusal decides, the one to name first in front.
struct Clauses {
    first: ClauseRef,
    also: Vec<ClauseRef>,
}

impl Clauses {
    /// If the batch holds other items, or the answer shows that the item alone was found to be invalid, the batch's
    /// clause comes first. Any other case with the item alone decides the item's own clause.
    fn of(reading: &Reading<'_>, demand: &Demand, last: &AnswerReading<'_>) -> Self {
        if demand.among_others || is_failed_by_itself(reading, demand, last) {
            let also = std::iter::once(demand.clause).chain(demand.also.iter().copied()).collect();
            Self { first: reading.contract.known.batch_invalid_item_rejects_call, also }
        } else {
            Self { first: demand.clause, also: demand.also.clone() }
        }
    }

    fn hold(&self, verdicts: &mut CaseVerdicts) {
        verdicts.holds(self.first);
        self.also.iter().for_each(|clause| verdicts.holds(*clause));
    }

    fn breaks(
        &self,
        reading: &Reading<'_>,
        demand: &Demand,
        last: &AnswerReading<'_>,
        verdicts: &mut CaseVerdicts,
    ) {
        let asked = &reading.contract.clauses.get(demand.clause).id;
        let mut broken = Broken::new(demand.answers.describe(reading.contract), last.describe())
            .also(self.also.clone())
            .signed(format!("{asked} {}", last.describe()))
            // A law of the batch asks no more of an item than the clause that the item breaks.
            .lesser(
                self.first != demand.clause
                    && reading.contract.clauses.get(demand.clause).level == Level::Should,
            );
        if !demand.pointer.is_empty() {
            broken = broken.at(Where::Request, demand.pointer.clone());
        }
        verdicts.breaks(self.first, broken);
    }
}

/// Whether an invalid item that stands alone was seen to be invalid and the call succeeded all the same: it is left out,
/// or its failure's code speaks of what is valid.
fn is_failed_by_itself(reading: &Reading<'_>, demand: &Demand, last: &AnswerReading<'_>) -> bool {
    let (contract, request) = (reading.contract, reading.request);
    let Some(batch) = &contract.batch else { return false };
    let is_of_item = batch.within_item(&demand.pointer).is_some();
    let Some(body) = last.object().filter(|_| is_of_item && last.answer.status < 300) else { return false };
    let Some(requested) = Requested::read(contract, request) else { return false };
    let code = |entry: &Entry<'_>| {
        let code = batch.failed.as_ref()?.code.as_ref()?.get(entry.value)?.as_str()?.to_ascii_lowercase();
        Some(["valid", "malformed", "format"].iter().any(|word| code.contains(word)))
    };
    entries(contract, &requested, body).is_some_and(|entries| {
        entries.iter().all(|entry| entry.side == CollectionSide::Failed && code(entry) == Some(true))
    })
}

/// A 4xx where the contract names the error.
fn error(
    reading: &Reading<'_>,
    demand: &Demand,
    clauses: &Clauses,
    last: &AnswerReading<'_>,
    verdicts: &mut CaseVerdicts,
) {
    let Some(validation) = reading.contract.validation_error() else {
        return clauses.hold(verdicts);
    };
    let status = last.answer.status;
    let Some(found) = &last.error else {
        return clauses.breaks(reading, demand, last, verdicts);
    };
    let is_validation = found.name == validation.name;
    let is_serialization = demand.answers == Refusals::Parse && found.name == "SerializationException";
    if (is_validation && status == validation.status) || (is_serialization && status == 400) {
        clauses.hold(verdicts);
    } else if reading.may_be_in_strange_company() && last.is_documented_error() {
        // Which of the two comes first is open: that what stands beside the items is not there, or that a constraint is broken.
        verdicts.undecided(clauses.first, super::acceptance::NO_COMPANY);
    } else {
        clauses.breaks(reading, demand, last, verdicts);
    }
}

/// Which error answers a wrong JSON type: only a warning.
fn type_error(reading: &Reading<'_>, demand: &Demand, last: &AnswerReading<'_>, verdicts: &mut CaseVerdicts) {
    let contract = reading.contract;
    let is_type = contract.constraints.iter().any(|constraint| {
        constraint.clause == Some(demand.clause) && constraint.kind == crate::contract::ConstraintKind::Type
    });
    let Some(clause) = contract.role(Role::TypeError).filter(|_| is_type) else { return };
    let validation = contract.validation_error();
    let fits = last.error.as_ref().is_none_or(|found| {
        (found.name == "SerializationException" && last.answer.status == 400)
            || validation.is_some_and(|validation| validation.name == found.name)
    });
    if fits && last.answer.status >= 400 {
        verdicts.holds(clause);
    } else {
        let expected = Refusals::Parse.describe(contract);
        verdicts.breaks(
            clause,
            Broken::new(expected, last.describe()).at(Where::Request, demand.pointer.clone()),
        );
    }
}

/// Whether an answer is this operation's output: a 2xx with a JSON object that holds one of its members.
fn is_output(reading: &Reading<'_>, last: &AnswerReading<'_>) -> bool {
    struct Members {
        known: bool,
        unknown: bool,
    }
    impl<'d> Watch<'d> for Members {
        fn met(&mut self, _: crate::contract::ConstraintRef) {}
        fn breach(&mut self, _: &crate::contract::Breach<'_, 'd>) {}
        fn unknown_member(&mut self, _: &str, path: &crate::contract::Path<'d>) {
            self.unknown |= path.to_string().is_empty();
        }
        fn visit(
            &mut self,
            _: crate::contract::NodeRef,
            _: crate::message::json::Value<'d>,
            path: &crate::contract::Path<'d>,
            _: Option<&str>,
        ) {
            self.known |= !path.to_string().is_empty();
        }
    }
    let Some(body) = last.object().filter(|_| (200..300).contains(&last.answer.status)) else { return false };
    let mut members = Members { known: false, unknown: false };
    walk(reading.contract, reading.contract.output, body, Side::Answer, &mut members);
    members.known
}
