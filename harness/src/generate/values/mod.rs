//! Values of requests: valid ones for every shape, and those that careless readers take for others.

pub(crate) mod confusable;
pub(crate) mod grammar;
pub(crate) mod interpreted;
pub(crate) mod misspell;
pub(crate) mod names;
pub(crate) mod sample;
pub(crate) mod spelling;
pub(crate) mod times;
pub(crate) mod wrong_values;
