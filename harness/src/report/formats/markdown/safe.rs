//! Markdown that says only what it is meant to say: no text of a target or a suite becomes markup, HTML or a link.

use crate::report::text::legible::legible;
use crate::report::text::web::web_address;

/// Longest text in a line; the JSON report has it whole.
const LONGEST_SPAN: usize = 600;

/// Longest text in a block.
const LONGEST_BLOCK: usize = 2_000;

/// Text of anybody, on one line, as code: within it Markdown knows neither markup nor HTML nor links nor names to call.
///
/// Not for tables, whose cells end at a bar even in code.
pub(crate) fn code(text: &str) -> String {
    let text = cut(&legible(text), LONGEST_SPAN);
    if text.trim().is_empty() {
        return "(nothing)".to_owned();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    // A space on either side is taken off again where both are there.
    let is_edge = |character: char| character == '`' || character == ' ';
    let pad = if text.starts_with(is_edge) || text.ends_with(is_edge) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text of a suite file or of this program, for tables and links: every character that Markdown or HTML could know is
/// written as a number.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for character in legible(text).chars() {
        // Within or after a word these mean nothing, but for addresses without a scheme.
        let is_harmless = "./-'".contains(character)
            && word.ends_with(char::is_alphabetic)
            && !word.eq_ignore_ascii_case("www");
        if character.is_alphanumeric() {
            word.push(character);
            out.push(character);
            continue;
        }
        word.clear();
        if is_harmless || " ,;()".contains(character) {
            out.push(character);
        } else {
            out.push_str(&format!("&#{};", u32::from(character)));
        }
    }
    out
}

/// An id as code, for tables.
pub(crate) fn id(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "/-_.:*".contains(character);
    if !text.is_empty() && text.chars().all(is_plain) { format!("`{text}`") } else { plain(text) }
}

/// Text of anybody in lines, as a block of code that nothing in it can end.
pub(crate) fn block(text: &str) -> String {
    let lines: Vec<String> = cut(text, LONGEST_BLOCK).split('\n').map(legible).collect();
    let text = lines.join("\n");
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}text\n{text}\n{fence}\n")
}

/// A link to a document; only its title when the address is none of the web.
pub(crate) fn link(title: &str, url: Option<&str>) -> String {
    match url.and_then(web_address) {
        Some(url) => format!("[{}](<{url}>)", plain(title)),
        None => plain(title),
    }
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text.to_owned(),
        Some((at, _)) => {
            let left = text[at..].chars().count();
            format!("{} [… {left} more characters; the json report has them]", &text[..at])
        }
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{block, code, id, link, plain};

    #[test]
    fn code_ends_where_it_is_meant_to() {
        assert_eq!(code("a``b`"), "``` a``b` ```");
        assert_eq!(code(" \n"), "`  \\n `");
        assert_eq!(code("a b"), "`a b`");
        assert_eq!(code(""), "(nothing)");
        assert_eq!(block("```\n</details>"), "````text\n```\n</details>\n````\n");
    }

    #[test]
    fn nothing_in_plain_text_is_markup() {
        assert_eq!(plain("a|b <i> @me"), "a&#124;b &#60;i&#62; &#64;me");
        assert_eq!(plain("a. b-c/d, www.x 1. http://y"), "a. b-c/d, www&#46;x 1&#46; http&#58;&#47;&#47;y");
        assert_eq!(id("batch/complete"), "`batch/complete`");
        assert_eq!(id("a|b"), "a&#124;b");
    }

    #[test]
    fn only_the_web_is_linked() {
        assert_eq!(link("a page", Some("https://example.com/a")), "[a page](<https://example.com/a>)");
        assert_eq!(link("a page", Some("javascript:alert(1)")), "a page");
        assert_eq!(link("a page", Some("https://example.com/>)[x](y")), "a page");
    }
}
