//! Bodies that leave JSON's grammar, and bodies that stay within it in ways that break readers.

use super::base::documented;
use super::case::{Aim, Case, Claim, Origin, Step};
use super::dice::Dice;
use super::plan::Maker;
use crate::contract::ClauseRef;

/// Cases for both kinds of bodies.
pub(super) fn cases(maker: &mut Maker<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut dice = Dice::new(maker.seed, "malformed", 0);
    let known = maker.contract.known.clone();
    for count in [1, 2, 5] {
        let items = maker.pool.draw(&mut dice, count);
        let body = maker.base.body(maker.contract, items.iter().map(|item| item.json.as_str()));
        let text = String::from_utf8_lossy(&body).into_owned();
        let index = u32::try_from(count).unwrap_or(0);
        for (label, bytes) in broken(&text) {
            let claim = Claim::RefusedBy(known.malformed_json_rejected);
            cases.extend(maker.body("malformed", label, index, bytes, claim, Aim::Plain));
        }
        if count == 2 {
            for (at, bytes) in truncated(&text) {
                let claim = Claim::RefusedBy(known.malformed_json_rejected);
                cases.extend(maker.body("malformed", format!("cut-at-{at}"), 0, bytes, claim, Aim::Plain));
            }
        }
        for (label, text) in not_objects(&text) {
            let claim = Claim::RefusedBy(known.non_object_body_rejected);
            cases.extend(maker.body("malformed", label, index, text.into_bytes(), claim, Aim::Plain));
        }
        for (label, bytes) in respelled(&text) {
            let aim = Aim::Clause(known.harmless_variation_accepted);
            cases.extend(maker.body("respelled", label, index, bytes, Claim::Accepted, aim));
        }
        for (label, bytes, clause) in
            unusual(&text, known.hostile_bytes_no_5xx, known.harmless_variation_accepted)
        {
            cases.extend(maker.body("unusual", label, index, bytes, Claim::Any, Aim::Clause(clause)));
        }
    }
    for index in 0..6 {
        let claim = Claim::RefusedBy(known.empty_body_rejected);
        cases.extend(maker.empty_body(index, claim));
    }
    cases
}

/// The places where a text can be cut so that only its beginning is sent: after each token.
fn truncated(text: &str) -> Vec<(usize, Vec<u8>)> {
    let mut cuts: Vec<usize> = Vec::new();
    let bytes = text.as_bytes();
    for at in 1..bytes.len() {
        let boundary = |byte: u8| matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"');
        if boundary(bytes[at - 1]) || boundary(bytes[at]) {
            cuts.push(at);
        }
    }
    cuts.into_iter().map(|at| (at, bytes[..at].to_vec())).collect()
}

