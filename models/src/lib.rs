//! Reads public models of AWS services, finds the operations that take a batch, infers their rules, and writes suites.

mod class;
mod empty_texts;
pub mod errata;
pub mod import;
pub mod infer;
pub mod model;
pub mod read;
pub mod rule;
pub mod rule_changes;
pub mod siblings;
pub mod supply;
pub mod write;

pub use import::{Imported, Imports, Refused, import, import_each, import_of};
pub use rule::Rule;
pub use rule_changes::{RuleChange, rule_changes};
pub use supply::{Supply, Undo, supplies};
