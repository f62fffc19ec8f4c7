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
        ("tabs", indented_by_tabs(&pretty)),
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

/// Every character of strings, member names included, that `which` names as an escape. Escapes that stand there already
/// stay as they are.
fn escaped(text: &str, which: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> String {
    let mut out = String::with_capacity(text.len() * 4);
    let mut is_inside = false;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => {
                is_inside = !is_inside;
                out.push(c);
            }
            '\\' if is_inside => {
                out.push(c);
                let named = rest.next();
                out.extend(named);
                // The four digits that follow are no characters of their own.
                if named == Some('u') {
                    out.extend(rest.by_ref().take(4));
                }
            }
            c if is_inside && which(c) && (c as u32) < 0x1_0000 => out.push_str(&escape(c)),
            c => out.push(c),
        }
    }
    out
}

/// Two spaces of indentation as a tab each; within strings they stay, where a tab must not stand.
fn indented_by_tabs(pretty: &str) -> String {
    let line = |line: &str| {
        let inner = line.trim_start_matches(' ');
        format!("{}{inner}", "\t".repeat((line.len() - inner.len()) / 2))
    };
    pretty.lines().map(line).collect::<Vec<_>>().join("\n")
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{all_escaped, respelled};
    use crate::message::json::Document;

    /// What texts sampled from patterns may hold: quotes, backslashes, control characters, spaces that look like indentation.
    const ODD: [&str; 6] =
        ["a\"b", "a\\b\\", "\u{0}\u{1f}\t\n", "two  spaces", "\u{1f600}\u{7f}\u{2028}", "\\u0041/\\"];

    #[test]
    fn each_spelling_says_the_same_whatever_the_strings_hold() {
        for odd in ODD {
            let value = json!({ "ids": [odd, "plain"], odd: { "deep": odd } });
            let text = value.to_string();
            let spellings = respelled(&text);
            let escaped = ("all-escaped".to_owned(), all_escaped(&text).into_bytes());
            for (label, bytes) in spellings.into_iter().chain([escaped]) {
                assert!(Document::parse(&bytes).is_ok(), "{label} of {text} is no JSON");
                assert_eq!(
                    serde_json::from_slice::<Value>(&bytes).ok().as_ref(),
                    Some(&value),
                    "{label} of {text}"
                );
            }
        }
    }

    #[test]
    fn every_character_of_a_string_is_escaped() {
        assert_eq!(all_escaped(r#"{"a":["b\"c",1]}"#), r#"{"\u0061":["\u0062\"\u0063",1]}"#);
    }
}
