//! Bodies that leave the grammar of RFC 8259, and bodies that are JSON but no object.

use serde_json::Value;

use super::spelling::in_string;

/// What follows a whole text and makes it none.
const TAILS: [(&str, &str); 13] = [
    ("letters", "abc"),
    ("brace", "}"),
    ("bracket", "]"),
    ("comma", ","),
    ("null", "null"),
    ("object", "{}"),
    ("newline-same", "\n{}"),
    ("line-comment", " // end"),
    ("block-comment", " /* end */"),
    ("nul", "\u{0}"),
    ("form-feed", "\u{c}"),
    ("no-break-space", "\u{a0}"),
    ("semicolon", ";"),
];

/// What comes before a whole text and makes it none.
const HEADS: [(&str, &str); 10] = [
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
];

/// What readers of other notations take for a value.
const NOT_VALUES: [&str; 27] = [
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
];

/// Bytes that no UTF-8 text has.
const NOT_UTF8: [(&str, &[u8]); 6] = [
    ("byte-ff", b"\xff"),
    ("lone-continuation", b"\x80"),
    ("cut-sequence", b"\xe2\x82"),
    ("overlong", b"\xc0\xaf"),
    ("encoded-surrogate", b"\xed\xa0\x80"),
    ("beyond-unicode", b"\xf4\x90\x80\x80"),
];

/// Control characters that stand in a string only as escapes.
const RAW_CONTROLS: [(&str, &[u8]); 3] = [("line-feed", b"\n"), ("tab", b"\t"), ("unit-separator", b"\x1f")];

/// The places where a text can be cut so that only its beginning is sent: after each token.
pub(super) fn truncated(text: &str) -> Vec<(usize, Vec<u8>)> {
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
pub(super) fn broken(text: &str) -> Vec<(String, Vec<u8>)> {
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let tails = TAILS.map(|(label, tail)| (format!("followed-by-{label}"), format!("{text}{tail}")));
    let heads = HEADS.map(|(label, head)| (format!("preceded-by-{label}"), format!("{head}{text}")));
    // In a member of its own, so that nothing but the grammar is wrong with the rest.
    let values = NOT_VALUES.map(|value| (format!("value-{value}"), format!("{{{inner},\"extra\":{value}}}")));
    let others = [
        ("followed-by-same", format!("{text}{text}")),
        ("only-open", "{[".to_owned()),
        ("only-space", "  \n".to_owned()),
        ("form", "a=1&b=2".to_owned()),
        ("xml", "<request/>".to_owned()),
    ];
    let others = others.map(|(label, text)| (label.to_owned(), text));
    let texts = tails.into_iter().chain(heads).chain(values).chain(others).chain(broken_inside(text, inner));
    let bytes = NOT_UTF8.map(|(label, bytes)| (format!("not-utf8-{label}"), with_bytes(text, bytes)));
    // Where no pattern refuses the text for another reason.
    let unnamed = NOT_UTF8.iter().chain(&RAW_CONTROLS).map(|(label, bytes)| {
        let body = [b"{", inner.as_bytes(), b",\"extra\":\"a", bytes, b"b\"}"].concat();
        (format!("unknown-member-{label}"), body)
    });
    texts.map(|(label, text)| (label, text.into_bytes())).chain(bytes).chain(unnamed).collect()
}

/// Punctuation, white space, names and strings broken where they stand.
fn broken_inside(text: &str, inner: &str) -> Vec<(String, String)> {
    let changed = [
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
    ];
    let changed = changed.into_iter().filter(|(_, whole)| whole != text);
    changed.map(|(label, whole)| (label.to_owned(), whole)).collect()
}

/// JSON texts that are no object.
pub(super) fn not_objects(text: &str) -> Vec<(String, String)> {
    let body = serde_json::from_str::<Value>(text).unwrap_or_default();
    let list = first_list(&body).map_or_else(|| "[]".to_owned(), Value::to_string);
    let quoted = Value::String(text.to_owned()).to_string();
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

/// The first list in a tree, outer ones before those that they hold.
fn first_list(body: &Value) -> Option<&Value> {
    match body {
        Value::Array(_) => Some(body),
        Value::Object(members) => members.values().find_map(first_list),
        _ => None,
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

fn with_bytes(text: &str, bytes: &[u8]) -> Vec<u8> {
    let at = text.rfind('"').unwrap_or(0);
    [&text.as_bytes()[..at], bytes, &text.as_bytes()[at..]].concat()
}
