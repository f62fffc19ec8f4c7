//! The Rust form: one file, the standard library only.

use std::fmt::Write as _;

use super::demands::{Demand, Rule, Wanted, documented, key_of};
use crate::generate::Step;
use crate::message::Framing;
use crate::report::Tool;
use crate::send::wire_body;

/// Parts of the file that are there when the text before them names them; what uses another part comes before it.
const PARTS: [(&str, &str); 11] = [
    ("assert_each_once(", include_str!("rust/each_once.txt")),
    ("assert_same(", include_str!("rust/agree.txt")),
    (" entries(", include_str!("rust/entries.txt")),
    ("assert_error(", include_str!("rust/error.txt")),
    ("assert_not_served(", include_str!("rust/not_served.txt")),
    ("assert_names_once(", include_str!("rust/names_once.txt")),
    ("assert_type(", include_str!("rust/type.txt")),
    ("assert_length(", include_str!("rust/length.txt")),
    (" values(", include_str!("rust/places.txt")),
    ("at(&json(", include_str!("rust/pointer.txt")),
    ("json(", include_str!("rust/json.txt")),
];

/// The whole file.
pub(super) fn to_rust(wanted: &Wanted<'_>) -> String {
    let mut body = test(wanted);
    let mut constants = String::new();
    for (name, part) in PARTS {
        // A part that reads JSON without demanding it names its reader otherwise.
        if body.contains(name) || (name == "json(" && body.contains("parse(")) {
            body.push_str(part);
        }
    }
    if body.contains("COLLECTIONS") {
        collections(wanted, &mut constants);
    }
    if body.contains("SUCCESS") {
        let _ = writeln!(constants, "const SUCCESS: u16 = {};", wanted.contract.binding.status);
    }
    let map = if body.contains("BTreeMap") { "use std::collections::BTreeMap;\n" } else { "" };
    let send =
        if wanted.at_once { include_str!("rust/at_once.txt") } else { include_str!("rust/in_turn.txt") };
    format!(
        "{}\n{map}use std::io::{{self, BufRead as _, BufReader, Read as _, Write as _}};\nuse std::net::TcpStream;\n\
         use std::time::Duration;\n\n/// Where it was found; BATCHSPEC_TARGET names another target.\n\
         const TARGET: &str = {:?};\n\n/// The longest time without a word of the answer.\n\
         const TIMEOUT: Duration = Duration::from_secs(10);\n{constants}\n{}{body}{}{send}",
        head(wanted),
        wanted.saved.target,
        requests(wanted),
        include_str!("rust/client.txt"),
    )
}

/// What the file is, and the promise that it is about.
fn head(wanted: &Wanted<'_>) -> String {
    let (saved, clause, source) = (wanted.saved, wanted.clause, &wanted.clause.source);
    let mut lines = vec![
        format!(
            "{} ({}, {}): a finding of batchspec {}.",
            clause.id,
            clause.level.name(),
            saved.suite,
            Tool::this().version
        ),
        String::new(),
        clause.sentence.clone(),
        format!("Source: {}", [source.document.as_str(), &source.section].join(", ").trim_end_matches(", ")),
    ];
    lines.extend(source.url.clone());
    if !saved.expected.is_empty() {
        lines.extend([
            String::new(),
            format!("Expected: {}", saved.expected),
            format!("Came: {}", saved.actual),
        ]);
    }
    let is_held = |step: &Step| !step.request.writing.pauses.is_empty() || step.request.awaits_continue();
    if wanted.steps.iter().any(|(step, _)| is_held(step)) {
        let limit = "Limit: it was shown with a request that stops on its way; this test sends each at once.";
        lines.extend([String::new(), limit.to_owned()]);
    }
    lines.extend([String::new(), format!("Signature: {}", saved.signature)]);
    lines.iter().map(|line| format!("//! {}", commented(line)).trim_end().to_owned() + "\n").collect()
}

