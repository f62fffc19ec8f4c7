//! What is read from a model and a suite file, and what is made of it.

pub(crate) mod classes;
mod clauses;
mod coverage;
mod drawn;
mod mistakes;
mod rule_mistakes;
mod services;
pub(crate) mod toy;
