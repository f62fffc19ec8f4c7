//! Whether anybody listens at the target, before a run begins.

use std::io;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use super::target::Target;
use super::target_error::TargetError;

/// Ten milliseconds before the second look: a server that is just starting is up within a few of these.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// A quarter of a second between later looks: nobody notices the delay, and no log fills up.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// Why a target was not reached.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unreachable {
    /// The target's host has no address, or its TLS cannot be set up.
    #[error(transparent)]
    SetUp(TargetError),
    /// No connection was accepted; the source is what the last try met.
    #[error("no connection to {url} within {limit_ms} ms: start the server, or check host and port")]
    NotAccepted {
        /// The target's URL, or what proxy is before it.
        url: String,
        /// How long it was tried, in milliseconds.
        limit_ms: u64,
        /// What the last try met.
        source: io::Error,
    },
}

/// Waits until a TCP connection to `target` can be made, at most `limit`. A limit of zero means one try.
///
/// Names are looked up again with each try, since in a composed system the name may appear only with the server.
///
/// # Errors
/// With what the last try met.
pub async fn reachable(target: &Target, limit: Duration) -> Result<(), Unreachable> {
    // A limit of a century is none; the clock of some platforms cannot count beyond it.
    let deadline = Instant::now() + limit.min(Duration::from_secs(3_155_760_000));
    let mut pause = FIRST_PAUSE;
    let mut last = try_once(target, if limit.is_zero() { target.timeout() } else { limit }).await;
    while last.is_err() && Instant::now() + pause < deadline {
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
        // A try that ran out of time says less than the refusal before it.
        match try_once(target, deadline.duration_since(Instant::now())).await {
            Err(Met::Connection(error)) if error.kind() == io::ErrorKind::TimedOut => {}
            other => last = other,
        }
    }
    last.map_err(|met| match met {
        Met::SetUp(error) => Unreachable::SetUp(error),
        Met::Connection(source) => Unreachable::NotAccepted {
            url: target.proxy().unwrap_or_else(|| target.url()),
            limit_ms: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
            source,
        },
    })
}

/// What one try met.
enum Met {
    SetUp(TargetError),
    Connection(io::Error),
}

/// One try, cut off after `limit` or the target's own limit: a packet lost while a host boots must not use up the rest.
async fn try_once(target: &Target, limit: Duration) -> Result<(), Met> {
    let connecting = async {
        let addresses = target.resolve().await.map_err(Met::SetUp)?;
        TcpStream::connect(addresses).await.map(drop).map_err(Met::Connection)
    };
    let too_late =
        || Met::Connection(io::Error::new(io::ErrorKind::TimedOut, "no answer to the connection request"));
    timeout(limit.min(target.timeout()), connecting).await.unwrap_or_else(|_| Err(too_late()))
}
