//! How many requests a run may send, and for how long.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A fifth of a budget is kept for looking into what was found.
const KEPT_SHARE: u64 = 5;
/// No more requests than this are kept: by then the findings that matter are confirmed.
const MOST_KEPT: u64 = 200;

/// This part of them is kept even while nothing is found: the last case may find something, and sending one request again
/// tells enough.
const KEPT_IN_ANY_CASE: u64 = 10;

/// This part of the time is kept for the same.
const KEPT_TIME: u32 = 5;
/// The part of the time for the plan that one case may take.
const SHARE_OF_ONE: f64 = 0.25;
/// Requests that one case may send in any case: most that compare answers send no more.
const SHORT: usize = 3;
/// A target that takes so long for an answer is slow.
const SLOW_ANSWER: Duration = Duration::from_millis(25);

/// How much of a plan a budget has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlanRoom {
    /// Requests of the plan, where they are bounded.
    pub(crate) requests: Option<u64>,
    /// Of these, requests that are sent whatever comes. The rest is sent where nothing was found that needs it.
    pub(crate) first: Option<u64>,
    /// Requests that one case may send one after the other.
    pub(crate) longest: usize,
    /// The clock bounds it, since the target is slow.
    pub(crate) is_by_the_clock: bool,
}

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

impl PlanRoom {
    /// For so many requests, or for all.
    pub(crate) fn counted(requests: Option<u64>) -> Self {
        Self { requests, first: requests, longest: usize::MAX, is_by_the_clock: false }
    }
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

    /// Requests that the plan may take where nothing is found, if they are counted.
    pub(crate) fn for_plan(&self) -> Option<u64> {
        self.left().map(|left| left.saturating_sub(self.kept / KEPT_IN_ANY_CASE))
    }

    /// Requests that the plan may take whatever is found, if they are counted.
    fn for_first_part(&self) -> Option<u64> {
        self.left().map(|left| left.saturating_sub(self.kept))
    }

    /// Requests that the plan may take, by their number and by the clock, where answers take so long and so many are under way
    /// at once.
    pub(crate) fn for_plan_of(&self, answer: Duration, lanes: usize) -> PlanRoom {
        let counted = self.for_plan();
        let first = self.for_first_part();
        let Some(rounds) = self.rounds_by_the_clock(answer) else {
            return PlanRoom { first, ..PlanRoom::counted(counted) };
        };
        let by_the_clock = (rounds * lanes as f64) as u64;
        let bounded =
            |counted: Option<u64>| Some(counted.map_or(by_the_clock, |most| most.min(by_the_clock)));
        PlanRoom {
            requests: bounded(counted),
            first: bounded(first),
            // One that is begun late goes on after the others.
            longest: ((rounds * SHARE_OF_ONE) as usize).max(SHORT),
            is_by_the_clock: counted.is_none_or(|counted| by_the_clock < counted),
        }
    }

    /// How many requests the plan may send one after the other by the clock, where answers take so long.
    fn rounds_by_the_clock(&self, answer: Duration) -> Option<f64> {
        if answer < SLOW_ANSWER {
            // The whole plan fits; what is asked of a quick target must not hang on how busy this machine is.
            return None;
        }
        let left = self.time?.saturating_sub(self.started.elapsed());
        let of_plan = left - left / KEPT_TIME;
        Some(of_plan.as_secs_f64() / answer.as_secs_f64())
    }

    /// How long the suite may send requests altogether, if that is bounded.
    pub(crate) fn time(&self) -> Option<Duration> {
        self.time
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

    /// Whether it was ended, however much of it is left.
    pub(crate) fn is_ended(&self) -> bool {
        self.is_ended.load(Ordering::Relaxed)
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

    use super::{Budget, PlanRoom};

    #[test]
    fn no_more_is_sent_than_there_is() {
        let budget = Budget::new(Some(10), None);
        assert_eq!((budget.for_plan(), budget.for_first_part()), (Some(10), Some(8)));
        let larger = Budget::new(Some(500), None);
        assert_eq!((larger.for_plan(), larger.for_first_part()), (Some(490), Some(400)));
        assert!(budget.take(8) && !budget.is_spent());
        assert!(!budget.take(3) && budget.take(2) && budget.is_spent());
    }

    #[test]
    fn time_is_a_budget_too() {
        let budget = Budget::new(None, Some(Duration::ZERO));
        assert!(budget.is_spent() && !budget.take(1));
        let endless = Budget::new(None, None);
        let second = Duration::from_secs(1);
        assert_eq!(endless.for_plan_of(second, 16), PlanRoom::counted(None));
        let short = Budget::new(Some(1_000), Some(Duration::from_secs(10)));
        let room = short.for_plan_of(second, 16);
        assert!(room.is_by_the_clock && (100..=128).contains(&room.requests.unwrap_or(0)), "{room:?}");
        assert!((2..=4).contains(&room.longest), "{room:?}");
        assert_eq!(
            short.for_plan_of(Duration::from_millis(1), 16),
            PlanRoom { first: Some(800), ..PlanRoom::counted(Some(980)) }
        );
        assert!(endless.take(usize::MAX) && !endless.is_spent() && !endless.is_spent_for_plan());
    }
}
