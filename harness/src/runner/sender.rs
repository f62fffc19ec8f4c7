//! Sends a case's steps and judges what came: what lanes, confirmation and shrinking share.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::judge_cache::JudgeCache;
use super::large_answers::{LARGE_BYTES, LargeAnswers, Turn, was_given_up};
use super::observer::{Observing, RunPhase, SentCase};
use super::wait_budget::WaitBudget;
use crate::contract::Contract;
use crate::generate::{Aim, Case};
use crate::judge::{CaseVerdicts, ErrorType, Judge, is_passing};
use crate::message::json::{Document, Kind};
use crate::message::{Answer, Exchange, Framing, Outcome, Request, Which, WireFault};
use crate::send::{Lane, RetryPolicy, Target, exchange};

/// One lane's way of sending and judging; each worker has its own.
pub(crate) struct Sender {
    contract: Arc<Contract>,
    judge: Arc<Judge>,
    judge_cache: Option<Arc<JudgeCache>>,
    target: Arc<Target>,
    lanes: Vec<Lane>,
    policy: RetryPolicy,
    wait_budget: Arc<WaitBudget>,
    one_connection: bool,
    last: Option<Request>,
    sent: u64,
    meets_large: bool,
    /// Shared with other lanes at work; a sender alone meets all answers whole.
    large: Option<Arc<LargeAnswers>>,
    turn: Option<Turn>,
    observer: Observing,
    place: RunPhase,
}

impl Sender {
    pub(crate) fn new(
        contract: &Arc<Contract>,
        judge: &Arc<Judge>,
        target: &Arc<Target>,
        wait_budget: &Arc<WaitBudget>,
    ) -> Self {
        Self {
            contract: Arc::clone(contract),
            judge: Arc::clone(judge),
            judge_cache: None,
            target: Arc::clone(target),
            lanes: Vec::new(),
            policy: RetryPolicy::for_target(target),
            wait_budget: Arc::clone(wait_budget),
            one_connection: false,
            last: None,
            sent: 0,
            meets_large: false,
            large: None,
            turn: None,
            observer: None,
            place: RunPhase::Before,
        }
    }

    /// The same on one connection only, for targets that serve no second one beside it.
    pub(crate) fn on_one_connection(mut self, only: bool) -> Self {
        self.one_connection = only;
        self
    }

    /// The same beside other lanes, with which it takes turns where answers are large.
    pub(crate) fn taking_turns(mut self, large: &Arc<LargeAnswers>) -> Self {
        self.large = Some(Arc::clone(large));
        self
    }

    /// The same with what the run knows of answers by their bytes, if it keeps that.
    pub(crate) fn recalling(mut self, judge_cache: &Option<Arc<JudgeCache>>) -> Self {
        self.judge_cache.clone_from(judge_cache);
        self
    }

    /// The same with somebody who is told of all that is sent from now on.
    pub(crate) fn watched(mut self, observer: &Observing, place: RunPhase) -> Self {
        self.observer.clone_from(observer);
        self.place = place;
        self
    }

    /// What is sent next stands here in the run.
    pub(crate) fn stands(&mut self, place: RunPhase) {
        self.place = place;
    }

    /// Where requests go.
    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// The limit for one request.
    pub(crate) fn timeout(&self) -> Duration {
        self.target.timeout()
    }

    /// Whether the time for learning which items exist is over.
    pub(crate) fn is_learning_over(&self) -> bool {
        self.wait_budget.budget().is_learning_over()
    }

    /// Requests that may still be sent, where they are counted.
    pub(crate) fn budget_left(&self) -> Option<u64> {
        self.wait_budget.budget().left()
    }

    /// How many requests it has sent, every attempt counted.
    pub(crate) fn sent(&self) -> u64 {
        self.sent
    }

    /// Whether its connections stay open after an answer.
    pub(crate) fn keeps_connections(&self) -> bool {
        self.lanes.iter().all(Lane::keeps_connection)
    }

    /// Whether it has met an answer so large that lanes had better not hold several of them at a time.
    pub(crate) fn meets_large(&self) -> bool {
        self.meets_large
    }

    /// The request that this sender sent last.
    pub(crate) fn last_request(&self) -> Option<Request> {
        self.last.clone()
    }

