//! The contracts that tests of generators are held against.

use std::sync::Arc;

use super::plan::{Plan, PlanOptions};
use super::pool::Subjects;
use crate::contract::{Contract, SuiteText};
use crate::message::Request;

/// Accounts, whose ids may hold any text around twelve digits, and entities, whose ids may not.
pub(crate) fn contracts() -> [Arc<Contract>; 2] {
    let read = |suite, model| {
        let (suite_file, model_file) = ("suite.toml", "model.json");
        let text = SuiteText { suite_file, suite, model_file, model };
        Arc::new(Contract::load(&text).expect("a good suite"))
    };
    [
        read(
            include_str!("../../../suites/inspector2/suite.toml"),
            include_str!("../../../suites/inspector2/model.json"),
        ),
        read(
            include_str!("../../../suites/marketplace/suite.toml"),
            include_str!("../../../suites/marketplace/model.json"),
        ),
    ]
}

/// A plan for a target on which these keys succeed.
pub(crate) fn plan(contract: &Arc<Contract>, seed: u64, present: &[&str]) -> Plan {
    let present = present.iter().map(|key| (*key).to_owned()).collect();
    let subjects = Subjects { present, ..Subjects::default() };
    Plan::new(contract, &PlanOptions { seed, subjects, ..PlanOptions::default() })
}

/// The keys of a request's items, in order.
pub(crate) fn keys(contract: &Contract, request: &Request) -> Vec<String> {
    let batch = contract.batch.as_ref().expect("a batch");
    let body: serde_json::Value = serde_json::from_slice(&request.body.bytes).expect("JSON");
    let items = batch.items.iter().fold(&body, |value, name| &value[name.as_str()]);
    let key = |item: &serde_json::Value| {
        let key = batch.item_key.single().map_or(item, |path| path.get_in(item).expect("a key"));
        key.as_str().expect("a text").to_owned()
    };
    items.as_array().expect("a list").iter().map(key).collect()
}