/// A text within a comment: on one line, and nothing in it that is not seen.
pub(super) fn commented(text: &str) -> String {
    let shown = |character: char| match character {
        ' '..='~' => character.to_string(),
        other if other.is_alphanumeric() => other.to_string(),
        other => other.escape_unicode().to_string(),
    };
    text.chars().map(shown).collect()
}

fn requests(wanted: &Wanted<'_>) -> String {
    let mut out = "const REQUESTS: &[Ask] = &[\n".to_owned();
    for (step, _) in &wanted.steps {
        let headers = headers(step).into_iter().map(|(name, value)| format!("({name:?}, {value:?})"));
        let _ = write!(
            out,
            "    Ask {{\n        lane: {},\n        method: {:?},\n        path: {:?},\n        headers: &[{}],\n        \
             body: {},\n    }},\n",
            step.lane,
            step.request.method,
            step.request.path,
            headers.collect::<Vec<_>>().join(", "),
            bytes(&wire_body(&step.request)),
        );
    }
    out + "];\n"
}

/// The headers of a request, those that tell where its body ends among them.
pub(super) fn headers(step: &Step) -> Vec<(String, String)> {
    let request = &step.request;
    let own = request.headers.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    let length = request.body.bytes.len().to_string();
    let framing = match request.body.framing {
        Framing::Length => Some(("content-length", length)),
        Framing::Chunked => Some(("transfer-encoding", "chunked".to_owned())),
        Framing::None => None,
    };
    let framing = framing.filter(|(name, _)| request.header(name).is_none());
    own.chain(framing.map(|(name, value)| (name.to_owned(), value))).collect()
}

/// A literal of these bytes.
fn bytes(bytes: &[u8]) -> String {
    let is_plain = bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    match std::str::from_utf8(bytes) {
        Ok(text) if is_plain && !text.contains("\"#") => format!("br#\"{text}\"#"),
        _ => format!("b\"{}\"", bytes.escape_ascii()),
    }
}

fn list<'t>(texts: impl IntoIterator<Item = &'t String>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|text| format!("{text:?}")).collect();
    format!("&[{}]", texts.join(", "))
}

fn test(wanted: &Wanted<'_>) -> String {
    let is_name = |character: char| character.is_ascii_alphanumeric();
    let name: String = wanted
        .clause
        .id
        .chars()
        .map(|next| if is_name(next) { next.to_ascii_lowercase() } else { '_' })
        .collect();
    let mut lines = vec!["let mut lanes = Vec::new();".to_owned()];
    if wanted.must_agree {
        lines.push("let mut seen = BTreeMap::new();".to_owned());
    }
    let mut each = vec!["let answers = send_all(&mut lanes);".to_owned()];
    if wanted.is_nearest {
        each.push(
            "// No demand on single answers says this promise in full: this is the nearest to it.".to_owned(),
        );
    }
    each.push("assert_eq!(answers.len(), REQUESTS.len(), \"each request has its answer\");".to_owned());
    for (at, (_, demands)) in wanted.steps.iter().enumerate() {
        let asserts = demands.iter().map(|demand| line(demand, &format!("answers[{at}]")));
        each.extend(asserts);
        if wanted.must_agree {
            each.push(format!("assert_same(&mut seen, &answers[{at}]);"));
        }
    }
    if wanted.rounds > 1 {
        lines.push(format!("for _ in 0..{} {{", wanted.rounds));
        lines.extend(each.into_iter().map(|line| format!("    {line}")));
        lines.push("}".to_owned());
    } else {
        lines.extend(each);
    }
    let lines: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    format!("\n#[test]\nfn {name}_{}() {{\n{lines}}}\n", wanted.saved.signature)
}

