//! From failures to findings: asks the passes about each, applies what they answer to the tally, and puts in order what
//! stays.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::FutureExt as _;

use super::answer::{Answer, Retraction};
use super::attribution::{Field, Rule, in_force, in_order};
use super::confirmed::ConfirmedFailure;
use super::disagreement::{inconsistencies, on_record};
use super::ended::{ended, was_ended_again};
use super::live::{Around, Live, Record};
use super::passes::{Ask, PASSES, Turn};
use super::presented::{present, presented};
use crate::contract::{ClauseRef, Contract};
use crate::message::Outcome;
use crate::report::Finding;
use crate::runner::event::{Event, Stop};
use crate::runner::in_flight::Suspect;
use crate::runner::workers::Work;
use crate::tally::failure::{Failure, Signature};
use crate::tally::totals::Tally;

/// Findings beyond these are neither shrunk nor sent again: the first few tell the story.
const CONFIRMED: usize = 40;

/// Shrinks and confirms what the tally sighted. What turns out to be a passing hiccup leaves the tally.
pub(crate) async fn findings(
    work: &Arc<Work>,
    (tally, suspects): (&mut Tally, &[Suspect]),
    events: &(dyn Fn(Event) + Sync),
    stop: &Stop,
) -> Vec<Finding> {
    let work = Arc::clone(work);
    let without = Arc::clone(&work.without_rules);
    let mut diagnosis = Diagnosis {
        contract: &Arc::clone(&work.contract),
        clauses: &Arc::clone(&work.clauses),
        is_strict: work.strict,
        rules: in_force(&without),
        live: Some(Live::new(&work, tally.cases, stop)),
        record: None,
        traced: None,
        tally,
    };
    let confirmed = diagnosis.confirmed(suspects).await;
    let findings = diagnosis.in_order(confirmed, |next| presented(&work, next, events));
    findings.iter().for_each(|finding| events(Event::Found(Box::new(finding.clone()))));
    findings
}

/// What a recording is judged by.
pub(crate) struct Offline<'o> {
    pub(crate) contract: &'o Contract,
    pub(crate) clauses: &'o [ClauseRef],
    pub(crate) is_strict: bool,
    pub(crate) without_rules: &'o [String],
    /// The target's base URL.
    pub(crate) base: &'o str,
    pub(crate) record: Record<'o>,
}

/// The same of what a recording shows, by the passes that send nothing.
pub(crate) fn findings_on_record(offline: &Offline<'_>, tally: &mut Tally) -> Vec<Finding> {
    let mut diagnosis = Diagnosis {
        contract: offline.contract,
        clauses: offline.clauses,
        is_strict: offline.is_strict,
        rules: in_force(offline.without_rules),
        live: None,
        record: Some(&offline.record),
        traced: None,
        tally,
    };
    // Without a target nothing is waited for.
    let confirmed = diagnosis.confirmed(&[]).now_or_never().unwrap_or_default();
    diagnosis.in_order(confirmed, |next| present(offline.contract, offline.base, &[], next))
}

/// One run's failures on their way to findings.
struct Diagnosis<'d> {
    contract: &'d Contract,
    clauses: &'d [ClauseRef],
    is_strict: bool,
    rules: Vec<&'static Rule>,
    live: Option<Live>,
    record: Option<&'d Record<'d>>,
    /// The clause of the disagreement that was traced furthest.
    traced: Option<ClauseRef>,
    tally: &'d mut Tally,
}

