//! Many lanes working through one plan.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::task::JoinSet;

use super::denial::{denial, is_expired};
use super::event::{Event, Stop};
use super::in_flight::{InFlight, Suspect};
use super::judge_cache::JudgeCache;
use super::large_answers::LargeAnswers;
use super::observer::{Observing, RunPhase};
use super::restart::Restart;
use super::sender::Sender;
use super::wait_budget::WaitBudget;
use crate::contract::{ClauseRef, Contract, Expectation, Level};
use crate::generate::{Case, Plan};
use crate::judge::Judge;
use crate::message::{Exchange, Outcome, WireFault};
use crate::send::{Target, reachable};
use crate::tally::failure::CaseContext;
use crate::tally::totals::Tally;

/// Refused connections in a row, over all lanes, after which the target seems to be gone.
const LOST_AFTER: u64 = 16;
/// How long a target may be away that restarts.
const RESTART: Duration = Duration::from_secs(2);
/// The pause of a lane while another one waits for the target.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
/// Unanswered cases of one kind after which the rest of that kind is not sent: each would cost its whole time limit.
const SILENT_OF_A_KIND: u32 = 4;

/// Cases from all over the rest of the plan that a run at full speed still sends after its first breach: what else breaks
/// tells the cause from what follows from it.
const LOOK_AROUND: usize = 128;
/// Of counted requests this part goes into that at most: the rest is for confirming what was seen.
const LOOK_AROUND_SHARE: u64 = 4;

/// A run of so many requests on one connection is sent to a target with a pace as well.
const PACED_RUN: usize = 30;

/// What all lanes share.
pub(crate) struct Work {
    pub(crate) contract: Arc<Contract>,
    pub(crate) plan: Arc<Plan>,
    pub(crate) judge: Arc<Judge>,
    pub(crate) target: Arc<Target>,
    pub(crate) clauses: Arc<Vec<ClauseRef>>,
    pub(crate) wait_budget: Arc<WaitBudget>,
    pub(crate) strict: bool,
    pub(crate) fail_fast: bool,
    pub(crate) lanes: usize,
    /// So many cases are sent whatever comes of them; the others, where nothing was found by then.
    pub(crate) first_part: usize,
    /// The target was seen to give answers so large that one lane works at a time.
    pub(crate) meets_large: bool,
    pub(crate) observer: Observing,
    /// What is known of answers by their bytes, in long runs.
    pub(crate) judge_cache: Option<Arc<JudgeCache>>,
    /// Who can start the target anew.
    pub(crate) restart: Option<Arc<dyn Restart>>,
    /// Ids of rules of attribution that are left out.
    pub(crate) without_rules: Arc<[String]>,
}

impl Work {
    /// A sender for what comes after the plan, one request after the other.
    pub(crate) fn sender_after(&self) -> Sender {
        Sender::new(&self.contract, &self.judge, &self.target, &self.wait_budget)
            .on_one_connection(self.lanes == 1)
            .watched(&self.observer, RunPhase::After)
    }
}

/// How the lanes came to their end.
pub(crate) struct Worked {
    pub(crate) tally: Tally,
    /// Why the target counts as lost, if it does.
    pub(crate) lost: Option<String>,
    /// Requests that may have ended it then.
    pub(crate) suspects: Vec<Suspect>,
    /// The first case that nobody took; none when all were.
    pub(crate) rest: Option<usize>,
    /// The budget ended before the plan did.
    pub(crate) is_over_budget: bool,
}

struct Shared {
    next: AtomicUsize,
    /// The first case that is not for now.
    until: usize,
    /// The first case that is not sent in its turn any more, and how many beyond it were looked at.
    end: AtomicUsize,
    looked: AtomicUsize,
    judged: AtomicU64,
    broken: AtomicU64,
    refused_in_a_row: AtomicU64,
    enough: AtomicBool,
    lost: Mutex<Option<String>>,
    silent_kinds: Mutex<BTreeMap<String, u32>>,
    looking: AtomicBool,
    under_way: InFlight,
    is_over_budget: AtomicBool,
    large: Arc<LargeAnswers>,
    floor: ExclusiveAccess,
}

