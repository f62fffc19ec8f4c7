//! What it means that an item is in no collection.

use crate::rule::{Class, Effect, How, Remainder, Rule};

/// What the class and the names say of an item in no collection; the rule has its class and collections.
pub(crate) fn remainder(
    rule: &Rule,
    failed_words: &[String],
    failed_is_bare: bool,
    third_is_failure: bool,
) -> Remainder {
    let (class, succeeded, failed) = (rule.class, rule.succeeded.as_ref(), rule.failed.as_ref());
    let is_unprocessed = failed_words.iter().any(|word| word == "unprocessed");
    match class {
        Class::NotABatch => Remainder::Unknown,
        Class::AllOrNothing | Class::FailuresOnly => Remainder::Succeeded,
        Class::SuccessesOnly => Remainder::Absent,
        Class::ThreeWay if succeeded.is_none() => Remainder::Succeeded,
        Class::ThreeWay if !third_is_failure => Remainder::Unknown,
        // "Not processed" without a word of why means "try again": what does not exist is silent then.
        _ if is_unprocessed
            && rule.effect == Effect::Reads
            && failed_is_bare
            && failed.is_some_and(|failed| !matches!(failed.how, How::Unkeyed))
            && class != Class::Grouped
            && succeeded.is_some() =>
        {
            Remainder::Absent
        }
        Class::SeveralInputs if succeeded.is_none() => Remainder::Succeeded,
        Class::Grouped if succeeded.is_none() => Remainder::Succeeded,
        Class::Grouped if is_unprocessed => Remainder::Absent,
        Class::Index if succeeded.is_none() => Remainder::Succeeded,
        Class::Untraceable if succeeded.is_none() => Remainder::Succeeded,
        _ => Remainder::Breach,
    }
}
