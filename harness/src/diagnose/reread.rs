//! A read that changes what it reads: confirmed with items that nobody asked for yet, and shown by one of them.

use super::shrink::{Shrunk, count};
use super::spent::Spent;
use crate::contract::Contract;
use crate::generate::Case;
use crate::judge::Violation;
use crate::message::Exchange;
use crate::report::Reproduction;
use crate::runner::sender::Sender;
use crate::runner::workers::Work;
use crate::tally::failure::Failure;

/// Rounds, each with other items.
const ROUNDS: u32 = 3;
/// Sizes of batches that are tried where it shows in larger ones.
const SIZES: [usize; 4] = [1, 2, 3, 5];

/// What a case showed again.
type Again = (Violation, Case, Vec<Exchange>);

/// Asks for other items in the same way, each for the first time where there are such, and keeps the smallest row that
/// shows it. Whether it came again says the reproduction.
pub(crate) async fn confirm(
    work: &Work,
    sender: &mut Sender,
    failure: &mut Failure,
    spent: &mut Spent,
) -> (Reproduction, Shrunk) {
    let like = failure.case.clone();
    let mut reproduction = Reproduction { tries: 0, times: 0 };
    let mut shown = None;
    for round in 0..ROUNDS {
        let Some(case) = work.plan.reread_again(&like, round) else { break };
        let Some(again) = try_again(sender, failure, spent, case).await else { break };
        reproduction.tries += 1;
        reproduction.times += u32::from(again.is_some());
        shown = again.or(shown);
    }
    let items = count(&work.contract, &like).unwrap_or(1);
    for (round, size) in (ROUNDS..).zip(SIZES.into_iter().filter(|size| *size < items)) {
        let Some(case) = work.plan.reread_with(&like, size, round).filter(|_| reproduction.times > 0) else {
            break;
        };
        if let Some(Some(again)) = try_again(sender, failure, spent, case).await {
            shown = Some(again);
            break;
        }
    }
    if reproduction.times == 0 && failure.seen > 1 {
        // There are no such items any more; but other ones showed it in a case of their own.
        let seen = u32::try_from(failure.seen).unwrap_or(u32::MAX);
        reproduction = Reproduction { tries: seen, times: seen };
    }
    if let Some((violation, case, exchanges)) = shown {
        failure.replace(violation, case, exchanges);
    }
    cut_to_row(failure);
    (reproduction, shrunk(&work.contract, failure))
}

/// Sends a case: what it showed again, if anything; `None` where it could not be sent to its end.
async fn try_again(
    sender: &mut Sender,
    failure: &Failure,
    spent: &mut Spent,
    case: Case,
) -> Option<Option<Again>> {
    let (exchanges, verdicts) = sender.try_case(&case).await;
    spent.count(&exchanges);
    if exchanges.len() < case.steps.len() {
        return None;
    }
    let shows = verdicts.violations.into_iter().find(|violation| failure.is_shown_by(violation));
    Some(shows.map(|violation| (violation, case, exchanges)))
}

/// Leaves of a case the readings of one item, up to the one that differs.
pub(crate) fn cut_to_row(failure: &mut Failure) {
    let step = failure.violation.step;
    let Some(relation) = &failure.case.relation else { return };
    let row = relation.variants.get(step);
    let kept: Vec<usize> = (0..=step).filter(|&at| relation.variants.get(at) == row).collect();
    let exchanges: Option<Vec<Exchange>> =
        kept.iter().map(|&at| failure.exchanges.get(at).cloned()).collect();
    let Some((case, exchanges)) = failure.case.only(&kept).zip(exchanges) else { return };
    failure.violation.step = kept.len() - 1;
    (failure.case, failure.exchanges) = (case, exchanges);
}

/// A row is as small as it can be where it holds one item.
pub(crate) fn shrunk(contract: &Contract, failure: &Failure) -> Shrunk {
    let items = count(contract, &failure.case);
    Shrunk { smallest: items == Some(1), items, requests: 0 }
}
