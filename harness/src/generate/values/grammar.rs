//! Bodies that leave the grammar of RFC 8259, and bodies that are JSON but no object.

use serde_json::Value;

/// What follows a whole text and makes it none.
const TAILS: [(&str, &str); 19] = [
    ("letters", "abc"),
    ("brace", "}"),
    ("bracket", "]"),
    ("comma", ","),
    ("null", "null"),
    ("object", "{}"),
    ("list", "[]"),
    ("number", " 12"),
    ("string", " \"a\""),
    ("newline-same", "\n{}"),
    ("line-comment", " // end"),
    ("block-comment", " /* end */"),
    ("nul", "\u{0}"),
    ("form-feed", "\u{c}"),
    ("no-break-space", "\u{a0}"),
    // White space to some languages, as are the two after it; none to JSON.
    ("next-line", "\u{85}"),
    ("file-separator", "\u{1c}"),
    ("record-separator", "\u{1e}"),
    ("semicolon", ";"),
];

/// What comes before a whole text and makes it none.
const HEADS: [(&str, &str); 14] = [
    ("letters", "abc"),
    ("bracket", "]"),
    ("comma", ","),
    ("line-comment", "// start\n"),
    ("block-comment", "/* start */"),
    ("form-feed", "\u{c}"),
    ("vertical-tab", "\u{b}"),
    ("guard", ")]}'\n"),
    ("no-break-space", "\u{a0}"),
    ("nul", "\u{0}"),
    ("next-line", "\u{85}"),
    ("file-separator", "\u{1c}"),
    // What begins each text of a JSON text sequence (RFC 7464), which is another format.
    ("record-separator", "\u{1e}"),
    ("hash-comment", "# start\n"),
];

