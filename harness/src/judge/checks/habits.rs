//! What the target does where the documentation leaves it open.

use crate::contract::{ClauseRef, Contract, Expectation, Open, Refusals, Role};
use crate::generate::{Relation, RelationKind};
use crate::judge::entries::{Side, entries};
use crate::judge::reading::AnswerReading;
use crate::judge::{CaseVerdicts, Check, Reading};
use crate::message::json::{Fingerprint, fingerprint};

/// What the target does where the documentation leaves it open.
pub(super) struct Habits;

impl Check for Habits {
    fn id(&self) -> &'static str {
        "habits"
    }

    fn about(&self) -> &'static str {
        "What comes of requests whose acceptance is open, and which of several documented refusals a target prefers; it never judges."
    }

    fn blind(&self) -> &'static str {
        "It tells status, error type and the fate of a single item, not the text of messages."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let known = &contract.known;
        vec![
            known.malformed_json_type,
            known.serialization_before_validation,
            known.content_type_unsupported,
            known.content_type_missing,
            known.accept_unsatisfiable,
            known.path_variants,
            known.other_methods,
            known.request_unknown_member,
        ]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let Some(last) = reading.last().filter(|last| !last.is_transient()) else { return };
        let Some(question) = question(reading) else { return };
        let answer = if question.of_items { fate(reading, last) } else { last.describe() };
        let kind = match reading.expectation {
            // The constraint tells more than the many ways to break it.
            Expectation::Refuse(_) | Expectation::Observe(Open::BadItem) => {
                reading.origin.variant.split('/').next().unwrap_or_default()
            }
            _ => &reading.origin.variant,
        };
        verdicts.observe_in(question.clause, question.subject, answer, kind);
    }

    fn compare(&self, relation: &Relation, readings: &[Reading<'_>], verdicts: &mut CaseVerdicts) {
        let [first, second, both] = readings else { return };
        if relation.kind != RelationKind::TwoBreaches {
            return;
        }
        let (Some(first), Some(second), Some(both)) = (first.last(), second.last(), both.last()) else {
            return;
        };
        let refused = [first, second, both].iter().all(|answer| (400..500).contains(&answer.answer.status));
        if !refused {
            return;
        }
        let [first, second, both] = [first, second, both].map(told);
        let answer = match (both == first, both == second) {
            (true, true) => "the same error as to either alone",
            (true, false) => "the error of the one named first",
            (false, true) => "the error of the one named second",
            (false, false) => "another error than to either alone",
        };
        let (contract, origin) = (readings[0].contract, readings[0].origin);
        let clause = contract.known.serialization_before_validation;
        verdicts.observe_in(clause, "two breaches in one request", answer, &origin.variant);
    }
}

/// What is asked here.
struct Question {
    /// The clause under which the answer is reported.
    clause: ClauseRef,
    subject: &'static str,
    /// Whether it matters what becomes of the items.
    of_items: bool,
}

fn question(reading: &Reading<'_>) -> Option<Question> {
    let contract = reading.contract;
    let known = &contract.known;
    let (clause, subject, of_items) = match reading.expectation {
        Expectation::Observe(open) if open.is_invalid() => return None,
        Expectation::Observe(open) => {
            let of_items = matches!(open, Open::Value(_) | Open::UnnamedValue(_) | Open::BadItem);
            (open.clause(contract), open.why(), of_items)
        }
        Expectation::Accept { odd } => {
            let is_single = reading.requested.as_ref().is_some_and(|requested| requested.keys.len() == 1);
            (odd.filter(|_| is_single)?, "an odd but valid value", true)
        }
        Expectation::Refuse(refusal) => match refusal.answers {
            Refusals::NotServed if refusal.clause == known.wrong_method => {
                (refusal.clause, "a method that is not documented", false)
            }
            Refusals::NotServed => (refusal.clause, "a path that is not documented", false),
            Refusals::NoSuccess if refusal.clause == known.empty_body_rejected => {
                (refusal.clause, "an empty body", false)
            }
            Refusals::NoSuccess => (contract.role(Role::TypeError)?, "a value of another JSON type", false),
            Refusals::Parse
                if [known.malformed_json_rejected, known.lenient_grammar, known.invalid_utf8_rejected]
                    .contains(&refusal.clause) =>
            {
                (known.malformed_json_type, "a body that is not JSON", false)
            }
            Refusals::Parse | Refusals::Validation | Refusals::Any | Refusals::Unauthenticated => {
                return None;
            }
        },
    };
    Some(Question { clause, subject, of_items })
}

/// What came, in words: the status with the error type, or what became of the items.
fn fate(reading: &Reading<'_>, last: &AnswerReading<'_>) -> String {
    let contract = reading.contract;
    let status = last.answer.status;
    let Some(requested) = reading.requested.as_ref().filter(|_| status == contract.binding.status) else {
        return last.describe();
    };
    let Some(answered) = last.object().and_then(|body| entries(contract, requested, body)) else {
        return last.describe();
    };
    let of = |key: &String| answered.iter().find(|entry| entry.key.as_deref() == Some(key));
    match requested.keys.as_slice() {
        [] => status.to_string(),
        [key] => match of(key) {
            None => format!("{status}, the item is not answered"),
            Some(entry) if entry.side == Side::Succeeded => format!("{status}, the item succeeds"),
            Some(_) => format!("{status}, the item fails"),
        },
        keys if keys.iter().all(|key| of(key).is_some()) => format!("{status}, every item is answered"),
        _ => format!("{status}, not every item is answered"),
    }
}

/// An answer as far as it tells which breach it is about.
fn told<'a>(answer: &'a AnswerReading<'_>) -> (u16, Option<&'a str>, Option<Fingerprint>) {
    let name = answer.error.as_ref().map(|error| error.name.as_str());
    (answer.answer.status, name, answer.json().map(fingerprint))
}
