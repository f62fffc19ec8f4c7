//! Promises about the batch as a whole, from names of errors and from prose: items, keys, bytes, order and span of times.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Kind, Member, Model, Operation};
use crate::rule::{Key, Rule, Whole};

use super::items::Items;
use super::prose::{pattern, plain, quote, sentences};
use super::words::words;

/// The promises, in the order in which a suite file lists them.
pub(crate) fn promises(model: &Model, operation: &Operation, items: &Items<'_>, rule: &Rule) -> Vec<Whole> {
    let error = |breach: &str| rule.whole_errors.iter().find(|(_, own)| *own == breach);
    let said = |error: &str| {
        let text = model.shape(error).map(|shape| plain(&shape.documentation)).unwrap_or_default();
        let first = sentences(&text).first().map(|first| quote(first));
        first.filter(|first| !first.is_empty()).unwrap_or_else(|| format!("the name of {}", local(error)))
    };
    let mut found = Vec::new();
    if let Some((error, _)) = error("no items") {
        found.push(Whole { error: Some(local(error)), ..Whole::new("no-items", said(error)) });
    }
    let limit = rule.limit.or(rule.told_limit.as_ref().map(|told| told.number));
    let too_many = error("more items than the limit");
    if let Some(limit) = limit.filter(|_| too_many.is_some() || rule.limit.is_none()) {
        let source = match (&rule.told_limit, too_many) {
            (Some(told), _) if rule.limit.is_none() => told.sentence.clone(),
            (_, Some((error, _))) => said(error),
            _ => String::new(),
        };
        let error = too_many.map(|(error, _)| local(error));
        found.push(Whole { limit: Some(limit), error, ..Whole::new("too-many-items", source) });
    }
    let key = match &rule.item_key {
        Some(Key::One(name)) => model.members(items.item).iter().find(|member| member.name == *name),
        _ => None,
    };
    if let (Some((error, _)), true) = (error("equal keys"), rule.item_key.is_some()) {
        found.push(Whole { error: Some(local(error)), ..Whole::new("equal-keys", said(error)) });
    }
    if let (Some((error, _)), Some(key)) = (error("an ill-formed key"), key)
        && let Some((pattern, sentence)) = form(key)
    {
        let error = Some(local(error));
        found.push(Whole { pattern: Some(pattern), error, ..Whole::new("ill-formed-key", sentence) });
    }
    if let Some(told) = &rule.told_bytes {
        let (of, overhead) = counted(model, operation, items, key);
        let error = error("more bytes than the limit").map(|(error, _)| local(error));
        if !of.is_empty() {
            let limit = Some(told.number);
            let told = Whole::new("too-many-bytes", told.sentence.clone());
            found.push(Whole { limit, of, overhead, error, ..told });
        }
    }
    times(model, operation, items, &mut found);
    found
}

fn local(error: &str) -> String {
    error.rsplit('#').next().unwrap_or(error).to_owned()
}

static CHARACTERS: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?i)up to (\d+) (?:\w+ )?characters"));
static ACCEPTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"(?i)alphanumeric(?: characters)?(, hyphens ?\(-\))?,?(?: and)?( underscores ?\(_\))?")
});

/// The form that prose gives a key, as a pattern, with its sentence.
fn form(key: &Member) -> Option<(String, String)> {
    let text = plain(&key.documentation);
    let accepted = ACCEPTED.as_ref()?.captures(&text)?;
    let more = [(1, "-"), (2, "_")].into_iter().filter_map(|(group, sign)| accepted.get(group).map(|_| sign));
    let signs: String = ["_", "-"].into_iter().filter(|sign| more.clone().any(|own| own == *sign)).collect();
    let most =
        CHARACTERS.as_ref()?.captures(&text).and_then(|found| found.get(1)?.as_str().parse::<u16>().ok());
    let times = most.map_or_else(|| "+".to_owned(), |most| format!("{{1,{most}}}"));
    let sentence = sentences(&text).into_iter().find(|sentence| sentence.contains("alphanumeric"))?;
    Some((format!("^[0-9A-Za-z{signs}]{times}$"), quote(sentence)))
}

static OVERHEAD: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?i)plus (\d+) bytes for each (?:\w+ )?(?:event|record|item|message|entry)"));

