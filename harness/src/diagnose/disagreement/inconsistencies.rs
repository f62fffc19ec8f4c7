//! From what the run remembers to findings: every inconsistency about an item is asked about again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::isolate::{Isolated, isolate};
use crate::contract::{ClauseRef, Contract};
use crate::diagnose::confirm::confirm_concurrently;
use crate::diagnose::confirmed::ConfirmedFailure;
use crate::diagnose::items::items;
use crate::diagnose::shrink::Shrunk;
use crate::diagnose::spent::Spent;
use crate::generate::{Aim, Case, Origin, Relation, RelationKind, Step};
use crate::judge::{
    DISAGREEMENT, Difference, ItemOutcome, Judge, Memory, Seen, Violation, Where, difference,
};
use crate::message::Exchange;
use crate::report::Reproduction;
use crate::runner::sender::Sender;
use crate::runner::workers::Work;
use crate::tally::failure::{Failure, MARGIN, Signature};

/// Contradictory items asked about; more of them tell the same story.
const ASKED: usize = 8;

/// One confirmed finding for each law that inconsistencies break.
pub(crate) async fn inconsistencies(
    work: &Arc<Work>,
    memory: &Memory,
    spent: &mut Spent,
) -> Vec<ConfirmedFailure> {
    let contract = &work.contract;
    if !contract.remembers_items() {
        return Vec::new();
    }
    let found = memory.inconsistencies();
    let mut sender = work.sender_after();
    let mut by_clause: BTreeMap<ClauseRef, ConfirmedFailure> = BTreeMap::new();
    let mut unexplained = None;
    for (key, outcomes) in found.iter().take(ASKED) {
        let mut isolated = None;
        for (_, seen) in outcomes.iter().skip(1).take(2) {
            let items = items(contract, &seen.evidence.1);
            if isolated.is_none() {
                isolated = isolate(&mut sender, contract, &work.plan, &work.wait_budget, key, &items).await;
            }
        }
        match isolated {
            Some(isolated) => {
                spent.requests += isolated.requests;
                let seen = outcomes.iter().skip(1).map(|(_, seen)| seen.times).sum();
                let confirmed = confirmed(work, key, seen, isolated);
                let clause = confirmed.signature.clause;
                let better = |known: &ConfirmedFailure| confirmed.shrunk.items < known.shrunk.items;
                match by_clause.get_mut(&clause) {
                    Some(known) if !better(known) => known.failure.seen += seen,
                    _ => {
                        by_clause.insert(clause, confirmed);
                    }
                }
            }
            // It cannot be shown again; but what goes back and forth in the record is no change of the world.
            None => {
                if let (Some((outer, inner)), None) = (flips(outcomes), &unexplained) {
                    let reproduction = Reproduction { tries: 3, times: 0 };
                    unexplained = Some(flaky(&work.judge, contract, key, (outer, inner), reproduction));
                }
            }
        }
    }
    if by_clause.is_empty()
        && let Some(mut flaky) = unexplained
    {
        beside_others(work, &mut sender, &mut flaky, spent).await;
        by_clause.insert(flaky.signature.clause, flaky);
    }
    by_clause.into_values().collect()
}

/// An item's outcome, and when it was seen.
type Met<'m> = (&'m ItemOutcome, &'m Seen);

/// An outcome that takes turns with another one, and that other one.
fn flips<'m>(outcomes: &[Met<'m>]) -> Option<(Met<'m>, Met<'m>)> {
    let settled = || outcomes.iter().enumerate().filter(|(_, (outcome, _))| !outcome.is_passing());
    settled().find_map(|(at, (outcome, seen))| {
        let mut others = settled().filter(|(other, _)| *other != at);
        let inner = others.find(|(_, (_, other))| seen.alternates_with(other, MARGIN))?.1;
        Some(((*outcome, *seen), *inner))
    })
}

/// An inconsistency that the record alone shows: an item's outcome that goes back and forth.
pub(crate) fn on_record(judge: &Judge, contract: &Contract, memory: &Memory) -> Option<ConfirmedFailure> {
    let found = if contract.remembers_items() { memory.inconsistencies() } else { Vec::new() };
    found.iter().find_map(|(key, outcomes)| {
        let reproduction = Reproduction { tries: 0, times: 0 };
        Some(flaky(judge, contract, key, flips(outcomes)?, reproduction))
    })
}

