//! One suite against one target, from probe to findings.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::options::{RunOptions, SuiteRun};
use super::replay::prelude;
use super::replay::sent_again::Replay;
use super::selection::{owned, planned_beside, wanted};
use super::subjects::unasked;
use super::unjudged::{blank, unserved};
use crate::contract::{ClauseRef, Contract, Level, Need};
use crate::diagnose::findings::findings;
use crate::generate::{Plan, PlanOptions};
use crate::judge::Judge;
use crate::report::{ClauseTally, Ending, Finding, HarnessFault, Observation, Outcome, Prelude, SuiteReport};
use crate::runner::budget::Budget;
use crate::runner::concurrency::lanes_for;
use crate::runner::event::{Event, Stop};
use crate::runner::observer::{RecordedSuite, RunPhase};
use crate::runner::probe::{Found, probe};
use crate::runner::sender::Sender;
use crate::runner::wait_budget::WaitBudget;
use crate::runner::workers::{Work, work};
use crate::tally::failure::Failure;
use crate::tally::totals::Tally;

/// Waiting for answers that never come is bounded for the whole run.
const SILENCE_BOUND: Duration = Duration::from_secs(15);

/// An answer that takes longer than this says that an interim one may take as long as it is waited for.
const PROMPT: Duration = Duration::from_millis(400);

/// Random cases of a run that is long enough to earn back what it costs to know answers by their bytes.
const LONG: u32 = 2_000;

/// One suite's part of the report.
pub(super) struct SuiteOutcome {
    pub(super) report: SuiteReport,
    pub(super) findings: Vec<Finding>,
    pub(super) observations: Vec<Observation>,
    pub(super) harness_faults: Vec<HarnessFault>,
    pub(super) requests: u64,
    pub(super) ending: Ending,
}

pub(super) async fn run_suite(
    suite: &SuiteRun,
    options: &RunOptions,
    events: &(dyn Fn(Event) + Sync),
    stop: &Stop,
    (budget, is_changed_beside): (Budget, bool),
) -> SuiteOutcome {
    let contract = &suite.contract;
    let wait_budget = Arc::new(WaitBudget::bounded(SILENCE_BOUND, options.lanes.max(1)).with_budget(budget));
    let mut plan_options = plan_options(suite, options);
    let ingredients = options.plans.ingredients(contract, &plan_options);
    let (base, pool) = &*ingredients;
    let judge = Arc::new(Judge::new(contract, pool));
    let before = |sender: Sender| sender.watched(&options.observer, RunPhase::Before);
    if let Some(observer) = &options.observer {
        observer.planned(&RecordedSuite::new(contract, &suite.target, &judge));
    }
    let mut sender = before(Sender::new(contract, &judge, &suite.target, &wait_budget));
    let started = Instant::now();
    let successes = match probe(&mut sender, contract, &ingredients, &suite.subjects, &hints(suite)).await {
        Found::Served(subjects, answered) => {
            plan_options.subjects = subjects;
            answered
        }
        Found::NotServed(why) => return unserved(suite, options, why, Ending::Completed, sender.sent()),
        Found::Silent(why) => {
            return unserved(suite, options, why.clone(), Ending::Unreachable { why }, sender.sent());
        }
    };
    let answer = started.elapsed() / u32::try_from(sender.sent()).unwrap_or(u32::MAX).max(1);
    plan_options.is_slow = answer > PROMPT;
    let plain = base.request(contract, pool.items().first().map(|item| item.json.as_str()));
    let second = before(Sender::new(contract, &judge, &suite.target, &wait_budget));
    let lanes = lanes_for(&mut sender, second, contract, &plain, options.lanes).await;
    let (asked_before, meets_large) = (sender.sent(), sender.meets_large());
    drop(sender);
    let mut clauses = wanted(contract, options);
    let owned = owned(contract, &clauses, options);
    clauses.retain(|clause| !is_changed_beside || *clause != contract.known.subjects_as_told);
    let room = wait_budget.budget().for_plan_of(answer, lanes);
    let plan = planned_beside(contract, options, &plan_options, room).await;
    if room.is_by_the_clock && plan.is_cut() {
        events(Event::Slow {
            suite: contract.suite.clone(),
            answer,
            lanes,
            planned: plan.requests(),
            time: wait_budget.budget().time().unwrap_or_default(),
        });
    }
    let (saved, mut prelude) = prelude::fit(suite, options, &owned);
    let fail_fast = options.fail_fast && options.partition.is_none();
    events(Event::SuiteStarted { suite: contract.suite.clone(), planned: plan.len() as u64 });
    let judge = Arc::new(Judge::new(contract, plan.pool()).told(plan.pool().kinds_of(&suite.subjects)));
    if let Some(observer) = &options.observer {
        observer.planned(&RecordedSuite::new(contract, &suite.target, &judge));
    }
    let first_part = room.first.map_or(usize::MAX, |first| plan.cases_within(first));
    let limits = Limits { wait_budget, fail_fast, first_part, lanes, meets_large };
    let shared = Arc::new(shared(suite, options, (judge, &plan), clauses, limits));
    let mut tally = Tally::default();
    tally.requests = asked_before;
    let (mut found, ending, is_over_budget) =
        find(&shared, (&saved, &mut prelude), &mut tally, options, events, stop).await;
    keep_owned(contract, options, &owned, &mut found, &mut tally);
    events(Event::SuiteEnded { suite: contract.suite.clone() });
    if tally.successes == 0 {
        // So few cases were sent that none was answered with success: it was seen before.
        tally.successes = successes;
    }
    let mut outcome = outcome(suite, &shared, &owned, &tally, found, ending);
    outcome.report.prelude = prelude;
    if is_over_budget || plan.is_cut() {
        outcome.report.clauses.iter_mut().for_each(tell_of_the_budget);
    }
    outcome
}

