//! The plan, sent to both targets by several workers; what differs is kept by case.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::join_all;

use super::answers::Found;
use super::pair::Shared;
use crate::contract::{Contract, Expectation};
use crate::generate::{Case, Plan};
use crate::runner::Stop;

/// Pairs of senders at a time.
const WORKERS: usize = 8;
/// Differences kept: a target that answers everything otherwise has said so by then.
const MOST_KEPT: usize = 20_000;

/// A difference, and where it was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sighting {
    pub(super) case: u64,
    pub(super) step: usize,
    pub(super) found: Found,
    pub(super) request_is: String,
}

/// What a sweep gave.
#[derive(Default)]
pub(super) struct Swept {
    pub(super) cases: u64,
    pub(super) requests: u64,
    pub(super) is_cut: bool,
    /// In the order of the plan.
    pub(super) sightings: Vec<Sighting>,
}

/// Sends the whole plan, as far as requests and time go.
pub(super) async fn sweep(shared: &Shared, plan: &Plan, lanes: usize, stop: &Stop) -> Swept {
    let next = AtomicU64::new(0);
    let swept = Mutex::new(Swept::default());
    let workers = (0..lanes.clamp(1, WORKERS)).map(|_| work(shared, plan, &next, &swept, stop));
    join_all(workers).await;
    let mut swept = swept.into_inner().unwrap_or_else(PoisonError::into_inner);
    swept.is_cut |= plan.is_cut() || swept.cases < plan.len() as u64;
    swept.sightings.sort();
    swept
}

async fn work(shared: &Shared, plan: &Plan, next: &AtomicU64, swept: &Mutex<Swept>, stop: &Stop) {
    let mut pair = shared.pair();
    while !stop.is_asked() && !shared.is_spent() {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let case = usize::try_from(number).ok().and_then(|number| plan.case(number));
        let Some(case) = case else { break };
        let Some([first, second]) = pair.ask(&case).await else { break };
        let found = pair.differences([&first, &second]);
        let mut swept = swept.lock().unwrap_or_else(PoisonError::into_inner);
        swept.cases += 1;
        for (step, found) in found {
            if swept.sightings.len() < MOST_KEPT {
                let request_is = request_is(shared.contract(), &case, step);
                swept.sightings.push(Sighting { case: number, step, found, request_is });
            }
        }
    }
    swept.lock().unwrap_or_else(PoisonError::into_inner).requests += pair.sent();
}

/// What the contract says of a request, so that refusals for different reasons are different things.
pub(super) fn request_is(contract: &Contract, case: &Case, step: usize) -> String {
    match case.steps.get(step).map(|step| &step.expectation) {
        Some(Expectation::Accept { .. }) => VALID.to_owned(),
        Some(Expectation::Refuse(refusal)) => contract.clauses.get(refusal.clause).id.clone(),
        _ => LEFT_OPEN.to_owned(),
    }
}

/// What is said of valid requests.
pub(super) const VALID: &str = "valid";
/// What is said of requests of which the contract says nothing.
pub(super) const LEFT_OPEN: &str = "left open";
