//! Texts that leave the grammar of RFC 8259, by the rule they break.

use batchspec_harness::message::json::Document;
use rstest::rstest;

#[track_caller]
fn assert_refused(texts: &[&[u8]], what: &str) {
    let told = texts.iter().filter_map(|text| {
        let shown = text.escape_ascii();
        match Document::parse(text) {
            Ok(_) => Some(format!("{shown} is read")),
            Err(fault) if fault.what != what => Some(format!("{shown}: {fault}")),
            Err(_) => None,
        }
    });
    assert_eq!(told.collect::<Vec<_>>(), Vec::<String>::new(), "expected: {what}");
}

#[test]
fn texts_that_end_too_early() {
    let texts: &[&[u8]] = &[
        b"",
        b" ",
        b"\n\n",
        b"[",
        b"[ ",
        b"{",
        b"{ ",
        b"[1",
        b"[1,",
        b"[[]",
        b"{\"a\":",
        b"{\"a\":1",
        b"{\"a\":1,",
        b"{\"a\":{}",
        b"[\"a\"",
        b"[\"a\",",
        b"\xef\xbb\xbf",
        b"[null, ",
        b"{\"a\":[",
    ];
    assert_refused(texts, "the text ends too early");
}

#[test]
fn texts_with_something_behind_them() {
    let texts: &[&[u8]] = &[
        b"1 2",
        b"null null",
        b"{}{}",
        b"[][]",
        b"{},",
        b"[]]",
        b"{}}",
        b"{} x",
        b"\"a\"\"b\"",
        b"{}\x00",
        b"{}\x0c",
        b"1,",
        b"truefalse",
        b"1a",
        b"0x10",
        b"1_000",
        b"[]//",
        b"{}/* */",
        b"{}#",
        b"1\xef\xbb\xbf",
        b"2.5.5",
        b"1e5e5",
        b"1+1",
        b"nullx",
    ];
    assert_refused(texts, "something follows the end of the JSON text");
}

#[test]
fn tokens_that_begin_no_value() {
    let texts: &[&[u8]] = &[
        b"]",
        b"}",
        b",",
        b":",
        b"[,]",
        b"[1,]",
        b"[,1]",
        b"[1,,2]",
        b"{\"a\":}",
        b"{\"a\":,}",
        b"nul",
        b"nulL",
        b"Null",
        b"NULL",
        b"tru",
        b"True",
        b"fals",
        b"False",
        b"nan",
        b"NaN",
        b"Infinity",
        b"undefined",
        b"+1",
        b".5",
        b"'a'",
        b"[a]",
        b"\\u0061",
        b"[\x0b1]",
        b"[\x0c]",
        b"\x00",
        b"\xc2\xa0null",
        b"\xe2\x80\x8b1",
        b"/* */1",
        b"//\n1",
        b"#\n1",
        b"(1)",
        b"<a/>",
        b"`a`",
        b"\xef\xbb\xbf\xef\xbb\xbf1",
        b" \xef\xbb\xbf1",
        b"$",
        b"[\"a\",\n4,\n1,1,",
    ];
    // The last of them is whole but for its end.
    let (last, texts) = texts.split_last().expect("rows");
    assert_refused(texts, "no JSON value begins so");
    assert_refused(&[last], "the text ends too early");
}

#[test]
fn numbers_with_a_digit_missing() {
    let texts: &[&[u8]] = &[
        b"-",
        b"[-]",
        b"-a",
        b"- 1",
        b"--1",
        b"-+1",
        b"-.5",
        b"1.",
        b"[1.]",
        b"1.e5",
        b"0.",
        b"0.e1",
        b"1e",
        b"1E",
        b"1e+",
        b"1e-",
        b"1ea",
        b"0e",
        b"0E+",
        b"1.5e",
        b"-Infinity",
        b"-NaN",
        b"1e+-5",
        b"1e 5",
        b"1. 5",
    ];
    assert_refused(texts, "a digit is missing in a number");
}

#[test]
fn numbers_with_a_leading_zero() {
    assert_refused(
        &[b"00", b"01", b"-01", b"-00", b"012.5", b"[00]", b"{\"a\":007}"],
        "a number has a leading zero",
    );
}

#[test]
fn strings_that_are_not_closed() {
    assert_refused(
        &[b"\"", b"\"a", b"[\"a", b"{\"a", b"\"\\\"", b"\"\\\\\\\"", b"{\"a\":\"b"],
        "a string is not closed",
    );
}

#[test]
fn escapes_that_json_does_not_have() {
    let texts: &[&[u8]] = &[
        br#""\x41""#,
        br#""\a""#,
        br#""\v""#,
        br#""\0""#,
        br#""\'""#,
        br#""\e""#,
        br#""\U0041""#,
        br#""\N""#,
        br#""\ ""#,
        b"\"\\\n\"",
        b"\"\\",
        b"\"\\\xc3\xa9\"",
        b"\"\\\x00\"",
        br#"{"\q":1}"#,
    ];
    assert_refused(texts, "an escape sequence that JSON does not have");
}