/// What readers of other notations take for a value.
const NOT_VALUES: [&str; 30] = [
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
    "\u{661}",
    "1\u{662}3",
    "\u{ff11}",
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

/// What no string holds: bytes that are not UTF-8, control characters that stand there only as escapes, and escapes
/// that JSON does not have. All go right before a closing quote.
const NOT_IN_STRINGS: [(&str, &[u8]); 35] = [
    ("byte-ff", b"\xff"),
    ("lone-continuation", b"\x80"),
    ("cut-pair", b"\xc3"),
    ("cut-sequence", b"\xe2\x82"),
    ("cut-astral", b"\xf0\x9f\x98"),
    ("overlong", b"\xc0\xaf"),
    ("overlong-nul", b"\xc0\x80"),
    ("encoded-surrogate", b"\xed\xa0\x80"),
    ("beyond-unicode", b"\xf4\x90\x80\x80"),
    ("raw-newline", b"\n"),
    ("raw-return", b"\r"),
    ("raw-tab", b"\t"),
    ("raw-nul", b"\0"),
    ("raw-escape", b"\x1b"),
    ("raw-unit-separator", b"\x1f"),
    ("unknown-escape", b"\\x41"),
    ("octal-escape", b"\\061"),
    ("quote-escape", b"\\'"),
    ("vertical-tab-escape", b"\\v"),
    ("bell-escape", b"\\a"),
    ("escape-escape", b"\\e"),
    ("nul-escape", b"\\0"),
    ("space-escape", b"\\ "),
    ("short-unicode-escape", b"\\u12"),
    ("shorter-unicode-escape", b"\\u"),
    ("wrong-unicode-escape", b"\\u12G4"),
    ("upper-case-unicode-escape", b"\\U0031"),
    ("braced-unicode-escape", b"\\u{31}"),
    // What readers of numbers take for four hexadecimal digits: signs, space, a prefix, separators, other digits.
    ("unicode-escape-with-sign", b"\\u+041"),
    ("unicode-escape-with-space", b"\\u 041"),
    ("unicode-escape-with-prefix", b"\\u0x41"),
    ("unicode-escape-with-underscore", b"\\u0_41"),
    ("unicode-escape-in-arabic-digits", "\\u00\u{664}1".as_bytes()),
    ("lone-backslash", b"\\"),
    ("line-continuation", b"\\\n"),
];

/// Characters that some readers skip between tokens and JSON does not.
const NOT_SPACE: [(&str, &str); 7] = [
    ("form-feed", "\u{c}"),
    ("vertical-tab", "\u{b}"),
    ("nul", "\u{0}"),
    ("no-break-space", "\u{a0}"),
    ("next-line", "\u{85}"),
    ("file-separator", "\u{1c}"),
    ("record-separator", "\u{1e}"),
];

/// The places where a text can be cut so that only its beginning is sent: after each token.
pub(crate) fn truncated(text: &str) -> Vec<(usize, Vec<u8>)> {
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

/// Each production of the grammar broken, within or around an otherwise valid text; `turn` varies the places.
pub(crate) fn broken(text: &str, turn: usize) -> Vec<(String, Vec<u8>)> {
    let inner = inner(text);
    let tails = TAILS.map(|(label, tail)| (format!("followed-by-{label}"), format!("{text}{tail}")));
    let heads = HEADS.map(|(label, head)| (format!("preceded-by-{label}"), format!("{head}{text}")));
    let spaces = NOT_SPACE.map(|(label, space)| {
        let (place, whole) = match turn % 2 {
            0 => ("behind-colon", replaced_first(text, ':', &format!(":{space}"))),
            _ => ("before-end", format!("{{{inner}{space}}}")),
        };
        (format!("{label}-{place}"), whole)
    });
    let values = NOT_VALUES.map(|value| {
        // In a member of its own, so that nothing but the grammar is wrong with the rest; or where items are.
        let (place, whole) = match turn % 3 {
            0 => ("value", format!("{{{inner},\"extra\":{value}}}")),
            1 => ("inner-value", format!("{{\"extra\":{{\"a\":[1,{value}]}},{inner}}}")),
            _ => ("element", replaced_first(text, '[', &format!("[{value},"))),
        };
        (format!("{place}-{value}"), whole)
    });
    let others = [
        ("followed-by-same", format!("{text}{text}")),
        ("only-open", "{[".to_owned()),
        ("only-space", "  \n".to_owned()),
        ("form", "a=1&b=2".to_owned()),
        ("xml", "<request/>".to_owned()),
    ];
    let others = others.map(|(label, text)| (label.to_owned(), text));
    let texts = tails.into_iter().chain(heads).chain(spaces).chain(values).chain(others);
    let texts = texts.chain(broken_inside(text, inner)).filter(|(_, whole)| whole != text);
    let sixteen_bits = ("in-utf-16".to_owned(), text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    let bytes = texts.map(|(label, whole)| (label, whole.into_bytes())).chain(broken_strings(text, turn));
    bytes.chain([sixteen_bits]).collect()
}

/// What stands between the braces.
fn inner(text: &str) -> &str {
    text.get(1..text.len().saturating_sub(1)).unwrap_or_default()
}

/// Strings broken where an item is, and where no pattern refuses the text for another reason: a lenient reader who
/// makes another text of the item shows only there.
fn broken_strings(text: &str, turn: usize) -> Vec<(String, Vec<u8>)> {
    let inner = inner(text);
    let mut found = Vec::new();
    for (index, (label, bytes)) in NOT_IN_STRINGS.into_iter().enumerate() {
        let in_value = [b"{", inner.as_bytes(), b",\"extra\":\"a", bytes, b"\"}"].concat();
        let in_name = [b"{\"a", bytes, b"\":1,", inner.as_bytes(), b"}"].concat();
        let in_item = with_bytes(text, bytes);
        let places = [("in-unknown-value", in_value), ("in-item", in_item), ("in-unknown-name", in_name)];
        // The first turn tries the two that tell most, the others share all three.
        let due = |place: usize| if turn == 0 { place < 2 } else { (index + turn) % 3 == place };
        let made = places.into_iter().enumerate().filter(|(place, _)| due(*place));
        found.extend(made.map(|(_, (place, bytes))| (format!("{label}-{place}"), bytes)));
    }
    found
}

/// Punctuation, names and quotes broken where they stand.
fn broken_inside(text: &str, inner: &str) -> Vec<(String, String)> {
    let changed = [
        ("single-quotes", text.replace('"', "'")),
        ("no-quotes", text.replace('"', "")),
        ("trailing-comma-in-object", format!("{{{inner},}}")),
        ("leading-comma-in-object", format!("{{,{inner}}}")),
        ("trailing-comma-in-array", replaced_last(text, ']', ",]")),
        ("two-commas-in-object", format!("{{{inner},,\"extra\":1}}")),
        ("two-commas-in-array", format!("{{{inner},\"extra\":[1,,2]}}")),
        ("leading-comma-in-array", replaced_first(text, '[', "[,")),
        ("only-comma-in-array", replaced_first(text, '[', "[,,")),
        ("no-colon", replaced_first(text, ':', " ")),
        ("two-colons", replaced_first(text, ':', "::")),
        ("equals-for-colon", replaced_first(text, ':', "=")),
        ("comma-for-colon", replaced_first(text, ':', ",")),
        ("comment-inside", replaced_first(text, ':', ":/* here */")),
        ("line-comment-inside", replaced_first(text, ':', ":// here\n")),
        ("unquoted-name", named_in(text, "")),
        ("name-in-single-quotes", named_in(text, "'")),
        ("name-in-typographic-quotes", named_in(text, "\u{201d}")),
        ("number-name", format!("{{1:2,{inner}}}")),
        ("brackets-crossed", replaced_last(text, ']', "}")),
    ];
    changed.into_iter().map(|(label, whole)| (label.to_owned(), whole)).collect()
}

/// JSON texts that are no object.
pub(crate) fn not_objects(text: &str) -> Vec<(String, String)> {
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

/// Where a mark of the grammar stands, in order: those within strings are none.
fn places(text: &str, mark: char) -> impl DoubleEndedIterator<Item = usize> {
    let (mut is_inside, mut is_escaped) = (false, false);
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_inside => is_escaped = true,
            '"' => is_inside = !is_inside,
            c if c == mark && !is_inside => found.push(at),
            _ => {}
        }
    }
    found.into_iter()
}

fn replaced_first(text: &str, mark: char, with: &str) -> String {
    replaced(text, places(text, mark).next(), mark, with)
}

fn replaced_last(text: &str, mark: char, with: &str) -> String {
    replaced(text, places(text, mark).next_back(), mark, with)
}

fn replaced(text: &str, at: Option<usize>, mark: char, with: &str) -> String {
    match at {
        Some(at) => format!("{}{with}{}", &text[..at], &text[at + mark.len_utf8()..]),
        None => text.to_owned(),
    }
}

/// The first name with other quotes around it, or none.
fn named_in(text: &str, quote: &str) -> String {
    text.replacen("{\"", &format!("{{{quote}"), 1).replacen("\":", &format!("{quote}:"), 1)
}

fn with_bytes(text: &str, bytes: &[u8]) -> Vec<u8> {
    let at = text.rfind('"').unwrap_or(0);
    [&text.as_bytes()[..at], bytes, &text.as_bytes()[at..]].concat()
}

#[cfg(test)]
mod tests {
    use super::broken;
    use crate::message::json::Document;

    #[test]
    fn marks_within_strings_are_left_alone() {
        let text = r#"{"a":"x[:]","ids":["[\"]:{"],"b":"]"}"#;
        for turn in 0..6 {
            for (label, bytes) in broken(text, turn) {
                assert!(
                    Document::parse(&bytes).is_err(),
                    "{label} is JSON: {}",
                    String::from_utf8_lossy(&bytes)
                );
            }
        }
    }
}
