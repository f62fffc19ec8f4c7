//! The Hurl form (hurl.dev), as far as its asserts go: no loops, no two connections, JSON by a parser that keeps one of
//! two equal names.

use std::fmt::Write as _;

use super::demands::{Demand, Rule, Wanted, key_of, keys};
use super::rust::{commented, headers};
use crate::contract::{Collection, ConstraintKind};
use crate::generate::Step;
use crate::message::{Body, Framing};
use crate::report::Tool;

/// The whole file.
pub(super) fn to_hurl(wanted: &Wanted<'_>) -> String {
    let (saved, clause) = (wanted.saved, wanted.clause);
    let mut out = String::new();
    let title = format!("{} ({}, {})", clause.id, clause.level.name(), saved.suite);
    comment(&mut out, &format!("{title}: a finding of batchspec {}.", Tool::this().version));
    comment(&mut out, &clause.sentence);
    let source = [clause.source.document.as_str(), &clause.source.section].join(", ");
    comment(&mut out, &format!("Source: {}", source.trim_end_matches(", ")));
    clause.source.url.iter().for_each(|url| comment(&mut out, url));
    if !saved.expected.is_empty() {
        comment(&mut out, &format!("Expected: {}", saved.expected));
        comment(&mut out, &format!("Came: {}", saved.actual));
    }
    comment(&mut out, &format!("Signature: {}", saved.signature));
    comment(&mut out, &format!("hurl --test --variable target={} FILE (Hurl 8 or later)", saved.target));
    for what in limits(wanted) {
        comment(&mut out, what);
    }
    for (at, (step, demands)) in wanted.steps.iter().enumerate() {
        request(&mut out, step);
        answer(&mut out, wanted, at, demands);
    }
    out
}

fn comment(out: &mut String, text: &str) {
    let _ = writeln!(out, "# {}", commented(text));
}

/// What the file cannot say.
fn limits(wanted: &Wanted<'_>) -> Vec<&'static str> {
    let any = |is: &dyn Fn(&Demand) -> bool| wanted.steps.iter().any(|(_, demands)| demands.iter().any(is));
    let mut limits = Vec::new();
    if wanted.at_once {
        limits.push(
            "Limit: it shows when requests are sent at the same time; Hurl sends them one after the other.",
        );
    }
    if wanted.steps.iter().any(|(step, _)| step.lane > 0) && !wanted.at_once {
        limits.push("Limit: it was shown on several connections; Hurl uses one.");
    }
    if wanted.steps.iter().any(|(step, _)| !step.request.writing.is_plain() || step.request.awaits_continue())
    {
        limits.push(
            "Limit: it was shown with requests written in a way that Hurl has no words for: batchspec replay sends them so.",
        );
    }
    if wanted.rounds > 1 {
        limits.push("Limit: it may take several rounds to show: --repeat 30 sends the file so often.");
    }
    if wanted.is_nearest {
        limits.push("Limit: no assert says this promise in full: these are the nearest to it.");
    }
    if any(&|demand| *demand == Demand::NamesOnce) {
        limits.push("Limit: Hurl's reader of JSON drops one of two equal names; only its text is looked at.");
    }
    if wanted.must_agree {
        limits.push(
            "Limit: that two answers agree is asserted of where each item stands, and not of its content.",
        );
    }
    limits
}

fn request(out: &mut String, step: &Step) {
    let request = &step.request;
    let _ = writeln!(out, "\n{} {{{{target}}}}{}", escaped(&request.method), escaped(&request.path));
    for (name, value) in headers(step).iter().filter(|(name, _)| name != "content-length") {
        let _ = writeln!(out, "{}: {}", escaped(name), escaped(value));
    }
    if request.path.contains("/.") {
        out.push_str("[Options]\npath-as-is: true\n");
    }
    body(out, &request.body);
}

/// A body as text where Hurl changes nothing of it, and in base64 elsewhere.
fn body(out: &mut String, body: &Body) {
    if body.framing == Framing::None || body.bytes.is_empty() {
        return;
    }
    let is_plain = body.bytes.iter().all(|byte| matches!(byte, b' '..=b'~') && !b"`\\#".contains(byte));
    match std::str::from_utf8(&body.bytes) {
        Ok(text) if is_plain && !text.contains("{{") && !text.contains("}}") => {
            let _ = writeln!(out, "`{text}`");
        }
        _ => {
            let _ = writeln!(out, "base64,{};", base64(&body.bytes));
        }
    }
}

/// Base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for part in bytes.chunks(3) {
        let whole = part.iter().fold(0_usize, |whole, byte| whole << 8 | usize::from(*byte))
            << (8 * (3 - part.len()));
        for digit in 0..4 {
            let value = whole >> (6 * (3 - digit)) & 63;
            out.push(if digit <= part.len() { char::from(DIGITS[value]) } else { '=' });
        }
    }
    out
}