/// Most cases are sent beside those of other lanes. One that looks for what another operation or a reading leaves behind
/// has the target to itself: what others send between its requests would cover the trace.
#[derive(Debug, Default)]
struct ExclusiveAccess(RwLock<()>);

/// Held while a case is sent and judged.
enum Permit<'f> {
    Beside(#[expect(dead_code, reason = "held, not read")] RwLockReadGuard<'f, ()>),
    Alone(#[expect(dead_code, reason = "held, not read")] RwLockWriteGuard<'f, ()>),
}

impl ExclusiveAccess {
    async fn enter(&self, case: &Case) -> Permit<'_> {
        if case.needs_the_target_alone() {
            Permit::Alone(self.0.write().await)
        } else {
            Permit::Beside(self.0.read().await)
        }
    }
}

/// Works through the plan from case `first` on and before case `until`, after so many cases were judged; what was judged is returned however it
/// ends.
pub(crate) async fn work(
    work: &Arc<Work>,
    (first, until, judged): (usize, usize, u64),
    events: &(dyn Fn(Event) + Sync),
    stop: &Stop,
) -> Worked {
    let shared = Arc::new(Shared {
        next: AtomicUsize::new(first),
        until,
        end: AtomicUsize::new(usize::MAX),
        looked: AtomicUsize::new(0),
        // Moments go on where they stopped: cases beyond `first` were looked at already.
        judged: AtomicU64::new(judged.max(first as u64)),
        broken: AtomicU64::new(0),
        refused_in_a_row: AtomicU64::new(0),
        enough: AtomicBool::new(false),
        lost: Mutex::new(None),
        silent_kinds: Mutex::new(BTreeMap::new()),
        looking: AtomicBool::new(false),
        under_way: InFlight::default(),
        is_over_budget: AtomicBool::new(false),
        large: LargeAnswers::new(work.meets_large),
        floor: ExclusiveAccess::default(),
    });
    let mut lanes = JoinSet::new();
    for _ in 0..work.lanes.max(1) {
        lanes.spawn(lane(Arc::clone(work), Arc::clone(&shared), stop.clone()));
    }
    let mut tally = Tally::default();
    let planned = work.plan.len() as u64;
    let mut tick = tokio::time::interval(Duration::from_millis(100));
    loop {
        tokio::select! {
            done = lanes.join_next() => match done {
                Some(Ok(part)) => tally.merge(part),
                // A lane that panicked is our fault; its counts are lost and the gap shows in the totals.
                Some(Err(_)) => {
                    tally.check_faults.insert(("lane", "a lane panicked".to_owned()));
                }
                None => break,
            },
            _ = tick.tick() => events(Event::Progress {
                suite: work.contract.suite.clone(),
                judged: shared.judged.load(Ordering::Relaxed).min(planned),
                planned,
                broken: shared.broken.load(Ordering::Relaxed),
            }),
        }
    }
    let lost = shared.lost.lock().unwrap_or_else(PoisonError::into_inner).take();
    let suspects = if lost.is_some() { shared.under_way.suspects() } else { Vec::new() };
    let next = shared.next.load(Ordering::Relaxed);
    let is_over_budget = shared.is_over_budget.load(Ordering::Relaxed);
    Worked { tally, lost, suspects, rest: (next < work.plan.len()).then_some(next), is_over_budget }
}

