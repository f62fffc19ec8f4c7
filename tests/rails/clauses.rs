//! Clauses, checks and faults, tied: what can decide each promise, and what proves that its breach is found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use batchspec_faults::faults;
use batchspec_harness::contract::{Clause, ClauseRef, Contract, Level};
use batchspec_harness::judge::CHECKS;

use crate::assert_none;
use crate::contracts::contracts;

/// The clauses that no fault of the reference servers breaks, since these know no credentials: the servers that break
/// them, and one that keeps them, stand before the reference in these tests.
const SHOWN_BY_SIGNED_REQUESTS: &str = include_str!("../signing/probes.rs");
const OF_SIGNED_REQUESTS: [&str; 5] = [
    "auth/unsigned-rejected",
    "auth/unknown-key-rejected",
    "auth/bad-signature-rejected",
    "auth/malformed-header-rejected",
    "auth/before-validation",
];

/// Every clause that can break a run, with the suites that have it.
fn judged(contracts: &[Arc<Contract>]) -> BTreeMap<&str, Vec<(&Contract, ClauseRef)>> {
    let mut judged: BTreeMap<&str, Vec<(&Contract, ClauseRef)>> = BTreeMap::new();
    for contract in contracts.iter().map(Arc::as_ref) {
        let binding = |clause: &Clause| clause.level != Level::Note;
        for (reference, clause) in contract.clauses.iter().filter(|(_, clause)| binding(clause)) {
            judged.entry(clause.id.as_str()).or_default().push((contract, reference));
        }
    }
    judged
}

fn is_decided(contract: &Contract, clause: ClauseRef) -> bool {
    CHECKS.iter().any(|check| check.clauses(contract).contains(&clause))
}

/// Every clause that a fault breaks.
fn broken() -> BTreeSet<&'static str> {
    faults().iter().flat_map(|fault| fault.clauses).copied().collect()
}

#[test]
fn every_clause_that_can_break_a_run_has_a_check_that_decides_it() {
    let contracts = contracts();
    let mut lacking = Vec::new();
    for (id, places) in judged(&contracts) {
        for (contract, clause) in places {
            if !is_decided(contract, clause) {
                lacking.push(format!("{id}: no check can decide it for {}", contract.suite));
            }
        }
    }
    assert_none(&lacking);
}

#[test]
fn every_clause_that_can_break_a_run_is_broken_by_a_fault_of_each_suite_that_has_it() {
    let contracts = contracts();
    let mut lacking = Vec::new();
    for (id, places) in judged(&contracts) {
        let excused = OF_SIGNED_REQUESTS.contains(&id);
        for (contract, _) in places.into_iter().filter(|_| !excused) {
            let of_suite = faults().iter().filter(|fault| fault.suite == contract.suite);
            if !of_suite.flat_map(|fault| fault.clauses).any(|clause| *clause == id) {
                lacking.push(format!("{id}: no fault of {} breaks it", contract.suite));
            }
        }
    }
    assert_none(&lacking);
}

#[test]
fn a_fault_names_clauses_that_can_break_a_run_of_its_suite() {
    let contracts = contracts();
    let judged = judged(&contracts);
    let mut unknown = Vec::new();
    for fault in faults() {
        for id in fault.clauses {
            let of_suite = |(contract, _): &(&Contract, ClauseRef)| contract.suite == fault.suite;
            if !judged.get(id).is_some_and(|places| places.iter().any(of_suite)) {
                unknown.push(format!("fault {}: {id} is no clause that a run of its suite judges", fault.id));
            }
        }
    }
    assert_none(&unknown);
}

#[test]
fn nobody_is_excused_without_need() {
    let contracts = contracts();
    let judged = judged(&contracts);
    let mut needless = Vec::new();
    for id in OF_SIGNED_REQUESTS {
        let places = judged.get(id).map(Vec::as_slice).unwrap_or_default();
        if places.is_empty() || broken().contains(id) || !SHOWN_BY_SIGNED_REQUESTS.contains(id) {
            needless.push(format!("{id} is excused and need not be, or may not be: strike it from the list"));
        }
    }
    assert_none(&needless);
}
