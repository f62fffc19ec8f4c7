//! Reads public models of AWS services, finds the operations that take a batch, infers their rules, and writes suites.

mod empty_texts;
pub mod errata;
pub mod import;
pub mod infer;
pub mod model;
pub mod read;
pub mod rule;
pub mod rule_changes;
pub mod siblings;
pub mod write;

pub use import::{Imported, Imports, Refused, import};
pub use rule::Rule;
pub use rule_changes::{RuleChange, rule_changes};
