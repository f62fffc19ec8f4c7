//! The validator, held against a second reading of the contract that shares nothing with it.

mod agreement;
mod boundaries;
mod head;
mod mutations;
mod oracle;
pub(crate) mod requests;
mod text;
