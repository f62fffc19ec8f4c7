//! Agreement with serde_json on what is JSON.
//!
//! The two differ by design where serde_json bounds what the grammar allows: it refuses byte order marks, more than 127
//! levels of nesting, surrogate escapes without their partner, and numbers beyond the range of an `f64`.

use batchspec_harness::message::json::{Document, Kind, Value};
use proptest::strategy::Strategy;
use proptest::test_runner::TestCaseError;
use rstest::rstest;

use super::texts::{Damage, damaged, damages, runner, spelled, tree};

const SERDE_DEPTH: u32 = 127;

/// Whether serde_json must refuse what the grammar allows.
fn is_beyond_serde(document: &Document<'_>) -> bool {
    document.has_byte_order_mark()
        || document.has_lone_surrogate()
        || document.depth() > SERDE_DEPTH
        || has_huge_number(document.root())
}

fn has_huge_number(root: Value<'_>) -> bool {
    let mut todo = vec![root];
    while let Some(value) = todo.pop() {
        if value.as_number().is_some_and(|number| number.parse::<f64>().is_ok_and(f64::is_infinite)) {
            return true;
        }
        if value.kind() == Kind::Object {
            todo.extend(value.members().map(|(_, value)| value));
        } else {
            todo.extend(value.elements());
        }
    }
    false
}

fn disagreement(bytes: &[u8]) -> Option<String> {
    let theirs = serde_json::from_slice::<serde_json::Value>(bytes);
    let ours = Document::parse(bytes);
    let expected = ours.as_ref().is_ok_and(|document| !is_beyond_serde(document));
    (theirs.is_ok() != expected).then(|| {
        let ours = ours.map_or_else(|fault| fault.to_string(), |_| "a text".to_owned());
        let theirs = theirs.map_or_else(|error| error.to_string(), |value| value.to_string());
        format!("{}: ours {ours}; theirs {theirs}", bytes.escape_ascii())
    })
}

fn assert_agreement(bytes: &[u8]) -> Result<(), TestCaseError> {
    disagreement(bytes).map_or(Ok(()), |what| Err(TestCaseError::fail(what)))
}

#[test]
fn every_spelling_of_a_value_is_a_text_to_both() {
    let result = runner(3000).run(&(tree(), 0_u64..1_000_000), |(tree, seed)| {
        let text = spelled(&tree, seed);
        let document = Document::parse(text.as_bytes());
        let document = document.map_err(|fault| TestCaseError::fail(format!("{fault}: {text}")))?;
        if is_beyond_serde(&document) {
            return Err(TestCaseError::fail(format!("beyond serde_json: {text}")));
        }
        assert_agreement(text.as_bytes())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn both_judge_damaged_texts_alike() {
    let mut refused = 0;
    let mut read = 0;
    let cases = (tree(), 0_u64..1_000_000, damages()).prop_map(|(tree, seed, damages)| {
        let text = spelled(&tree, seed);
        damaged(&text, &damages)
    });
    let counted = std::cell::RefCell::new((&mut refused, &mut read));
    let result = runner(6000).run(&cases, |bytes| {
        let mut counts = counted.borrow_mut();
        *(if Document::parse(&bytes).is_ok() { &mut *counts.1 } else { &mut *counts.0 }) += 1;
        assert_agreement(&bytes)
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(
        refused > 1000 && read > 300,
        "{refused} damaged texts were refused and {read} read: too few to tell"
    );
}

#[test]
fn every_single_damage_of_a_telling_text_is_judged_alike() {
    let text = "{\"a\\u00e9\":[-0.5e+1,true,null,\"\\ud83d\\ude00\u{1f600}\"],\"\":{\"b\":[]}}\r\n";
    let mut told = Vec::new();
    for at in 0..=text.len() {
        let mut damages = vec![Damage::Remove, Damage::Cut, Damage::Twice];
        damages.extend((0..8).map(Damage::Flip));
        damages.extend(
            b"{}[]\",:\\0-+.eu \x0c\xff".iter().flat_map(|byte| [Damage::Put(*byte), Damage::Replace(*byte)]),
        );
        for damage in damages {
            told.extend(disagreement(&damaged(text, &[(at, damage)])));
        }
    }
    assert_eq!(told, Vec::<String>::new());
}

#[rstest]
#[case::deepest("[", 127, "]", true)]
#[case::deeper("[", 128, "]", false)]
#[case::deepest_object("{\"a\":", 126, "}", true)]
#[case::deeper_object("{\"a\":", 128, "}", false)]
fn serde_json_bounds_the_depth(
    #[case] open: &str,
    #[case] depth: usize,
    #[case] close: &str,
    #[case] theirs: bool,
) {
    let inner = if open == "[" { "" } else { "0" };
    let text = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
    assert!(Document::parse(text.as_bytes()).is_ok());
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), theirs);
    assert_eq!(disagreement(text.as_bytes()), None);
}

#[rstest]
#[case::byte_order_mark("\u{feff}1")]
#[case::lone_surrogate(r#""\ud800""#)]
#[case::low_surrogate(r#"["\udc00a"]"#)]
#[case::huge_number("1e400")]
#[case::long_number(&"9".repeat(400))]
fn what_serde_json_bounds_is_read_here(#[case] text: &str) {
    assert!(Document::parse(text.as_bytes()).is_ok());
    assert!(serde_json::from_str::<serde_json::Value>(text).is_err());
    assert_eq!(disagreement(text.as_bytes()), None);
}
