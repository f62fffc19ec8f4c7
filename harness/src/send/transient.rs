//! Answers that the documentation allows at any time (throttled, internal error): wait, and send again.

use std::time::Duration;

use crate::message::{Answer, Exchange, Outcome, Request};

use super::lane::Lane;
use super::target::Target;

/// How often and how patiently a request is sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How many times a request is sent again at most.
    pub retries: u32,
    /// The wait before the first retry; it doubles with each further one.
    pub first_wait: Duration,
    /// The longest single wait, whatever the answer asks for.
    pub max_wait: Duration,
}

impl RetryPolicy {
    /// A server on this machine throttles to show that it can, not to survive: waits of milliseconds do.
    pub const LOOPBACK: Self =
        Self { retries: 4, first_wait: Duration::from_millis(2), max_wait: Duration::from_millis(250) };

    /// A quarter of a second doubling to two seconds: a throttle that refills each second lets one of these through.
    pub const REMOTE: Self =
        Self { retries: 4, first_wait: Duration::from_millis(250), max_wait: Duration::from_secs(10) };

    /// The policy that suits where `target` is.
    #[must_use]
    pub fn for_target(target: &Target) -> Self {
        if target.is_loopback() { Self::LOOPBACK } else { Self::REMOTE }
    }

    /// The wait before retry number `retry`, counted from zero, when the answer asked to wait `asked`.
    fn wait(&self, retry: u32, asked: Duration) -> Duration {
        let doubled = 2_u32.saturating_pow(retry);
        self.first_wait.saturating_mul(doubled).saturating_add(asked).min(self.max_wait)
    }
}

/// Sends `request`, and again while `transient` calls the answer transient and `policy` allows it.
///
/// `transient` gives the wait that the answer asks for, zero if it asks for none, and `None` for an answer that counts.
/// A request that got no answer is not sent again here: what may be tried again then, the lane has tried.
pub async fn exchange(
    lane: &mut Lane,
    request: &Request,
    label: &str,
    transient: &(dyn Fn(&Answer) -> Option<Duration> + Sync),
    policy: &RetryPolicy,
) -> Exchange {
    let mut attempts = vec![lane.send(request, label).await];
    for retry in 0..policy.retries {
        let asked = attempts.last().and_then(|attempt| match &attempt.outcome {
            Outcome::Answered(answer) => transient(answer),
            Outcome::Failed(_) => None,
        });
        let Some(asked) = asked else { break };
        tokio::time::sleep(policy.wait(retry, asked)).await;
        attempts.push(lane.send(request, label).await);
    }
    Exchange { request: request.clone(), attempts }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RetryPolicy;

    #[test]
    fn waits_double_add_what_was_asked_and_stay_bounded() {
        let policy = RetryPolicy {
            retries: 9,
            first_wait: Duration::from_millis(250),
            max_wait: Duration::from_secs(3),
        };
        assert_eq!(policy.wait(0, Duration::ZERO), Duration::from_millis(250));
        assert_eq!(policy.wait(2, Duration::ZERO), Duration::from_secs(1));
        assert_eq!(policy.wait(1, Duration::from_secs(1)), Duration::from_millis(1500));
        assert_eq!(policy.wait(0, Duration::MAX), Duration::from_secs(3));
        assert_eq!(policy.wait(u32::MAX, Duration::ZERO), Duration::from_secs(3));
    }
}