/// Each production of the grammar broken, within or around an otherwise valid text.
fn broken(text: &str) -> Vec<(String, Vec<u8>)> {
    let mut out: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |label: &str, text: String| out.push((label.to_owned(), text.into_bytes()));
    for (label, tail) in [
        ("letters", "abc"),
        ("brace", "}"),
        ("bracket", "]"),
        ("comma", ","),
        ("null", "null"),
        ("object", "{}"),
        ("same", text),
        ("newline-same", "\n{}"),
        ("line-comment", " // end"),
        ("block-comment", " /* end */"),
        ("nul", "\u{0}"),
        ("form-feed", "\u{c}"),
        ("no-break-space", "\u{a0}"),
        ("semicolon", ";"),
    ] {
        add(&format!("followed-by-{label}"), format!("{text}{tail}"));
    }
    for (label, head) in [
        ("letters", "abc"),
        ("bracket", "]"),
        ("comma", ","),
        ("line-comment", "// start\n"),
        ("block-comment", "/* start */"),
        ("form-feed", "\u{c}"),
        ("vertical-tab", "\u{b}"),
        ("guard", ")]}'\n"),
        ("no-break-space", "\u{a0}"),
        ("hash-comment", "# start\n"),
    ] {
        add(&format!("preceded-by-{label}"), format!("{head}{text}"));
    }
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    for (label, whole) in [
        ("single-quotes", text.replace('"', "'")),
        ("no-quotes", text.replace('"', "")),
        ("trailing-comma-in-object", format!("{{{inner},}}")),
        ("leading-comma-in-object", format!("{{,{inner}}}")),
        ("trailing-comma-in-array", replaced_last(text, "]", ",]")),
        ("leading-comma-in-array", text.replacen('[', "[,", 1)),
        ("only-comma-in-array", text.replacen('[', "[,,", 1)),
        ("no-colon", text.replacen(':', " ", 1)),
        ("two-colons", text.replacen(':', "::", 1)),
        ("equals-for-colon", text.replacen(':', "=", 1)),
        ("comma-for-colon", text.replacen(':', ",", 1)),
        ("comment-inside", text.replacen(':', ":/* here */", 1)),
        ("line-comment-inside", text.replacen(':', ":// here\n", 1)),
        ("form-feed-inside", text.replacen(':', ":\u{c}", 1)),
        ("unquoted-name", unquoted_name(text)),
        ("number-name", format!("{{1:2,{inner}}}")),
        ("brackets-crossed", replaced_last(text, "]", "}")),
        ("raw-newline-in-string", in_string(text, "\n")),
        ("raw-tab-in-string", in_string(text, "\t")),
        ("raw-nul-in-string", in_string(text, "\u{0}")),
        ("raw-escape-in-string", in_string(text, "\u{1b}")),
        ("unknown-escape", in_string(text, "\\x41")),
        ("octal-escape", in_string(text, "\\061")),
        ("short-unicode-escape", in_string(text, "\\u12")),
        ("wrong-unicode-escape", in_string(text, "\\u12G4")),
        ("upper-case-unicode-escape", in_string(text, "\\U0031")),
        ("lone-backslash", in_string(text, "\\")),
        ("line-continuation", in_string(text, "\\\n")),
    ] {
        if whole != text {
            add(label, whole);
        }
    }
    for value in [
        "01",
        "-01",
        "+1",
        ".5",
        "1.",
        "1.e5",
        "1e",
        "1e+",
        "-",
        "--1",
        "0x10",
        "1_000",
        "NaN",
        "Infinity",
        "-Infinity",
        "True",
        "FALSE",
        "nul",
        "None",
        "undefined",
        "''",
        "\"open",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "[1 2]",
        "1,000",
    ] {
        // In a member of its own, so that nothing but the grammar is wrong with the rest.
        add(&format!("value-{value}"), format!("{{{inner},\"extra\":{value}}}"));
    }
    add("only-open", "{[".to_owned());
    add("only-space", "  \n".to_owned());
    add("form", "a=1&b=2".to_owned());
    add("xml", "<request/>".to_owned());
    for (label, bytes) in [
        ("byte-ff", &b"\xff"[..]),
        ("lone-continuation", b"\x80"),
        ("cut-sequence", b"\xe2\x82"),
        ("overlong", b"\xc0\xaf"),
        ("encoded-surrogate", b"\xed\xa0\x80"),
        ("beyond-unicode", b"\xf4\x90\x80\x80"),
    ] {
        out.push((format!("not-utf8-{label}"), with_bytes(text, bytes)));
    }
    out
}

/// JSON texts that are no object.
fn not_objects(text: &str) -> Vec<(String, String)> {
    let inner: String = text.split_once(':').map_or(text, |(_, value)| value).to_owned();
    let list = inner.strip_suffix('}').unwrap_or("[]").to_owned();
    let quoted = serde_json::Value::String(text.to_owned()).to_string();
    [
        ("list-of-requests", format!("[{text}]")),
        ("bare-list", list),
        ("empty-list", "[]".to_owned()),
        ("number", "10".to_owned()),
        ("null", "null".to_owned()),
        ("true", "true".to_owned()),
        ("string", quoted),
        ("empty-string", "\"\"".to_owned()),
    ]
    .into_iter()
    .map(|(label, text)| (format!("top-level-{label}"), text))
    .collect()
}

/// The same JSON spelled otherwise.
pub(super) fn respelled(text: &str) -> Vec<(String, Vec<u8>)> {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else {
        return Vec::new();
    };
    let pretty = serde_json::to_string_pretty(&value).unwrap_or_default();
    [
        ("pretty", pretty.clone()),
        ("tabs", pretty.replace("  ", "\t")),
        ("crlf", pretty.replace('\n', "\r\n")),
        ("leading-space", format!(" \n\t{text}")),
        ("trailing-newline", format!("{text}\r\n")),
        ("escaped-values", escaped(text, |_| true)),
        ("escaped-digits", escaped(text, |c| c.is_ascii_digit())),
        (
            "upper-case-escapes",
            escaped(text, |c| c.is_ascii_alphanumeric()).replace("\\u00", "\\U00").replace("\\U00", "\\u00"),
        ),
        ("escaped-slash", text.replace('/', "\\/")),
        ("members-reversed", reversed(&value)),
    ]
    .into_iter()
    .map(|(label, text)| (label.to_owned(), text.into_bytes()))
    .collect()
}

