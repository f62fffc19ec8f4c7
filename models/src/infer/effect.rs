//! Whether an operation reads or writes: by its verb, by the method and traits of the model.

use crate::model::Operation;
use crate::rule::Effect;

use super::words::words;

/// The effect, and whether the verb leaves no doubt.
pub(crate) fn effect(operation: &Operation) -> (Effect, bool) {
    const READS: [&str; 21] = [
        "get", "describe", "list", "detect", "search", "check", "is", "query", "lookup", "read", "select",
        "retrieve", "preview", "validate", "test", "fetch", "count", "discover", "find", "view", "simulate",
    ];
    const EITHER: [&str; 5] = ["execute", "evaluate", "run", "invoke", "infer"];
    if operation.traits.contains_key("smithy.api#readonly") || operation.method == "GET" {
        return (Effect::Reads, true);
    }
    // `BatchGetItem`, `GetParametersBatch`, `TransactGetItems`: the verb is the first word that is one.
    let words = words(&operation.name);
    let verb =
        words.iter().find(|word| !["batch", "bulk", "multi", "transact", "admin"].contains(&word.as_str()));
    let verb = verb.map(String::as_str).unwrap_or_default();
    if READS.contains(&verb) { (Effect::Reads, true) } else { (Effect::Writes, !EITHER.contains(&verb)) }
}
