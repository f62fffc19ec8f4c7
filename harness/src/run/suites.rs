//! A whole run: suites one after the other or side by side, each with its share of the budget.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::options::{RunOptions, SuiteRun};
use super::suite::{SuiteOutcome, run_suite};
use super::unjudged::unreadable;
use crate::contract::Effect;
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
            let is_changed = is_changed_beside(suites, index);
            running.push(async move {
                let begun = Instant::now();
                let outcome = match own(suite, options).await {
                    Ok(own) => run_suite(&own, options, events, stop, (budget, is_changed)).await,
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

/// Whether other suites of the run change what the service of this one holds: what was told to exist there may be gone.
fn is_changed_beside(suites: &[SuiteRun], index: usize) -> bool {
    let Some(own) = suites.get(index).filter(|own| own.contract.service.is_some()) else { return false };
    let is_of_same = |other: &SuiteRun| {
        other.contract.service == own.contract.service && other.target.url() == own.target.url()
    };
    let mut others = suites.iter().enumerate().filter(|(at, _)| *at != index);
    others.any(|(_, other)| other.contract.effect == Effect::Writes && is_of_same(other))
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::{Turn, Turns, expected, is_changed_beside, share};
    use crate::contract::Effect;
    use crate::generate::shipped::contracts;
    use crate::report::{Ending, Report};
    use crate::run::options::{RunOptions, SuiteRun};
    use crate::run::suite::SuiteOutcome;
    use crate::run::unjudged::{unreadable, unserved};

    const SECOND: Duration = Duration::from_secs(1);

    fn scanning(at_once: usize) -> RunOptions {
        let max_time = Some(100 * SECOND);
        RunOptions { asks_what_is_served: true, at_once, max_time, ..RunOptions::default() }
    }

    fn suite() -> SuiteRun {
        let [contract, _] = contracts();
        SuiteRun::at(contract, "http://127.0.0.1:1").expect("a good URL")
    }

    fn turn(took: Duration, given: Duration) -> Turn {
        Turn { took, given: Some(given) }
    }

    /// What suites came to, of which so many were served.
    fn outcomes(served: usize, not: usize) -> Vec<Option<SuiteOutcome>> {
        let suite = suite();
        let absent = |_| Some(unserved(&suite, &scanning(1), "no".to_owned(), Ending::Completed, 1));
        let here = |_| Some(unreadable(&suite, String::new()));
        (0..served).map(here).chain((0..not).map(absent)).collect()
    }

    #[test]
    fn time_is_kept_for_asking_what_is_not_served() {
        let mut turns = Turns::default();
        assert_eq!(turns.kept(100, &scanning(4)), Duration::ZERO);
        turns.ended(&turn(2 * SECOND, 9 * SECOND), false);
        turns.ended(&turn(4 * SECOND, 9 * SECOND), false);
        // Three seconds each, four side by side.
        assert_eq!(turns.kept(100, &scanning(4)), 75 * SECOND);
        assert_eq!(turns.kept(100, &RunOptions::default()), Duration::ZERO);
    }

    #[test]
    fn suites_that_took_longer_than_they_were_given_leave_less_for_each_other() {
        let mut turns = Turns::default();
        let given =
            |turns: &Turns, options: &RunOptions| turns.bounded((Some(7), Some(10 * SECOND)), options);
        assert_eq!(given(&turns, &scanning(4)).time(), Some(10 * SECOND));
        turns.ended(&turn(30 * SECOND, 15 * SECOND), true);
        let halved = given(&turns, &scanning(4));
        assert_eq!((halved.time(), halved.left()), (Some(5 * SECOND), Some(7)));
        assert_eq!(given(&turns, &RunOptions::default()).time(), Some(10 * SECOND));
        turns.ended(&turn(SECOND, 85 * SECOND), true);
        assert_eq!(given(&turns, &scanning(4)).time(), Some(10 * SECOND), "together they kept to theirs");
    }

    #[test]
    fn what_is_left_is_shared_by_the_turns_that_are_left() {
        let report = Report { requests: 40, ..crate::report::samples::report(Vec::new(), Vec::new()) };
        let options = RunOptions { max_requests: Some(100), ..scanning(4) };
        let (requests, time) = share(&options, &report, 20 * SECOND, 10);
        assert_eq!((requests, time), (Some(6), Some(80 * SECOND / 3)));
        assert_eq!(share(&options, &report, 200 * SECOND, 10).1, Some(Duration::ZERO));
    }

    #[test]
    fn those_that_are_not_served_are_expected_to_need_no_share() {
        assert_eq!(expected(&scanning(4), &[], 100), 100);
        assert_eq!(expected(&scanning(4), &outcomes(0, 38), 100), 5);
        assert_eq!(expected(&scanning(4), &outcomes(38, 0), 100), 100);
        assert_eq!(expected(&RunOptions::default(), &outcomes(0, 38), 100), 100);
    }

    #[test]
    fn what_other_operations_of_a_service_change_is_known() {
        let of = |service: &str, effect: Effect| {
            let mut suite = suite();
            let mut contract = suite.contract.as_ref().clone();
            (contract.service, contract.effect) = (Some(service.to_owned()), effect);
            suite.contract = Arc::new(contract);
            suite
        };
        let suites = [
            of("ssm", Effect::Reads),
            of("ssm", Effect::Writes),
            of("ecs", Effect::Reads),
            of("sqs", Effect::Writes),
        ];
        let changed: Vec<bool> = (0..suites.len()).map(|index| is_changed_beside(&suites, index)).collect();
        assert_eq!(changed, [true, false, false, false]);
        assert!(!is_changed_beside(&suites[..1], 0));
    }
}