    /// Sends the steps one after the other, or all at once where the case wants that; one exchange a step, in their
    /// order. It sends nothing if the budget does not cover all steps, and leaves out the last steps if the answers so
    /// far fill the memory limit.
    pub(crate) async fn send(&mut self, case: &Case) -> Vec<Exchange> {
        if !self.wait_budget.budget().take(case.steps.len()) {
            return Vec::new();
        }
        // Held until the next request is sent: what came of this one is judged and kept meanwhile.
        self.ends_turn();
        if let Some(large) = self.large.clone() {
            self.turn = large.turn_if_met().await;
        }
        let mut exchanges = self.deliver(case).await;
        self.meets_large |= exchanges.iter().any(is_large);
        let is_too_much = exchanges.iter().any(was_given_up) || held(&exchanges) > HELD_IN_COMPANY;
        if self.turn.is_none()
            && is_too_much
            && let Some(large) = self.large.clone()
        {
            drop(exchanges);
            self.turn = Some(large.turn_after_one().await);
            if !self.wait_budget.budget().take(case.steps.len()) {
                return Vec::new();
            }
            exchanges = self.deliver(case).await;
        }
        if let Some(observer) = &self.observer {
            let (contract, target) = (self.contract.as_ref(), self.target.as_ref());
            observer.sent(&SentCase { contract, target, place: self.place, case, exchanges: &exchanges });
        }
        exchanges
    }

    /// Lets another lane meet large answers; nothing of them is held any more.
    pub(crate) fn ends_turn(&mut self) {
        self.turn = None;
    }

    async fn deliver(&mut self, case: &Case) -> Vec<Exchange> {
        self.last = case.steps.last().map(|step| step.request.clone());
        let label = format!("{}/{}", self.contract.suite, case.origin);
        let mut policy = self.policy.clone();
        if matches!(case.aim, Aim::Provoke(_)) {
            policy.retries = 0;
        }
        // Large answers are not worth their memory eight at a time.
        if case.is_at_once() && !self.one_connection && !self.meets_large {
            return self.send_at_once(case, &label, &policy).await;
        }
        let mut exchanges: Vec<Exchange> = Vec::with_capacity(case.steps.len());
        for (at, step) in case.steps.iter().enumerate() {
            let is_ended = self.wait_budget.budget().is_ended();
            if is_ended
                || self.holds_enough(&exchanges)
                || (case.is_long_run() && spent(&exchanges) > LONG_RUN)
            {
                break;
            }
            let wanted = if self.one_connection { 0 } else { usize::from(step.lane) };
            let mut lane = self.take_lane(wanted);
            let contract = Arc::clone(&self.contract);
            let wait_budget = Arc::clone(&self.wait_budget);
            let transient = move |answer: &Answer| again_after(&wait_budget, &contract, answer);
            let made = exchange(&mut lane, &step.request, &label, &transient, &policy).await;
            self.wait_budget.waited(&made);
            self.sent += made.attempts.len() as u64;
            self.put_back(wanted, lane, &step.request, self.is_followed(case, at));
            exchanges.push(made);
        }
        exchanges
    }

    async fn send_at_once(&mut self, case: &Case, label: &str, policy: &RetryPolicy) -> Vec<Exchange> {
        let mut running = JoinSet::new();
        for (at, step) in case.steps.iter().enumerate() {
            let mut lane = self.take_lane(usize::from(step.lane));
            let (request, contract) = (step.request.clone(), Arc::clone(&self.contract));
            let (label, policy, wait_budget) =
                (label.to_owned(), policy.clone(), Arc::clone(&self.wait_budget));
            running.spawn(async move {
                let transient = move |answer: &Answer| again_after(&wait_budget, &contract, answer);
                let made = exchange(&mut lane, &request, &label, &transient, &policy).await;
                (at, lane, made)
            });
        }
        let mut exchanges: Vec<Option<Exchange>> = vec![None; case.steps.len()];
        while let Some(ended) = running.join_next().await {
            let Ok((at, lane, made)) = ended else { continue };
            let Some(step) = case.steps.get(at) else { continue };
            self.wait_budget.waited(&made);
            self.sent += made.attempts.len() as u64;
            self.put_back(usize::from(step.lane), lane, &step.request, false);
            exchanges[at] = Some(made);
        }
        exchanges.into_iter().map_while(|made| made).collect()
    }

    /// The lane of this number, leaving a new one in its place.
    fn take_lane(&mut self, number: usize) -> Lane {
        while self.lanes.len() <= number {
            self.lanes.push(Lane::new(Arc::clone(&self.target)));
        }
        let mut lane = std::mem::replace(&mut self.lanes[number], Lane::new(Arc::clone(&self.target)));
        lane.limit_answers(if self.waits_its_turn() { LARGE_BYTES } else { usize::MAX });
        lane
    }

    /// Other lanes are at work beside it, so that it must not hold much.
    fn waits_its_turn(&self) -> bool {
        self.large.is_some() && self.turn.is_none()
    }

    /// Whether no further answers are held beside these.
    fn holds_enough(&self, exchanges: &[Exchange]) -> bool {
        if self.waits_its_turn() {
            return held(exchanges) > HELD_IN_COMPANY;
        }
        // Counting what is small would cost more than it bounds.
        held(exchanges) > HELD_IN_COMPANY && room(exchanges) > READ_BYTES
    }

