//! What diagnosis itself sends.

use crate::message::Exchange;

/// Requests that were sent after the plan, and how many cases the plan had before.
#[derive(Debug)]
pub(crate) struct Spent {
    pub(crate) requests: u64,
    pub(crate) cases: u64,
}

impl Spent {
    /// Counts every attempt of these.
    pub(crate) fn count(&mut self, exchanges: &[Exchange]) {
        self.requests += exchanges.iter().map(|exchange| exchange.attempts.len() as u64).sum::<u64>();
    }
}
