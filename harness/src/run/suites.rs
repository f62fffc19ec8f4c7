//! A whole run: suites one after the other or side by side, each with its share of the budget.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::options::{RunOptions, SuiteRun};
use super::suite::{SuiteOutcome, run_suite};
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
    let mut waiting = suites.iter().enumerate();
    let mut running = FuturesUnordered::new();
    loop {
        while running.len() < options.at_once.max(1) && report.ending == Ending::Completed {
            let Some((index, suite)) = waiting.next() else { break };
            let left = expected(options, &outcomes, suites.len() - index);
            let budget = share(options, &report, started.elapsed(), left);
            running.push(async move {
                // What is compiled for one of hundreds is not kept for the rest of the run.
                let own = options
                    .asks_what_is_served
                    .then(|| SuiteRun { contract: Arc::new(suite.contract.for_one_run()), ..suite.clone() });
                let suite = own.as_ref().unwrap_or(suite);
                (index, run_suite(suite, options, events, stop, budget).await)
            });
        }
        let Some((index, outcome)) = running.next().await else { break };
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
    super::secrets::scrub(suites, options).whole(report)
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
fn share(options: &RunOptions, report: &Report, spent: Duration, suites: usize) -> Budget {
    let requests = options.max_requests.map(|most| most.saturating_sub(report.requests) / suites as u64);
    let turns = suites.div_ceil(options.at_once.max(1));
    let turns = u32::try_from(turns).unwrap_or(u32::MAX);
    Budget::new(requests, options.max_time.map(|most| most.saturating_sub(spent) / turns))
}

/// What the options say of what is judged.
fn terms(suites: &[SuiteRun], options: &RunOptions) -> RunScope {
    let shared = |run: &SuiteRun| SuiteClauses {
        suite: run.contract.suite.clone(),
        clauses: super::selection::wanted(&run.contract, options)
            .into_iter()
            .map(|clause| run.contract.clauses.get(clause).id.clone())
            .collect(),
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
