//! Texts that some layer takes for more than text: templates, formats, entities, shells, escapes, what is trimmed away.

/// Texts that mean something in templates, formats, shells, escapes, entities, comments, statements and wildcards.
const LANGUAGES: [&str; 26] = [
    "$&", "$1", "$$", "${a}", "{{a}}", "<%= 1 %>", "#{a}", "{0}", "%s", "%d", "%%", "%1$s", "$(a)", "`a`",
    "\\1", "\\n", "\\u0041", "\\x41", "&amp;", "&#65;", "a+b%20c", "%2F", "/*a*/", "--a", "';a", "_%*?",
];

/// Characters that are trimmed, dropped, folded or hidden.
const HIDDEN: [&str; 14] = [
    "\u{7f}", "\u{1}", "\u{0}", "\t", "  ", "\u{a0}", "\u{ad}", "\u{200b}", "\u{200d}", "\u{200f}",
    "\u{feff}", "\u{3000}", "\u{e000}", "\u{fb01}",
];

/// Candidates made from a valid value: other text stands around it, so that nothing but the whole tells what it was; the
/// telling text stands at both ends, and inside.
pub(super) fn interpreted(valid: &str) -> Vec<String> {
    let around = LANGUAGES
        .into_iter()
        .chain(HIDDEN)
        .flat_map(|text| [format!("{text}a{valid}b{text}"), format!("a{text}b{valid}c{text}d")]);
    around.chain([format!("a{valid}.xml"), format!("0{valid}a"), format!("00{valid}")]).collect()
}