/// A demand on the answer of this name.
fn line(demand: &Demand, answer: &str) -> String {
    match demand {
        Demand::Status(status) => format!("assert_eq!({answer}.status, {status}, \"{{}}\", {answer});"),
        Demand::NoServerError => format!("assert!({answer}.status < 500, \"{{}}\", {answer});"),
        Demand::Refused => format!("assert!((300..500).contains(&{answer}.status), \"{{}}\", {answer});"),
        Demand::Error(allowed) => {
            let allowed: Vec<_> =
                allowed.iter().map(|(status, name)| format!("({status}, {name:?})")).collect();
            format!("assert_error(&{answer}, &[{}]);", allowed.join(", "))
        }
        Demand::NotServed(members) => format!("assert_not_served(&{answer}, {});", list(members)),
        Demand::Json => format!("json(&{answer});"),
        Demand::JsonMediaType(own) => format!(
            "assert!({answer}.headers.iter().any(|(name, value)| name == \"content-type\" && \
             value.starts_with({own:?})), \"{{}}\", {answer});"
        ),
        Demand::NamesOnce => format!("assert_names_once(&json(&{answer}));"),
        Demand::EachOnce(items) => format!("assert_each_once(&{answer}, {});", list(items)),
        Demand::IsNot(pointer, value) => {
            format!(
                "assert_ne!(at(&json(&{answer}), {pointer:?}), parse({}).as_ref(), \"{{}}\", {answer});",
                bytes(value.as_bytes())
            )
        }
        Demand::At(place, rule) => at(answer, place, rule),
    }
}

fn at(answer: &str, place: &str, rule: &Rule) -> String {
    let every = format!("values(&json(&{answer}), {place:?})");
    let shown = format!("\"{{}}\", {answer}");
    match rule {
        Rule::Type(types) => {
            let types: Vec<String> = types.iter().map(|&name| name.to_owned()).collect();
            format!("assert_type(&json(&{answer}), {place:?}, {});", list(&types))
        }
        Rule::Present => {
            format!(
                "assert!( {every}.iter().all(|value| !matches!(value, None | Some(Json::Null))), {shown});"
            )
        }
        Rule::NotNull => {
            format!("assert!( {every}.iter().all(|value| *value != Some(&Json::Null)), {shown});")
        }
        Rule::Length(min, max) => {
            let max = if *max == usize::MAX { "usize::MAX".to_owned() } else { max.to_string() };
            format!("assert_length(&json(&{answer}), {place:?}, {min}, {max});")
        }
        Rule::OneOf(texts) => {
            let known = list(texts);
            format!(
                "assert!( {every}.into_iter().flatten().all(|value| !matches!(value, Json::Text(text) if \
                 !{known}.contains(&text.as_str()))), {shown});"
            )
        }
    }
}

/// Where entries stand, and what of them is compared.
fn collections(wanted: &Wanted<'_>, out: &mut String) {
    let Some(batch) = &wanted.contract.batch else { return };
    let succeeded = batch.succeeded.iter().map(|succeeded| (succeeded, true));
    let both = succeeded.chain(batch.failed.iter().map(|failed| (failed, false)));
    out.push_str("\n/// Where entries stand, how each names its item (`{}` by its name in the object), and whether it succeeded.\n");
    out.push_str("const COLLECTIONS: &[(&[&str], &str, bool)] = &[\n");
    for (collection, succeeded) in both {
        let _ = writeln!(out, "    ({}, {:?}, {succeeded}),", list(&collection.path), key_of(collection));
    }
    out.push_str("];\n");
    if wanted.must_agree {
        let code = batch.failed.as_ref().and_then(|failed| failed.code.as_ref()?.single());
        let _ = writeln!(
            out,
            "/// The member that says why an item failed.\nconst CODE: Option<&str> = {code:?};"
        );
        let succeeded = batch.succeeded.as_ref();
        let known = succeeded.map(|succeeded| documented(wanted.contract, succeeded)).unwrap_or_default();
        let known = list(&known);
        let _ = writeln!(
            out,
            "/// The documented members of an entry that succeeded.\nconst DOCUMENTED: &[&str] = {known};"
        );
    }
}
