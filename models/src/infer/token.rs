//! Keys that the caller makes for one request.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Member;

use super::prose::{pattern, plain};
use super::words::words;

static FOR_THE_REQUEST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)identif\w+ (?:of|for|that identifies) (?:a|an|the|this|each) (?:particular )?(?:specific )?(?:message|entry|batch|query|request|record creation|permissions request|usage entry|item)\b.{0,40}(?:batch|request|entry|communicate)|client[- ](?:provided|generated|supplied|assigned)|identif\w+ (?:of|for) (?:a|an|the|this|each) [a-z ]{3,30}? (?:in|within) (?:a|an|the|this|your) (?:batch )?request\b|identifier for this entry|unique within (?:a|the|this)(?: batch)? request|query identifier|idempoten|correlat|identifier for (?:the|a|this) (?:batch|request)",
    )
});

/// Why a key is a name made for the request, if it is one.
pub(crate) fn token(key: &Member, items_words: &[String], class_of_items: &[String]) -> Option<String> {
    let own = words(&key.name).join(" ");
    if own.ends_with("token") || own == "request id" || own == "entry id" || own == "client request id" {
        return Some(format!("{} is by its name a mark that the caller makes for the request", key.name));
    }
    let text = plain(&key.documentation);
    let is_told = FOR_THE_REQUEST.as_ref().is_some_and(|pattern| pattern.is_match(&text));
    let is_general = ["id", "key", "reference id", "correlation id"].contains(&own.as_str());
    let are_entries = items_words.iter().chain(class_of_items).any(|word| {
        ["entry", "request", "query", "record", "usage", "message", "modification"].contains(&word.as_str())
    });
    (is_told && (is_general || own.contains("request")) && are_entries)
        .then(|| format!("the text of {} says that it marks an entry of the request", key.name))
}
