//! What every family makes its cases with.

use super::base::Base;
use super::case::{Fault, Origin};
use super::pool::Pool;
use crate::contract::Contract;

/// What every family of cases uses.
#[derive(Debug)]
pub(super) struct CaseBuilder<'c> {
    pub(super) contract: &'c Contract,
    pub(super) seed: u64,
    pub(super) base: &'c Base,
    pub(super) pool: &'c Pool,
    pub(super) faults: Vec<Fault>,
}

impl CaseBuilder<'_> {
    pub(super) fn fault(&mut self, origin: Origin, what: String) {
        // Of what is written into a query some of it says something else there, or nothing.
        if !self.contract.binding.items_outside {
            self.faults.push(Fault { origin, what });
        }
    }
}