async fn lane(work: Arc<Work>, shared: Arc<Shared>, stop: Stop) -> Tally {
    let mut tally = Tally::of_lanes(work.lanes, work.target.between_requests());
    let mut sender = Sender::new(&work.contract, &work.judge, &work.target, &work.wait_budget)
        .on_one_connection(work.lanes == 1)
        .taking_turns(&shared.large)
        .recalling(&work.judge_cache)
        .watched(&work.observer, RunPhase::Before);
    while !stop.is_asked() && !shared.enough.load(Ordering::Relaxed) {
        let Some(index) = shared.take(&work) else { break };
        let Some(case) = work.plan.case(index) else { break };
        if work.wait_budget.budget().is_spent_for_plan() {
            shared.is_over_budget.store(true, Ordering::Relaxed);
            break;
        }
        if shared.is_silent(&case) || is_too_long_a_run(&case, &work.target) {
            continue;
        }
        // Who waits here must not keep others waiting.
        sender.ends_turn();
        let _place = shared.floor.enter(&case).await;
        let before = sender.last_request();
        sender.stands(RunPhase::Planned(index));
        // When it was sent: what waits for its time limit is judged long after.
        let moment = shared.judged.load(Ordering::Relaxed);
        let cuts = sender.cuts();
        let (mut exchanges, mut verdicts) = sender.try_case(&case).await;
        if sender.cuts() > cuts {
            shared.under_way.meet(&case, &exchanges, moment);
        }
        if shared.watch(&work, &case, &exchanges, moment) && shared.is_back(&work).await {
            (exchanges, verdicts) = sender.try_case(&case).await;
        }
        if shared.is_shut_out(&work, &exchanges) {
            break;
        }
        if exchanges.is_empty() {
            shared.is_over_budget.store(true, Ordering::Relaxed);
            break;
        }
        let breaks = verdicts.violations.iter().any(|violation| {
            let level = violation.level.unwrap_or(work.contract.clauses.get(violation.clause).level);
            let counts = level == Level::Must || (work.strict && level == Level::Should);
            counts && work.clauses.contains(&violation.clause)
        });
        if breaks {
            shared.broken.fetch_add(1, Ordering::Relaxed);
            if work.fail_fast {
                shared.end.fetch_min(index + 1, Ordering::Relaxed);
            }
        }
        shared.judged.fetch_add(1, Ordering::Relaxed);
        let until = shared.judged.load(Ordering::Relaxed);
        let context = CaseContext { is_prelude: false, index, moment, until, before };
        tally.add(&context, &work.clauses, &case, &exchanges, verdicts);
    }
    tally
}

/// Whether a case is so many requests for the sake of their connection that their pace would make them too long.
fn is_too_long_a_run(case: &Case, target: &Target) -> bool {
    case.is_long_run() && case.steps.len() > PACED_RUN && target.is_paced()
}

/// Cases that are looked at beyond the first breach, where so many requests may still be sent.
fn looked_at(left: Option<u64>) -> usize {
    let share = left.and_then(|left| usize::try_from(left / LOOK_AROUND_SHARE).ok());
    share.map_or(LOOK_AROUND, |share| share.min(LOOK_AROUND))
}

/// Cases that hang a server for the same reason.
pub(crate) fn kind(case: &Case) -> String {
    let expectation = case.steps.first().map(|step| match &step.expectation {
        Expectation::Accept { .. } => "accept".to_owned(),
        Expectation::Refuse(refusal) => format!("{:?}", refusal.clause),
        Expectation::Observe(open) => open.to_string(),
    });
    format!("{} {}", case.origin.family, expectation.unwrap_or_default())
}

