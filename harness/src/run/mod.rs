//! Joins the stages: plan, probe, send, judge, confirm, report. The only place that knows them all.

mod blocking;
mod budget;
mod causes;
mod confirm;
mod control;
mod counts;
mod denial;
mod dependence;
mod distinct;
mod environment;
mod event;
mod export;
mod failure;
mod failures;
mod files;
mod findings;
mod in_flight;
mod inconsistencies;
mod isolate;
mod lanes;
mod large;
mod observer;
mod options;
mod pace;
mod parts;
mod plans;
mod prelude;
mod preview;
mod probe;
mod recorded_cases;
mod recording;
mod rejudge;
mod replay;
mod reread;
mod saved;
mod secrets;
mod sender;
mod shrink;
mod simpler;
mod status_counts;
mod subjects;
mod suite;
mod tally;
mod times;
mod unvalidated;
mod wait_budget;

pub use blocking::{check, read_suite, run_blocking};
pub use environment::{BadVariable, target_from_env, today};
pub use event::{Event, Stop};
pub use files::{UnreadableFile, read_suite_folder, read_waivers};
pub use observer::{ExchangeObserver, RecordedSuite, RunPhase, SentCase};
pub use options::{RunOptions, SuiteRun};
pub use plans::Plans;
pub use preview::{Preview, preview};
pub use recording::RecordedRun;
pub use rejudge::{Rejudged, rejudge};
pub use replay::{NotReplayable, Replay, Replayed, Verdict};
pub use saved::{SavedFinding, UnreadableFinding};

use std::time::{Duration, Instant};

use budget::Budget;

use crate::report::{Ending, FORMAT, Report, RunScope, Shard, SuiteClauses, Tool};

/// Runs suites one after the other and reports what was found.
///
/// Never fails: what a target does wrong is part of the report, and so is a target that is not there.
pub async fn run(
    suites: &[SuiteRun],
    options: &RunOptions,
    events: &(dyn Fn(Event) + Sync),
    stop: &Stop,
) -> Report {
    let started = Instant::now();
    let tell = |event: Event| secrets::scrubbed(event, suites, options).into_iter().for_each(events);
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
    for (index, suite) in suites.iter().enumerate() {
        let budget = share(options, &report, started.elapsed(), suites.len() - index);
        let outcome = suite::run_suite(suite, options, events, stop, budget).await;
        report.suites.push(outcome.report);
        report.findings.extend(outcome.findings);
        report.observations.extend(outcome.observations);
        report.harness_faults.extend(outcome.harness_faults);
        report.requests += outcome.requests;
        if outcome.ending != Ending::Completed {
            report.ending = outcome.ending;
            break;
        }
    }
    report.elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    secrets::scrub(suites, options).whole(report)
}

/// An even share of what the suites before left.
fn share(options: &RunOptions, report: &Report, spent: Duration, suites: usize) -> Budget {
    let requests = options.max_requests.map(|most| most.saturating_sub(report.requests) / suites as u64);
    let parts = u32::try_from(suites).unwrap_or(u32::MAX);
    Budget::new(requests, options.max_time.map(|most| most.saturating_sub(spent) / parts))
}

/// What the options say of what is judged.
fn terms(suites: &[SuiteRun], options: &RunOptions) -> RunScope {
    let shared = |run: &SuiteRun| SuiteClauses {
        suite: run.contract.suite.clone(),
        clauses: suite::wanted(&run.contract, options)
            .into_iter()
            .map(|clause| run.contract.clauses.get(clause).id.clone())
            .collect(),
    };
    let shard = |partition| Shard { partition, clauses: suites.iter().map(shared).collect() };
    RunScope {
        only: options.only.clone(),
        skip: options.skip.clone(),
        shard: options.partition.map(shard),
        ..RunScope::default()
    }
}
