//! The documented exchanges pass every check.

use std::collections::BTreeSet;

use batchspec_harness::contract::Expectation;
use batchspec_suites::MARKETPLACE;

use super::scene::Scene;

/// Promises that each documented exchange shows to be kept.
const SHOWN: [&str; 10] = [
    "protocol/success-status",
    "protocol/answer-is-json-text",
    "protocol/document-any-json",
    "protocol/success-content-type-exact",
    "batch/complete",
    "batch/no-strangers",
    "batch/key-echo-exact",
    "marketplace/response/entity-arn-shape",
    "marketplace/response/entity-identifier-shape",
    "marketplace/response/last-modified-format",
];

#[test]
fn documented_exchanges_break_nothing() {
    assert!(!MARKETPLACE.examples.is_empty());
    for example in MARKETPLACE.examples {
        let scene = Scene::entities(example.request).ok(example.response);
        assert_eq!(scene.case.steps[0].expectation, Expectation::Accept { odd: None }, "{}", example.name);
        let verdicts = scene.judged();
        assert_eq!(scene.broken(&verdicts), BTreeSet::new(), "{}: {:?}", example.name, verdicts.violations);
        assert_eq!((verdicts.undecided.len(), verdicts.faults.len()), (0, 0), "{}", example.name);
        let held = scene.held(&verdicts);
        let missing: Vec<_> = SHOWN.iter().filter(|id| !held.contains(*id)).collect();
        assert!(missing.is_empty(), "{} does not show {missing:?}", example.name);
    }
}

#[test]
fn a_documented_item_failure_is_one() {
    let example = MARKETPLACE.examples.iter().find(|example| example.name == "saas").expect("an example");
    let scene = Scene::entities(example.request).ok(example.response);
    let verdicts = scene.judged();
    let held = scene.held(&verdicts);
    assert!(held.contains("batch/item-failure-keeps-200"), "{held:?}");
    assert!(held.contains("marketplace/response/absent-entity-is-item-error"), "{held:?}");
}

#[test]
fn the_answer_to_another_request_is_found_out() {
    for (asked, answered) in [(0, 1), (1, 2), (2, 0)] {
        let (asked, answered) = (MARKETPLACE.examples[asked], MARKETPLACE.examples[answered]);
        let scene = Scene::entities(asked.request).ok(answered.response);
        let broken = scene.judged();
        let broken = scene.broken(&broken);
        assert!(broken.contains("batch/complete"), "{} for {}: {broken:?}", answered.name, asked.name);
    }
}
