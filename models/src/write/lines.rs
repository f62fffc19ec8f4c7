//! One JSON object a line for each operation: what was inferred, with its confidence and reasons.

use serde::Serialize;

use crate::import::Imported;
use crate::model::Protocol;
use crate::rule::{Class, Collection, Effect, Key, Remainder};

/// A line, its fields in the order in which they are written.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The folder in botocore, or what a Smithy model calls the endpoint.
    pub service: String,
    /// Its name.
    pub operation: String,
    /// rest-json, json-1.0 or json-1.1.
    pub protocol: &'static str,
    /// The HTTP method.
    pub method: String,
    /// The request target with its labels; null where all requests go to one.
    pub uri: Option<String>,
    /// `TargetPrefix.Operation`; null where the target is in the request line.
    pub target: Option<String>,
    /// reads or writes.
    pub effect: Effect,
    /// The class.
    pub class: Class,
    /// Where the items are.
    pub items: Option<String>,
    /// What names one.
    pub item_key: Option<Key>,
    /// Successes.
    pub succeeded: Option<Collection>,
    /// Failures.
    pub failed: Option<Collection>,
    /// A third collection.
    pub third: Option<Collection>,
    /// What it means that an item is in none.
    pub remainder: Remainder,
    /// The most items by the model.
    pub limit: Option<u64>,
    /// What a person has to say.
    pub needs_human: Vec<String>,
    /// From 0 to 1.
    pub confidence: f64,
    /// Why.
    pub reasons: Vec<String>,
}

/// The line of an operation.
#[must_use]
pub fn line(imported: &Imported) -> Line {
    let (rule, operation, service) = (&imported.rule, &imported.operation, &imported.model.service);
    let protocol = service.protocol.unwrap_or(Protocol::RestJson);
    let is_rest = protocol == Protocol::RestJson;
    Line {
        service: service.name.clone(),
        operation: operation.name.clone(),
        protocol: protocol.name(),
        method: if is_rest { operation.method.clone() } else { "POST".to_owned() },
        uri: is_rest.then(|| operation.uri.clone()),
        target: (!is_rest).then(|| format!("{}.{}", service.shape, operation.name)),
        effect: rule.effect,
        class: rule.class,
        items: rule.items.clone(),
        item_key: rule.item_key.clone(),
        succeeded: rule.succeeded.clone(),
        failed: rule.failed.clone(),
        third: rule.third.clone(),
        remainder: rule.remainder,
        limit: rule.limit,
        needs_human: rule.needs_human.clone(),
        confidence: rule.confidence,
        reasons: rule.reasons.clone(),
    }
}

impl Line {
    /// The line as JSON, without its end.
    #[must_use]
    pub fn json(&self) -> String {
        // Only maps with keys that are no text, and failing writers, cannot be written; a line has neither.
        serde_json::to_string(self).unwrap_or_default()
    }
}
