//! What stands in prose: texts without their markup, sentences, numbers.

use std::sync::LazyLock;

use regex::Regex;

/// A pattern of this package; one that does not compile finds nothing, and a test compiles them all.
pub(crate) fn pattern(source: &str) -> Option<Regex> {
    Regex::new(source).ok()
}

/// A text without markup, white space made single.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_tag = false;
    for c in text.chars() {
        match c {
            '<' => {
                in_tag = true;
                push_space(&mut out);
            }
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            c if c.is_whitespace() => push_space(&mut out),
            c => out.push(c),
        }
    }
    let out = out.replace(" .", ".").replace(" ,", ",").replace("&lt;", "<").replace("&amp;", "&");
    out.trim().to_owned()
}

fn push_space(out: &mut String) {
    if !out.ends_with(' ') {
        out.push(' ');
    }
}

/// The sentences of a plain text.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    for (at, _) in text.match_indices(['.', ';']) {
        if bytes.get(at + 1).is_none_or(|next| *next == b' ') {
            found.extend(text.get(start..=at).map(str::trim));
            start = at + 1;
        }
    }
    found.extend(text.get(start..).map(str::trim).filter(|rest| !rest.is_empty()));
    found
}

/// A sentence short enough to quote.
pub(crate) fn quote(sentence: &str) -> String {
    const MOST: usize = 160;
    if sentence.chars().count() <= MOST {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(MOST).collect();
    format!("{} ...", cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole))
}

/// The first sentence in which the pattern is found.
pub(crate) fn told(text: &str, wanted: &LazyLock<Option<Regex>>) -> Option<String> {
    let wanted = wanted.as_ref()?;
    // Markup is rare within the words that are looked for: a text without them is not worth cleaning.
    let text = plain(text);
    sentences(&text).into_iter().find(|sentence| wanted.is_match(sentence)).map(quote)
}