/// What bounds the workers.
struct Limits {
    wait_budget: Arc<WaitBudget>,
    fail_fast: bool,
    first_part: usize,
    lanes: usize,
    meets_large: bool,
}

/// What the workers share.
fn shared(
    suite: &SuiteRun,
    options: &RunOptions,
    (judge, plan): (Arc<Judge>, &Arc<Plan>),
    clauses: Vec<ClauseRef>,
    limits: Limits,
) -> Work {
    let Limits { wait_budget, fail_fast, first_part, lanes, meets_large } = limits;
    Work {
        contract: Arc::clone(&suite.contract),
        judge,
        plan: Arc::clone(plan),
        target: Arc::clone(&suite.target),
        clauses: Arc::new(clauses),
        wait_budget,
        strict: options.strict,
        fail_fast,
        first_part,
        lanes,
        meets_large,
        observer: options.observer.clone(),
        judge_cache: (options.random_cases >= LONG).then(Arc::default),
        restart: options.restart.clone(),
        without_rules: options.without_rules.clone().into(),
    }
}

/// Items that other operations listed or made.
fn hints(suite: &SuiteRun) -> Vec<&str> {
    let of_items = suite.supplied.iter().filter(|supplied| supplied.input.is_none());
    of_items.flat_map(|supplied| supplied.values.iter().map(String::as_str)).collect()
}

/// What the plan is made from, before anything is learned.
fn plan_options(suite: &SuiteRun, options: &RunOptions) -> PlanOptions {
    PlanOptions {
        seed: options.seed,
        random_cases: options.random_cases,
        subjects: suite.subjects.clone(),
        triggers: suite.triggers.clone(),
        credentials: options.signatures_to_refuse(&suite.target),
        is_relayed: suite.target.is_relayed(),
        is_slow: false,
    }
}

/// A shard looks for causes among all clauses, and tells what it owns.
fn keep_owned(
    contract: &Contract,
    options: &RunOptions,
    owned: &[ClauseRef],
    found: &mut Vec<Finding>,
    tally: &mut Tally,
) {
    found.retain(|finding| contract.clauses.find(&finding.clause.id).is_some_and(|id| owned.contains(&id)));
    tally.observations.retain(|(clause, ..), _| {
        options.partition.is_none_or(|part| part.owns(&contract.clauses.get(*clause).id))
    });
}

/// What a budget left out was not exercised for no other reason.
fn tell_of_the_budget(tally: &mut ClauseTally) {
    if tally.outcome == Outcome::NotExercised && tally.clause.needs.is_none() {
        tally.why = Some("the budget of requests or of time ended".to_owned());
    }
}

/// Sends saved findings, works through the plan, and looks into what was sighted. A run that stops at its first finding
/// goes on when the failure that stopped it turns out to be none.
async fn find(
    shared: &Arc<Work>,
    (saved, prelude): (&[Replay], &mut Prelude),
    tally: &mut Tally,
    options: &RunOptions,
    events: &(dyn Fn(Event) + Sync),
    stop: &Stop,
) -> (Vec<Finding>, Ending, bool) {
    let mut found = Vec::new();
    let (mut first, mut until) = (0, shared.first_part.min(shared.plan.len()));
    prelude::send(shared, saved, prelude, tally, stop).await;
    if shared.fail_fast && tally.failures.values().any(|failure| sights_breach(shared, failure)) {
        shared.wait_budget.one_sender_waits();
        found = findings(shared, (tally, &[]), events, stop).await;
        if found.iter().any(|found| breaks(found, options)) {
            return (found, Ending::StoppedAtFinding, false);
        }
        shared.wait_budget.all_lanes_wait();
    }
    loop {
        let worked = work(shared, (first, until, tally.cases), events, stop).await;
        shared.wait_budget.one_sender_waits();
        tally.merge(worked.tally);
        found.extend(findings(shared, (tally, &worked.suspects), events, stop).await);
        let is_found = shared.fail_fast && found.iter().any(|found| breaks(found, options));
        let ending = match (worked.lost, worked.rest) {
            (Some(why), _) => Ending::Lost { why },
            (None, _) if stop.is_asked() => Ending::Interrupted,
            (None, _) if is_found => Ending::StoppedAtFinding,
            (None, Some(_)) if worked.is_over_budget => Ending::Completed,
            (None, Some(rest)) if rest >= until && !found.is_empty() => Ending::Completed,
            (None, Some(rest)) if rest > first => {
                first = rest;
                if rest >= until {
                    // Nothing was found: what was kept for that is for more cases.
                    until = shared.plan.len();
                }
                shared.wait_budget.all_lanes_wait();
                continue;
            }
            (None, _) => Ending::Completed,
        };
        return (found, ending, worked.is_over_budget);
    }
}

