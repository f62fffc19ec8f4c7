//! A failure that needs an earlier request: a target that was started anew does not show it, and shows it after that one.

use std::collections::BTreeSet;

use super::answer::{Answer, Asked};
use super::confirmed::ConfirmedFailure;
use super::live::Live;
use crate::generate::{Case, Step};
use crate::judge::Violation;
use crate::message::Exchange;
use crate::report::Reproduction;
use crate::runner::workers::kind;

/// Findings that are asked about; what follows from one of them needs the same.
const ASKED: u32 = 8;
/// Earlier cases that a finding is shown with at most.
const MOST: usize = 4;
/// Times that the whole is sent, each to a target that was started anew.
const TIMES: u32 = 3;

/// What a case showed, beside what was sent before it.
type Shown = (Violation, Case, Vec<Exchange>);

/// Asks a fresh target for the case alone; where that shows nothing, looks for the earlier requests that it takes.
pub(crate) fn needs_earlier<'a>(live: &'a mut Live, suspect: &'a mut ConfirmedFailure) -> Asked<'a> {
    Box::pin(async move {
        let (failure, reproduction) = (&suspect.failure, suspect.reproduction);
        let is_steady = reproduction.times > 0 && reproduction.is_steady();
        let asks = live.work.restart.is_some() && live.restarts_left > 0 && live.asked_earlier < ASKED;
        if !asks || !is_steady || failure.case.relation.is_some() || failure.violation.is_of_rereading() {
            return Answer::Kept;
        }
        // `None` is a target that did not come back, or requests that are used up.
        live.asked_earlier += 1;
        if shows_after(live, &[], suspect).await != Some(false) {
            return Answer::Kept;
        }
        let Some(earlier) = fewest(live, suspect).await else { return Answer::Kept };
        let mut last = None;
        for _ in 0..TIMES {
            last = as_one_case(live, &earlier, suspect).await;
            if last.is_none() {
                return Answer::Kept;
            }
        }
        if let Some((violation, case, exchanges)) = last {
            suspect.earlier = case.steps.len() - suspect.failure.case.steps.len();
            suspect.failure.replace(violation, case, exchanges);
            suspect.reproduction = Reproduction { tries: TIMES, times: TIMES };
            suspect.shrunk.smallest = false;
        }
        Answer::Kept
    })
}

/// The fewest earlier cases after which a fresh target shows it: of each kind the plan's first, then those from the last
/// that it takes back to the first that it takes.
async fn fewest(live: &mut Live, suspect: &ConfirmedFailure) -> Option<Vec<Case>> {
    let mut kinds = BTreeSet::new();
    let plan = &live.work.plan;
    let cases = (0..plan.len()).filter_map(|index| plan.case(index));
    let own = |case: &Case| case.steps.iter().all(|step| step.request.credentials.is_own());
    let all: Vec<Case> = cases
        .filter(|case| !case.is_at_once() && !case.is_long_run() && own(case))
        .filter(|case| kinds.insert(kind(case)))
        .collect();
    if !shows_after(live, &all, suspect).await? {
        return None;
    }
    let (mut without, mut with) = (0, all.len());
    while without + 1 < with {
        let half = without.midpoint(with);
        if shows_after(live, &all[..half], suspect).await? { with = half } else { without = half }
    }
    let until = &all[..with];
    let (mut from, mut too_late) = (0, until.len());
    while from + 1 < too_late {
        let half = from.midpoint(too_late);
        if shows_after(live, &until[half..], suspect).await? { from = half } else { too_late = half }
    }
    let mut kept = until[from..].to_vec();
    let mut at = 0;
    while kept.len() > 1 && kept.len() <= 2 * MOST && at < kept.len() {
        let mut fewer = kept.clone();
        fewer.remove(at);
        if shows_after(live, &fewer, suspect).await? { kept = fewer } else { at += 1 }
    }
    (kept.len() <= MOST).then_some(kept)
}

/// Whether a fresh target shows it after these cases, sent one by one.
async fn shows_after(live: &mut Live, earlier: &[Case], suspect: &ConfirmedFailure) -> Option<bool> {
    if !live.start_anew().await {
        return None;
    }
    for case in earlier {
        let exchanges = live.sender.send(case).await;
        live.spent.count(&exchanges);
    }
    let (exchanges, verdicts) = live.sender.try_case(&suspect.failure.case).await;
    live.spent.count(&exchanges);
    let mut violations = verdicts.violations.iter();
    (!exchanges.is_empty()).then(|| violations.any(|violation| suspect.failure.is_shown_by(violation)))
}

/// The same, all sent as one case, with what that shows.
async fn as_one_case(live: &mut Live, earlier: &[Case], suspect: &ConfirmedFailure) -> Option<Shown> {
    if !live.start_anew().await {
        return None;
    }
    let own = &suspect.failure.case;
    let mut case = own.clone();
    let before: Vec<Step> = earlier.iter().flat_map(|earlier| earlier.steps.iter().cloned()).collect();
    let first = before.len();
    case.steps = before.into_iter().chain(own.steps.iter().cloned()).collect();
    case.origin.variant.push_str("/after-earlier");
    let (exchanges, verdicts) = live.sender.try_case(&case).await;
    live.spent.count(&exchanges);
    let is_own = |violation: &Violation| violation.step >= first && suspect.failure.is_shown_by(violation);
    let violation = verdicts.violations.into_iter().find(is_own)?;
    Some((violation, case, exchanges))
}
