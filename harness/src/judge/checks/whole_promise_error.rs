//! The error that answers a batch which breaks a promise about it as a whole is the one that is named for that.

use crate::contract::{Accepts, ClauseRef, Contract, Expectation, WholePromise, whole_input};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Where};
use crate::message::json::Document;

/// The error that answers a batch which breaks a promise about it as a whole is the one that is named for that.
pub(super) struct WholePromiseError;

impl Check for WholePromiseError {
    fn id(&self) -> &'static str {
        "whole-promise-error"
    }

    fn about(&self) -> &'static str {
        "A batch that breaks a promise about it as a whole is refused with the error that is named for that."
    }

    fn blind(&self) -> &'static str {
        "Breaches for which no error is named, and requests for which another error may come first."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        contract.known.batch_whole_promise_error.into_iter().collect()
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let Some(clause) = reading.contract.known.batch_whole_promise_error else { return };
        let (Expectation::Refuse(demand), Some(last)) = (reading.expectation, reading.last()) else { return };
        let status = last.answer.status;
        // What a success and a server error break, others tell; these three are about the caller or the size of the body.
        if !(400..500).contains(&status) || [401, 403, 413].contains(&status) || reading.is_respelled() {
            return;
        }
        let Some((promise, pointer)) = only_broken(reading) else { return };
        if demand.pointer != pointer {
            return;
        }
        let (Some(expected), Some(found)) = (&promise.error, &last.error) else { return };
        // A code of the query protocol ends in the name.
        let told = found.name.rsplit(['.', '#']).next().unwrap_or_default();
        if told == expected {
            verdicts.holds(clause);
        } else if reading.may_be_in_strange_company() && last.is_documented_error() {
            verdicts.undecided(clause, super::acceptance::NO_COMPANY);
        } else if reading.contract.accepts == Accepts::Known
            && last.is_documented_error()
            && says_what_is_not_there(told)
        {
            verdicts.undecided(clause, NOT_THERE);
        } else {
            let broken = Broken::new(expected.clone(), last.describe())
                .at(Where::Request, pointer)
                .signed(format!("{expected} {}", last.describe()));
            verdicts.breaks(clause, broken);
        }
    }
}

/// Why another error decides nothing.
const NOT_THERE: &str = "the items are not known to exist, and which of two errors comes first is not told";

/// Whether an error says that something does not exist, which may be as true of the batch as that it breaks a promise.
fn says_what_is_not_there(error: &str) -> bool {
    ["NotFound", "NotExist", "NoSuch", "Nonexistent", "NonExistent"].iter().any(|word| error.contains(word))
}

/// The one promise with an error that a request breaks, and where its items are.
fn only_broken<'r>(reading: &'r Reading<'_>) -> Option<(&'r WholePromise, String)> {
    let batch = reading.contract.batch.as_ref()?;
    let input = whole_input(reading.contract, reading.request);
    let document = Document::parse(&input).ok()?;
    let (_, rule) = batch.of_request(document.root());
    let lists = rule.lists(document.root())?;
    let pointer = lists.first().map(|list| list.pointer.clone())?;
    match rule.broken_promises(&lists)?.as_slice() {
        [only] if only.error.is_some() => Some((*only, pointer)),
        _ => None,
    }
}
