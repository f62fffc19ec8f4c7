//! At most so many requests a second.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// Gives turns at even distances. All lanes to a target share one.
#[derive(Debug)]
pub(super) struct Pace {
    between: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    pub(super) fn new(per_second: f64) -> Self {
        // Slower than one request in a day is no pace; the division stays within what a duration holds.
        let seconds = (1.0 / per_second.max(f64::MIN_POSITIVE)).min(86_400.0);
        Self { between: Duration::from_secs_f64(seconds), next: Mutex::new(None) }
    }

    pub(super) fn between(&self) -> Duration {
        self.between
    }

    /// Waits for the next turn. Turns that nobody took are not made up for: a rate is no allowance.
    pub(super) async fn turn(&self) {
        let mine = {
            let mut next = self.next.lock().await;
            let now = Instant::now();
            let mine = next.map_or(now, |next| next.max(now));
            *next = Some(mine + self.between);
            mine
        };
        sleep_until(mine).await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Pace;

    #[tokio::test(start_paused = true)]
    async fn turns_come_at_even_distances_and_are_not_saved_up() {
        let (pace, started) = (Pace::new(4.0), Instant::now());
        for _ in 0..5 {
            pace.turn().await;
        }
        assert_eq!(started.elapsed(), Duration::from_secs(1));
        tokio::time::advance(Duration::from_secs(10)).await;
        let later = Instant::now();
        pace.turn().await;
        pace.turn().await;
        assert_eq!(later.elapsed(), Duration::from_millis(250));
    }
}
