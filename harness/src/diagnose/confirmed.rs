//! A failure that was sent again, on its way to the report.

use super::shrink::Shrunk;
use crate::report::Reproduction;
use crate::tally::failure::{Failure, Signature};

/// A confirmed failure on its way to the report.
pub(crate) struct ConfirmedFailure {
    pub(crate) signature: Signature,
    pub(crate) failure: Failure,
    pub(crate) shrunk: Shrunk,
    pub(crate) reproduction: Reproduction,
    /// An inconsistency about one item that was traced to the smallest pair of requests.
    pub(crate) isolated: bool,
}
