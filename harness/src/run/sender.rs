//! Sends a case's steps and judges what came: what lanes, confirmation and shrinking share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::contract::Contract;
use crate::generate::{Aim, Case};
use crate::judge::{ErrorType, Judge, Sheet};
use crate::message::json::{Document, Kind};
use crate::message::{Answer, Exchange, Framing, Outcome, Request, WireFault};
use crate::send::{Lane, RetryPolicy, Target, exchange};

/// One lane's way of sending and judging; each worker has its own.
pub(super) struct Sender {
    contract: Arc<Contract>,
    judge: Arc<Judge>,
    target: Arc<Target>,
    lanes: Vec<Lane>,
    policy: RetryPolicy,
    silence: Arc<Silence>,
    one_connection: bool,
}

/// Time spent waiting for answers that never came, over the whole run.
#[derive(Debug)]
pub(super) struct Silence {
    spent_ms: AtomicU64,
    bound_ms: u64,
}

impl Silence {
    /// Bounds the waiting to `bound` of wall time when `lanes` wait side by side.
    pub(super) fn bounded(bound: Duration, lanes: usize) -> Self {
        let bound_ms = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX).saturating_mul(lanes as u64);
        Self { spent_ms: AtomicU64::new(0), bound_ms }
    }

    pub(super) fn is_spent(&self) -> bool {
        self.spent_ms.load(Ordering::Relaxed) >= self.bound_ms
    }

    fn waited(&self, exchange: &Exchange) {
        for attempt in &exchange.attempts {
            if let Outcome::Failed(WireFault::TimedOut { limit_ms }) = &attempt.outcome {
                self.spent_ms.fetch_add(*limit_ms, Ordering::Relaxed);
            }
        }
    }
}

impl Sender {
    pub(super) fn new(
        contract: &Arc<Contract>,
        judge: &Arc<Judge>,
        target: &Arc<Target>,
        silence: &Arc<Silence>,
    ) -> Self {
        Self {
            contract: Arc::clone(contract),
            judge: Arc::clone(judge),
            target: Arc::clone(target),
            lanes: Vec::new(),
            policy: RetryPolicy::for_target(target),
            silence: Arc::clone(silence),
            one_connection: false,
        }
    }

    /// The same on one connection only, for targets that serve no second one beside it.
    pub(super) fn on_one_connection(mut self, only: bool) -> Self {
        self.one_connection = only;
        self
    }

    /// Sends the steps one after the other on this lane.
    pub(super) async fn send(&mut self, case: &Case) -> Vec<Exchange> {
        let label = format!("{}/{}", self.contract.suite, case.origin);
        let mut policy = self.policy.clone();
        if matches!(case.aim, Aim::Provoke(_)) {
            policy.retries = 0;
        }
        let contract = Arc::clone(&self.contract);
        let transient = move |answer: &Answer| transient_wait(&contract, answer);
        let mut exchanges = Vec::with_capacity(case.steps.len());
        for step in &case.steps {
            let wanted = if self.one_connection { 0 } else { usize::from(step.lane) };
            while self.lanes.len() <= wanted {
                self.lanes.push(Lane::new(Arc::clone(&self.target)));
            }
            let usual = self.is_usual(&step.request);
            let Some(lane) = self.lanes.get_mut(wanted) else { break };
            let made = exchange(lane, &step.request, &label, &transient, &policy).await;
            self.silence.waited(&made);
            if !usual {
                // A server may leave the body of such a request unread and take it for the next one; that would be
                // held against a request that has nothing to do with it.
                *lane = Lane::new(Arc::clone(&self.target));
            }
            exchanges.push(made);
        }
        exchanges
    }

    /// Whether every server reads the request to its end.
    fn is_usual(&self, request: &Request) -> bool {
        let binding = &self.contract.binding;
        request.method == binding.method
            && request.path == binding.path
            && request.body.framing == Framing::Length
    }

    /// Sends and judges.
    pub(super) async fn try_case(&mut self, case: &Case) -> (Vec<Exchange>, Sheet) {
        let exchanges = self.send(case).await;
        let sheet = self.judge.judge(case, &exchanges);
        (exchanges, sheet)
    }
}

/// The wait that a documented transient answer asks for; `None` for answers that count.
fn transient_wait(contract: &Contract, answer: &Answer) -> Option<Duration> {
    if answer.status != 429 && answer.status < 500 {
        return None;
    }
    let document = Document::parse(&answer.body).ok();
    let body = document.as_ref().map(Document::root).filter(|root| root.kind() == Kind::Object);
    let error = ErrorType::read(answer, body)?;
    let modelled = contract.error(&error.name)?;
    if modelled.status != answer.status || !modelled.is_transient() {
        return None;
    }
    let seconds =
        answer.header("retry-after").and_then(|value| value.trim().parse::<u64>().ok()).unwrap_or(0);
    Some(Duration::from_secs(seconds))
}