/// A text outside of quotes.
fn escaped(text: &str) -> String {
    let shown = |character: char| match character {
        '#' | '\\' => format!("\\{character}"),
        '!'..='~' if character != '{' && character != '}' => character.to_string(),
        ' ' => " ".to_owned(),
        other => format!("\\u{{{:x}}}", u32::from(other)),
    };
    text.chars().map(shown).collect()
}

/// A text within double quotes.
fn quoted(text: &str) -> String {
    let shown = |character: char| match character {
        '"' | '\\' => format!("\\{character}"),
        ' '..='~' if character != '{' && character != '}' => character.to_string(),
        other => format!("\\u{{{:x}}}", u32::from(other)),
    };
    format!("\"{}\"", text.chars().map(shown).collect::<String>())
}

fn answer(out: &mut String, wanted: &Wanted<'_>, at: usize, demands: &[Demand]) {
    let status = demands.iter().find_map(|demand| match demand {
        Demand::Status(status) => Some(status.to_string()),
        Demand::Error(allowed) if allowed.iter().all(|(status, _)| *status == allowed[0].0) => {
            Some(allowed[0].0.to_string())
        }
        _ => None,
    });
    let step = wanted.steps.get(at).and_then(|(step, _)| keys(wanted.contract, &step.request));
    let asked = step.map_or(0, |keys| keys.len());
    let _ = writeln!(out, "HTTP {}", status.unwrap_or_else(|| "*".to_owned()));
    let mut asserts: Vec<String> = demands.iter().flat_map(|demand| lines(wanted, asked, demand)).collect();
    if wanted.must_agree {
        let (captures, own) = agreement(wanted, at);
        if !captures.is_empty() {
            let _ = writeln!(out, "[Captures]\n{}", captures.join("\n"));
        }
        asserts.extend(own);
    }
    if !asserts.is_empty() {
        let _ = writeln!(out, "[Asserts]\n{}", asserts.join("\n"));
    }
}

/// Where an item's entries are looked for within a collection, as JSONPath (RFC 9535) behind the collection's own path.
fn entry(collection: &Collection, item: &str) -> String {
    let item = item.replace('\\', "\\\\").replace('\'', "\\'");
    match key_of(collection) {
        "{}" => format!("['{item}']"),
        "[]" => format!("[?@=='{item}']"),
        member => format!("[?@.{member}=='{item}']"),
    }
}

/// All entries that a collection has for an item.
fn entries(collection: &Collection, item: &str) -> String {
    format!("$.{}{}", collection.path.join("."), entry(collection, item))
}

/// Where an item is looked for in any collection at the top of the answer, where all collections stand there.
fn anywhere(wanted: &Wanted<'_>, item: &str) -> Option<String> {
    let batch = wanted.contract.batch.as_ref()?;
    let succeeded = batch.succeeded.as_ref()?;
    let is_at_top = |collection: &Collection| collection.path.len() == 1 && collection.key == succeeded.key;
    let all_are = is_at_top(succeeded) && batch.failed.as_ref().is_none_or(is_at_top);
    all_are.then(|| entry(succeeded, item))
}

