//! Counts what the verdicts say, clause by clause, and keeps the most telling failure of everything that broke.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use std::time::Duration;

use super::counts::Counts;
use super::distinct::Distinct;
use super::failure::CaseContext;
use super::failures::FailureLog;
use super::latency::Times;
use super::status_counts::StatusCountsBySize;
use crate::contract::{ClauseRef, Contract};
use crate::generate::Case;
use crate::judge::{CaseVerdicts, Memory, Observed};
use crate::message::Exchange;
use crate::message::json::bytes_print;
use crate::report::{AnswerTimes, StatusCounts};

/// Different observations kept at most.
const MAX_OBSERVATIONS: usize = 400;
/// Kinds of requests named for one observation at most, the first by name.
const MAX_SHOWN_BY: usize = 64;

/// How often something was observed, and by which kinds of requests.
#[derive(Debug, Clone, Default)]
pub(crate) struct Habit {
    pub(crate) seen: u64,
    pub(crate) shown_by: BTreeSet<String>,
}

/// What the documentation leaves open, and how the target answers it.
type Subject = (ClauseRef, Cow<'static, str>, Cow<'static, str>);

impl Habit {
    fn meet(&mut self, shown_by: Option<String>) {
        self.seen += 1;
        if let Some(shown_by) = shown_by.filter(|kind| !self.shown_by.contains(kind)) {
            self.shown_by.insert(shown_by);
            self.cut();
        }
    }

    fn cut(&mut self) {
        while self.shown_by.len() > MAX_SHOWN_BY {
            self.shown_by.pop_last();
        }
    }

    fn add(&mut self, other: Self) {
        self.seen += other.seen;
        self.shown_by.extend(other.shown_by);
        self.cut();
    }
}

/// Bytes of answers that all lanes together keep whole, for what broke and for what items met.
const SIGHTED_BYTES: usize = 8 << 20;
const REMEMBERED_BYTES: usize = 4 << 20;