    /// A server may leave the body of an unusual request unread and take it for the next one, which would be held
    /// against a request that has nothing to do with it: after such a request the lane begins anew, unless the next one is
    /// there to show that.
    fn put_back(&mut self, number: usize, lane: Lane, request: &Request, is_followed: bool) {
        if (is_followed || self.is_usual(request))
            && let Some(place) = self.lanes.get_mut(number)
        {
            *place = lane;
        }
    }

    /// Whether every server reads the request to its end.
    fn is_usual(&self, request: &Request) -> bool {
        let binding = &self.contract.binding;
        let mut others = self.contract.others.iter();
        let is_served = binding.is_asked_by(request) || others.any(|other| other.is_asked_by(request));
        is_served
            && request.body.framing == Framing::Length
            && request.writing.connection != Which::Same
            && !request.awaits_continue()
    }

    /// Whether a later step goes out on the connection of this one.
    fn is_followed(&self, case: &Case, step: usize) -> bool {
        let later = case.steps.iter().skip(step + 1).find(|later| {
            self.one_connection || case.steps.get(step).is_some_and(|step| step.lane == later.lane)
        });
        later.is_some_and(|later| later.request.writing.connection == Which::Same)
    }

    /// How often the target ended a connection before an answer began.
    pub(crate) fn cuts(&self) -> u64 {
        self.lanes.iter().map(Lane::cuts).sum()
    }

    /// Sends and judges.
    pub(crate) async fn try_case(&mut self, case: &Case) -> (Vec<Exchange>, CaseVerdicts) {
        let exchanges = self.send(case).await;
        if exchanges.is_empty() {
            return (exchanges, CaseVerdicts::new(self.contract.clauses.len()));
        }
        let verdicts = match &self.judge_cache {
            Some(known) => known.judge(&self.judge, case, &exchanges),
            None => self.judge.judge(case, &exchanges),
        };
        (exchanges, verdicts)
    }
}

/// A long run ends after so much waiting: a hundred times what a server on this machine takes for it.
const LONG_RUN: Duration = Duration::from_secs(5);

/// The time that all attempts took.
fn spent(exchanges: &[Exchange]) -> Duration {
    let attempts = exchanges.iter().flat_map(|exchange| &exchange.attempts);
    Duration::from_micros(attempts.map(|attempt| attempt.micros).sum())
}

/// Beside other lanes a case holds no further answers beyond these bytes.
const HELD_IN_COMPANY: usize = 3 << 18;
/// Alone it holds none beyond these, with all that is read of them: lists of small values take several times their text.
const READ_BYTES: usize = 6 << 20;

/// Bytes of all answers.
fn held(exchanges: &[Exchange]) -> usize {
    exchanges.iter().map(answer_bytes).sum()
}

/// Bytes of all answers and of what is read of them.
fn room(exchanges: &[Exchange]) -> usize {
    let attempts = exchanges.iter().flat_map(|exchange| &exchange.attempts);
    let answers = attempts.filter_map(|attempt| attempt.outcome.answer());
    answers.map(|answer| answer.body.len() + Document::room(&answer.body)).sum()
}

fn is_large(exchange: &Exchange) -> bool {
    let is_too_large = |outcome: &Outcome| matches!(outcome, Outcome::Failed(WireFault::TooLarge { .. }));
    answer_bytes(exchange) > LARGE_BYTES || exchange.attempts.iter().any(|one| is_too_large(&one.outcome))
}

fn answer_bytes(exchange: &Exchange) -> usize {
    let answers = exchange.attempts.iter().filter_map(|attempt| attempt.outcome.answer());
    answers.map(|answer| answer.body.len()).sum()
}

/// The wait before a request is sent again, where its answer asks for that and the budget allows it.
fn again_after(wait_budget: &WaitBudget, contract: &Contract, answer: &Answer) -> Option<Duration> {
    transient_wait(contract, answer).filter(|_| wait_budget.budget().take(1))
}

/// The wait that a documented transient answer asks for; `None` for answers that count.
pub(crate) fn transient_wait(contract: &Contract, answer: &Answer) -> Option<Duration> {
    if answer.status != 429 && answer.status < 500 {
        return None;
    }
    let content = answer.content();
    let document = Document::parse(&content).ok();
    let body = document.as_ref().map(Document::root).filter(|root| root.kind() == Kind::Object);
    let error = ErrorType::read(answer, body)?;
    let is_documented = contract
        .error(&error.name)
        .is_some_and(|modelled| modelled.status == answer.status && modelled.is_transient());
    if !is_documented && !is_passing(&error.name, answer.status) {
        return None;
    }
    let seconds =
        answer.header("retry-after").and_then(|value| value.trim().parse::<u64>().ok()).unwrap_or(0);
    Some(Duration::from_secs(seconds))
}
