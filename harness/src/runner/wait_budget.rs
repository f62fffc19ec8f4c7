//! How long a run may wait for answers that never come.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::budget::Budget;
use crate::message::{Exchange, Outcome};

/// Time spent waiting for answers that never came, over the whole run, beside the requests that it may send.
#[derive(Debug)]
pub(crate) struct WaitBudget {
    budget: Arc<Budget>,
    spent_ms: AtomicU64,
    bound_ms: u64,
    /// How much of the bound a millisecond of waiting takes: all lanes wait side by side, one sender alone.
    weight: AtomicU64,
    lanes: u64,
}

impl WaitBudget {
    /// Bounds the waiting to `bound` of wall time when `lanes` wait side by side.
    pub(crate) fn bounded(bound: Duration, lanes: usize) -> Self {
        let bound_ms = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX).saturating_mul(lanes as u64);
        let budget = Budget::new(None, None);
        Self {
            budget: budget.into(),
            spent_ms: AtomicU64::new(0),
            bound_ms,
            weight: AtomicU64::new(1),
            lanes: lanes as u64,
        }
    }

    /// The same with a budget of requests.
    pub(crate) fn with_budget(mut self, budget: impl Into<Arc<Budget>>) -> Self {
        self.budget = budget.into();
        self
    }

    pub(crate) fn budget(&self) -> &Arc<Budget> {
        &self.budget
    }

    /// Nothing more is worth sending, or may be sent.
    pub(crate) fn is_spent(&self) -> bool {
        self.budget.is_spent() || self.spent_ms.load(Ordering::Relaxed) >= self.bound_ms
    }

    /// Two thirds are spent: what is left is for finding out which requests go unanswered.
    pub(crate) fn is_mostly_spent(&self) -> bool {
        self.spent_ms.load(Ordering::Relaxed) >= self.bound_ms / 3 * 2
    }

    /// From now on one request is sent after the other.
    pub(crate) fn one_sender_waits(&self) {
        self.weight.store(self.lanes, Ordering::Relaxed);
    }

    /// From now on all lanes wait side by side again.
    pub(crate) fn all_lanes_wait(&self) {
        self.weight.store(1, Ordering::Relaxed);
    }

    /// Adds what waiting for these attempts took.
    pub(crate) fn waited(&self, exchange: &Exchange) {
        for attempt in &exchange.attempts {
            if let Outcome::Failed(fault) = &attempt.outcome {
                let weight = self.weight.load(Ordering::Relaxed);
                self.spent_ms.fetch_add(fault.waited_ms().unwrap_or(0) * weight, Ordering::Relaxed);
            }
        }
    }
}
