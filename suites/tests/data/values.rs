//! The values a suite suggests: those called valid are, those called broken are not.

use std::collections::BTreeSet;

use batchspec_suites::ALL;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use regress::Regex;

use crate::format::{self, Reading, Text, Value};
use crate::model::{self, Place};

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern} is no ECMA-262 pattern: {error}"))
}

/// Whether another version of the sources says otherwise than the model of a text: then nothing is held against either.
fn is_disputed(readings: &[Reading], place: &str, own: &Place, text: &str) -> bool {
    let length = text.chars().count();
    let others = readings.iter().filter(|reading| reading.place == place);
    let fits = |reading: &Reading| {
        (reading.min_length..=reading.max_length).contains(&length)
            && regex(&reading.pattern).find(text).is_some()
    };
    others.map(fits).any(|fits| fits != breaches(own, text).is_empty())
}

fn breaches(place: &Place, text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let length = text.chars().count() as u64;
    if place.length.is_some_and(|(min, max)| length < min || length > max) {
        found.push("length");
    }
    if place.pattern.as_ref().is_some_and(|pattern| regex(pattern).find(text).is_none()) {
        found.push("pattern");
    }
    found
}

fn is_unjudged(value: &Value, text: &str) -> bool {
    value.unjudged.iter().any(|pattern| regex(pattern).find(text).is_some())
}

/// Runs `check` on every value table with the place it is about.
fn each_value(check: impl Fn(&Value, &Place, &[Reading])) {
    for files in ALL {
        let suite = format::suite(files);
        let operation = model::operation(files, &suite.operation);
        let strings: BTreeSet<&String> = operation
            .places
            .iter()
            .filter(|(place, shape)| place.starts_with("input") && shape.kind == "string")
            .map(|(place, _)| place)
            .collect();
        assert_eq!(strings, suite.value.iter().map(|value| &value.place).collect());
        for value in &suite.value {
            for id in [&value.strict_clause, &value.odd_clause].into_iter().chain(&value.open_clause) {
                assert!(suite.clause.iter().any(|clause| &clause.id == id), "no clause {id}");
            }
            check(value, &operation.places[&value.place], &suite.reading);
        }
    }
}

#[test]
fn every_pattern_is_ecma_262() {
    for files in ALL {
        let suite = format::suite(files);
        let operation = model::operation(files, &suite.operation);
        let of_model = operation.places.values().filter_map(|place| place.pattern.as_ref());
        let of_rules = suite.rule.iter().filter_map(|rule| rule.pattern.as_ref());
        let of_readings = suite.reading.iter().map(|reading| &reading.pattern);
        let of_keys = suite.rule.iter().filter_map(|rule| rule.unless_key.as_ref());
        let of_exempt = suite.exempt.iter().filter_map(|exempt| exempt.when_key.as_ref()).chain(of_keys);
        let of_values = suite.value.iter().flat_map(|value| value.unjudged.iter().chain([&value.strict]));
        for pattern in of_model.chain(of_readings).chain(of_rules).chain(of_exempt).chain(of_values) {
            regex(pattern);
        }
        for rule in suite.rule.iter().filter(|rule| rule.template.is_some()) {
            let template = rule.template.as_ref().expect("a template");
            assert_eq!(template.matches("{key}").count(), 1, "{template}");
            regex(&rule.filled(|_| "prod-1.2/3".to_owned()).expect("a pattern"));
        }
    }
}

#[test]
fn generated_values_are_strict_and_valid() {
    each_value(|value, place, readings| {
        let pool = proptest::string::string_regex(&value.pool).expect("a pattern that can be drawn from");
        let mut runner = TestRunner::deterministic();
        for _ in 0..200 {
            let text = pool.new_tree(&mut runner).expect("a value").current();
            assert!(regex(&value.strict).find(&text).is_some(), "{text:?} is not strict");
            assert!(breaches(place, &text).is_empty(), "{text:?} is not valid");
            assert!(!is_unjudged(value, &text), "{text:?} is not judged");
            assert!(!is_disputed(readings, &value.place, place, &text), "{text:?} is disputed");
            assert!(value.only.is_empty() || value.only.contains(&text), "{text:?} is no safe value");
        }
    });
}

#[test]
fn examples_and_odd_values_are_valid_and_judged() {
    each_value(|value, place, readings| {
        for text in value.examples.iter().cloned().chain(value.odd.iter().map(Text::text)) {
            let found = breaches(place, &text);
            let is_disputed = is_disputed(readings, &value.place, place, &text);
            assert!(found.is_empty() || is_disputed, "{text:?} breaks {found:?}");
            assert!(!is_unjudged(value, &text), "{text:?} is not judged");
        }
        let odd = value.odd.iter().filter(|odd| regex(&value.strict).find(&odd.text()).is_none()).count();
        assert!(odd >= 20, "{}: only {odd} values are odd", value.place);
    });
}

#[test]
fn broken_values_break_something_and_are_judged() {
    each_value(|value, place, readings| {
        let mut kinds = BTreeSet::new();
        for text in value.broken.iter().map(Text::text) {
            let broken = breaches(place, &text);
            assert!(!broken.is_empty(), "{text:?} breaks nothing");
            assert!(!is_unjudged(value, &text), "{text:?} is not judged");
            assert!(!is_disputed(readings, &value.place, place, &text), "{text:?} is disputed");
            kinds.insert(broken);
        }
        assert!(value.broken.len() >= 20);
        assert!(kinds.contains(&vec!["pattern"]), "{}", value.place);
        assert!(place.length.is_none() || kinds.contains(&vec!["length"]), "{}", value.place);
    });
}

#[test]
fn no_value_is_listed_twice() {
    each_value(|value, _, _| {
        let mut seen = BTreeSet::new();
        for text in value.odd.iter().chain(&value.broken).map(Text::text) {
            assert!(seen.insert(text.clone()), "{text:?} is listed twice");
        }
    });
}

#[test]
fn line_ends_are_unjudged_and_astral_text_is_not() {
    each_value(|value, _, _| {
        assert!(is_unjudged(value, "123456789012\n") && is_unjudged(value, "123456789012\u{2028}"));
        assert!(!is_unjudged(value, "\u{1f600}123456789012\u{1f600}"));
    });
}
