//! From the texts of a suite to a contract.

use super::files::settled_from;
use crate::contract::{Contract, InputError, SuiteText};

/// Reads a suite from the text of its suite file and of its model; mistakes are told of `suite.toml` and `model.json`.
///
/// # Errors
/// Every mistake in both texts, each with file and place.
///
/// ```
/// # let suite_toml = include_str!("../../../suites/inspector2/suite.toml");
/// # let model_json = include_str!("../../../suites/inspector2/model.json");
/// let contract = batchspec_harness::read_suite(suite_toml, model_json).expect("a good suite");
/// assert_eq!(contract.operation, "BatchGetFreeTrialInfo");
/// let mistakes = batchspec_harness::read_suite("id = 1", model_json).expect_err("no suite");
/// assert!(mistakes.to_string().contains("suite.toml"));
/// ```
pub fn read_suite(suite_toml: &str, model_json: &str) -> Result<Contract, InputError> {
    let (suite_file, model_file) = ("suite.toml", "model.json");
    let contract =
        Contract::load(&SuiteText { suite_file, suite: suite_toml, model_file, model: model_json })?;
    settled_from(contract, suite_file)
}
