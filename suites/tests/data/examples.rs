//! Documented exchanges: where the documentation contradicts itself, the example wins.

use std::collections::BTreeSet;

use batchspec_suites::{ALL, MARKETPLACE};
use regress::Regex;
use serde_json::Value;

use crate::{format, model};

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("an example is JSON")
}

#[test]
fn examples_are_json_and_named_once() {
    for files in ALL {
        let names: BTreeSet<&str> = files.examples.iter().map(|example| example.name).collect();
        assert_eq!(names.len(), files.examples.len());
        for example in files.examples {
            assert!(json(example.request).is_object() && json(example.response).is_object());
        }
    }
}

#[test]
fn marketplace_examples_answer_what_they_were_asked() {
    for example in MARKETPLACE.examples {
        let (request, response) = (json(example.request), json(example.response));
        let asked: BTreeSet<&str> = request["EntityRequestList"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|item| item["EntityId"].as_str().expect("an id"))
            .collect();
        let keys = |map: &str| response[map].as_object().into_iter().flat_map(|map| map.keys());
        let answered: BTreeSet<&str> =
            keys("EntityDetails").chain(keys("Errors")).map(String::as_str).collect();
        assert_eq!(asked, answered, "{}", example.name);
    }
}

#[test]
fn marketplace_examples_break_no_pattern_and_no_rule_but_those_of_notes() {
    let suite = format::suite(&MARKETPLACE);
    let operation = model::operation(&MARKETPLACE, &suite.operation);
    let is_note = |id: &str| suite.clause.iter().any(|clause| clause.id == id && clause.level == "note");
    let note_covers: BTreeSet<&String> = suite
        .clause
        .iter()
        .filter(|clause| clause.level == "note")
        .flat_map(|clause| &clause.covers)
        .collect();
    let mut judged = 0;
    for example in MARKETPLACE.examples {
        let response = json(example.response);
        for map in ["EntityDetails", "Errors"] {
            let entries = response[map].as_object().into_iter().flatten();
            for (key, member, value) in entries.flat_map(|(key, entry)| {
                entry.as_object().expect("an entry").iter().map(move |(member, value)| (key, member, value))
            }) {
                let at = format!("output.{map}{{}}.{member}");
                let typed = suite.rule.iter().find(|rule| rule.place() == at && rule.r#type.is_some());
                assert!(typed.is_none() || value.is_object(), "{at}: {value}");
                let Some(text) = value.as_str() else { continue };
                let mut patterns: Vec<String> = Vec::new();
                if !note_covers.contains(&format!("{at}:pattern")) {
                    patterns.extend(operation.places[&at].pattern.clone());
                }
                for rule in suite.rule.iter().filter(|rule| rule.place() == at && !is_note(&rule.clause)) {
                    patterns.extend(rule.pattern.clone());
                    patterns.extend(rule.filled(|name| match name {
                        "key" => key.clone(),
                        "item.Catalog" => "AWSMarketplace".to_owned(),
                        beside => {
                            let (member, sign) = beside.split_once(" until ").expect("a name with its end");
                            let text = response[map][key][member].as_str().expect("a text beside it");
                            text.split(sign).next().unwrap_or_default().to_owned()
                        }
                    }));
                    if rule.day.is_some() {
                        assert_eq!((&text[..4], &text[5..7]), ("2023", "07"), "{at}: July has 31 days");
                    }
                }
                for pattern in patterns {
                    judged += 1;
                    let regex = Regex::new(&pattern).expect("an ECMA-262 pattern");
                    assert!(regex.find(text).is_some(), "{at}: {text} breaks {pattern}");
                }
            }
        }
    }
    assert!(judged >= 30, "only {judged} values were judged");
}