/// Counts of one suite; lanes keep their own and are added up.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) held: Counts,
    pub(crate) broken: Counts,
    pub(crate) undecided: BTreeMap<ClauseRef, (u64, &'static str)>,
    pub(crate) observations: BTreeMap<Subject, Habit>,
    pub(crate) failures: FailureLog,
    pub(crate) check_faults: BTreeSet<(&'static str, String)>,
    pub(crate) memory: Memory,
    pub(crate) cases: u64,
    pub(crate) requests: u64,
    pub(crate) successes: u64,
    bodies: Distinct,
    times: Times,
    fates: StatusCountsBySize,
}

impl Default for Tally {
    fn default() -> Self {
        Self::of_lanes(1, None)
    }
}

impl Tally {
    /// An empty one, where so many lanes keep one each, and requests of all of them follow at this distance.
    pub(crate) fn of_lanes(lanes: usize, between: Option<Duration>) -> Self {
        let lanes = lanes.max(1);
        let own = between.map(|between| between.as_micros().saturating_mul(lanes as u128));
        let own = own.map(|micros| u64::try_from(micros).unwrap_or(u64::MAX));
        Self {
            held: Counts::default(),
            broken: Counts::default(),
            undecided: BTreeMap::new(),
            observations: BTreeMap::new(),
            failures: FailureLog::with_room(SIGHTED_BYTES / lanes),
            check_faults: BTreeSet::new(),
            memory: Memory::with_room(REMEMBERED_BYTES / lanes),
            cases: 0,
            requests: 0,
            successes: 0,
            bodies: Distinct::default(),
            times: Times::paced(own.and_then(NonZeroU64::new)),
            fates: StatusCountsBySize::default(),
        }
    }

    /// Takes what was counted as broken for undecided.
    pub(crate) fn leave_undecided(&mut self, clause: ClauseRef, times: u64, why: &'static str) {
        self.undecided.entry(clause).or_insert((0, why)).0 += times;
    }

    /// Adds one judged case.
    pub(crate) fn add(
        &mut self,
        context: &CaseContext,
        clauses: &[ClauseRef],
        case: &Case,
        exchanges: &[Exchange],
        mut verdicts: CaseVerdicts,
    ) {
        self.cases += 1;
        for (outcomes, exchange) in std::mem::take(&mut verdicts.outcomes).into_iter().zip(exchanges) {
            if let Some(outcomes) = outcomes {
                let time = (context.moment, context.until);
                self.memory.add(outcomes, case, exchange, time, context.index);
            }
        }
        for (at, exchange) in exchanges.iter().enumerate() {
            self.requests += exchange.attempts.len() as u64;
            self.bodies.add(bytes_print(&exchange.request.body.bytes));
            let last = exchange.last();
            let status = last.and_then(|attempt| attempt.outcome.answer()).map(|answer| answer.status);
            let is_served = status.is_some_and(|status| (200..300).contains(&status));
            self.successes += u64::from(is_served);
            let (Some(Some(items)), Some(step)) = (verdicts.sizes.get(at), case.steps.get(at)) else {
                continue;
            };
            self.fates.add(&step.expectation, *items, status);
            if let Some(attempt) = last.filter(|_| is_served) {
                self.times.add(*items, attempt.micros);
            }
        }
        for check in &verdicts.faults {
            self.check_faults.insert((check, case.origin.to_string()));
        }
        let mut broken: BTreeSet<ClauseRef> = BTreeSet::new();
        for violation in verdicts.violations.iter().filter(|violation| clauses.contains(&violation.clause)) {
            broken.insert(violation.clause);
            broken.extend(violation.also.iter().filter(|clause| clauses.contains(clause)));
        }
        for clause in clauses {
            if broken.contains(clause) {
                self.broken.add(*clause, 1);
            } else if verdicts.held(*clause) {
                self.held.add(*clause, 1);
            } else if let Some((_, why)) =
                verdicts.undecided.iter().find(|(undecided, _)| undecided == clause)
            {
                let entry = self.undecided.entry(*clause).or_insert((0, why));
                entry.0 += 1;
                entry.1 = entry.1.min(why);
            }
        }
        for observed in verdicts.observations {
            self.observe(observed);
        }
        let co_failures: BTreeSet<ClauseRef> =
            verdicts.violations.iter().map(|violation| violation.clause).collect();
        let size: usize = exchanges.iter().map(|exchange| exchange.request.body.bytes.len()).sum();
        for violation in verdicts.violations {
            if clauses.contains(&violation.clause) {
                self.failures.add(violation, case, exchanges, &co_failures, (size, context));
            }
        }
    }

    /// What broke, and nothing else but the number of requests.
    pub(crate) fn what_broke(self) -> Self {
        let Self { broken, failures, check_faults, requests, .. } = self;
        Self { broken, failures, check_faults, requests, ..Self::default() }
    }

    /// Answers did not come in time, and each came when nothing else was under way: no promise speaks of that.
    pub(crate) fn observe_late(&mut self, contract: &Contract, times: u64) {
        let subject = Cow::Borrowed("several requests at the same time");
        let answer =
            Cow::Borrowed("some answers do not come in time; fewer lanes (--lanes) may be served better");
        self.observations.entry((contract.known.hostile_bytes_no_5xx, subject, answer)).or_default().seen +=
            times;
    }

    fn observe(&mut self, Observed { clause, subject, answer, shown_by }: Observed) {
        let key = (clause, subject, answer);
        if let Some(habit) = self.observations.get_mut(&key) {
            habit.meet(shown_by);
        } else if self.observations.len() < MAX_OBSERVATIONS {
            // A target that answers anew each time has no habit worth more memory than this.
            self.observations.entry(key).or_default().meet(shown_by);
        }
    }

    /// Adds another lane's counts.
    pub(crate) fn merge(&mut self, other: Self) {
        self.held.merge(&other.held);
        self.broken.merge(&other.broken);
        for (clause, (count, why)) in other.undecided {
            let entry = self.undecided.entry(clause).or_insert((0, why));
            entry.0 += count;
            entry.1 = entry.1.min(why);
        }
        for (key, habit) in other.observations {
            self.observations.entry(key).or_default().add(habit);
        }
        self.failures.merge(other.failures);
        self.memory.merge(other.memory);
        self.check_faults.extend(other.check_faults);
        self.cases += other.cases;
        self.requests += other.requests;
        self.successes += other.successes;
        self.bodies.merge(other.bodies);
        self.times.merge(other.times);
        self.fates.merge(&other.fates);
    }

    pub(crate) fn answer_times(&self) -> Vec<AnswerTimes> {
        self.times.told()
    }

    pub(crate) fn fates(&self) -> Vec<StatusCounts> {
        self.fates.told()
    }

    pub(crate) fn distinct_bodies(&self) -> u64 {
        self.bodies.count()
    }
}
