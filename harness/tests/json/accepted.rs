//! Texts that RFC 8259 allows, each beside the value it stands for.

use batchspec_harness::message::json::{Document, Kind, Value};

/// A text, and its value as [`shown`] writes it.
type Row = (&'static [u8], &'static str);

const SCALARS: &[Row] = &[
    (b"null", "null"),
    (b"true", "true"),
    (b"false", "false"),
    (b"0", "0"),
    (b"\"\"", r#""""#),
    (b"\"a\"", r#""a""#),
    (b"[]", "[]"),
    (b"{}", "{}"),
];

const WHITE_SPACE: &[Row] = &[
    (b" null", "null"),
    (b"null ", "null"),
    (b"\tnull\t", "null"),
    (b"\nnull\n", "null"),
    (b"\rnull\r", "null"),
    (b" \t\r\n 1 \t\r\n ", "1"),
    (b"[ ]", "[]"),
    (b"{\n}", "{}"),
    (b" [ 1 , 2 ] ", "[1,2]"),
    (b"{ \"a\" : 1 , \"b\" : 2 }", r#"{"a":1,"b":2}"#),
    (b"[\r\n\t1\r\n]\r\n", "[1]"),
];

const NUMBERS: &[Row] = &[
    (b"-0", "-0"),
    (b"7", "7"),
    (b"-7", "-7"),
    (b"10", "10"),
    (b"1234567890", "1234567890"),
    (b"0.0", "0.0"),
    (b"-0.0", "-0.0"),
    (b"0.5", "0.5"),
    (b"1.25", "1.25"),
    (b"-1.25", "-1.25"),
    (b"1.000", "1.000"),
    (b"0e0", "0e0"),
    (b"0e1", "0e1"),
    (b"1e5", "1e5"),
    (b"1E5", "1E5"),
    (b"1e+5", "1e+5"),
    (b"1E-5", "1E-5"),
    (b"1e05", "1e05"),
    (b"1e+00", "1e+00"),
    (b"1.5e300", "1.5e300"),
    (b"-1.5E-300", "-1.5E-300"),
    (b"1e99999", "1e99999"),
    (b"-1e-99999", "-1e-99999"),
    (b"123456789012345678901234567890", "123456789012345678901234567890"),
    (b"0.00000000000000000000000000000000001", "0.00000000000000000000000000000000001"),
    (b"9223372036854775808", "9223372036854775808"),
];

const STRINGS: &[Row] = &[
    (br#""\"""#, r#""\"""#),
    (br#""\\""#, r#""\\""#),
    (br#""\/""#, r#""/""#),
    (br#""/""#, r#""/""#),
    (br#""\b""#, r#""\u{8}""#),
    (br#""\f""#, r#""\u{c}""#),
    (br#""\n""#, r#""\n""#),
    (br#""\r""#, r#""\r""#),
    (br#""\t""#, r#""\t""#),
    (br#""\u0041""#, r#""A""#),
    (br#""\u00e9""#, "\"\u{e9}\""),
    (br#""\u00E9""#, "\"\u{e9}\""),
    (br#""\u0000""#, r#""\0""#),
    (br#""\u001f""#, r#""\u{1f}""#),
    (br#""\u0022""#, r#""\"""#),
    (br#""\u005c""#, r#""\\""#),
    (br#""\u005cn""#, r#""\\n""#),
    (br#""\\u0041""#, r#""\\u0041""#),
    (br#""\\\"""#, r#""\\\"""#),
    (br#""\uD83D\uDE00""#, "\"\u{1f600}\""),
    (br#""\ud83d\ude00""#, "\"\u{1f600}\""),
    (br#""\uDBFF\uDFFF""#, r#""\u{10ffff}""#),
    (br#""\uD800\uDC00""#, "\"\u{10000}\""),
    (br#""a\u0062c""#, r#""abc""#),
    (b"\"\xc3\xa9\"", "\"\u{e9}\""),
    (b"\"\xe2\x82\xac\"", "\"\u{20ac}\""),
    (b"\"\xf0\x9f\x98\x80\"", "\"\u{1f600}\""),
    (b"\"\xef\xbf\xbf\"", r#""\u{ffff}""#),
    (b"\"\xef\xbb\xbf\"", r#""\u{feff}""#),
    (b"\"\x7f\"", r#""\u{7f}""#),
    (b"\"\xc2\x80\"", r#""\u{80}""#),
    (b"\"\xe2\x80\xa8\xe2\x80\xa9\"", r#""\u{2028}\u{2029}""#),
    (b"\"null\"", r#""null""#),
    (b"\"/* text */ // text\"", r#""/* text */ // text""#),
    (b"\"[{,:}]\"", r#""[{,:}]""#),
];

const CONTAINERS: &[Row] = &[
    (b"[null]", "[null]"),
    (b"[1,\"a\",true,false,null,[],{}]", r#"[1,"a",true,false,null,[],{}]"#),
    (b"[[]]", "[[]]"),
    (b"[[],[[]],[]]", "[[],[[]],[]]"),
    (b"[\"\"]", r#"[""]"#),
    (b"[-1]", "[-1]"),
    (b"[1e1,2]", "[1e1,2]"),
    (b"{\"a\":null}", r#"{"a":null}"#),
    (b"{\"\":0}", r#"{"":0}"#),
    (b"{\"a\":{\"b\":{\"c\":[{}]}}}", r#"{"a":{"b":{"c":[{}]}}}"#),
    (b"{\"a\":1,\"a\":2}", r#"{"a":1,"a":2}"#),
    (b"{\"b\":1,\"a\":2}", r#"{"b":1,"a":2}"#),
    (b"{\"a\\u0000\":1}", r#"{"a\0":1}"#),
    (b"{\"a\":[],\"b\":{}}", r#"{"a":[],"b":{}}"#),
    (b"[{\"a\":1},{\"a\":2}]", r#"[{"a":1},{"a":2}]"#),
];

/// A value in one fixed spelling, numbers as they were written.
fn shown(value: Value<'_>) -> String {
    let joined = |parts: Vec<String>| parts.join(",");
    match value.kind() {
        Kind::Null => "null".to_owned(),
        Kind::True => "true".to_owned(),
        Kind::False => "false".to_owned(),
        Kind::Number => value.as_number().expect("a number").to_owned(),
        Kind::String => format!("{:?}", value.as_str().expect("a string")),
        Kind::Array => format!("[{}]", joined(value.elements().map(shown).collect())),
        Kind::Object => {
            let member = |(name, value)| format!("{}:{}", shown(name), shown(value));
            format!("{{{}}}", joined(value.members().map(member).collect()))
        }
    }
}

fn read(text: &[u8]) -> String {
    match Document::parse(text) {
        Ok(document) => shown(document.root()),
        Err(fault) => format!("refused: {fault}"),
    }
}

#[track_caller]
fn assert_read(rows: &[Row]) {
    let wrong = rows.iter().filter(|(text, value)| read(text) != *value);
    let told = wrong.map(|(text, value)| {
        format!("{:?} is {} and not {value}", String::from_utf8_lossy(text), read(text))
    });
    assert_eq!(told.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn scalars_and_empty_containers_are_texts() {
    assert_read(SCALARS);
}

#[test]
fn white_space_may_stand_between_any_two_tokens() {
    assert_read(WHITE_SPACE);
}

#[test]
fn numbers_of_every_form_keep_their_spelling() {
    assert_read(NUMBERS);
}

#[test]
fn strings_are_read_with_their_escapes() {
    assert_read(STRINGS);
}

#[test]
fn containers_keep_order_and_repeats() {
    assert_read(CONTAINERS);
}

#[test]
fn surrogates_without_partner_are_read_and_remembered() {
    let lone: &[&[u8]] = &[
        br#""\uD800""#,
        br#""\uDFFF""#,
        br#""\uD800\uD800""#,
        br#""\uDC00\uD800""#,
        br#""\uD800a""#,
        br#""\uD800\n""#,
        br#""\uD800\u0041""#,
        br#"{"\udead":1}"#,
        br#"[["x\uDBFF"]]"#,
    ];
    for text in lone {
        let document = Document::parse(text).expect("surrogate escapes are within the grammar");
        assert!(document.has_lone_surrogate(), "{}", String::from_utf8_lossy(text));
    }
    let paired = Document::parse(br#"["\uD83D\uDE00", "\\uD800"]"#).expect("a text");
    assert!(!paired.has_lone_surrogate());
}

#[test]
fn a_byte_order_mark_is_skipped_and_remembered() {
    let marked = Document::parse(b"\xef\xbb\xbf[1]").expect("a mark may be ignored");
    assert!(marked.has_byte_order_mark());
    assert_eq!((shown(marked.root()), marked.root().span()), ("[1]".to_owned(), (3, 6)));
    assert!(!Document::parse(b"[1]").expect("a text").has_byte_order_mark());
}

#[test]
fn values_know_their_place_in_the_text() {
    let text = "{ \"\u{e9}\": [10, {\"b\": \"\\u0041\"}] }";
    let document = Document::parse(text.as_bytes()).expect("a text");
    let list = document.root().get("\u{e9}").expect("the member");
    assert_eq!(list.source(), r#"[10, {"b": "\u0041"}]"#);
    let (start, end) = list.span();
    assert_eq!(&text[start..end], list.source());
    let inner = list.elements().nth(1).and_then(|object| object.get("b")).expect("the member");
    assert_eq!((inner.source(), inner.is_text("A")), (r#""\u0041""#, true));
    assert_eq!((document.root().len(), list.len(), document.depth()), (1, 2, 3));
}

#[test]
fn of_members_with_one_name_the_last_is_found() {
    let document = Document::parse(br#"{"a":1,"b":2,"\u0061":3}"#).expect("a text");
    assert_eq!(document.root().get("a").and_then(Value::as_number), Some("3"));
    assert_eq!(document.root().len(), 3);
}
