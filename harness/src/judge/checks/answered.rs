//! Every request gets an HTTP answer.

use super::acceptance::is_certain;
use crate::contract::{Accepts, ClauseRef, Contract, Expectation, JUDGED_BODY_BYTES, Level, Refusals};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Requested};
use crate::message::WireFault;
use crate::message::json::Document;

/// Every request gets a complete HTTP answer in time.
pub(super) struct Answered;

impl Check for Answered {
    fn id(&self) -> &'static str {
        "answered"
    }

    fn about(&self) -> &'static str {
        "Every request gets a complete HTTP answer in time, whatever its bytes are."
    }

    fn blind(&self) -> &'static str {
        "A target that answers just within the time limit passes; a lost connection to a dying target looks like a fault of the request until it is sent again."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let known = &contract.known;
        vec![
            known.success_status,
            known.answer_is_json_text,
            known.no_server_error_on_bad_input,
            known.hostile_bytes_no_5xx,
            known.harmless_variation_accepted,
        ]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        if reading.request.body.bytes.len() > JUDGED_BODY_BYTES {
            return;
        }
        let clause = silence_clause(reading);
        let Some(failure) = reading.failure else { return };
        match failure {
            WireFault::Refused | WireFault::Untrusted { .. } | WireFault::NoWay { .. } => {
                verdicts.undecided(clause, "no connection could be made")
            }
            WireFault::Unsigned { .. } => verdicts.undecided(clause, "the request could not be signed"),
            WireFault::TooLarge { .. } => {
                verdicts.undecided(clause, "the answer is larger than the harness reads")
            }
            WireFault::CutShort | WireFault::Stalled { .. }
                if matches!(reading.expectation, Expectation::Accept { .. }) =>
            {
                let broken = Broken::new("a complete answer, as long as it announces", failure.to_string());
                verdicts.breaks(
                    reading.contract.known.answer_is_json_text,
                    broken.signed(failure.kind()).also([clause]),
                );
            }
            _ => {
                let broken = Broken::new("an HTTP answer", failure.to_string());
                verdicts.breaks(clause, broken.signed(failure.kind()).lesser(is_lesser(reading)));
            }
        }
    }
}

/// Whether a server error or silence is only a warning: the body is one that readers in wide use let in though it is no
/// JSON, or it holds half of a surrogate pair, of which RFC 8259 (8.2) says that receivers may fail on it.
pub(super) fn is_lesser(reading: &Reading<'_>) -> bool {
    match reading.expectation {
        Expectation::Refuse(refusal) => {
            reading.contract.clauses.get(refusal.clause).level == Level::Should
                && refusal.answers == Refusals::Parse
        }
        Expectation::Accept { .. } => false,
        Expectation::Observe(_) => {
            let body = &reading.request.body.bytes;
            std::str::from_utf8(body).is_err()
                || Document::parse(body).is_ok_and(|document| document.has_lone_surrogate())
        }
    }
}

/// Bytes that no text has, and the escape for one of them.
fn is_binary(body: &[u8]) -> bool {
    let names_nul = body.windows(6).any(|escape| escape == b"\\u0000");
    names_nul || body.contains(&0) || std::str::from_utf8(body).is_err()
}

/// The clause that the case was made for, where a missing answer or a server error can be told to be due to that: plain
/// requests are certainly served, or, if the case is about the protocol and not about a value, some request was.
fn speaking_clause(reading: &Reading<'_>) -> Option<ClauseRef> {
    let contract = reading.contract;
    let aimed = reading.aimed_clause()?;
    let is_of_model = contract.constraints.iter().any(|constraint| constraint.clause == Some(aimed));
    let is_of_model = is_of_model || aimed == contract.known.length_unit;
    let speaks = contract.accepts == Accepts::Valid || (!is_of_model && reading.has_seen_items());
    speaks.then_some(aimed)
}

/// The clause that a missing answer or a server error breaks.
pub(super) fn silence_clause(reading: &Reading<'_>) -> ClauseRef {
    let known = &reading.contract.known;
    match reading.expectation {
        // Nobody knows whether the request is served, and yet no server may fail on it.
        Expectation::Accept { .. } if !is_surely_served(reading) => {
            speaking_clause(reading).unwrap_or(known.hostile_bytes_no_5xx)
        }
        // An odd value is a harmless variation (`protocol/harmless-variation-accepted`); a plain one is simply not
        // served.
        Expectation::Accept { odd: Some(_) } => {
            reading.aimed_clause().unwrap_or(known.harmless_variation_accepted)
        }
        Expectation::Accept { odd: None } => reading.aimed_clause().unwrap_or(known.success_status),
        Expectation::Refuse(refusal) if refusal.answers == Refusals::NotServed => known.hostile_bytes_no_5xx,
        Expectation::Refuse(refusal) if refusal.answers == Refusals::Unauthenticated => refusal.clause,
        Expectation::Refuse(_) if is_binary(&reading.request.body.bytes) => known.hostile_bytes_no_5xx,
        Expectation::Refuse(_) => known.no_server_error_on_bad_input,
        Expectation::Observe(_) => speaking_clause(reading).unwrap_or(known.hostile_bytes_no_5xx),
    }
}

/// Whether a valid request is certainly served, whatever came of it.
pub(super) fn is_surely_served(reading: &Reading<'_>) -> bool {
    is_certain(reading, Requested::read(reading.contract, reading.request).as_ref())
}
