//! The items of a request that was sent.

use crate::contract::Contract;
use crate::message::Exchange;

/// The items of a request, as JSON text.
pub(crate) fn items(contract: &Contract, exchange: &Exchange) -> Vec<String> {
    let Some(batch) = &contract.batch else { return Vec::new() };
    let tree: Option<serde_json::Value> = serde_json::from_slice(&exchange.request.body.bytes).ok();
    let list = tree.and_then(|tree| {
        let list = batch.items.iter().try_fold(&tree, |value, name| value.get(name))?.as_array()?;
        Some(list.iter().map(ToString::to_string).collect())
    });
    list.unwrap_or_default()
}
