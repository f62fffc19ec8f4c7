//! Whom passes ask: a target, a recording in its place, and what the run remembers.

use std::sync::Arc;

use super::spent::Spent;
use crate::contract::{ClauseRef, Contract};
use crate::judge::{Judge, Memory};
use crate::report::Reproduction;
use crate::runner::event::Stop;
use crate::runner::sender::Sender;
use crate::runner::workers::Work;
use crate::tally::failure::{Failure, Signature};

/// A target that can be asked.
pub(crate) struct Live {
    pub(crate) work: Arc<Work>,
    pub(crate) sender: Sender,
    pub(crate) stop: Stop,
    pub(crate) spent: Spent,
    /// Whether requests are still worth while for the failure in question.
    pub(crate) may_spend: bool,
    /// For how many failures a fresh target was asked.
    pub(crate) asked_earlier: u32,
    /// How often the target may still be started anew.
    pub(crate) restarts_left: u32,
    /// When the target ended, counted in judged cases, if it did.
    pub(crate) ended_at: Option<u64>,
}

/// How often a target is started anew for one suite at most: a server takes a second or so for it.
const RESTARTS: u32 = 40;

impl Live {
    /// A run's target, after the plan.
    pub(crate) fn new(work: &Arc<Work>, cases: u64, stop: &Stop) -> Self {
        Self {
            work: Arc::clone(work),
            sender: work.sender_after(),
            stop: stop.clone(),
            spent: Spent { requests: 0, cases },
            may_spend: false,
            asked_earlier: 0,
            restarts_left: RESTARTS,
            ended_at: None,
        }
    }

    /// Starts the target anew, where that can be done. Whether it is up.
    pub(crate) async fn start_anew(&mut self) -> bool {
        let Some(restart) = self.work.restart.clone() else { return false };
        if self.restarts_left == 0 || self.stop.is_asked() {
            return false;
        }
        self.restarts_left -= 1;
        let is_up = restart.restart().await;
        self.sender = self.work.sender_after();
        is_up
    }

    /// Whether nothing more is to be sent.
    pub(crate) fn is_over(&self) -> bool {
        self.stop.is_asked() || self.work.wait_budget.is_spent()
    }
}

/// How often the same requests were sent again when a recording was made, and went wrong again.
pub(crate) type SentAgain<'r> = &'r (dyn Fn(&Signature, &Failure) -> Reproduction + Sync);

/// A recording in the place of a target.
pub(crate) struct Record<'r> {
    pub(crate) judge: &'r Judge,
    pub(crate) again: SentAgain<'r>,
}

/// What is known beside a failure.
pub(crate) struct Around<'a> {
    pub(crate) contract: &'a Contract,
    pub(crate) memory: &'a Memory,
    /// The clause of the disagreement that was traced furthest.
    pub(crate) traced: Option<ClauseRef>,
}
