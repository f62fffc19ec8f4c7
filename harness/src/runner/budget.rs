//! How many requests a run may send, and for how long.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A fifth of a budget is kept for looking into what was found.
const KEPT_SHARE: u64 = 5;
/// No more requests than this are kept: by then the findings that matter are confirmed.
const MOST_KEPT: u64 = 200;

/// This part of the time is kept for the same.
const KEPT_TIME: u32 = 5;
/// A target that takes so long for an answer is slow.
const SLOW_ANSWER: Duration = Duration::from_millis(25);

/// What one suite may still send. A budget without limits is never spent.
#[derive(Debug)]
pub(crate) struct Budget {
    left: AtomicU64,
    kept: u64,
    is_counted: bool,
    is_ended: AtomicBool,
    started: Instant,
    time: Option<Duration>,
}

impl Budget {
    pub(crate) fn new(requests: Option<u64>, time: Option<Duration>) -> Self {
        Self {
            left: AtomicU64::new(requests.unwrap_or(u64::MAX)),
            kept: requests.map_or(0, |requests| (requests / KEPT_SHARE).min(MOST_KEPT)),
            is_counted: requests.is_some(),
            is_ended: AtomicBool::new(false),
            started: Instant::now(),
            time,
        }
    }

    /// Requests that may still be sent, where they are counted.
    pub(crate) fn left(&self) -> Option<u64> {
        self.is_counted.then(|| self.left.load(Ordering::Relaxed))
    }

    /// Requests that the plan may take, where they are counted.
    pub(crate) fn for_plan(&self) -> Option<u64> {
        self.left().map(|left| left.saturating_sub(self.kept))
    }

    /// Requests that the plan may take, by their number and by the clock, where answers take so long and so many are under way
    /// at once.
    pub(crate) fn for_plan_of(&self, answer: Duration, lanes: usize) -> Option<u64> {
        self.for_plan().into_iter().chain(self.for_plan_by_the_clock(answer, lanes)).min()
    }

    /// How many requests the plan may take by the clock, where answers take so long and so many are under way at once.
    fn for_plan_by_the_clock(&self, answer: Duration, lanes: usize) -> Option<u64> {
        if answer < SLOW_ANSWER {
            // The whole plan fits; what is asked of a quick target must not hang on how busy this machine is.
            return None;
        }
        let left = self.time?.saturating_sub(self.started.elapsed());
        let of_plan = left - left / KEPT_TIME;
        let rounds = of_plan.as_secs_f64() / answer.as_secs_f64();
        Some((rounds * lanes as f64) as u64)
    }

    /// Whether so many more requests may be sent; if so, they are counted as sent.
    pub(crate) fn take(&self, requests: usize) -> bool {
        let requests = requests as u64;
        !self.is_over(self.time) && (!self.is_counted || self.subtract(requests))
    }

    fn subtract(&self, requests: u64) -> bool {
        let less = |left: u64| left.checked_sub(requests);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// From now on nothing is sent any more.
    pub(crate) fn end(&self) {
        self.is_ended.store(true, Ordering::Relaxed);
    }

    /// Nothing more may be sent.
    pub(crate) fn is_spent(&self) -> bool {
        self.is_over(self.time) || self.left.load(Ordering::Relaxed) == 0
    }

    /// The time that is left, if any, is for looking into what was found. The plan itself was cut to the requests.
    pub(crate) fn is_spent_for_plan(&self) -> bool {
        self.is_spent() || self.is_over(self.time.map(|time| time - time / KEPT_TIME))
    }

    /// A tenth of the time is over: what is not learned by then costs more than it helps.
    pub(crate) fn is_learning_over(&self) -> bool {
        self.is_over(self.time.map(|time| time / 10))
    }

    fn is_over(&self, time: Option<Duration>) -> bool {
        self.is_ended.load(Ordering::Relaxed) || time.is_some_and(|time| self.started.elapsed() >= time)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Budget;

    #[test]
    fn no_more_is_sent_than_there_is() {
        let budget = Budget::new(Some(10), None);
        assert_eq!(budget.for_plan(), Some(8));
        assert!(budget.take(8) && !budget.is_spent());
        assert!(!budget.take(3) && budget.take(2) && budget.is_spent());
    }

    #[test]
    fn time_is_a_budget_too() {
        let budget = Budget::new(None, Some(Duration::ZERO));
        assert!(budget.is_spent() && !budget.take(1));
        let endless = Budget::new(None, None);
        assert!(endless.take(usize::MAX) && !endless.is_spent() && !endless.is_spent_for_plan());
    }
}
