//! Stage 2, contract to cases: pure, and the only user of proptest.

mod base;
mod bound;
mod case;
mod case_builder;
mod cut;
mod edit;
mod families;
mod family;
mod items;
mod keyed;
mod negative;
mod order;
mod plan;
mod pool;
mod rng;
mod saved;
mod settle;
#[cfg(test)]
pub(crate) mod shipped;
mod sizes;
#[cfg(feature = "strategies")]
mod strategy;
mod values;
#[cfg(test)]
mod vast;

pub use base::{Base, plain_request};
pub use case::{Aim, Case, Fault, Origin, Relation, RelationKind, Step};
pub(crate) use families::accept::RANDOM_BATCHES;
pub use families::inventions::invented;
pub use family::{FAMILIES, family};
pub use plan::{Plan, PlanOptions, Trigger};
pub use pool::{Item, Kind as ItemKind, Pool, Subjects};
pub use rng::Rng;
pub use saved::{SavedAim, SavedCase};
pub use settle::{Inputs, settled, settled_unsaid};
#[cfg(feature = "strategies")]
pub use strategy::{request_that_breaks, valid_request};
pub(crate) use values::spelling::respelled;
