//! One worker's way to the target: one connection, one request at a time.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::message::{Answer, Attempt, Link, Outcome, Request, Which, WireFault};

use super::encode;
use super::http1::{Connection, Outgoing};
use super::signature::signature;
use super::target::Target;

/// A connection to a target that carries one request at a time and lives as long as the server keeps it.
///
/// ```no_run
/// # async fn example(request: &batchspec_harness::message::Request) -> Result<(), batchspec_harness::send::TargetError> {
/// use std::sync::Arc;
/// use batchspec_harness::send::{Lane, Target};
///
/// let target = Arc::new(Target::new("http://127.0.0.1:8080")?);
/// let mut lane = Lane::new(target);
/// let attempt = lane.send(request, "my-case").await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Lane {
    target: Arc<Target>,
    max_answer_bytes: usize,
    wire: Wire,
}

/// The connection, if one is open, and the buffer in which heads are built.
#[derive(Debug, Default)]
struct Wire {
    connection: Option<Connection>,
    head: Vec<u8>,
    /// The head of an answer has come.
    has_begun: bool,
    /// Connections that ended before an answer began.
    cuts: u64,
    /// What the last attempt shows of its connection.
    link: Link,
}

/// One request on its way, and how large its answer may be.
struct Asked<'a> {
    request: &'a Request,
    case_label: &'a str,
    signed: &'a [(String, String)],
    max_answer_bytes: usize,
}

impl Lane {
    /// A lane to `target`. It connects when the first request is sent.
    #[must_use]
    pub fn new(target: Arc<Target>) -> Self {
        let max_answer_bytes = target.max_answer_bytes();
        Self { target, max_answer_bytes, wire: Wire::default() }
    }

    /// Sets how large the body of an answer may be on this lane; never more than the target's own limit.
    pub(crate) fn limit_answers(&mut self, bytes: usize) {
        self.max_answer_bytes = bytes.min(self.target.max_answer_bytes());
    }

    /// The target this lane leads to.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Sends `request` and waits for the whole answer; `case_label` goes into the case header.
    ///
    /// A connection that was refused, or that ended before an answer began, is tried once more on a new connection
    /// before it counts. A kept connection that had died meanwhile, or on which bytes of an earlier answer lie, is
    /// replaced without counting at all. The target's limit covers all waiting for answers; a connection has a limit of
    /// its own. Before that it waits for its turn, and is signed.
    pub async fn send(&mut self, request: &Request, case_label: &str) -> Attempt {
        if let Some(pace) = self.target.pace() {
            pace.turn().await;
        }
        let signed = match signature(&self.target, request, case_label).await {
            Ok(signed) => signed,
            Err(fault) => {
                return Attempt { outcome: Outcome::Failed(fault), micros: 0, link: Link::default() };
            }
        };
        let mut started = Instant::now();
        let asked = Asked { request, case_label, signed: &signed, max_answer_bytes: self.max_answer_bytes };
        let result = self.wire.send(&self.target, asked, &mut started).await;
        let outcome = result.map_or_else(Outcome::Failed, Outcome::Answered);
        Attempt { outcome, micros: whole(started.elapsed().as_micros()), link: self.wire.link }
    }

    /// Whether the connection is still open after the last answer.
    #[must_use]
    pub fn keeps_connection(&self) -> bool {
        self.wire.connection.is_some()
    }

    /// How often the target ended a connection before an answer began, those that count for nothing included.
    pub(crate) fn cuts(&self) -> u64 {
        self.wire.cuts
    }
}

/// What a passed limit left.
fn out_of_time(limit: Duration, has_begun: bool) -> WireFault {
    let limit_ms = whole(limit.as_millis());
    if has_begun { WireFault::Stalled { limit_ms } } else { WireFault::TimedOut { limit_ms } }
}

