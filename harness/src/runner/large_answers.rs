//! Large answers are met by one lane at a time: what is read of one takes several times its size.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::message::{Exchange, Outcome, WireFault};

/// Answers above this size are large: so much is held easily by each lane, with all that is read of it.
pub(crate) const LARGE_BYTES: usize = 512 * 1024;

/// What lanes share so that only one of them meets large answers.
#[derive(Debug)]
pub(crate) struct LargeAnswers {
    are_met: AtomicBool,
    turn: Arc<Mutex<()>>,
}

/// Held by the lane that may meet them.
pub(crate) type Turn = OwnedMutexGuard<()>;

impl LargeAnswers {
    /// Whether the target was seen to give such answers already.
    pub(crate) fn new(are_met: bool) -> Arc<Self> {
        Arc::new(Self { are_met: AtomicBool::new(are_met), turn: Arc::default() })
    }

    /// From the first large answer on one lane works at a time; before it none waits.
    pub(crate) async fn turn_if_met(&self) -> Option<Turn> {
        if self.are_met.load(Ordering::Relaxed) { Some(self.turn().await) } else { None }
    }

    /// The turn after an answer that was larger than expected.
    pub(crate) async fn turn_after_one(&self) -> Turn {
        self.are_met.store(true, Ordering::Relaxed);
        self.turn().await
    }

    async fn turn(&self) -> Turn {
        Arc::clone(&self.turn).lock_owned().await
    }
}

/// Whether the answer that counts was given up for being large.
pub(crate) fn was_given_up(exchange: &Exchange) -> bool {
    exchange.last().is_some_and(|attempt| {
        matches!(&attempt.outcome, Outcome::Failed(WireFault::TooLarge { limit_bytes }) if *limit_bytes == LARGE_BYTES)
    })
}
