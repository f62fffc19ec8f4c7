//! Whether an operation reads or writes: by its verb, by the method and traits of the model.

use crate::model::Operation;
use crate::rule::Effect;

use super::words::words;

/// The effect, and what leaves a doubt of it.
pub(crate) fn effect(operation: &Operation) -> (Effect, Option<&'static str>) {
    const READS: [&str; 20] = [
        "get", "describe", "list", "detect", "search", "check", "is", "query", "lookup", "read", "select",
        "retrieve", "preview", "validate", "fetch", "count", "discover", "find", "view", "simulate",
    ];
    const EITHER: [&str; 5] = ["execute", "evaluate", "run", "invoke", "infer"];
    // Verbs of which no read speaks, whatever a trait says.
    const CHANGES: [&str; 14] = [
        "start",
        "stop",
        "create",
        "delete",
        "update",
        "put",
        "send",
        "revoke",
        "associate",
        "disassociate",
        "remove",
        "add",
        "cancel",
        "terminate",
    ];
    // `BatchGetItem`, `GetParametersBatch`, `TransactGetItems`: the verb is the first word that is one.
    let words = words(&operation.name);
    let verb =
        words.iter().find(|word| !["batch", "bulk", "multi", "transact", "admin"].contains(&word.as_str()));
    let verb = verb.map(String::as_str).unwrap_or_default();
    if operation.traits.contains_key("smithy.api#readonly") || operation.method == "GET" {
        return if CHANGES.contains(&verb) {
            (Effect::Writes, Some("The model calls it a read, its name says that something is changed."))
        } else {
            (Effect::Reads, None)
        };
    }
    match verb {
        verb if READS.contains(&verb) => (Effect::Reads, None),
        // A trial of something often does what it tries: `TestRepositoryTriggers` sends what the triggers send.
        "test" => (Effect::Writes, Some("Whether a test changes anything is not said.")),
        verb if EITHER.contains(&verb) => {
            (Effect::Writes, Some("Whether it reads or writes depends on what it is given."))
        }
        _ => (Effect::Writes, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_of_change_outweighs_a_trait_and_a_test_is_asked_about() {
        let operation = |name: &str| Operation { name: name.to_owned(), ..Operation::default() };
        assert_eq!(effect(&operation("BatchGetBuilds")), (Effect::Reads, None));
        assert_eq!(effect(&operation("BatchDeleteBuilds")), (Effect::Writes, None));
        let (tried, doubt) = effect(&operation("TestTriggers"));
        assert!(tried == Effect::Writes && doubt.is_some());
        let mut contradicted = operation("BatchStartRevocation");
        contradicted.traits.insert("smithy.api#readonly".to_owned(), serde_json::json!({}));
        let (claimed, doubt) = effect(&contradicted);
        assert!(claimed == Effect::Writes && doubt.is_some());
    }
}
