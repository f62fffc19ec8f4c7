//! What the live progress reads, and how a run is told to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::report::{Finding, SavedFinding};

/// Something that happened during a run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// A suite begins.
    SuiteStarted {
        /// Its id.
        suite: String,
        /// Cases planned.
        planned: u64,
    },
    /// The target is so slow that the plan was cut to what fits into the time of the suite; told before it begins.
    Slow {
        /// Its id.
        suite: String,
        /// How long an answer took while the target was probed.
        answer: Duration,
        /// Requests under way at once.
        lanes: usize,
        /// Requests that fit.
        planned: u64,
        /// How long the suite may send requests.
        time: Duration,
    },
    /// Cases were judged; sent every few hundred milliseconds at most.
    Progress {
        /// The suite.
        suite: String,
        /// Cases judged so far.
        judged: u64,
        /// Cases planned.
        planned: u64,
        /// Clauses broken so far.
        broken: u64,
    },
    /// A finding was confirmed.
    Found(Box<Finding>),
    /// The same finding, or one that follows from it, with all that is needed to send its case again.
    Replayable(Box<SavedFinding>),
    /// A suite ended.
    SuiteEnded {
        /// Its id.
        suite: String,
    },
    /// A target does not serve a suite's operation, or is not there.
    SuiteUnserved {
        /// Its id.
        suite: String,
    },
}

/// A switch by which a run is told to stop; what was judged so far is still reported.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the run to stop.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
