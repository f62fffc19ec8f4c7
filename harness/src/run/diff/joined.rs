//! Differences that are one fact, told under several clauses, joined.

use super::{AnswerDifference, Aspect};
use crate::report::Shown;

/// Puts differences told under no clause of the suite's own beside one that is, where all else about them is the same: a
/// limit that a server does not keep shows under the shared clauses about counting and spelling, too. Codes of failures that
/// differ are told of items, and not of values once more.
pub(super) fn joined(suite: &str, differences: Vec<AnswerDifference>) -> Vec<AnswerDifference> {
    let is_own = |difference: &AnswerDifference| {
        let is_of_suite = difference.request_is.strip_prefix(suite).is_some_and(|rest| rest.starts_with('/'));
        difference.aspect == Aspect::Item || is_of_suite
    };
    let (mut own, shared): (Vec<_>, Vec<_>) = differences.into_iter().partition(is_own);
    let mut alone = Vec::new();
    for difference in shared {
        match own.iter_mut().find(|known| is_one_fact(known, &difference) || is_code(known, &difference)) {
            Some(known) => {
                known.cases += difference.cases;
                if known.request_is != difference.request_is {
                    known.also.push(difference.request_is);
                }
            }
            None => alone.push(difference),
        }
    }
    own.extend(alone);
    own.sort_by(|a, b| (a.aspect, &a.place, &a.told).cmp(&(b.aspect, &b.place, &b.told)));
    own
}

/// Whether a value that differs is the code by which items fail.
fn is_code(item: &AnswerDifference, value: &AnswerDifference) -> bool {
    let codes = value.told.each_ref().map(|told| format!("it fails with {}", told.trim_matches('"')));
    (item.aspect, value.aspect) == (Aspect::Item, Aspect::Value) && item.told == codes
}

fn is_one_fact(one: &AnswerDifference, other: &AnswerDifference) -> bool {
    let errors = |difference: &AnswerDifference| difference.exchanges.each_ref().map(error);
    (one.aspect, &one.place, &one.told) == (other.aspect, &other.place, &other.told)
        && errors(one) == errors(other)
        && errors(one).iter().any(Option::is_some)
}

/// The body of an error, its numbers left out, which often are the request's.
fn error(shown: &Shown) -> Option<String> {
    let is_error = shown.status.is_some_and(|status| status >= 400) && !shown.answer_body.is_empty();
    is_error.then(|| shown.answer_body.chars().filter(|c| !c.is_ascii_digit()).collect())
}
