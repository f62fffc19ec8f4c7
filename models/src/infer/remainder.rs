//! What it means that an item is in no collection.

use crate::rule::{Class, Collection, Effect, How, Remainder};

/// What the class and the names say of an item in no collection.
pub(crate) fn remainder(
    class: Class,
    effect: Effect,
    succeeded: Option<&Collection>,
    failed: Option<&Collection>,
    failed_words: &[String],
    failed_is_bare: bool,
    third_is_failure: bool,
) -> Remainder {
    let is_unprocessed = failed_words.iter().any(|word| word == "unprocessed");
    match class {
        Class::NotABatch => Remainder::Unknown,
        Class::AllOrNothing | Class::FailuresOnly => Remainder::Succeeded,
        Class::SuccessesOnly => Remainder::Absent,
        Class::ThreeWay if !third_is_failure => Remainder::Unknown,
        // "Not processed" without a word of why means "try again": what does not exist is silent then.
        _ if is_unprocessed
            && effect == Effect::Reads
            && failed_is_bare
            && failed.is_some_and(|failed| !matches!(failed.how, How::Unkeyed))
            && class != Class::Grouped
            && succeeded.is_some() =>
        {
            Remainder::Absent
        }
        Class::Grouped if succeeded.is_none() => Remainder::Succeeded,
        Class::Grouped if is_unprocessed => Remainder::Absent,
        Class::Index if succeeded.is_none() => Remainder::Succeeded,
        Class::Untraceable if succeeded.is_none() => Remainder::Succeeded,
        _ => Remainder::Breach,
    }
}