/// The members whose bytes are counted, and what each item counts beside them.
fn counted(
    model: &Model,
    operation: &Operation,
    items: &Items<'_>,
    key: Option<&Member>,
) -> (Vec<String>, u64) {
    let text = plain(&operation.documentation);
    let is_payload = |member: &&Member| {
        let words = words(&member.name);
        let named = ["data", "message", "body", "content", "payload", "text", "document"];
        let is_key = text.contains("partition key") && words.join(" ") == "partition key";
        (named.contains(&words.last().map(String::as_str).unwrap_or_default()) || is_key)
            && member.is_required()
            && key.is_none_or(|key| key.name != member.name)
            && (model.is_text(&member.target) || is_blob(model, &member.target))
    };
    let mut of: Vec<String> =
        model.members(items.item).iter().filter(is_payload).map(|member| member.name.clone()).collect();
    // What is filled up comes first.
    of.sort_by_key(|name| name.to_ascii_lowercase().contains("key"));
    let overhead = OVERHEAD.as_ref().and_then(|found| found.captures(&text));
    let overhead = overhead.and_then(|found| found.get(1)?.as_str().parse().ok());
    (of, overhead.unwrap_or(0))
}

fn is_blob(model: &Model, target: &str) -> bool {
    target == "smithy.api#Blob"
        || matches!(model.shape(target).map(|shape| &shape.kind), Some(Kind::Simple(kind)) if kind == "blob")
}

static ORDER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)must be (?:in (?:a )?(?:chronological|ascending) order|(?:sorted|ordered) by (?:\w+ )?timestamp)",
    )
});
static SPAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:span|time range)[^.]{0,60}?(?:cannot|can't|must not)[^.]{0,20}?(?:span|exceed)? ?(?:more than )?(\d+) (hour|day|minute)s?",
    )
});

/// The order and the span of times.
fn times(model: &Model, operation: &Operation, items: &Items<'_>, found: &mut Vec<Whole>) {
    let text = plain(&operation.documentation);
    let is_time = |member: &&Member| {
        let named = words(&member.name).last().is_some_and(|word| word == "timestamp" || word == "time");
        let is_number = model.is_integer(&member.target)
            || matches!(model.shape(&member.target).map(|shape| &shape.kind), Some(Kind::Simple(kind)) if kind == "timestamp");
        named && is_number && member.is_required()
    };
    let Some(member) = model.members(items.item).iter().find(is_time) else { return };
    let told = |wanted: &LazyLock<Option<Regex>>| {
        let wanted = wanted.as_ref()?;
        sentences(&text).into_iter().find(|sentence| wanted.is_match(sentence))
    };
    let name = Some(member.name.clone());
    if let Some(sentence) = told(&ORDER) {
        found.push(Whole { member: name.clone(), ..Whole::new("out-of-order", quote(sentence)) });
    }
    let span = told(&SPAN).and_then(|sentence| {
        let captures = SPAN.as_ref()?.captures(sentence)?;
        let number: u64 = captures.get(1)?.as_str().parse().ok()?;
        let seconds = match captures.get(2)?.as_str().to_ascii_lowercase().as_str() {
            "hour" => 3_600,
            "day" => 86_400,
            _ => 60,
        };
        // A whole number of its own is one of milliseconds where the text of the operation says so.
        let is_fine = model.is_integer(&member.target) && text.contains("milliseconds");
        let scale = if is_fine { 1_000 } else { 1 };
        let is_known = is_fine || !model.is_integer(&member.target);
        is_known.then(|| (number.saturating_mul(seconds).saturating_mul(scale), quote(sentence)))
    });
    if let Some((limit, sentence)) = span {
        found.push(Whole { member: name, limit: Some(limit), ..Whole::new("too-long-span", sentence) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_key_is_read() {
        assert!([&CHARACTERS, &ACCEPTED, &OVERHEAD, &ORDER, &SPAN].iter().all(|pattern| pattern.is_some()));
        let key = |text: &str| Member { documentation: text.to_owned(), ..Member::default() };
        let told = "<p>This identifier can have up to 80 characters. The following characters are accepted: alphanumeric \
                    characters, hyphens(-), and underscores (_).</p>";
        assert_eq!(form(&key(told)).map(|(form, _)| form).as_deref(), Some("^[0-9A-Za-z_-]{1,80}$"));
        assert_eq!(form(&key("An identifier.")), None);
    }
}
