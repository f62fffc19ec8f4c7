//! Inference: which operations take a batch, and by which rule items and outcomes belong together.
//!
//! One file answers one question. Names and structure decide; prose settles what they leave open.

mod assemble;
mod by_lists;
mod by_position;
mod candidate;
mod codes;
mod collections;
mod confidence;
mod counters;
mod determined;
mod effect;
mod grouped;
mod identity;
mod items;
mod likeness;
mod limits;
mod outcomes;
mod positions;
pub(crate) mod prose;
mod relatives;
mod remainder;
mod several;
mod token;
mod told;
mod whole;
pub(crate) mod words;

pub use assemble::infer;
pub(crate) use collections::collections;
pub(crate) use relatives::{entries_that_name, item_words};
