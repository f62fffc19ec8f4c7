//! Which finding comes first, and which only follow from another: rules as a table, and what applies them.

mod following;
mod ranking;
mod rules;
mod standing;
mod unvalidated;
mod view;

pub(crate) use ranking::{Field, in_order};
pub(crate) use rules::in_force;
pub use rules::{RULES, Rule};
