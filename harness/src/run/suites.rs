//! A whole run: suites one after the other or side by side, each with its share of the budget.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::options::{RunOptions, SuiteRun};
use super::suite::{SuiteOutcome, run_suite};
use super::unjudged::unreadable;
use crate::report::{Ending, FORMAT, Report, RunScope, Shard, SuiteClauses, Tool};
use crate::runner::budget::Budget;
use crate::runner::{Event, Stop};

/// Runs suites, as many at once as the options say, and reports what was found in the order of the suites.
///
/// Never fails: what a target does wrong is part of the report, and so is a target that is not there.
pub async fn run(
    suites: &[SuiteRun],
    options: &RunOptions,
    events: &(dyn Fn(Event) + Sync),
    stop: &Stop,
) -> Report {
    let started = Instant::now();
    let tell = |event: Event| super::secrets::scrubbed(event, suites, options).into_iter().for_each(events);
    let events: &(dyn Fn(Event) + Sync) = &tell;
    let mut report = Report {
        format: FORMAT,
        tool: Tool::this(),
        seed: options.seed,
        strict: options.strict,
        terms: terms(suites, options),
        ending: Ending::Completed,
        suites: Vec::new(),
        findings: Vec::new(),
        observations: Vec::new(),
        stale_waivers: Vec::new(),
        harness_faults: Vec::new(),
        requests: 0,
        elapsed_ms: 0,
    };
    let mut outcomes: Vec<Option<SuiteOutcome>> = suites.iter().map(|_| None).collect();
    let mut turns = Turns::default();
    let mut waiting = suites.iter().enumerate();
    let mut running = FuturesUnordered::new();
    loop {
        while running.len() < options.at_once.max(1) && report.ending == Ending::Completed {
            let Some((index, suite)) = waiting.next() else { break };
            let all = suites.len() - index;
            let left = expected(options, &outcomes, all);
            let kept = turns.kept(all - left, options);
            let budget = share(options, &report, started.elapsed() + kept, left);
            let budget = turns.bounded(budget, options);
            let given = budget.time();
            running.push(async move {
                let begun = Instant::now();
                let outcome = match own(suite, options).await {
                    Ok(own) => run_suite(&own, options, events, stop, budget).await,
                    Err(why) => unreadable(suite, why),
                };
                (index, outcome, Turn { took: begun.elapsed(), given })
            });
        }
        let Some((index, outcome, turn)) = running.next().await else { break };
        turns.ended(&turn, outcome.report.not_served.is_none());
        report.requests += outcome.requests;
        if outcome.report.not_served.is_some() {
            events(Event::SuiteUnserved { suite: outcome.report.suite.clone() });
        }
        if outcome.ending != Ending::Completed && report.ending == Ending::Completed {
            report.ending = outcome.ending.clone();
        }
        outcomes[index] = Some(outcome);
    }
    drop(running);
    for outcome in outcomes.into_iter().flatten() {
        report.suites.push(outcome.report);
        report.findings.extend(outcome.findings);
        report.observations.extend(outcome.observations);
        report.harness_faults.extend(outcome.harness_faults);
    }
    report.elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    super::secrets::scrubbed_report(report, suites, options)
}

/// The suite with the whole of its contract, which goes when it ends: what is read and compiled for one of hundreds is not
/// kept for the rest of the run.
///
/// # Errors
/// Why the contract cannot be read any more.
async fn own<'s>(suite: &'s SuiteRun, options: &RunOptions) -> Result<Cow<'s, SuiteRun>, String> {
    let contract = if suite.contract.is_head() {
        let head = Arc::clone(&suite.contract);
        // That of a large model takes a second, in which others go on.
        match tokio::task::spawn_blocking(move || head.whole()).await {
            Ok(whole) => whole?,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    } else if options.asks_what_is_served {
        Arc::new(suite.contract.for_one_run())
    } else {
        return Ok(Cow::Borrowed(suite));
    };
    Ok(Cow::Owned(SuiteRun { contract, ..suite.clone() }))
}

/// What one suite took of the time that it was given.
struct Turn {
    took: Duration,
    given: Option<Duration>,
}

/// What the suites of a scan took so far.
#[derive(Default)]
struct Turns {
    unserved: (u32, Duration),
    served: Duration,
    given: Duration,
}

impl Turns {
    fn ended(&mut self, turn: &Turn, is_served: bool) {
        if is_served {
            self.served += turn.took;
            self.given += turn.given.unwrap_or_default();
        } else {
            self.unserved.0 += 1;
            self.unserved.1 += turn.took;
        }
    }

    /// Time that is kept for so many suites that are not served: to ask whether they are takes its time, too.
    fn kept(&self, suites: usize, options: &RunOptions) -> Duration {
        let (ended, took) = self.unserved;
        let turns = suites.div_ceil(options.at_once.max(1));
        if options.asks_what_is_served {
            took / ended.max(1) * u32::try_from(turns).unwrap_or(u32::MAX)
        } else {
            Duration::ZERO
        }
    }

    /// A budget less what suites of a scan took beyond theirs: making plans and judging end later than sending.
    fn bounded(&self, budget: (Option<u64>, Option<Duration>), options: &RunOptions) -> Budget {
        let (requests, time) = budget;
        let over = self.served.as_secs_f64() / self.given.as_secs_f64().max(0.001);
        let is_over = options.asks_what_is_served && self.given > Duration::ZERO && over > 1.0;
        Budget::new(requests, time.map(|time| if is_over { time.div_f64(over) } else { time }))
    }
}

/// How many of the suites that are left will need their share: those that are not served need next to none, and a scan has
/// seen of the others how many these are.
fn expected(options: &RunOptions, outcomes: &[Option<SuiteOutcome>], left: usize) -> usize {
    if !options.asks_what_is_served {
        return left;
    }
    let ended = || outcomes.iter().flatten();
    let served = ended().filter(|outcome| outcome.report.not_served.is_none()).count();
    // Two more that are served: a few at the beginning say little.
    (left * (served + 2)).div_ceil(ended().count() + 2).clamp(1, left.max(1))
}

/// An even share of what the suites before left; of the time, those that run side by side have the same share.
fn share(
    options: &RunOptions,
    report: &Report,
    spent: Duration,
    suites: usize,
) -> (Option<u64>, Option<Duration>) {
    let requests = options.max_requests.map(|most| most.saturating_sub(report.requests) / suites as u64);
    let turns = suites.div_ceil(options.at_once.max(1));
    let turns = u32::try_from(turns).unwrap_or(u32::MAX);
    (requests, options.max_time.map(|most| most.saturating_sub(spent) / turns))
}

/// What the options say of what is judged.
fn terms(suites: &[SuiteRun], options: &RunOptions) -> RunScope {
    let shared = |run: &SuiteRun| {
        let contract = run.contract.whole().unwrap_or_else(|_| Arc::clone(&run.contract));
        let wanted = super::selection::wanted(&contract, options).into_iter();
        SuiteClauses {
            suite: contract.suite.clone(),
            clauses: wanted.map(|clause| contract.clauses.get(clause).id.clone()).collect(),
        }
    };
    let shard = |partition| Shard { partition, clauses: suites.iter().map(shared).collect() };
    RunScope {
        only: options.only.clone(),
        skip: options.skip.clone(),
        asks_what_is_served: options.asks_what_is_served,
        shard: options.partition.map(shard),
        ..RunScope::default()
    }
}
