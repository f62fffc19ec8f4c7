//! Batches of every class: plans without faults, right answers that break nothing, and wrong ones whose law is named.

mod api;
mod apis;
mod faults;
mod known_items;
mod mistakes;
mod server;

use std::collections::BTreeSet;
use std::sync::Arc;

use batchspec_harness::contract::{Contract, Expectation, Level};
use batchspec_harness::generate::{Case, Plan, PlanOptions, Relation, RelationKind, Step};
use batchspec_harness::judge::{CaseVerdicts, Judge};
use rstest::rstest;
use serde_json::Value;

use self::apis::APIS;
use self::faults::FAULTS;
use self::server::answer;
use super::drawn::answers::answers_by;
use super::toy::load;

/// APIs of each class that are drawn.
const SEEDS: u64 = 4;

#[track_caller]
pub(crate) fn contract(class: &str) -> Arc<Contract> {
    drawn(class, 0)
}

/// The same of another API of the class.
#[track_caller]
fn drawn(class: &str, number: u64) -> Arc<Contract> {
    let api = APIS.iter().find(|api| api.name == class).unwrap_or_else(|| panic!("no API is called {class}"));
    let (model, suite) = api.drawn(number);
    load(&suite, &model).unwrap_or_else(|mistakes| panic!("{class}: {mistakes}"))
}

fn plan(contract: &Arc<Contract>, seed: u64) -> Plan {
    Plan::new(contract, &PlanOptions { seed, random_cases: 20, ..PlanOptions::default() })
}

fn cases(plan: &Plan) -> impl Iterator<Item = Case> {
    (0..plan.len()).filter_map(|index| plan.case(index))
}

fn served(class: &str, step: &Step, change: impl Fn(&mut Value) -> bool) -> Value {
    let request = serde_json::from_slice(&step.request.body.bytes).expect("a valid request");
    let mut answer = answer(class, &request);
    change(&mut answer);
    answer
}

fn ids<'c>(contract: &'c Contract, verdicts: &CaseVerdicts) -> Vec<(&'c str, String)> {
    let broken = verdicts.violations.iter();
    broken
        .map(|broken| {
            let words = format!("{} / {} / {:?}", broken.expected, broken.actual, broken.place);
            (contract.clauses.get(broken.clause).id.as_str(), words)
        })
        .collect()
}

#[test]
fn right_answers_break_nothing_and_tell_of_items() {
    for api in APIS {
        for seed in 0..SEEDS {
            let contract = drawn(api.name, seed);
            let plan = plan(&contract, seed);
            assert_eq!(plan.faults(), [], "{}", api.name);
            assert!(plan.pool().items().len() > 20, "{}: {:?}", api.name, plan.pool());
            let judge = Judge::new(&contract, plan.pool());
            let mut items = 0;
            for case in cases(&plan) {
                let exchanges = answers_by(&contract, &case, &|step| served(api.name, step, |_| true));
                let verdicts = judge.judge(&case, &exchanges);
                let said = ids(&contract, &verdicts);
                let asked = String::from_utf8_lossy(&case.steps[0].request.body.bytes).into_owned();
                assert!(
                    said.is_empty() && verdicts.faults.is_empty(),
                    "{} {}: {said:#?}: {asked}",
                    api.name,
                    case.origin
                );
                items += verdicts.outcomes.iter().flatten().map(Vec::len).sum::<usize>();
            }
            let is_silent = ["untraceable"].contains(&api.name);
            assert_eq!(items == 0, is_silent, "{}", api.name);
        }
    }
}

#[test]
fn the_law_of_each_fault_is_named() {
    for (class, fault, law, change) in FAULTS {
        let contract = contract(class);
        let plan = plan(&contract, 1);
        let judge = Judge::new(&contract, plan.pool());
        let (mut named, mut told) = (0, BTreeSet::new());
        for case in cases(&plan) {
            let is_valid =
                case.steps.iter().all(|step| matches!(step.expectation, Expectation::Accept { .. }));
            if !is_valid {
                continue;
            }
            let exchanges = answers_by(&contract, &case, &|step| served(class, step, change));
            let verdicts = judge.judge(&case, &exchanges);
            for (id, _) in ids(&contract, &verdicts) {
                named += usize::from(id == *law);
                told.insert(id.to_owned());
            }
        }
        assert!(named > 0, "{class}, {fault}: {law} is not among {told:?}");
    }
}

#[test]
fn a_contract_has_the_clauses_that_its_class_has_a_use_for() {
    let own = |class: &str| {
        let contract = contract(class);
        let some =
            ["batch/length-agrees", "batch/index-in-range", "batch/counters-agree", "batch/unique-keys"];
        some.into_iter().filter(|id| contract.clauses.find(id).is_some()).collect::<Vec<_>>()
    };
    assert_eq!(own("several-members"), [""; 0]);
    assert_eq!(own("positional"), ["batch/length-agrees", "batch/counters-agree"]);
    assert_eq!(own("index"), ["batch/index-in-range"]);
    assert_eq!(own("all-or-nothing"), ["batch/index-in-range", "batch/counters-agree"]);
    assert_eq!(own("token"), ["batch/unique-keys"]);
    assert_eq!(own("untraceable"), ["batch/counters-agree"]);
}

#[rstest]
#[case::doubtful("aliases", Level::Should)]
#[case::certain("path", Level::Must)]
fn a_doubtful_rule_only_warns(#[case] class: &str, #[case] level: Level) {
    let contract = contract(class);
    let law = contract.clauses.get(contract.known.batch_complete);
    assert_eq!(law.level, level);
    let other = contract.clauses.get(contract.known.success_status);
    assert_eq!(other.level, Level::Must);
}

#[test]
fn bad_items_are_observed_where_nothing_says_that_they_refuse_the_call() {
    for class in ["successes-only", "token"] {
        let contract = contract(class);
        let plan = plan(&contract, 1);
        let observed = cases(&plan).filter(|case| case.origin.family == "open").count();
        assert!(observed > 5, "{class}: {observed}");
        let mut refused =
            cases(&plan).flat_map(|case| case.steps).filter_map(|step| match step.expectation {
                Expectation::Refuse(refusal) => Some(contract.clauses.get(refusal.clause).id.clone()),
                _ => None,
            });
        assert!(!refused.any(|id| id.contains("pattern")), "{class}");
    }
}

#[test]
fn equal_keys_are_to_be_refused_where_they_are_to_differ() {
    let contract = contract("token");
    let clause = contract.known.batch_unique_keys.expect("a token is unique");
    let plan = plan(&contract, 1);
    let broken = cases(&plan).filter(
        |case| matches!(&case.steps[0].expectation, Expectation::Refuse(refusal) if refusal.clause == clause),
    );
    assert!(broken.count() >= 4);
    let is_again =
        |relation: Relation| matches!(relation.kind, RelationKind::Repeated | RelationKind::Reread);
    assert!(!cases(&plan).filter_map(|case| case.relation).any(is_again));
}

#[test]
fn every_place_for_items_and_several_groups_are_asked() {
    let of = |class: &str, part: &str| {
        cases(&plan(&contract(class), 1)).filter(|case| case.origin.variant.contains(part)).count()
    };
    assert!(of("several-inputs", "1-names-of-") > 4);
    assert!(of("groups-in-a-map", "-groups") > 3);
    assert!(of("groups-in-a-list", "-groups") > 3);
}
