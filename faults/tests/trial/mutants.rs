//! The register of made faults: each does something, and says what that is worth.

use std::collections::BTreeSet;

use batchspec_faults::{faults, mutants};
use batchspec_fixtures::Fault;

use crate::client::{Seen, play, start};

/// The clauses of level `must` and `should` that need no credentials.
const CLAUSES: &str = include_str!("clauses.txt");

#[test]
fn ids_are_made_of_parts_and_unique() {
    let ids: BTreeSet<&str> = mutants().iter().chain(faults()).map(|fault| fault.id).collect();
    assert_eq!(ids.len(), mutants().len() + faults().len());
    assert!(mutants().len() >= 250);
    for mutant in mutants() {
        assert!(mutant.id.split('/').count() >= 2, "{}", mutant.id);
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-/".contains(&byte);
        assert!(mutant.id.bytes().all(plain), "{}", mutant.id);
    }
}

#[test]
fn each_breaks_clauses_of_its_suite_or_says_what_allows_it() {
    let clauses: BTreeSet<&str> = CLAUSES.lines().collect();
    for mutant in mutants() {
        assert_eq!(mutant.clauses.is_empty(), mutant.allowed.is_some(), "{}", mutant.id);
        assert!(mutant.allowed.is_none_or(|reason| !reason.is_empty()), "{}", mutant.id);
        assert!(mutant.summary.ends_with('.') && mutant.summary.len() >= 12, "{}", mutant.id);
        let distinct: BTreeSet<&&str> = mutant.clauses.iter().collect();
        assert_eq!(distinct.len(), mutant.clauses.len(), "{}", mutant.id);
        for clause in mutant.clauses {
            let owner = clause.split('/').next().expect("a first part");
            assert!(clauses.contains(clause), "{}: {clause}", mutant.id);
            assert!(["protocol", "batch", "http", mutant.suite].contains(&owner), "{}: {clause}", mutant.id);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_answers_something_in_the_battery_otherwise() {
    let mut idle = Vec::new();
    for suite in ["inspector2", "marketplace"] {
        let own: Vec<&'static Fault> = mutants().iter().filter(|mutant| mutant.suite == suite).collect();
        let first = own.first().expect("a server");
        let expected = play(&start("plain", None).await, first.witness(), first.manner).await;
        assert!(expected.iter().all(|seen| matches!(seen, Seen::Answer { .. })));
        for chunk in own.chunks(8) {
            let trials: Vec<_> = chunk
                .iter()
                .map(|mutant| {
                    let mutant = *mutant;
                    tokio::spawn(async move {
                        play(&start("plain", Some(mutant)).await, mutant.witness(), mutant.manner).await
                    })
                })
                .collect();
            for (mutant, trial) in chunk.iter().zip(trials) {
                if trial.await.expect("no panic") == expected {
                    idle.push(mutant.id);
                }
            }
        }
    }
    assert!(idle.is_empty(), "{} do nothing: {idle:#?}", idle.len());
}
