//! Ten thousand requests, most of them broken: the validator and the oracle say the same of each.

use std::collections::{BTreeMap, BTreeSet};

use batchspec_harness::contract::{Contract, Expectation, validate};
use batchspec_harness::generate::Rng;

use super::mutations::{Api, empty, mutate, scramble, spelled, valid};
use super::oracle::{Verdict, inspector2, marketplace};
use super::requests::{ACCOUNTS, ENTITIES, id, request};

const REQUESTS: u64 = 5_000;

fn verdict(contract: &Contract, expectation: &Expectation, named: &BTreeSet<&'static str>) -> Verdict {
    let known = |wanted: &str| {
        // The oracle knows JSON alone; which readers are lenient is tried where that is told apart.
        let is_ungrammatical =
            ["protocol/lenient-grammar", "protocol/invalid-utf8-rejected"].contains(&wanted);
        let wanted = if is_ungrammatical { "protocol/malformed-json-rejected" } else { wanted };
        let found = named.iter().find(|clause| **clause == wanted);
        *found.unwrap_or(&"a clause that the oracle does not expect")
    };
    match expectation {
        Expectation::Accept { odd } => Verdict::Accept(odd.map(|odd| known(id(contract, odd)))),
        Expectation::Refuse(refusal) => {
            let clauses = std::iter::once(refusal.clause).chain(refusal.also.iter().copied());
            Verdict::Refuse {
                clauses: clauses.map(|clause| known(id(contract, clause))).collect(),
                answers: refusal.answers,
                place: refusal.pointer.clone(),
                among_others: refusal.among_others,
            }
        }
        Expectation::Observe(_) => Verdict::Observe,
    }
}

fn body(api: Api, number: u64) -> Vec<u8> {
    let mut rng = Rng::new(20_260_101, "broken requests", number);
    let mut tree = if rng.chance(1, 50) { empty() } else { valid(api, &mut rng) };
    for _ in 0..[0, 1, 1, 1, 1, 2][rng.below(6)] {
        mutate(api, &mut tree, &mut rng);
    }
    let mut bytes = spelled(&tree, &mut rng).into_bytes();
    if rng.chance(1, 3) {
        scramble(&mut bytes, &mut rng);
    }
    bytes
}

/// How often each verdict was given, told by its clauses.
type Tally = BTreeMap<String, u32>;

fn agree(contract: &Contract, api: Api, oracle: fn(&[u8]) -> Verdict) -> Tally {
    let mut tally = Tally::new();
    for number in 0..REQUESTS {
        let body = body(api, number);
        let expected = oracle(&body);
        let (key, named) = match &expected {
            Verdict::Accept(odd) => (format!("accept {odd:?}"), odd.iter().copied().collect()),
            Verdict::Refuse { clauses, .. } => (format!("refuse {clauses:?}"), clauses.clone()),
            Verdict::Observe => ("observe".to_owned(), BTreeSet::new()),
        };
        let said = validate(contract, &request(contract, body.clone()));
        assert_eq!(
            verdict(contract, &said, &named),
            expected,
            "request {number}: {said:?} of {}",
            String::from_utf8_lossy(&body)
        );
        *tally.entry(key).or_default() += 1;
    }
    tally
}

/// A test of agreement says little about verdicts that never come up.
#[track_caller]
fn each_comes_up(tally: &Tally, wanted: &[&str]) {
    for wanted in wanted {
        let times: u32 = tally.iter().filter(|(key, _)| key.contains(wanted)).map(|(_, times)| times).sum();
        assert!(times >= 10, "{wanted} came up {times} times: {tally:#?}");
    }
}

#[test]
fn of_account_requests_the_validator_says_what_the_documents_say() {
    let tally = agree(&ACCOUNTS, Api::Accounts, inspector2);
    each_comes_up(
        &tally,
        &[
            "accept None",
            "account-id-odd-accepted",
            "account-ids-required",
            "account-ids-min",
            "account-ids-max",
            "account-ids-type",
            "account-id-pattern",
            "length-unit",
            "null-equals-missing",
            "null-list-element-rejected",
            "non-object-body-rejected",
            "malformed-json-rejected",
            "observe",
        ],
    );
}

#[test]
fn of_entity_requests_the_validator_says_what_the_documents_say() {
    let tally = agree(&ENTITIES, Api::Entities, marketplace);
    each_comes_up(
        &tally,
        &[
            "accept None",
            "entity-id-odd-accepted",
            "entity-list-required",
            "entity-list-min",
            "entity-list-max",
            "entity-list-type",
            "entity-members-required",
            "catalog-pattern",
            "catalog-length",
            "entity-id-pattern",
            "entity-id-length",
            "length-unit",
            "null-equals-missing",
            "null-list-element-rejected",
            "non-object-body-rejected",
            "malformed-json-rejected",
            "observe",
        ],
    );
}

#[test]
fn no_bytes_make_the_validator_panic() {
    const TOKENS: &[u8] = b"{}[]\",:\\u0a1eE-.tfn";
    for number in 0..2_000 {
        let mut rng = Rng::new(7, "bytes", number);
        let length = rng.below(200);
        let byte = |rng: &mut Rng| match rng.chance(2, 3) {
            true => TOKENS[rng.below(TOKENS.len())],
            false => u8::try_from(rng.below(256)).unwrap_or_default(),
        };
        let bytes: Vec<u8> = (0..length).map(|_| byte(&mut rng)).collect();
        for contract in [&*ACCOUNTS, &*ENTITIES] {
            let _ = validate(contract, &request(contract, bytes.clone()));
        }
    }
}