/// That an item has one entry in all. A filter over the whole answer has a result only then; Hurl itself does not count
/// what is there once.
fn once(wanted: &Wanted<'_>, item: &str) -> Option<String> {
    let found = format!("$.*{}", anywhere(wanted, item)?);
    Some(format!("jsonpath {} exists", quoted(&format!("$[?count({found})==1]"))))
}

/// A number that tells where an item stands: each collection that has it is taken twice, so that there are several to
/// count, and once more where it succeeds.
fn standing(wanted: &Wanted<'_>, succeeded: &Collection, item: &str) -> Option<String> {
    let has = format!("@{}", anywhere(wanted, item)?);
    let succeeds = format!("count({})>0", entries(succeeded, item));
    Some(format!("jsonpath {} count", quoted(&format!("$[?{has}, ?{has}, ?{has} && {succeeds}]"))))
}

/// Where each item stands in the first answer, and that it stands there in the others.
fn agreement(wanted: &Wanted<'_>, at: usize) -> (Vec<String>, Vec<String>) {
    let (mut captures, mut asserts) = (Vec::new(), Vec::new());
    let asked = |at: usize| {
        wanted.steps.get(at).and_then(|(step, _)| keys(wanted.contract, &step.request)).unwrap_or_default()
    };
    let Some(succeeded) = wanted.contract.batch.as_ref().and_then(|batch| batch.succeeded.as_ref()) else {
        return (captures, asserts);
    };
    for item in asked(at) {
        let first = (0..=at).find(|&before| asked(before).contains(&item)).unwrap_or(at);
        let number = asked(first).iter().position(|known| *known == item).unwrap_or(0);
        let name = format!("stands_{first}_{number}");
        let Some(standing) = standing(wanted, succeeded, &item) else { continue };
        if first == at {
            captures.push(format!("{name}: {standing}"));
        } else {
            asserts.push(format!("{standing} == {{{{{name}}}}}"));
        }
    }
    (captures, asserts)
}

fn lines(wanted: &Wanted<'_>, asked: usize, demand: &Demand) -> Vec<String> {
    match demand {
        Demand::Status(_) => Vec::new(),
        Demand::NoServerError => vec!["status < 500".to_owned()],
        Demand::Refused => vec!["status >= 300".to_owned(), "status < 500".to_owned()],
        Demand::Error(allowed) => {
            let names: Vec<&str> = allowed.iter().map(|(_, name)| name.as_str()).collect();
            let mut lines = vec!["status >= 400".to_owned()];
            // Hurl has no "or": a target that names the error in the body alone needs another assert here.
            if wanted.clause.area() != "request" {
                lines.push(format!(
                    "header \"x-amzn-errortype\" matches /^([^:]*#)?({})(:.*)?$/",
                    names.join("|")
                ));
            }
            lines
        }
        Demand::NotServed(members) => members
            .iter()
            .map(|member| format!("body not contains {}", quoted(&format!("\"{member}\":"))))
            .collect(),
        Demand::Json => vec!["jsonpath \"$\" exists".to_owned()],
        Demand::JsonMediaType(own) => vec![format!("header \"content-type\" startsWith \"{own}\"")],
        Demand::NamesOnce => names(wanted, asked),
        Demand::EachOnce(items) => items.iter().filter_map(|item| once(wanted, item)).collect(),
        Demand::At(place, rule) => found(wanted, place, rule).into_iter().collect(),
        Demand::IsNot(pointer, value) => {
            let simple = !value.starts_with(['[', '{']);
            let value = if value.starts_with('"') {
                serde_json::from_str(value).map(|text: String| quoted(&text)).unwrap_or_default()
            } else {
                value.clone()
            };
            simple.then(|| format!("jsonpath {} != {value}", path(pointer))).into_iter().collect()
        }
    }
}