/// Whether a failure is of a level that breaks the run.
fn sights_breach(work: &Work, failure: &Failure) -> bool {
    let violation = &failure.violation;
    let level = violation.level.unwrap_or(work.contract.clauses.get(violation.clause).level);
    level == Level::Must || (work.strict && level == Level::Should)
}

fn breaks(finding: &Finding, options: &RunOptions) -> bool {
    finding.level == Level::Must || (options.strict && finding.level == Level::Should)
}

fn outcome(
    suite: &SuiteRun,
    work: &Work,
    owned: &[ClauseRef],
    tally: &Tally,
    findings: Vec<Finding>,
    ending: Ending,
) -> SuiteOutcome {
    let (contract, plan) = (&suite.contract, &work.plan);
    let of_plan = plan.faults().iter().map(|fault| HarnessFault {
        place: format!("{}/{}", contract.suite, fault.origin),
        what: fault.what.clone(),
    });
    let of_checks = tally.check_faults.iter().map(|(check, case)| HarnessFault {
        place: format!("check {check}"),
        what: format!("panicked on case {}/{case}", contract.suite),
    });
    let clauses = contract.clauses.iter().filter(|(reference, _)| owned.contains(reference));
    SuiteOutcome {
        report: SuiteReport {
            planned_cases: plan.len() as u64,
            judged_cases: tally.cases,
            distinct_bodies: tally.distinct_bodies(),
            successes: tally.successes,
            answer_times: tally.answer_times(),
            fates: tally.fates(),
            unasked_subjects: unasked(&suite.subjects, plan.pool()),
            clauses: clauses
                .map(|(reference, _)| {
                    clause_tally(contract, tally, reference, nowhere(suite, work, reference))
                })
                .collect(),
            ..blank(suite)
        },
        observations: observations(contract, tally),
        harness_faults: of_plan.chain(of_checks).collect(),
        requests: tally.requests,
        findings,
        ending,
    }
}

/// Why a clause was exercised nowhere.
fn nowhere(suite: &SuiteRun, work: &Work, clause: ClauseRef) -> &'static str {
    if !work.clauses.contains(&clause) {
        return "other operations of this run change what exists there";
    }
    if suite.target.is_relayed() && suite.contract.known.of_the_wire().contains(&clause) {
        return "the way to the target leads through a proxy, which writes requests in its own way";
    }
    "no answer of this run showed it"
}

/// What the target does where the documentation leaves it open.
pub(super) fn observations(contract: &Contract, tally: &Tally) -> Vec<Observation> {
    let observed = tally.observations.iter().map(|((clause, subject, answer), habit)| Observation {
        suite: contract.suite.clone(),
        clause: contract.clauses.get(*clause).id.clone(),
        subject: subject.clone().into_owned(),
        answer: answer.clone().into_owned(),
        seen: habit.seen,
        shown_by: habit.shown_by.iter().cloned().collect(),
    });
    observed.collect()
}

/// What became of a clause; `nowhere` says that nothing exercised it.
pub(super) fn clause_tally(
    contract: &Contract,
    tally: &Tally,
    reference: ClauseRef,
    nowhere: &str,
) -> ClauseTally {
    let clause = contract.clauses.get(reference).clone();
    let (held, broken) = (tally.held.of(reference), tally.broken.of(reference));
    let (undecided, why) = tally.undecided.get(&reference).map_or((0, None), |(n, why)| (*n, Some(*why)));
    let (outcome, why) = if clause.level == Level::Note {
        (Outcome::Observed, None)
    } else if broken > 0 {
        (Outcome::Broken, None)
    } else if held > 0 {
        (Outcome::Held, None)
    } else if undecided > 0 {
        (Outcome::Undecided, why.map(str::to_owned))
    } else {
        // Where items do succeed, it is what they hold that does not show it.
        let is_met = clause.needs == Some(Need::Subject) && tally.memory.knows_success();
        let reason = clause.needs.filter(|_| !is_met).map_or(nowhere, |need| need.reason());
        (Outcome::NotExercised, Some(reason.to_owned()))
    };
    ClauseTally { clause, outcome, held, broken, undecided, why }
}
