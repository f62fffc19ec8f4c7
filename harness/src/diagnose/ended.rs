//! A target that died or hung: which of the requests under way did it.

use super::confirmed::ConfirmedFailure;
use super::live::Live;
use crate::contract::validate;
use crate::generate::{Aim, Case, Origin, Step};
use crate::message::{Exchange, Outcome, WireFault};
use crate::report::Reproduction;
use crate::runner::in_flight::Suspect;
use crate::tally::failure::{Failure, Signature};

/// Cases that are tried, each on a target that was started anew.
const TRIED: usize = 8;
/// How often the one that ends it is sent.
const TIMES: u32 = 2;

/// The case that ends the target, as a finding; none where the target answers, or where nobody can tell which it was.
///
/// Where the target can be started anew, each suspect is sent to a fresh one, and what ends it twice is the cause; the target
/// is up again afterwards. Where it cannot, a single suspect is named, not confirmed.
pub(crate) async fn ended(live: &mut Live, suspects: &[Suspect]) -> Option<ConfirmedFailure> {
    if suspects.is_empty() || answers(live).await {
        return None;
    }
    let moment = suspects.iter().map(|suspect| suspect.moment).min();
    if live.work.restart.is_none() {
        let alone = suspects.first().filter(|_| live.work.lanes == 1)?;
        let reproduction = Reproduction { tries: 0, times: 0 };
        live.ended_at = moment;
        return finding(live, &alone.case, alone.exchanges.clone(), reproduction);
    }
    for suspect in suspects.iter().take(TRIED) {
        let mut shown = None;
        for _ in 0..TIMES {
            if !live.start_anew().await {
                return None;
            }
            let exchanges = live.sender.send(&suspect.case).await;
            live.spent.count(&exchanges);
            if answers(live).await {
                shown = None;
                break;
            }
            shown = Some(exchanges);
        }
        if let Some(exchanges) = shown {
            live.ended_at = moment;
            live.start_anew().await;
            return finding(live, &suspect.case, exchanges, Reproduction { tries: TIMES, times: TIMES });
        }
    }
    live.start_anew().await;
    None
}

/// Whether the target answers a plain request, with whatever.
pub(crate) async fn answers(live: &mut Live) -> bool {
    let work = &live.work;
    let item = work.plan.pool().items().first().map(|item| item.json.as_str());
    let request = work.plan.base().request(&work.contract, item);
    let expectation = validate(&work.contract, &request);
    let origin = Origin { family: "control", variant: "is-it-there".to_owned(), index: 0 };
    let steps = vec![Step { request, expectation, lane: 0 }];
    let case = Case { origin, aim: Aim::Plain, steps, relation: None };
    // What is left of connections to a target that is gone says nothing.
    live.sender = live.work.sender_after();
    let exchanges = live.sender.send(&case).await;
    live.spent.count(&exchanges);
    exchanges.first().is_none_or(|exchange| !is_unanswered(exchange))
}

pub(crate) fn is_unanswered(exchange: &Exchange) -> bool {
    exchange.last().is_some_and(|attempt| matches!(attempt.outcome, Outcome::Failed(_)))
}

/// What the checks say of the answer that did not come.
fn finding(
    live: &Live,
    case: &Case,
    exchanges: Vec<Exchange>,
    reproduction: Reproduction,
) -> Option<ConfirmedFailure> {
    let work = &live.work;
    let exchanges = as_cut_off(exchanges);
    let violations = work.judge.judge(case, &exchanges).violations.into_iter();
    let mut of_silence = violations.filter(|violation| {
        work.clauses.contains(&violation.clause) && exchanges.get(violation.step).is_some_and(is_unanswered)
    });
    let mut violation = of_silence.next()?;
    violation.actual = format!("{}; nobody is answered after it", violation.actual);
    let signature = Signature::of(&violation);
    let failure = Failure::new(1, violation, case.clone(), exchanges);
    Some(ConfirmedFailure { reproduction, ends_target: true, ..ConfirmedFailure::seen(signature, failure) })
}

/// Exchanges as they were before they were tried again: where nobody listened any more, the connection had been closed.
pub(crate) fn as_cut_off(mut exchanges: Vec<Exchange>) -> Vec<Exchange> {
    for attempt in exchanges.iter_mut().filter_map(|exchange| exchange.attempts.last_mut()) {
        if matches!(attempt.outcome, Outcome::Failed(WireFault::Refused)) {
            attempt.outcome = Outcome::Failed(WireFault::Dropped);
        }
    }
    exchanges
}

/// Whether the target ended in this run, could be started anew, and does not answer now.
pub(crate) async fn was_ended_again(live: &mut Live) -> bool {
    live.ended_at.is_some() && live.work.restart.is_some() && !answers(live).await
}
