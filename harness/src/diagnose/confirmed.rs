//! A failure on its way to the report: what diagnosis has found out of it so far.

use super::shrink::Shrunk;
use crate::contract::ClauseRef;
use crate::report::Reproduction;
use crate::tally::failure::{Failure, Signature};

/// A failure on its way to the report.
pub(crate) struct ConfirmedFailure {
    pub(crate) signature: Signature,
    pub(crate) failure: Failure,
    pub(crate) shrunk: Shrunk,
    pub(crate) reproduction: Reproduction,
    /// An inconsistency about one item that was traced to the smallest pair of requests.
    pub(crate) isolated: bool,
    /// How many of its requests come first only because a target that was just started needs them to show it.
    pub(crate) earlier: usize,
    /// Nobody is answered after its request.
    pub(crate) ends_target: bool,
    /// Clauses whose breach explains it, each with the rule that says so.
    pub(crate) explained: Vec<(ClauseRef, &'static str)>,
}

impl ConfirmedFailure {
    /// A failure as it was seen, neither sent again nor made smaller.
    pub(crate) fn seen(signature: Signature, failure: Failure) -> Self {
        Self {
            signature,
            failure,
            shrunk: Shrunk { smallest: false, items: None, requests: 0 },
            reproduction: Reproduction { tries: 0, times: 0 },
            isolated: false,
            earlier: 0,
            ends_target: false,
            explained: Vec::new(),
        }
    }
}