/// Asks again for what cannot be shown by one request after the other, beside other requests.
async fn beside_others(work: &Work, sender: &mut Sender, flaky: &mut ConfirmedFailure, spent: &mut Spent) {
    if work.lanes < 2 || work.wait_budget.is_spent() {
        return;
    }
    let case = flaky.failure.case.clone();
    let Some(alone) = case.only(&[1]) else { return };
    let mut failure = flaky.failure.clone();
    failure.case = alone;
    if let Some(reproduction) = confirm_concurrently(work, sender, &mut failure, spent).await {
        flaky.failure = failure;
        flaky.reproduction = reproduction;
    }
}

fn confirmed(work: &Work, key: &str, seen: u64, isolated: Isolated) -> ConfirmedFailure {
    let Isolated { clause, exchanges, outcomes, items, smallest, reproduction, .. } = isolated;
    let [one, other] = &outcomes;
    let violation = violation(&work.contract, clause, key, [one, other], exchanges.each_ref());
    let shrunk = Shrunk { smallest, items: Some(items), requests: 0 };
    ConfirmedFailure {
        signature: Signature::of(&violation),
        failure: failure(&work.judge, seen, violation, exchanges.to_vec()),
        shrunk,
        reproduction,
        isolated: true,
        earlier: 0,
        ends_target: false,
        explained: Vec::new(),
    }
}

fn flaky(
    judge: &Judge,
    contract: &Contract,
    key: &str,
    (outer, inner): (Met<'_>, Met<'_>),
    reproduction: Reproduction,
) -> ConfirmedFailure {
    let clause = contract.known.batch_repeat_stable;
    let exchanges = [&outer.1.evidence.1, &inner.1.evidence.1];
    let violation = violation(contract, clause, key, [outer.0, inner.0], exchanges);
    let exchanges = exchanges.map(Clone::clone).to_vec();
    let items = items(contract, &exchanges[1]).len();
    ConfirmedFailure {
        signature: Signature::of(&violation),
        failure: failure(judge, inner.1.times, violation, exchanges),
        shrunk: Shrunk { smallest: false, items: Some(items), requests: 0 },
        reproduction,
        isolated: true,
        earlier: 0,
        ends_target: false,
        explained: Vec::new(),
    }
}

fn violation(
    contract: &Contract,
    clause: ClauseRef,
    key: &str,
    outcomes: [&ItemOutcome; 2],
    exchanges: [&Exchange; 2],
) -> Violation {
    let shown: String = key.chars().take(80).collect();
    let answers =
        exchanges.map(|exchange| (&exchange.request, exchange.last().and_then(|last| last.outcome.answer())));
    let Difference { told: [one, other], place } = difference(contract, key, outcomes, answers);
    Violation {
        clause,
        level: None,
        also: Vec::new(),
        step: 1,
        place: place.map(|place| (Where::Answer, place)),
        expected: format!("{shown:?} as in request 1: {one}"),
        actual: format!("in request 2: {other}"),
        signature: DISAGREEMENT.to_owned(),
        item: Some(key.to_owned()),
    }
}

fn failure(judge: &Judge, seen: u64, violation: Violation, exchanges: Vec<Exchange>) -> Failure {
    let steps = exchanges.iter().map(|exchange| Step {
        request: exchange.request.clone(),
        expectation: crate::contract::Expectation::Accept { odd: None },
        lane: 0,
    });
    let case = Case {
        origin: Origin { family: "memory", variant: "item".to_owned(), index: 0 },
        aim: Aim::Plain,
        steps: steps.collect(),
        relation: Some(Relation { kind: RelationKind::Repeated, variants: vec![0, 1] }),
    };
    let is_whole = !exchanges.iter().any(Exchange::is_cut);
    let co_failures = if is_whole { judge.judge(&case, &exchanges).violations } else { Vec::new() };
    let co_failures = co_failures.iter().map(|violation| violation.clause).collect();
    Failure::new(seen, violation, case, exchanges).traced(co_failures)
}
