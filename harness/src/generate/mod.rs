//! Stage 2, contract to cases: pure, and the only user of proptest.

mod accept;
mod authentication;
mod base;
mod boundaries;
mod breakage;
mod case;
mod cut;
mod dice;
mod edit;
mod families;
mod grammar;
mod interpreted;
mod keyed;
mod kin;
mod large;
mod likeness;
mod lookalike;
mod malformed;
mod misspell;
mod names;
mod plan;
mod pool;
mod precedence;
mod refuse;
mod relate;
mod sample;
mod saved;
#[cfg(test)]
pub(crate) mod shipped;
mod sizes;
mod spelling;
mod strategy;
mod transport;
mod unnamed;
mod unusual;
mod wrong_values;

pub(crate) use accept::RANDOM_BATCHES;
pub use base::Base;
pub use case::{Aim, Case, Fault, Origin, Relation, RelationKind, Step};
pub use dice::Dice;
pub use families::{FAMILIES, family};
pub use plan::{Plan, PlanOptions, Trigger};
pub use pool::{Item, Kind as ItemKind, Pool, Subjects};
pub use saved::{SavedAim, SavedCase};
pub(crate) use spelling::respelled;
pub use strategy::{request_that_breaks, valid_request};
