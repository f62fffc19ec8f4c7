//! Servers that nobody thought of: faults made as a product, of every place in good answers and every change, every
//! constraint and every way of not keeping it, every law and every circumstance.
//!
//! A product also makes servers that the contract allows. Each of them says by what, and must not be accused.

mod answer;
mod battery;
mod circumstance;
mod law;
mod mutant;
mod request;

use std::sync::LazyLock;

use batchspec_fixtures::Fault;

static REGISTER: LazyLock<Vec<Fault>> =
    LazyLock::new(|| [answer::mutants(), request::mutants(), law::mutants()].concat());

/// Every fault that was made.
///
/// ```
/// let mutants = batchspec_faults::mutants();
/// assert!(mutants.iter().all(|mutant| mutant.clauses.is_empty() == mutant.allowed.is_some()));
/// ```
pub fn mutants() -> &'static [Fault] {
    &REGISTER
}
