//! Changed answers: every member of good answers and every change, every item, every collection, every header.

mod change;
mod collections;
mod error_members;
mod heads;
mod items;
mod members;
mod place;

use batchspec_fixtures::Fault;

/// The servers whose answers are changed somewhere.
pub(super) fn mutants() -> Vec<Fault> {
    [members::mutants(), error_members::mutants(), items::mutants(), collections::mutants(), heads::mutants()]
        .concat()
}
