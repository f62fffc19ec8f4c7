//! The tool shed: an API with every shape that a request can have, and variants of it.

use std::sync::Arc;

use batchspec_harness::contract::{Contract, InputError, SuiteText};

pub(crate) const MODEL: &str = include_str!("../toy/model.json");
pub(crate) const SUITE: &str = include_str!("../toy/suite.toml");

/// The same shed's other operation: no batch, another method, another status.
pub(crate) const PLAIN_SUITE: &str = r#"
format = 1
id = "hours"
title = "Tool shed SetOpeningHours"
version = "1"
operation = "example.tools#SetOpeningHours"
effect = "writes"
"#;

pub(crate) fn load(suite: &str, model: &str) -> Result<Arc<Contract>, InputError> {
    let text = SuiteText { suite_file: "suite.toml", suite, model_file: "model.json", model };
    Contract::load(&text).map(Arc::new)
}

#[track_caller]
pub(crate) fn loaded(suite: &str, model: &str) -> Arc<Contract> {
    match load(suite, model) {
        Ok(contract) => contract,
        Err(mistakes) => panic!("{mistakes}"),
    }
}

pub(crate) fn shed() -> Arc<Contract> {
    loaded(SUITE, MODEL)
}
