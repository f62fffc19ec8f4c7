//! The suites' data on trial: complete, unambiguous, and at one with the models.

mod clauses;
mod examples;
mod format;
mod model;
mod numbers;
mod services;
mod values;
