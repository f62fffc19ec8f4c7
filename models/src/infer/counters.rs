//! Numbers in an answer that count items, and errors that refuse a batch as a whole.

use crate::model::{Model, Operation};
use crate::rule::Counter;

use super::words::{tells_failure, tells_success, words};

/// Counters at the top of the answer.
pub(crate) fn counters(model: &Model, output: Option<&str>) -> Vec<Counter> {
    let Some(output) = output else { return Vec::new() };
    let found = model.members(output).iter().filter_map(|member| {
        if !model.is_integer(&member.target) || member.is_bound_outside_body() {
            return None;
        }
        let words = words(&member.name);
        if !words.iter().any(|word| word == "count" || word == "number" || word == "total") {
            return None;
        }
        let counts = if tells_failure(&words) {
            "failed"
        } else if tells_success(&words) {
            "succeeded"
        } else {
            return None;
        };
        Some(Counter { place: format!("output.{}", member.name), counts })
    });
    found.collect()
}

/// Errors about the batch as a whole, by their names, and the breach each is for.
pub(crate) fn whole_errors(model: &Model, operation: &Operation) -> Vec<(String, &'static str)> {
    let errors = operation.errors.iter().chain(&model.service.errors);
    errors.filter_map(|error| Some((error.clone(), breach(error)?))).collect()
}

fn breach(error: &str) -> Option<&'static str> {
    let words = words(error.rsplit('#').next().unwrap_or(error));
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    let is_about_batch = has("batch") || has("entry");
    if has("empty") && (is_about_batch || has("request")) {
        Some("no items")
    } else if has("too") && has("many") && (is_about_batch || has("item") || has("name"))
        || has("maximum") && has("exceeded") && is_about_batch
    {
        Some("more items than the limit")
    } else if has("distinct") || (has("duplicate") && is_about_batch) {
        Some("equal keys")
    } else if has("batch") && has("id") && has("invalid") {
        Some("an ill-formed key")
    } else if has("batch") && has("too") && has("long") {
        Some("more bytes than the limit")
    } else if has("batch") && has("limit") && has("exceeded") {
        Some("more items than the limit")
    } else {
        None
    }
}
