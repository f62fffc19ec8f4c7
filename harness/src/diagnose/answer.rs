//! What a pass says of a failure.

use std::future::Future;
use std::pin::Pin;

use crate::contract::ClauseRef;
use crate::tally::failure::Failure;

/// What a pass answers about a failure.
pub(crate) enum Answer {
    /// It stays what it is.
    Kept,
    /// It is this failure, of another clause as a rule.
    Reattributed(Box<Failure>),
    /// It is none.
    Retracted(Retraction),
    /// It follows from the breach of these clauses, by this rule.
    Explained(Vec<ClauseRef>, &'static str),
}

/// Why a failure is none.
pub(crate) enum Retraction {
    /// It passed and did not come again.
    Passed,
    /// It could not be asked about again, for this reason.
    Undecided(&'static str),
    /// Answers were late for no other reason than that much was sent at once.
    OfTheCrowd,
}

/// An answer that requests bring.
pub(crate) type Asked<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;