impl Shared {
    /// The number of the next case; `None` when there is no need for more.
    fn take(&self, work: &Work) -> Option<usize> {
        let end = self.end.load(Ordering::Relaxed);
        let last = end.min(self.until);
        let following = |next: usize| (next < last).then_some(next + 1);
        if let Ok(next) = self.next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, following) {
            return Some(next);
        }
        // Other lanes may have gone beyond it before it was found.
        let end = end.max(self.next.load(Ordering::Relaxed));
        let most = looked_at(work.wait_budget.budget().left());
        let turn = self.looked.fetch_add(1, Ordering::Relaxed);
        let stride = (self.until.saturating_sub(end) / most.max(1)).max(1);
        let beyond = (turn < most && !work.target.is_paced()).then(|| end.saturating_add(turn * stride));
        beyond.filter(|index| *index < self.until)
    }

    fn is_silent(&self, case: &Case) -> bool {
        let kinds = self.silent_kinds.lock().unwrap_or_else(PoisonError::into_inner);
        !kinds.is_empty() && kinds.get(&kind(case)).is_some_and(|count| *count >= SILENT_OF_A_KIND)
    }

    /// A target that accepts no connections may be about to come back: one lane looks for it, the others wait for that.
    async fn is_back(&self, work: &Work) -> bool {
        if self.looking.swap(true, Ordering::Relaxed) {
            while self.looking.load(Ordering::Relaxed) {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        } else {
            let is_back = reachable(&work.target, RESTART).await.is_ok();
            if is_back {
                self.under_way.forget();
            } else {
                let under_way = self.under_way.told();
                self.lose_if(true, &format!("it no longer accepts connections{under_way}"));
            }
            self.refused_in_a_row.store(0, Ordering::Relaxed);
            self.looking.store(false, Ordering::Relaxed);
        }
        !self.enough.load(Ordering::Relaxed)
    }

    /// Notices a target that lets everything wait. Whether it seems to be gone.
    fn watch(&self, work: &Work, case: &Case, exchanges: &[Exchange], moment: u64) -> bool {
        let mut is_gone = false;
        for exchange in exchanges {
            match exchange.last().map(|attempt| &attempt.outcome) {
                Some(Outcome::Answered(_)) => {
                    self.refused_in_a_row.store(0, Ordering::Relaxed);
                    self.under_way.answered();
                }
                Some(Outcome::Failed(
                    WireFault::Refused | WireFault::Untrusted { .. } | WireFault::NoWay { .. },
                )) => {
                    let in_a_row = self.refused_in_a_row.fetch_add(1, Ordering::Relaxed);
                    is_gone |= in_a_row >= LOST_AFTER;
                }
                Some(Outcome::Failed(fault)) if fault.waited_ms().is_some() => {
                    self.under_way.waits(case, exchanges, moment);
                    let mut kinds = self.silent_kinds.lock().unwrap_or_else(PoisonError::into_inner);
                    *kinds.entry(kind(case)).or_insert(0) += 1;
                    drop(kinds);
                    self.lose_if(
                        work.wait_budget.is_mostly_spent(),
                        "requests went without answer for too long altogether",
                    );
                }
                _ => {}
            }
        }
        is_gone
    }

    /// Whether the credentials have come to their end. Nothing is sent any more then, and the answers count for nothing.
    fn is_shut_out(&self, work: &Work, exchanges: &[Exchange]) -> bool {
        // What was not to be let in says nothing of the user's own credentials.
        let is_own = |exchange: &Exchange| exchange.request.credentials.is_own();
        let outcomes = exchanges.iter().filter_map(|exchange| Some((is_own(exchange), exchange.last()?)));
        let why = outcomes.into_iter().find_map(|(is_own, last)| match &last.outcome {
            Outcome::Answered(answer) if is_own && work.target.signer().is_some() && is_expired(answer) => {
                denial(answer)
            }
            Outcome::Failed(fault @ WireFault::Unsigned { .. }) => Some(fault.to_string()),
            _ => None,
        });
        if let Some(why) = &why {
            work.wait_budget.budget().end();
            self.lose_if(true, why);
        }
        why.is_some()
    }

    fn lose_if(&self, lost: bool, why: &str) {
        if !lost {
            return;
        }
        self.enough.store(true, Ordering::Relaxed);
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        lost.get_or_insert_with(|| why.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::{LOOK_AROUND, looked_at};

    #[test]
    fn looking_around_takes_a_quarter_of_counted_requests_at_most() {
        assert_eq!(looked_at(None), LOOK_AROUND);
        assert_eq!(looked_at(Some(100_000)), LOOK_AROUND);
        for left in [0, 3, 4, 40, 150, 511] {
            assert_eq!(looked_at(Some(left)) as u64, left / 4);
        }
    }
}
