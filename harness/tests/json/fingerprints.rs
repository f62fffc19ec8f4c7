//! Fingerprints: shared by all spellings of a value, and by nothing else.

use batchspec_harness::message::json::{Document, Fingerprint, fingerprint};
use proptest::strategy::Strategy;
use proptest::test_runner::TestCaseError;
use rstest::rstest;

use super::texts::{Tree, runner, spelled, tree};

fn of(text: &str) -> Fingerprint {
    match Document::parse(text.as_bytes()) {
        Ok(document) => fingerprint(document.root()),
        Err(fault) => panic!("{fault}: {text}"),
    }
}

#[test]
fn every_spelling_of_a_value_has_its_fingerprint() {
    let result = runner(3000).run(&(tree(), 0_u64..1_000_000), |(tree, seed)| {
        let (one, other) = (spelled(&tree, seed), spelled(&tree, seed + 1));
        if of(&one) == of(&other) {
            Ok(())
        } else {
            Err(TestCaseError::fail(format!("{one} and {other} differ")))
        }
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn different_values_have_different_fingerprints() {
    let result = runner(3000).run(&(tree(), tree(), 0_u64..1_000_000), |(one, other, seed)| {
        let (left, right) = (spelled(&one, seed), spelled(&other, seed + 1));
        if (one == other) == (of(&left) == of(&right)) {
            Ok(())
        } else {
            Err(TestCaseError::fail(format!("{left} and {right}")))
        }
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

/// A value that differs from `tree` at one place, the one that `turn` leads to.
fn changed(tree: &Tree, turn: usize) -> Tree {
    match tree {
        Tree::Null => Tree::Bool(false),
        Tree::Bool(value) => Tree::Bool(!value),
        Tree::Number(whole, power) if turn.is_multiple_of(2) => {
            Tree::Number(-whole - i64::from(*whole == 0), *power)
        }
        Tree::Number(whole, power) => Tree::Text(format!("{whole}e{power}")),
        Tree::Text(text) => Tree::Text(format!("{text}a")),
        Tree::List(elements) if elements.is_empty() => Tree::Object(Default::default()),
        Tree::List(elements) => {
            let mut elements = elements.clone();
            let at = turn % elements.len();
            elements[at] = changed(&elements[at], turn / elements.len());
            Tree::List(elements)
        }
        Tree::Object(members) if members.is_empty() => Tree::List(Vec::new()),
        Tree::Object(members) => {
            let mut members = members.clone();
            let at = turn % members.len();
            let name = members.keys().nth(at).cloned().expect("a member");
            if turn.is_multiple_of(3) {
                let value = members.remove(&name).expect("a value");
                members.insert(format!("{name}zz"), value);
            } else if let Some(value) = members.get_mut(&name) {
                *value = changed(value, turn / 3);
            }
            Tree::Object(members)
        }
    }
}

#[test]
fn one_small_change_makes_another_fingerprint() {
    let cases = (tree(), 0_usize..1000).prop_map(|(tree, turn)| (changed(&tree, turn), tree));
    let result = runner(3000).run(&cases, |(changed, tree)| {
        let (left, right) = (spelled(&tree, 1), spelled(&changed, 1));
        if of(&left) == of(&right) {
            return Err(TestCaseError::fail(format!("{left} and {right} share a fingerprint")));
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[rstest]
#[case::white_space("[1,{\"a\":2}]", " [ 1 ,\n{ \"a\"\t: 2 } ]\r\n")]
#[case::escapes(r#""a/\u00e9""#, "\"\\u0061\\/\u{e9}\"")]
#[case::escaped_names(r#"{"\u0061":1}"#, r#"{"a":1}"#)]
#[case::pairs(r#""\ud83d\ude00""#, "\"\u{1f600}\"")]
#[case::order(r#"{"a":1,"b":{"c":2,"d":3}}"#, r#"{"b":{"d":3,"c":2},"a":1}"#)]
#[case::fraction("1.0", "1")]
#[case::exponent("1500", "1.5E+3")]
#[case::zero("0", "-0.0e9")]
#[case::small_fraction("0.0015", "15e-4")]
#[case::beyond_f64("1e400", "10e399")]
#[case::mark("\u{feff}[]", "[]")]
#[case::lone_surrogate_in_other_letters(r#""\udead""#, r#""\uDEAD""#)]
fn spellings_do_not_count(#[case] one: &str, #[case] other: &str) {
    assert_eq!(of(one), of(other));
}

#[rstest]
#[case::number_and_string("1", r#""1""#)]
#[case::null_and_false("null", "false")]
#[case::null_and_string("null", r#""null""#)]
#[case::true_and_one("true", "1")]
#[case::empty_containers("[]", "{}")]
#[case::nothing_and_null("[]", "[null]")]
#[case::nesting("[[]]", "[]")]
#[case::wrapped(r#""a""#, r#"["a"]"#)]
#[case::order_of_elements("[1,2]", "[2,1]")]
#[case::where_a_list_ends("[[1],2]", "[[1,2]]")]
#[case::where_an_object_ends(r#"{"a":{"b":1},"c":2}"#, r#"{"a":{"b":1,"c":2}}"#)]
#[case::swapped_values(r#"{"a":1,"b":2}"#, r#"{"a":2,"b":1}"#)]
#[case::swapped_sides(r#"{"a":"b"}"#, r#"{"b":"a"}"#)]
#[case::object_and_list(r#"{"a":1}"#, r#"["a",1]"#)]
#[case::repeated_member(r#"{"a":1}"#, r#"{"a":1,"a":1}"#)]
#[case::repeated_element("[1]", "[1,1]")]
#[case::null_member(r#"{"a":null}"#, "{}")]
#[case::sign("1", "-1")]
#[case::last_digit("12345678901234567890", "12345678901234567891")]
#[case::beyond_f64("1e400", "1e401")]
#[case::case(r#""a""#, r#""A""#)]
#[case::decomposed("\"\u{e9}\"", "\"e\u{301}\"")]
#[case::trailing_space(r#""a""#, r#""a ""#)]
#[case::lone_surrogate_and_its_replacement(r#""\ud800""#, "\"\u{fffd}\"")]
fn values_count(#[case] one: &str, #[case] other: &str) {
    assert_ne!(of(one), of(other));
}