impl Diagnosis<'_> {
    async fn confirmed(&mut self, suspects: &[Suspect]) -> Vec<ConfirmedFailure> {
        let end = match &mut self.live {
            Some(live) => ended(live, suspects).await,
            None => None,
        };
        let seen = self.tally.failures.take().into_iter();
        let seen = seen.map(|(signature, failure)| ConfirmedFailure::seen(signature, failure)).collect();
        let seen = self.asked(Turn::AsSeen, seen).await;
        let mut all = merged(seen);
        if let Some(end) = &end {
            // It is told by what ended the target, and would end it again.
            let told = all.extract_if(.., |next| next.signature == end.signature);
            told.for_each(|next| self.tally.broken.subtract(next.signature.clause, next.failure.seen));
            self.tally.broken.add(end.signature.clause, 1);
        }
        share_moments(&mut all);
        let field = self.field();
        all.sort_by_key(|next| {
            (field.rank(&next.signature, &next.failure, None), next.failure.exchanges.len())
        });
        let mut all = self.asked(Turn::InOrder, all).await;
        all.splice(0..0, end);
        if !self.live.as_ref().is_some_and(Live::is_over) {
            let found = self.remembered().await;
            let is_reread = |next: &&ConfirmedFailure| next.failure.violation.is_of_rereading();
            // Where reading changes what is read, whatever is asked twice may differ.
            let cause = all.iter().find(is_reread).or(found.first());
            self.traced = cause.map(|cause| cause.signature.clause);
            all.extend(found.into_iter().filter(|found| self.clauses.contains(&found.signature.clause)));
            all = self.asked(Turn::Together, all).await;
        }
        if let Some(live) = &self.live {
            self.tally.requests += live.spent.requests;
        }
        all
    }

    /// Disagreements that the run's memory shows, and no single case: the one that was traced furthest first.
    async fn remembered(&mut self) -> Vec<ConfirmedFailure> {
        let memory = &self.tally.memory;
        let mut found = match (&mut self.live, self.record) {
            (Some(live), _) => {
                // Its connections are not those that other requests went over.
                live.sender = live.work.sender_after();
                inconsistencies(&live.work, memory, &mut live.spent).await
            }
            (None, Some(record)) => on_record(record.judge, self.contract, memory).into_iter().collect(),
            (None, None) => Vec::new(),
        };
        for next in &found {
            self.tally.broken.add(next.signature.clause, next.failure.seen);
        }
        found.sort_by_key(|next| next.shrunk.items);
        found
    }

    /// Asks the passes of a turn about each of these, and gives those that stay.
    async fn asked(&mut self, turn: Turn, suspects: Vec<ConfirmedFailure>) -> Vec<ConfirmedFailure> {
        let mut kept = Vec::with_capacity(suspects.len());
        'next: for (index, mut suspect) in suspects.into_iter().enumerate() {
            if let Some(live) = &mut self.live {
                live.may_spend = index < CONFIRMED && (turn == Turn::AsSeen || !live.is_over());
                if turn == Turn::InOrder && live.may_spend && was_ended_again(live).await {
                    live.start_anew().await;
                }
            }
            for pass in PASSES.iter().filter(|pass| pass.turn == turn) {
                let answer = match (&pass.ask, &mut self.live, self.record) {
                    (Ask::Target(ask), Some(live), _) => ask(live, &mut suspect).await,
                    (Ask::Record(ask), _, Some(record)) => ask(record, self.contract, &mut suspect),
                    (Ask::Nobody(ask), ..) => {
                        let (memory, traced) = (&self.tally.memory, self.traced);
                        ask(&Around { contract: self.contract, memory, traced }, &suspect)
                    }
                    (Ask::Target(_), None, _) | (Ask::Record(_), _, None) => Answer::Kept,
                };
                if !self.apply(answer, &mut suspect) {
                    continue 'next;
                }
            }
            kept.push(suspect);
        }
        kept
    }

    /// Applies an answer to a failure and to the tally, here and nowhere else. Whether the failure stays.
    fn apply(&mut self, answer: Answer, suspect: &mut ConfirmedFailure) -> bool {
        let seen = suspect.failure.seen;
        match answer {
            Answer::Kept => return true,
            Answer::Reattributed(failure) => {
                suspect.signature = Signature::of(&failure.violation);
                suspect.failure = *failure;
                return true;
            }
            Answer::Explained(causes, rule) => {
                suspect.explained.extend(causes.into_iter().map(|cause| (cause, rule)));
                return true;
            }
            Answer::Retracted(Retraction::Passed) => {}
            Answer::Retracted(Retraction::Undecided(why)) => {
                self.tally.leave_undecided(suspect.signature.clause, seen, why);
            }
            Answer::Retracted(Retraction::OfTheCrowd) => self.tally.observe_late(self.contract, seen),
        }
        let also = suspect.failure.violation.also.iter().copied();
        for clause in std::iter::once(suspect.signature.clause).chain(also) {
            self.tally.broken.subtract(clause, seen);
        }
        false
    }

    fn field(&self) -> Field<'_> {
        Field { contract: self.contract, is_strict: self.is_strict, tally: self.tally, rules: &self.rules }
    }

    fn in_order(
        &self,
        confirmed: Vec<ConfirmedFailure>,
        presented: impl Fn(&ConfirmedFailure) -> Finding,
    ) -> Vec<Finding> {
        in_order(&self.field(), confirmed, presented)
    }
}

/// What is one failure after it was put under other clauses.
fn merged(suspects: Vec<ConfirmedFailure>) -> Vec<ConfirmedFailure> {
    let mut merged: BTreeMap<Signature, ConfirmedFailure> = BTreeMap::new();
    for suspect in suspects {
        match merged.get_mut(&suspect.signature) {
            Some(known) => known.failure.seen += suspect.failure.seen,
            None => {
                merged.insert(suspect.signature.clone(), suspect);
            }
        }
    }
    merged.into_values().collect()
}

/// Answers that do not come are one trouble, whatever was asked: how often it came is told by all of them together.
fn share_moments(all: &mut [ConfirmedFailure]) {
    let unanswered = |next: &ConfirmedFailure| {
        let failure: &Failure = &next.failure;
        failure.exchanges.iter().any(|exchange| {
            exchange.last().is_some_and(|attempt| matches!(attempt.outcome, Outcome::Failed(_)))
        })
    };
    let silent = all.iter().filter(|next| unanswered(next));
    let moments: BTreeSet<u64> = silent.flat_map(|next| next.failure.moments.iter().copied()).collect();
    for next in all.iter_mut().filter(|next| unanswered(next)) {
        next.failure.moments.clone_from(&moments);
    }
}
