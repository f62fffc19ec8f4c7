//! XML 1.0 text: escaped, and without the characters that no XML file can hold.

use crate::report::text::legible::push_legible;

/// Text between tags; line breaks and tabs stay.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => out.push(character),
            _ => push(&mut out, character),
        }
    }
    out
}

/// The value of an attribute, on one line.
pub(crate) fn attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|character| push(&mut out, character));
    out
}

fn push(out: &mut String, character: char) {
    match character {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        // Also where it must not end what it seems to end, as in `]]>`.
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        // Characters to Unicode, and none to XML.
        '\u{fffe}' | '\u{ffff}' => out.extend(character.escape_unicode()),
        _ => push_legible(out, character),
    }
}

#[cfg(test)]
mod tests {
    use super::{attribute, text};

    #[test]
    fn what_xml_cannot_hold_is_written_out() {
        assert_eq!(
            text("a\u{0}\u{1b}[1m\u{ffff}\r\n\t]]><&\""),
            "a\\u{0}\\u{1b}[1m\\u{ffff}\\r\n\t]]&gt;&lt;&amp;&quot;"
        );
        assert_eq!(attribute("a\nb\t\"'"), "a\\nb\\t&quot;'");
    }
}
