//! Text from a target, made safe to show: it must not move the cursor, change colours or hide itself.

/// Whether a terminal could take `character` for a command, or a reader not see it at all.
pub(crate) fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}'
            | '\u{61c}'
            // Zero widths and marks of direction.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            // Tags: invisible copies of ASCII.
            | '\u{e0000}'..='\u{e007f}')
}

/// One character as it is printed.
pub(crate) fn push_legible(out: &mut String, character: char) {
    match character {
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        '\n' => out.push_str("\\n"),
        _ if is_unsafe(character) => out.extend(character.escape_unicode()),
        _ => out.push(character),
    }
}

/// `text` on one line, with everything escaped that a terminal would not show as it is.
pub(crate) fn legible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        push_legible(&mut out, character);
    }
    out
}

/// Whether `text` holds characters that [`legible`] would change, line breaks and tabs aside.
pub(crate) fn needs_escapes(text: &str) -> bool {
    text.chars().any(|character| !matches!(character, '\n' | '\t') && is_unsafe(character))
}

/// The columns that `text` takes on a terminal, near enough to align carets.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(char_columns).sum()
}

fn char_columns(character: char) -> usize {
    match u32::from(character) {
        // Combining marks.
        0x300..=0x36f => 0,
        // East Asian wide and full width forms, and pictures.
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}
