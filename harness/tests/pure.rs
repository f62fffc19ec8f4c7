//! The stages that touch no network, on trial.

mod contract;
mod json;
mod judge;
mod validator;
