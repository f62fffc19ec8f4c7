//! Bodies that are legal, or left open, and hard on readers.

use crate::contract::ClauseRef;
use crate::generate::values::spelling::{all_escaped, in_string};

/// Legal, or left open, and hard on readers: no server error, no silence, no dropped connection.
pub(crate) fn unusual(
    text: &str,
    hostile: ClauseRef,
    harmless: ClauseRef,
) -> Vec<(String, Vec<u8>, ClauseRef)> {
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let with = |value: &str| format!("{{{inner},\"extra\":{value}}}");
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let item_list = text.split_once(':').map_or("[]", |(_, rest)| rest.strip_suffix('}').unwrap_or("[]"));
    let texts = [
        ("unknown-member", with("1"), harmless),
        ("unknown-null-member", with("null"), harmless),
        ("unknown-object-member", with("{\"a\":[{}]}"), harmless),
        ("unknown-member-first", format!("{{\"extra\":true,{inner}}}"), harmless),
        ("unknown-member-with-empty-name", format!("{{\"\":0,{inner}}}"), harmless),
        ("unknown-astral-member", format!("{{\"\u{1f600}\":\"\u{1f600}\",{inner}}}"), harmless),
        (
            "unknown-astral-member-all-escaped",
            all_escaped(text).replacen('{', "{\"\\ud83d\\ude00\":\"\\uD83D\\uDE00\",", 1),
            harmless,
        ),
        ("unknown-long-string", with(&format!("\"{}\"", "x".repeat(30_000))), harmless),
        ("byte-order-mark", format!("\u{feff}{text}"), hostile),
        ("same-member-twice", format!("{{{inner},{inner}}}"), hostile),
        ("lone-surrogate", with("\"\\ud800\""), hostile),
        ("lone-low-surrogate-name", format!("{{\"\\udc00\":1,{inner}}}"), hostile),
        ("lone-surrogate-in-item", in_string(text, "\\ud83d"), hostile),
        ("nul-escape", with("\"\\u0000\""), hostile),
        ("nul-escape-in-item", in_string(text, "\\u0000"), hostile),
        ("deep-lists", with(&deep(1_000)), hostile),
        ("very-deep-lists", with(&deep(20_000)), hostile),
        ("deep-items", text.replacen(item_list, &deep(5_000), 1), hostile),
        ("deep-objects", with(&format!("{}1{}", "{\"a\":".repeat(3_000), "}".repeat(3_000))), hostile),
        ("huge-number", with("1e999999"), hostile),
        ("long-number", with(&"9".repeat(5_000)), hostile),
        ("tiny-number", with("1e-999999"), hostile),
        ("negative-zero", with("-0.0"), hostile),
        (
            "many-members",
            with(&format!("{{{}\"z\":1}}", (0..2_000).map(|n| format!("\"k{n}\":{n},")).collect::<String>())),
            hostile,
        ),
        ("prototype", with("{\"__proto__\":{\"a\":1},\"constructor\":{\"prototype\":1}}"), hostile),
        ("body-of-100-kib", with(&format!("\"{}\"", "y".repeat(100 * 1024))), hostile),
    ];
    // Where readers give up differs: each common limit of depth and of integers has a body just beyond it.
    let depths = DEPTHS.map(|depth| (format!("lists-{depth}-deep"), with(&deep(depth)), hostile));
    let integers = INTEGERS.map(|(name, integer)| (format!("integer-beyond-{name}"), with(integer), hostile));
    let texts = texts.into_iter().map(|(label, text, clause)| (label.to_owned(), text, clause));
    let all = texts.chain(depths).chain(integers);
    all.map(|(label, text, clause)| (label, text.into_bytes(), clause)).collect()
}

/// One beyond the limits of nesting that readers commonly have.
const DEPTHS: [usize; 4] = [65, 129, 257, 513];

/// The first integers that common types cannot hold.
const INTEGERS: [(&str, &str); 5] = [
    ("32-bits", "4294967296"),
    ("63-bits", "9223372036854775808"),
    ("64-bits", "18446744073709551616"),
    ("minus-63-bits", "-9223372036854775809"),
    ("128-bits", "340282366920938463463374607431768211456"),
];
