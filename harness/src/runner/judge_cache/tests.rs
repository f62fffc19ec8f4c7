//! A judge to whom answers are familiar says what one says who reads them all.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{JudgeCache, READ_FIRST};
use crate::contract::Contract;
use crate::generate::shipped::{contracts, keys};
use crate::generate::{Case, Plan, PlanOptions, Rng};
use crate::judge::{CaseVerdicts, Judge};
use crate::message::{Answer, Attempt, Exchange, Link, Outcome};

/// Batches that are judged after those that are only read.
const BATCHES: usize = 2_000;

/// The answer of a server that always says the same of an item.
fn body(suite: &str, keys: &[String]) -> String {
    let text = |key: &String| serde_json::Value::from(key.as_str()).to_string();
    let succeeds = |key: &&String| key.bytes().map(u32::from).sum::<u32>() % 3 > 0;
    let (good, bad): (Vec<&String>, Vec<&String>) = keys.iter().partition(succeeds);
    let listed = |keys: &[&String], entry: &dyn Fn(String) -> String| {
        keys.iter().map(|key| entry(text(key))).collect::<Vec<_>>().join(", ")
    };
    if suite == "inspector2" {
        let good = listed(&good, &|key| {
            let trial = r#"{"type":"EC2","start":1690835828,"end":4102444800,"status":"ACTIVE"}"#;
            format!(r#"{{"accountId":{key},"freeTrialInfo":[{trial}]}}"#)
        });
        let bad =
            listed(&bad, &|key| format!(r#"{{"accountId":{key},"code":"ACCESS_DENIED","message":"no"}}"#));
        return format!(r#"{{"failedAccounts": [{bad}], "accounts": [{good}]}}"#);
    }
    let good = listed(&good, &|key| format!(r#"{key}:{{"EntityType":"Offer@1.0"}}"#));
    let bad = listed(&bad, &|key| {
        format!(r#"{key}:{{"ErrorCode":"ResourceNotFoundException","ErrorMessage":"no"}}"#)
    });
    match (good.is_empty(), bad.is_empty()) {
        (_, true) => format!(r#"{{"EntityDetails":{{{good}}}}}"#),
        (true, _) => format!(r#"{{"Errors":{{{bad}}}}}"#),
        _ => format!(r#"{{"EntityDetails":{{{good}}},"Errors":{{{bad}}}}}"#),
    }
}

fn answer(body: impl Into<Vec<u8>>, number: usize) -> Answer {
    let headers = [("content-type", "application/json"), ("date", "now"), ("x-amzn-requestid", "")];
    let headers = headers.map(|(name, value)| {
        (name.to_owned(), format!("{value}{}", if value.is_empty() { number } else { 0 }))
    });
    let mut headers: Vec<(String, Vec<u8>)> =
        headers.into_iter().map(|(name, value)| (name, value.into_bytes())).collect();
    headers[0].1 = b"application/json".to_vec();
    Answer { status: 200, headers, body: body.into().into(), is_cut: false }
}

/// The same answer with something wrong.
fn spoilt(mut answer: Answer, rng: &mut Rng) -> Answer {
    let mut bytes = answer.body.to_vec();
    let at = rng.below(bytes.len());
    match rng.below(6) {
        0 => drop(bytes.remove(at)),
        1 => bytes[at] = bytes[at].wrapping_add(1),
        2 => bytes.insert(at, b' '),
        3 => bytes.truncate(at),
        4 => answer.status = [201, 202, 400, 500][rng.below(4)],
        _ => answer.headers[0].1 = b"text/plain".to_vec(),
    }
    answer.body = bytes.into();
    answer
}

fn exchanged(case: &Case, answer: Answer) -> Vec<Exchange> {
    let attempts = vec![Attempt { outcome: Outcome::Answered(answer), micros: 1, link: Link::default() }];
    vec![Exchange { request: case.steps[0].request.clone(), attempts }]
}

/// Everything that the verdicts say, the outcomes in the order of their keys.
fn told(contract: &Contract, mut verdicts: CaseVerdicts) -> String {
    verdicts.observations.sort_unstable();
    verdicts.outcomes.iter_mut().flatten().for_each(|outcomes| outcomes.sort_unstable());
    let held =
        contract.clauses.iter().filter(|(clause, _)| verdicts.held(*clause)).map(|(_, clause)| &clause.id);
    let held: Vec<&String> = held.collect();
    let CaseVerdicts { violations, undecided, observations, outcomes, sizes, faults, .. } = verdicts;
    format!("{held:?} {violations:?} {undecided:?} {observations:?} {outcomes:?} {sizes:?} {faults:?}")
}

fn batches(contract: &Arc<Contract>) -> (Plan, impl Iterator<Item = Case>) {
    let random_cases = u32::try_from(BATCHES).expect("a few") + u32::try_from(READ_FIRST).expect("a few");
    let options = PlanOptions { random_cases, ..PlanOptions::default() };
    let plan = Plan::new(contract, &options);
    let again = Plan::new(contract, &options);
    let first = plan.len() - random_cases as usize;
    (plan, (first..again.len()).filter_map(move |number| again.case(number)))
}

#[test]
fn what_is_familiar_is_judged_as_what_is_read() {
    for contract in contracts() {
        let (plan, cases) = batches(&contract);
        let judge = Judge::new(&contract, plan.pool());
        let cache = JudgeCache::default();
        let mut rng = Rng::new(1, "familiar", 0);
        for (number, case) in cases.enumerate() {
            let right = answer(body(&contract.suite, &keys(&contract, &case.steps[0].request)), number);
            let came = if rng.chance(1, 4) { spoilt(right, &mut rng) } else { right };
            let exchanges = exchanged(&case, came);
            let read = judge.judge(&case, &exchanges);
            assert_eq!(
                told(&contract, cache.judge(&judge, &case, &exchanges)),
                told(&contract, read),
                "{} {}",
                contract.suite,
                case.origin
            );
        }
        let found = cache.found.load(Ordering::Relaxed);
        assert!(found > BATCHES as u64 / 2, "{}: only {found} were familiar", contract.suite);
        assert!(!cache.is_off.load(Ordering::Relaxed), "{}", contract.suite);
    }
}

#[test]
fn a_target_that_answers_anew_each_time_is_not_learned_for_ever() {
    let contract = &contracts()[0];
    let (plan, cases) = batches(contract);
    let judge = Judge::new(contract, plan.pool());
    let cache = JudgeCache::default();
    for (number, case) in cases.enumerate() {
        let said = body(&contract.suite, &keys(contract, &case.steps[0].request));
        let said = said
            .replace("\"no\"", &format!("\"no {number}\""))
            .replace("4102444800", &format!("{}", 4_102_444_800 + number));
        let _ = cache.judge(&judge, &case, &exchanged(&case, answer(said, number)));
    }
    assert!(cache.is_off.load(Ordering::Relaxed));
}

#[test]
fn a_sum_that_is_not_what_the_checks_say_is_never_believed_again() {
    let judge_cache = JudgeCache::default();
    judge_cache.distrust();
    let contract = &contracts()[0];
    let (_, mut cases) = batches(contract);
    let case = cases.next().expect("a case");
    let said = body(&contract.suite, &keys(contract, &case.steps[0].request));
    assert!(judge_cache.recognise(&case, &exchanged(&case, answer(said, 1))).is_none());
    assert_eq!(judge_cache.met.load(Ordering::Relaxed), 0);
}
