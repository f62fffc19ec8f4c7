//! The same JSON text in other spellings.

/// The spelling that only a text with a slash has.
pub(crate) const ESCAPED_SLASH: &str = "escaped-slash";

/// The same JSON spelled otherwise.
pub(crate) fn respelled(text: &str) -> Vec<(String, Vec<u8>)> {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else {
        return Vec::new();
    };
    let (lower, upper) = (|c: char| format!("\\u{:04x}", c as u32), |c: char| format!("\\u{:04X}", c as u32));
    let pretty = serde_json::to_string_pretty(&value).unwrap_or_default();
    [
        ("pretty", pretty.clone()),
        ("tabs", pretty.replace("  ", "\t")),
        ("crlf", pretty.replace('\n', "\r\n")),
        ("leading-space", format!(" \n\t{text}")),
        ("trailing-newline", format!("{text}\r\n")),
        ("escaped-values", escaped(text, |_| true, lower)),
        ("escaped-digits", escaped(text, |c| c.is_ascii_digit(), lower)),
        ("upper-case-escapes", escaped(text, |c| c.is_ascii_alphanumeric(), upper)),
        (ESCAPED_SLASH, text.replace('/', "\\/")),
        ("members-reversed", reversed(&value)),
    ]
    .into_iter()
    // Some spellings need characters that not every text holds.
    .filter(|(_, spelled)| spelled != text)
    .map(|(label, text)| (label.to_owned(), text.into_bytes()))
    .collect()
}

/// The same JSON with all of its strings as escapes, member names included.
pub(crate) fn all_escaped(text: &str) -> String {
    escaped(text, |_| true, |c| format!("\\u{:04x}", c as u32))
}

/// Every character of strings, member names included, that `which` names as an escape.
fn escaped(text: &str, which: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> String {
    let mut out = String::with_capacity(text.len() * 4);
    for (index, part) in text.split('"').enumerate() {
        if index > 0 {
            out.push('"');
        }
        // Parts with odd index lie between quotes; generated items hold no escaped quote.
        if index % 2 == 1 && !part.contains('\\') {
            for c in part.chars() {
                if which(c) && (c as u32) < 0x1_0000 {
                    out.push_str(&escape(c));
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

/// Every character outside ASCII as escapes, surrogate pairs where UTF-16 needs them.
pub(crate) fn in_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
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

/// Puts `what` into the last string of the text.
pub(crate) fn in_string(text: &str, what: &str) -> String {
    match text.rfind('"') {
        Some(end) => format!("{}{what}{}", &text[..end], &text[end..]),
        None => text.to_owned(),
    }
}