#[test]
fn unicode_escapes_without_four_digits() {
    let texts: &[&[u8]] = &[
        br#""\u""#,
        br#""\u0""#,
        br#""\u00""#,
        br#""\u004""#,
        br#""\u004g""#,
        br#""\u{41}""#,
        br#""\u+041""#,
        br#""\u-041""#,
        br#""\u 041""#,
        br#""\u00 41""#,
        br#""\uD83D\u""#,
        br#""\uD83D\uDE0""#,
        br#""\uXXXX""#,
        b"\"\\u00",
        b"\"\\u\xef\xbc\x900041\"",
    ];
    assert_refused(texts, "an escape sequence needs four hexadecimal digits");
}

#[test]
fn control_characters_within_strings() {
    let every = (0_u8..0x20).map(|byte| [b'"', b'a', byte, b'"']).collect::<Vec<_>>();
    let every: Vec<&[u8]> = every.iter().map(<[u8; 4]>::as_slice).collect();
    assert_refused(&every, "a control character stands unescaped in a string");
    assert_refused(&[b"{\"a\tb\":1}", b"[\"\n\"]"], "a control character stands unescaped in a string");
}

#[test]
fn member_names_without_quotes() {
    let texts: &[&[u8]] = &[
        b"{a:1}",
        b"{1:1}",
        b"{null:1}",
        b"{'a':1}",
        b"{,}",
        b"{\"a\":1,}",
        b"{\"a\":1,,\"b\":2}",
        b"{[]:1}",
        b"{{}}",
        b"{:1}",
        b"{]",
        b"{\"a\":1,b:2}",
        b"{//\n}",
    ];
    assert_refused(texts, "a member name in double quotes is missing");
}

#[test]
fn member_names_without_a_colon() {
    let texts: &[&[u8]] = &[
        b"{\"a\"}",
        b"{\"a\" 1}",
        b"{\"a\",1}",
        b"{\"a\"=1}",
        b"{\"a\"",
        b"{\"a\"  ",
        b"{\"a\" \"b\":1}",
        b"{\"a\":1,\"b\"}",
    ];
    assert_refused(texts, "a colon is missing after a member name");
}

#[test]
fn neighbours_without_a_comma() {
    let texts: &[&[u8]] = &[
        b"[1 2]",
        b"[1;2]",
        b"[\"a\" \"b\"]",
        b"[[] []]",
        b"{\"a\":1 \"b\":2}",
        b"[1}",
        b"{\"a\":1]",
        b"[{]",
        b"[1:2]",
        b"{\"a\":1:2}",
        b"[1a]",
        b"[truefalse]",
        b"[1 // one\n]",
        b"{\"a\":\"b\"c}",
        b"[0x1]",
        b"[1.5.5]",
        b"[1e5.5]",
    ];
    let (unnamed, texts): (Vec<&[u8]>, Vec<&[u8]>) = texts.iter().partition(|text| **text == *b"[{]");
    assert_refused(&texts, "a comma or the closing bracket is missing");
    assert_refused(&unnamed, "a member name in double quotes is missing");
}

#[test]
fn bytes_that_are_not_utf_8() {
    let texts: &[&[u8]] = &[
        b"\xff",
        b"\"\xff\"",
        b"\"\x80\"",
        b"\"\xc3\"",
        b"\"\xc3(\"",
        b"\"\xc0\xaf\"",
        b"\"\xc1\xbf\"",
        b"\"\xe0\x80\xaf\"",
        b"\"\xe2\x82\"",
        b"\"\xed\xa0\x80\"",
        b"\"\xed\xbf\xbf\"",
        b"\"\xf0\x80\x80\xaf\"",
        b"\"\xf0\x9f\x98\"",
        b"\"\xf4\x90\x80\x80\"",
        b"\"\xf5\x80\x80\x80\"",
        b"\"\xf8\x88\x80\x80\x80\"",
        b"[1]\xe9",
        b"{\"\xe9\":1}",
        b"\xfe\xff\x00[\x00]",
        b"\xff\xfe[\x00]\x00",
    ];
    assert_refused(texts, "bytes that are not UTF-8");
}

#[test]
fn a_text_in_utf_16_is_none() {
    assert!(Document::parse(b"[\x00]\x00").is_err());
    assert!(Document::parse(b"\x00[\x00]").is_err());
}

#[rstest]
#[case::empty(b"", 0)]
#[case::after_a_value(b"[1] x", 4)]
#[case::trailing_comma(b"[1, ]", 4)]
#[case::leading_zero(b"[1, 02]", 5)]
#[case::fraction(b"[1.]", 3)]
#[case::escape(br#"["ab\q"]"#, 4)]
#[case::hexadecimal(br#"["ab\u00zz"]"#, 4)]
#[case::control_character(b"[\"a\nb\"]", 3)]
#[case::not_utf_8(b"[\"a\xffb\"]", 3)]
#[case::colon(br#"{"a" 1}"#, 5)]
#[case::wrong_bracket(b"[1}", 2)]
#[case::cut(b"[1,2", 4)]
fn a_fault_tells_where_the_grammar_is_left(#[case] text: &[u8], #[case] at: usize) {
    let fault = Document::parse(text).expect_err("no JSON text");
    assert_eq!(fault.at, at, "{fault}");
    assert!(fault.to_string().ends_with(&format!("at byte {at}")), "{fault}");
}