impl Wire {
    /// Sends with the retries that belong to sending; `started` is set to when the try that counts began.
    ///
    /// A connection on which half an exchange lies, as when the limit passes, is dropped.
    async fn send(
        &mut self,
        target: &Target,
        Asked { request, case_label, signed, max_answer_bytes }: Asked<'_>,
        started: &mut Instant,
    ) -> Result<Answer, WireFault> {
        (self.has_begun, self.link) = (false, Link::default());
        encode::write_head(&mut self.head, target, request, case_label, signed);
        let body = encode::body_bytes(request);
        let stops = encode::stops(request, &self.head, &body);
        let which = request.writing.connection;
        let mut retries_left = 1;
        let mut patience = target.timeout();
        loop {
            let kept = usable(self.connection.take(), which).await;
            let was_kept = kept.is_some();
            let fault = match opened(kept, target, &mut patience, started).await {
                Err(fault) => fault,
                Ok(mut connection) => {
                    self.link.before = connection.carried;
                    let outgoing = Outgoing {
                        head: &self.head,
                        body: body.clone(),
                        method: &request.method,
                        stops: &stops,
                        is_held_back: request.awaits_continue(),
                    };
                    let exchange = connection.exchange(outgoing, max_answer_bytes, &mut self.has_begun);
                    let asked = Instant::now();
                    let came = within(patience, exchange).await;
                    patience = patience.saturating_sub(asked.elapsed());
                    match came {
                        Some(Ok(came)) => {
                            (self.link.stays, self.link.is_old) = (came.keeps, came.is_old);
                            if request.writing.awaits_end {
                                self.link.ended = Some(within(END_LIMIT, connection.end()).await.is_some());
                            } else {
                                self.connection = came.keeps.then_some(connection);
                            }
                            return Ok(came.answer);
                        }
                        Some(Err(fault)) => fault,
                        None => return Err(out_of_time(target.timeout(), self.has_begun)),
                    }
                }
            };
            self.cuts += u64::from(fault == WireFault::Dropped);
            // What lies on the connection of the request before is what such a request is sent for.
            let is_foreign = matches!(fault, WireFault::NotHttp { .. }) && which != Which::Same;
            let is_stale = was_kept && (fault == WireFault::Dropped || is_foreign);
            let is_lost = matches!(fault, WireFault::Refused | WireFault::Dropped);
            if is_stale {
                continue;
            }
            if !is_lost || retries_left == 0 {
                return Err(fault);
            }
            retries_left -= 1;
        }
    }
}

/// The kept connection, where the next request may go out on it.
async fn usable(kept: Option<Connection>, which: Which) -> Option<Connection> {
    let mut connection = kept?;
    let is_usable = match which {
        Which::Any => connection.is_idle().await,
        Which::New => false,
        Which::Same => connection.is_open().await,
    };
    is_usable.then_some(connection)
}

/// The kept connection, or a new one, for whose handshakes is waited with `patience`.
async fn opened(
    kept: Option<Connection>,
    target: &Target,
    patience: &mut Duration,
    started: &mut Instant,
) -> Result<Connection, WireFault> {
    *started = Instant::now();
    if let Some(connection) = kept {
        return Ok(connection);
    }
    // The way is looked up in the set-up, where a failure is an error; a caller who skipped that has no connection.
    let route = target.route().await.map_err(|_| WireFault::Refused)?;
    let connecting = within(CONNECTION_LIMIT.max(target.timeout()), route.connect()).await;
    let socket = connecting.unwrap_or_else(|| Err(route.unconnected("it does not answer")))?;
    let promptness = socket.promptness();
    let connected = Instant::now();
    let stream = within(*patience, route.enter(socket)).await;
    *patience = patience.saturating_sub(connected.elapsed());
    let stream = stream.unwrap_or_else(|| Err(out_of_time(target.timeout(), false)))?;
    *started = Instant::now();
    Ok(Connection::over(stream, promptness))
}

/// Small servers let five callers wait. Those beyond are forgotten, and asked for again by the kernel after one second,
/// after three and after seven: a wait that says nothing of how long an answer takes.
const CONNECTION_LIMIT: Duration = Duration::from_secs(8);

/// How long the end of a connection is waited for that was asked to end: far longer than any server needs for that, far
/// shorter than silent connections are kept.
const END_LIMIT: Duration = Duration::from_secs(2);

/// The result of `work` unless `limit` passes first; a limit beyond the clock's range never does.
async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    match Instant::now().checked_add(limit) {
        Some(deadline) => timeout_at(deadline, work).await.ok(),
        None => Some(work.await),
    }
}

/// A count of time units as an integer of the vocabulary; 584 thousand years of microseconds fit.
fn whole(units: u128) -> u64 {
    u64::try_from(units).unwrap_or(u64::MAX)
}