/// Legal, or left open, and hard on readers: no server error, no silence, no dropped connection.
fn unusual(text: &str, hostile: ClauseRef, harmless: ClauseRef) -> Vec<(String, Vec<u8>, ClauseRef)> {
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let with = |value: &str| format!("{{{inner},\"extra\":{value}}}");
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let item_list = text.split_once(':').map_or("[]", |(_, rest)| rest.strip_suffix('}').unwrap_or("[]"));
    let texts = [
        ("unknown-member", with("1"), harmless),
        ("unknown-null-member", with("null"), harmless),
        ("unknown-object-member", with("{\"a\":[{}]}"), harmless),
        ("unknown-member-first", format!("{{\"extra\":true,{inner}}}"), harmless),
        ("unknown-member-with-empty-name", format!("{{\"\":0,{inner}}}"), harmless),
        ("unknown-astral-member", format!("{{\"\u{1f600}\":\"\u{1f600}\",{inner}}}"), harmless),
        ("unknown-long-string", with(&format!("\"{}\"", "x".repeat(30_000))), harmless),
        ("byte-order-mark", format!("\u{feff}{text}"), hostile),
        ("same-member-twice", format!("{{{inner},{inner}}}"), hostile),
        ("lone-surrogate", with("\"\\ud800\""), hostile),
        ("lone-low-surrogate-name", format!("{{\"\\udc00\":1,{inner}}}"), hostile),
        ("lone-surrogate-in-item", in_string_value(text, "\\ud83d"), hostile),
        ("nul-escape", with("\"\\u0000\""), hostile),
        ("nul-escape-in-item", in_string_value(text, "\\u0000"), hostile),
        ("deep-lists", with(&deep(1_000)), hostile),
        ("very-deep-lists", with(&deep(20_000)), hostile),
        ("deep-items", text.replacen(item_list, &deep(5_000), 1), hostile),
        ("deep-objects", with(&format!("{}1{}", "{\"a\":".repeat(3_000), "}".repeat(3_000))), hostile),
        ("huge-number", with("1e999999"), hostile),
        ("long-number", with(&"9".repeat(5_000)), hostile),
        ("tiny-number", with("1e-999999"), hostile),
        ("negative-zero", with("-0.0"), hostile),
        (
            "many-members",
            with(&format!("{{{}\"z\":1}}", (0..2_000).map(|n| format!("\"k{n}\":{n},")).collect::<String>())),
            hostile,
        ),
        ("prototype", with("{\"__proto__\":{\"a\":1},\"constructor\":{\"prototype\":1}}"), hostile),
        ("body-of-100-kib", with(&format!("\"{}\"", "y".repeat(100 * 1024))), hostile),
    ];
    texts.into_iter().map(|(label, text, clause)| (label.to_owned(), text.into_bytes(), clause)).collect()
}

/// Every character of string values that `which` names as a `\u` escape; member names stay as they are.
fn escaped(text: &str, which: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len() * 4);
    for (index, part) in text.split('"').enumerate() {
        if index > 0 {
            out.push('"');
        }
        // Parts with odd index lie between quotes; generated items hold no escaped quote.
        if index % 2 == 1 && !part.contains('\\') {
            for c in part.chars() {
                if which(c) && (c as u32) < 0x1_0000 {
                    out.push_str(&format!("\\u{:04x}", c as u32));
                } else {
                    out.push(c);
                }
            }
        } else {
            out.push_str(part);
        }
    }
    out
}

/// Object members in the opposite order, at every level.
fn reversed(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(members) => {
            let parts: Vec<String> = members
                .iter()
                .rev()
                .map(|(name, value)| {
                    format!("{}:{}", serde_json::Value::String(name.clone()), reversed(value))
                })
                .collect();
            format!("{{{}}}", parts.join(","))
        }
        serde_json::Value::Array(items) => {
            format!("[{}]", items.iter().map(reversed).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

fn replaced_last(text: &str, what: &str, with: &str) -> String {
    match text.rfind(what) {
        Some(at) => format!("{}{with}{}", &text[..at], &text[at + what.len()..]),
        None => text.to_owned(),
    }
}

fn unquoted_name(text: &str) -> String {
    text.replacen("{\"", "{", 1).replacen("\":", ":", 1)
}

/// Puts `what` into the last string of the text.
fn in_string(text: &str, what: &str) -> String {
    match text.rfind('"') {
        Some(end) => format!("{}{what}{}", &text[..end], &text[end..]),
        None => text.to_owned(),
    }
}

/// Puts an escape into the last string value.
fn in_string_value(text: &str, escape: &str) -> String {
    in_string(text, escape)
}

fn with_bytes(text: &str, bytes: &[u8]) -> Vec<u8> {
    let at = text.rfind('"').unwrap_or(0);
    [&text.as_bytes()[..at], bytes, &text.as_bytes()[at..]].concat()
}

impl Maker<'_> {
    pub(super) fn body(
        &mut self,
        family: &'static str,
        variant: String,
        index: u32,
        body: Vec<u8>,
        claim: Claim,
        aim: Aim,
    ) -> Option<Case> {
        self.request(Origin { family, variant, index }, documented(self.contract, body), claim, aim)
    }

    pub(super) fn request(
        &mut self,
        origin: Origin,
        request: crate::message::Request,
        claim: Claim,
        aim: Aim,
    ) -> Option<Case> {
        match Step::checked(self.contract, request, claim) {
            Ok(step) => Some(Case { origin, aim, steps: vec![step], relation: None }),
            Err(what) => {
                self.fault(origin, what);
                None
            }
        }
    }
}
