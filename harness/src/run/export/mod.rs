//! A saved finding as a test that stands alone: what it asks and demands, and the languages that say it.

mod demands;
mod hurl;
mod rust;

use std::sync::Arc;

use super::replay::sent_again::{Replay, ReplayError};
use crate::contract::Contract;
use crate::report::SavedFinding;
use demands::Wanted;

impl SavedFinding {
    /// A Rust test of one file that needs nothing but the standard library: it fails as long as the finding comes.
    ///
    /// It asks the target that `BATCHSPEC_TARGET` names, else the one where the finding was found.
    ///
    /// # Errors
    /// When it belongs to another suite or clause set, is about signatures, or its parts do not fit together.
    pub fn to_rust_test(&self, contract: &Arc<Contract>) -> Result<String, ReplayError> {
        let replay = exportable(self, contract)?;
        Ok(rust::to_rust(&Wanted::of(self, contract, &replay)))
    }

    /// The same as a Hurl file, as far as Hurl can say it; its variable `target` is the target's URL.
    ///
    /// # Errors
    /// When it belongs to another suite or clause set, is about signatures, or its parts do not fit together.
    pub fn to_hurl(&self, contract: &Arc<Contract>) -> Result<String, ReplayError> {
        let replay = exportable(self, contract)?;
        Ok(hurl::to_hurl(&Wanted::of(self, contract, &replay)))
    }
}

fn exportable(saved: &SavedFinding, contract: &Arc<Contract>) -> Result<Replay, ReplayError> {
    let replay = Replay::new(saved, contract)?;
    let is_signed = replay.case().steps.iter().all(|step| step.request.credentials.is_own());
    if is_signed { Ok(replay) } else { Err(ReplayError::Signed) }
}
