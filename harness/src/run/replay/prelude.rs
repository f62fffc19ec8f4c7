//! Saved findings of earlier runs, sent before the plan: known trouble shows first.

use std::sync::Arc;
use std::time::Duration;

use super::sent_again::Replay;
use crate::contract::ClauseRef;
use crate::report::Prelude;
use crate::run::options::{RunOptions, SuiteRun};
use crate::runner::event::Stop;
use crate::runner::observer::RunPhase;
use crate::runner::sender::Sender;
use crate::runner::wait_budget::WaitBudget;
use crate::runner::workers::Work;
use crate::tally::failure::CaseContext;
use crate::tally::totals::Tally;

/// Waiting for answers that never come is bounded apart from the run's own: the plan must not suffer from it.
const SILENCE_BOUND: Duration = Duration::from_secs(5);
/// How often one is sent that did not come each time when it was found.
const UNSTEADY: u32 = 5;

/// The saved findings of this suite that fit it and that this run may tell; and how many do not fit.
pub(crate) fn fit(suite: &SuiteRun, options: &RunOptions, owned: &[ClauseRef]) -> (Vec<Replay>, Prelude) {
    let contract = &suite.contract;
    let signatures = options.signatures_to_refuse(&suite.target);
    let may_be_sent = |replay: &Replay| {
        let mut steps = replay.case().steps.iter().map(|step| step.request.credentials);
        steps.all(|credentials| credentials.is_own() || signatures.contains(&credentials))
    };
    let mut prelude = Prelude::default();
    let mut fit = Vec::new();
    for saved in options.prelude.iter().filter(|saved| saved.suite == contract.suite) {
        match Replay::new(saved, contract) {
            Ok(replay) if owned.contains(&replay.clause()) && may_be_sent(&replay) => fit.push(replay),
            Ok(_) => {}
            Err(_) => prelude.unfit += 1,
        }
    }
    (fit, prelude)
}

/// Sends them one after the other. What they break is counted like anything else that broke; what they do not break
/// is left to the plan, so that what a run says held does not depend on what an earlier run left behind.
pub(crate) async fn send(
    work: &Arc<Work>,
    saved: &[Replay],
    prelude: &mut Prelude,
    tally: &mut Tally,
    stop: &Stop,
) {
    let wait_budget =
        Arc::new(WaitBudget::bounded(SILENCE_BOUND, 1).with_budget(Arc::clone(work.wait_budget.budget())));
    let mut sender = Sender::new(&work.contract, &work.judge, &work.target, &wait_budget)
        .on_one_connection(work.lanes == 1)
        .watched(&work.observer, RunPhase::Before);
    let mut own = Tally::default();
    for (index, replay) in saved.iter().enumerate() {
        if stop.is_asked() || wait_budget.is_spent() {
            break;
        }
        prelude.tried += 1;
        let tries = if replay.is_steady() { 1 } else { UNSTEADY };
        for number in 0..tries {
            let case = &*replay.tried(replay.case(), number);
            let before = sender.last_request();
            let (exchanges, verdicts) = sender.try_case(case).await;
            let came = replay.came_again(&verdicts);
            let context = CaseContext { is_prelude: true, index, moment: 0, until: 0, before };
            own.add(&context, &work.clauses, case, &exchanges, verdicts);
            if came {
                prelude.broken += 1;
                break;
            }
        }
    }
    tally.merge(own.what_broke());
}