/// A member that is there twice is there more often than the objects that may have it: the answer as a whole, and an
/// entry of each item that was asked for.
fn names(wanted: &Wanted<'_>, asked: usize) -> Vec<String> {
    let contract = wanted.contract;
    let both = contract.batch.as_ref().map(|batch| [batch.succeeded.as_ref(), batch.failed.as_ref()]);
    let collections: Vec<&Collection> = both.into_iter().flatten().flatten().collect();
    // Elsewhere in the answer the same name may stand, too.
    let is_only_there = |name: &str| {
        let mut places = contract.constraints.iter().filter(|constraint| {
            let place = constraint.place.as_str();
            constraint.kind == ConstraintKind::Type && place.starts_with("output") && place.ends_with(name)
        });
        places.all(|found| collections.iter().any(|own| found.place == format!("{}{name}", own.place())))
    };
    let tops = collections.iter().filter_map(|collection| Some((collection.path.first()?.as_str(), 1)));
    let key = collections.first().map(|collection| (key_of(collection), asked));
    let key = key
        .filter(|(name, _)| asked > 0 && !name.starts_with(['[', '{']) && is_only_there(&format!(".{name}")));
    let line = |(name, most): (&str, usize)| {
        format!("body split {} count <= {}", quoted(&format!("\"{name}\":")), most + 1)
    };
    tops.chain(key).map(line).collect()
}

/// Whether a JSON pointer leads to a place, as in `accounts[].accountId`.
fn leads_to(pointer: &str, place: &str) -> bool {
    let mut parts = pointer.split('/').skip(1);
    let names = place.split('.').filter(|part| !part.is_empty()).all(|part| {
        let name = &part[..part.find(['[', '{']).unwrap_or(part.len())];
        let inner = part[name.len()..].len() / 2;
        parts.next() == Some(name) && (0..inner).all(|_| parts.next().is_some())
    });
    names && parts.next().is_none()
}

/// What is demanded of the value at the place of the breach.
fn found(wanted: &Wanted<'_>, place: &str, rule: &Rule) -> Option<String> {
    let at = wanted.saved.place.as_ref().filter(|at| at.message == "answer")?;
    let pointer = Some(&at.pointer).filter(|pointer| leads_to(pointer, place))?;
    let path = path(pointer);
    Some(match rule {
        Rule::Present => format!("jsonpath {path} exists"),
        Rule::NotNull => format!("jsonpath {path} != null"),
        Rule::Length(min, usize::MAX) => format!("jsonpath {path} count >= {min}"),
        Rule::Length(_, max) => format!("jsonpath {path} count <= {max}"),
        Rule::OneOf(texts) => format!("jsonpath {path} matches /^({})$/", texts.join("|")),
        Rule::Type(types) => {
            let own = types.iter().find_map(|name| match *name {
                "string" => Some("isString"),
                "number" => Some("isNumber"),
                "boolean" => Some("isBoolean"),
                "array" => Some("isList"),
                "object" => Some("isObject"),
                _ => None,
            });
            format!("jsonpath {path} {}", own?)
        }
    })
}

/// A JSON pointer as JSONPath, quoted.
fn path(pointer: &str) -> String {
    let mut path = "$".to_owned();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        match part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty() {
            true => path.push_str(&format!("[{part}]")),
            false => path.push_str(&format!("['{}']", part.replace('\\', "\\\\").replace('\'', "\\'"))),
        }
    }
    quoted(&path)
}

#[cfg(test)]
mod tests {
    use super::{base64, leads_to};

    #[test]
    fn a_pointer_leads_to_one_place() {
        let pointer = "/accounts/0/freeTrialInfo/12/type";
        assert!(leads_to(pointer, "accounts[].freeTrialInfo[].type") && leads_to("", ""));
        assert!(!leads_to(pointer, "accounts[].freeTrialInfo[]") && !leads_to(pointer, "accounts[].type"));
        assert!(leads_to("/EntityDetails/a/Name", "EntityDetails{}.Name"));
    }

    #[test]
    fn base64_is_as_the_standard_has_it() {
        for (text, code) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(text.as_bytes()), code);
        }
    }
}
