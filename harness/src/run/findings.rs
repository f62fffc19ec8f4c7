//! From sightings to findings: shrunk, sent again, put in order, consequences folded under their cause.

use std::sync::Arc;

use super::event::{Event, Stop};
use super::lanes::Work;
use super::sender::Sender;
use super::shrink::{Shrunk, shrink};
use super::tally::{Sighting, Signature, Tally};
use crate::contract::{ClauseRef, Contract, Level};
use crate::judge::Where;
use crate::message::{Outcome, WireFault};
use crate::report::{Finding, Place, Reproduction, shown};

/// How often a finding is sent again.
const TRIES: u32 = 3;
/// Findings beyond these are neither shrunk nor sent again: the first few tell the story.
const CONFIRMED: usize = 40;

/// A confirmed sighting on its way to the report.
struct Confirmed {
    signature: Signature,
    sighting: Sighting,
    shrunk: Shrunk,
    reproduction: Reproduction,
}

/// Shrinks and confirms what the tally sighted. What turns out to be a passing hiccup leaves the tally.
pub(super) async fn findings(
    work: &Arc<Work>,
    tally: &mut Tally,
    events: &(dyn Fn(Event) + Sync),
    stop: &Stop,
) -> Vec<Finding> {
    let contract = &work.contract;
    let mut sender = Sender::new(contract, &work.judge, &work.target, &work.silence);
    let mut sightings: Vec<_> = std::mem::take(&mut tally.sightings).into_iter().collect();
    sightings.sort_by_key(|(signature, sighting)| (order(contract, signature), sighting.exchanges.len()));
    let mut confirmed = Vec::new();
    for (index, (signature, mut sighting)) in sightings.into_iter().enumerate() {
        let spend = index < CONFIRMED && !stop.is_asked() && !work.silence.is_spent();
        let mut shrunk = Shrunk { smallest: false, items: None, requests: 0 };
        let mut reproduction = Reproduction { tries: 0, times: 0 };
        if spend {
            reproduction = confirm(&mut sender, &signature, &sighting, tally).await;
            if reproduction.times > 0 {
                shrunk = shrink(&mut sender, contract, &work.silence, &mut sighting).await;
                tally.requests += shrunk.requests;
            }
        }
        if reproduction.tries > 0 && reproduction.times == 0 && is_passing(&sighting) {
            forgive(tally, &signature, &sighting);
            continue;
        }
        confirmed.push(Confirmed { signature, sighting, shrunk, reproduction });
    }
    let findings = fold(work, confirmed);
    findings.iter().for_each(|finding| events(Event::Found(Box::new(finding.clone()))));
    findings
}

async fn confirm(
    sender: &mut Sender,
    signature: &Signature,
    sighting: &Sighting,
    tally: &mut Tally,
) -> Reproduction {
    let mut times = 0;
    for _ in 0..TRIES {
        let (exchanges, sheet) = sender.try_case(&sighting.case).await;
        tally.requests += exchanges.iter().map(|exchange| exchange.attempts.len() as u64).sum::<u64>();
        times += u32::from(sheet.violations.iter().any(|violation| Signature::of(violation) == *signature));
    }
    Reproduction { tries: TRIES, times }
}

/// A missing answer or a documented transient error that did not come again: the documentation allows both once.
fn is_passing(sighting: &Sighting) -> bool {
    sighting.exchanges.iter().any(|exchange| match exchange.last().map(|attempt| &attempt.outcome) {
        Some(Outcome::Failed(fault)) => !matches!(fault, WireFault::NotHttp { .. }),
        Some(Outcome::Answered(answer)) => matches!(answer.status, 429 | 500),
        None => false,
    })
}

fn forgive(tally: &mut Tally, signature: &Signature, sighting: &Sighting) {
    for clause in std::iter::once(signature.clause).chain(sighting.violation.also.iter().copied()) {
        let left = tally.broken.get(&clause).copied().unwrap_or(0).saturating_sub(sighting.seen);
        if left == 0 {
            tally.broken.remove(&clause);
        } else {
            tally.broken.insert(clause, left);
        }
    }
}

/// Which of two findings is nearer to the cause: levels first, then what stands before in reading an answer.
fn order(contract: &Contract, signature: &Signature) -> (Level, u8, ClauseRef) {
    let clause = contract.clauses.get(signature.clause);
    let level = if signature.lesser { Level::Should } else { clause.level };
    let known = &contract.known;
    let stage = if [known.success_status, known.batch_invalid_item_rejects_call].contains(&signature.clause) {
        // They speak for whatever nothing more telling speaks for.
        6
    } else {
        match clause.area() {
            "request" => 1,
            "error" => 3,
            "response" => 4,
            "batch" => 5,
            _ => 2,
        }
    };
    (level, stage, signature.clause)
}

/// Findings in order; one that follows from another is put under it.
fn fold(work: &Work, confirmed: Vec<Confirmed>) -> Vec<Finding> {
    let mut roots: Vec<(Confirmed, Vec<Confirmed>)> = Vec::new();
    for next in confirmed {
        let cause = roots.iter().position(|(root, _)| follows(root, &next));
        match cause {
            Some(at) => roots[at].1.push(next),
            None => roots.push((next, Vec::new())),
        }
    }
    let finding = |(root, consequences): (Confirmed, Vec<Confirmed>)| {
        let mut made = present(work, &root);
        made.consequences = consequences.iter().map(|consequence| present(work, consequence)).collect();
        made
    };
    roots.into_iter().map(finding).collect()
}

/// Whether `next` only says again what `root` says: the same clause otherwise signed, or a clause that `next` itself
/// names as broken with it.
fn follows(root: &Confirmed, next: &Confirmed) -> bool {
    root.signature.clause == next.signature.clause
        || next.sighting.violation.also.contains(&root.signature.clause)
        || root.sighting.violation.also.contains(&next.signature.clause)
}

fn present(work: &Work, confirmed: &Confirmed) -> Finding {
    let Confirmed { signature, sighting, shrunk, reproduction } = confirmed;
    let contract = &work.contract;
    let clause = contract.clauses.get(signature.clause).clone();
    let violation = &sighting.violation;
    let place = violation.place.as_ref().map(|(message, pointer)| Place {
        message: if *message == Where::Request { "request".to_owned() } else { "answer".to_owned() },
        exchange: violation.step,
        pointer: pointer.clone(),
    });
    let (base, headers) = (work.target.url(), work.target.headers());
    Finding {
        suite: contract.suite.clone(),
        level: violation.level.unwrap_or(clause.level),
        clause,
        also: violation.also.iter().map(|also| contract.clauses.get(*also).id.clone()).collect(),
        expected: violation.expected.clone(),
        actual: violation.actual.clone(),
        place,
        seen: sighting.seen,
        reproduction: *reproduction,
        smallest: shrunk.smallest,
        items: shrunk.items,
        case: format!("{}/{}", contract.suite, sighting.case.origin),
        exchanges: sighting.exchanges.iter().map(|exchange| shown(exchange, &base, headers)).collect(),
        consequences: Vec::new(),
    }
}
