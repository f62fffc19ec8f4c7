//! Texts that some layer takes for more than text: templates, formats, entities, shells, escapes, what is trimmed
//! away, identifiers of another kind.

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

/// Identifiers in the common forms, which readers know from elsewhere and may take for something of their own.
const IDENTIFIERS: [&str; 8] = [
    "3f2b8c9e-6a41-4d0f-9b57-1e8a2c7d5f60",
    "3F2B8C9E-6A41-4D0F-9B57-1E8A2C7D5F60",
    "00000000-0000-0000-0000-000000000000",
    "3f2b8c9e6a414d0f9b571e8a2c7d5f60",
    "01J9ZK7Q4M8V2X5T6W3Y0RABCD",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "ami-0abcdef1234567890",
    "507f1f77bcf86cd799439011",
];

/// Candidates made from a valid value: other text stands around it, so that nothing but the whole tells what it was; the
/// telling text stands at both ends, and inside.
pub(crate) fn interpreted(valid: &str) -> Vec<String> {
    let around = LANGUAGES
        .into_iter()
        .chain(HIDDEN)
        .flat_map(|text| [format!("{text}a{valid}b{text}"), format!("a{text}b{valid}c{text}d")]);
    let numbered = [format!("a{valid}.xml"), format!("0{valid}a"), format!("00{valid}")];
    around.chain(numbered).chain(IDENTIFIERS.map(str::to_owned)).collect()
}
