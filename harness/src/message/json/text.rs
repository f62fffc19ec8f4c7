//! Escape sequences.

/// The value of a string's inner text, which the parser has already checked; lone surrogates become U+FFFD.
pub(super) fn unescape(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(backslash) = rest.find('\\') {
        out.push_str(&rest[..backslash]);
        let escape = &rest[backslash..];
        let (character, length) = one(escape);
        out.push(character);
        rest = &escape[length..];
    }
    out.push_str(rest);
    out
}

/// The character of the escape sequence at the start of `escape`, and the sequence's length in bytes.
fn one(escape: &str) -> (char, usize) {
    let character = match escape.as_bytes().get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(escape),
        Some(&other) => other as char,
        None => char::REPLACEMENT_CHARACTER,
    };
    (character, 2.min(escape.len()))
}

fn unicode(escape: &str) -> (char, usize) {
    let Some(unit) = unit(escape) else {
        return (char::REPLACEMENT_CHARACTER, 6.min(escape.len()));
    };
    if (0xD800..=0xDBFF).contains(&unit)
        && let Some(low) = escape.get(6..).and_then(self::unit).filter(|low| (0xDC00..=0xDFFF).contains(low))
    {
        let scalar = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        return (char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
    }
    (char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
}

fn unit(escape: &str) -> Option<u32> {
    u32::from_str_radix(escape.strip_prefix("\\u")?.get(..4)?, 16).ok()
}
