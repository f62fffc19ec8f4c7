//! The items of a request that was sent.

use crate::contract::{Contract, at, whole_input};
use crate::message::Exchange;

/// The items of a request, as JSON text.
pub(crate) fn items(contract: &Contract, exchange: &Exchange) -> Vec<String> {
    let Some(batch) = &contract.batch else { return Vec::new() };
    let tree: Option<serde_json::Value> =
        serde_json::from_slice(&whole_input(contract, &exchange.request)).ok();
    let Some(tree) = tree else { return Vec::new() };
    let lists = batch.spots_in(&tree).into_iter().filter_map(|spots| at(&tree, &spots)?.as_array().cloned());
    lists.flatten().map(|item| item.to_string()).collect()
}
