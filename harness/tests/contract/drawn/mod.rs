//! Batch operations drawn at random: each can be read, each case of its plan is what its maker says it is, and a right
//! answer to it breaks nothing.
//!
//! `BATCHSPEC_MODELS=2000 cargo test --release -p batchspec-harness --test pure drawn` tries more of them.

pub(super) mod answers;
mod draft;

use std::sync::Arc;

use batchspec_harness::contract::{Contract, Expectation};
use batchspec_harness::generate::{Plan, PlanOptions};
use batchspec_harness::judge::Judge;
use batchspec_harness::message::Outcome;
use serde_json::Value;

use self::answers::answers;
use self::draft::Draft;
use super::coverage::gaps;
use super::toy::load;

/// As many as a run of all tests has time for.
const MODELS: u64 = 60;

/// Each model's number, its text for messages, and its contract.
fn drawn() -> impl Iterator<Item = (u64, String, Arc<Contract>)> {
    let asked = std::env::var("BATCHSPEC_MODELS").ok();
    let models = asked.map_or(MODELS, |asked| asked.parse().expect("BATCHSPEC_MODELS is a number"));
    (0..models).map(|number| {
        let (model, suite) = Draft::new(number).finished();
        let text = format!("model {number}\n{suite}\n{model}");
        match load(&suite, &model) {
            Ok(contract) => (number, text, contract),
            Err(mistakes) => panic!("{mistakes}: {text}"),
        }
    })
}

#[test]
fn plans_have_no_gaps_and_no_faults() {
    for (_, text, contract) in drawn() {
        let mut gaps = gaps(&contract);
        // No batch of different items is fuller than there are keys.
        let has_few_keys = text.contains("^[AB]$") || text.contains("THREE");
        gaps.retain(|gap| !(has_few_keys && gap.starts_with("nothing meets") && gap.contains(":length-max")));
        assert!(gaps.is_empty(), "{gaps:#?}: {text}");
    }
}

#[test]
fn right_answers_break_nothing() {
    for (number, text, contract) in drawn() {
        let options = PlanOptions { seed: number, random_cases: 20, ..PlanOptions::default() };
        let plan = Plan::new(&contract, &options);
        let judge = Judge::new(&contract, plan.pool());
        let mut items = 0;
        for case in (0..plan.len()).filter_map(|index| plan.case(index)) {
            let verdicts = judge.judge(&case, &answers(&contract, &case));
            let said: Vec<_> = verdicts
                .violations
                .iter()
                .map(|broken| (&contract.clauses.get(broken.clause).id, &broken.expected, &broken.actual))
                .collect();
            assert!(said.is_empty() && verdicts.faults.is_empty(), "{}: {said:#?}: {text}", case.origin);
            items += verdicts.outcomes.iter().flatten().map(Vec::len).sum::<usize>();
        }
        assert!(items > 0, "no answer tells of an item: {text}");
    }
}

/// The first entry of the first collection that has any, taken out.
fn without_one(contract: &Contract, body: &[u8]) -> Option<Vec<u8>> {
    let mut body: Value = serde_json::from_slice(body).ok()?;
    let batch = contract.batch.as_ref()?;
    for collection in [batch.succeeded.as_ref(), batch.failed.as_ref()].into_iter().flatten() {
        match body.get_mut(&collection.path[0]) {
            Some(Value::Array(entries)) if !entries.is_empty() => drop(entries.remove(0)),
            Some(Value::Object(entries)) if !entries.is_empty() => {
                let name = entries.keys().next().cloned()?;
                entries.remove(&name);
            }
            _ => continue,
        }
        return Some(body.to_string().into_bytes());
    }
    None
}

#[test]
fn a_lost_item_is_told_where_absent_ones_are_not_silent() {
    let (mut told, mut silent) = (0, 0);
    for (number, text, contract) in drawn() {
        let plan = Plan::new(&contract, &PlanOptions { seed: number, ..PlanOptions::default() });
        let judge = Judge::new(&contract, plan.pool());
        let complete = contract.clauses.find("batch/complete").expect("every suite has it");
        for case in (0..plan.len()).filter_map(|index| plan.case(index)) {
            if case.relation.is_some() || !matches!(case.steps[0].expectation, Expectation::Accept { .. }) {
                continue;
            }
            let mut exchanges = answers(&contract, &case);
            let Some(Outcome::Answered(answer)) =
                exchanges[0].attempts.first_mut().map(|attempt| &mut attempt.outcome)
            else {
                continue;
            };
            answer.body = without_one(&contract, &answer.body).expect("a valid request has items").into();
            let verdicts = judge.judge(&case, &exchanges);
            let is_told = verdicts.violations.iter().any(|broken| broken.clause == complete);
            let is_silent = contract.batch.as_ref().is_some_and(|batch| batch.failed.is_none());
            assert_eq!(is_told, !is_silent, "{}: {verdicts:?}: {text}", case.origin);
            (told, silent) = (told + usize::from(is_told), silent + usize::from(is_silent));
        }
    }
    assert!(told > 1000 && silent > 100, "{told} told and {silent} silent: too few to tell");
}
