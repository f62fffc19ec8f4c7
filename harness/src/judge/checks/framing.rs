//! A valid request is answered alike however it is written, and whatever its connection carried before.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{ClauseRef, Contract, Expectation, Open};
use crate::generate::{Relation, RelationKind};
use crate::judge::outcome::ItemOutcome;
use crate::judge::reading::AnswerReading;
use crate::judge::{Broken, CaseVerdicts, Check, DISAGREEMENT, Reading, Requested, entries};
use crate::message::WireFault;

/// A valid request is answered alike however it is written, and whatever its connection carried before.
pub(super) struct Framing;

impl Check for Framing {
    fn id(&self) -> &'static str {
        "framing"
    }

    fn about(&self) -> &'static str {
        "A valid request in chunks, in pieces, held back or after another on its connection is answered like a plain one."
    }

    fn blind(&self) -> &'static str {
        "A server that closes the connection after each answer shows nothing of what it leaves unread; pieces may join on their way."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let known = &contract.known;
        vec![
            known.http_chunked_body,
            known.http_split_anywhere,
            known.http_expect_continue,
            known.http_head_without_body,
            known.http_next_request_unharmed,
            known.http_old_version_unchunked,
        ]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let Some(last) = reading.last().filter(|_| reading.request.writing.old_version) else { return };
        let clause = reading.contract.known.http_old_version_unchunked;
        match last.answer.header("transfer-encoding") {
            Some(coding) => {
                let actual = format!("Transfer-Encoding {}", coding.chars().take(40).collect::<String>());
                verdicts
                    .breaks(clause, Broken::new("no Transfer-Encoding in the answer to HTTP/1.0", actual));
            }
            None => verdicts.holds(clause),
        }
    }

    fn compare(&self, relation: &Relation, readings: &[Reading<'_>], verdicts: &mut CaseVerdicts) {
        let Some(contract) = readings.first().map(|reading| reading.contract) else { return };
        let clause = relation.kind.clause_of_wire(contract);
        let Some(clause) = clause.filter(|_| relation.kind != RelationKind::LongRun) else { return };
        let plain = match Plain::read(relation, readings) {
            Ok(plain) => plain,
            Err(why) => return verdicts.undecided(clause, why),
        };
        let compared = readings.iter().enumerate().filter(|(step, _)| relation.compares(*step));
        let mut broken = BTreeSet::new();
        for (step, reading) in compared {
            // Legal, and yet what a careful server may bound.
            let is_first = relation.variants.get(step) == Some(&Relation::FIRST);
            if is_first && has_zeros(reading) {
                observe(clause, reading, verdicts);
                // What it leaves behind says nothing, either.
                return;
            }
            let is_next = relation.variants.get(step) == Some(&Relation::NEXT);
            let next = contract.known.http_next_request_unharmed;
            let of_step = if is_next && relation.kind != RelationKind::AfterHead { next } else { clause };
            match comparison(&plain, reading, is_next) {
                Comparison::Undecided(why) => verdicts.undecided(of_step, why),
                Comparison::Same => {
                    verdicts.holds(of_step);
                    if is_next {
                        verdicts.holds(next);
                    }
                }
                // One breach tells it; the requests after it on the connection are of no more use.
                Comparison::Differs(what) if broken.insert(of_step) => {
                    verdicts.begin_step(step);
                    breaks(verdicts, contract, (of_step, clause), *what);
                }
                Comparison::Differs(_) => {}
            }
        }
    }
}

fn has_zeros(reading: &Reading<'_>) -> bool {
    reading.request.writing.chunks.as_ref().is_some_and(|chunks| chunks.zeros)
}

fn observe(clause: ClauseRef, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
    let answer = match (reading.last(), reading.failure) {
        (Some(last), _) => last.describe(),
        (None, failure) => failure.map_or("no answer", WireFault::kind).to_owned(),
    };
    verdicts.observe_in(
        clause,
        "a body in chunks whose sizes begin with zeros",
        answer,
        &reading.origin.variant,
    );
}

/// What the plain requests of a case show.
struct Plain<'r> {
    status: u16,
    /// The first of them, counted from 1.
    number: usize,
    /// What became of each item, where it was the same every time.
    steady: BTreeMap<&'r str, &'r ItemOutcome>,
}

impl<'r> Plain<'r> {
    fn read(relation: &Relation, readings: &'r [Reading<'_>]) -> Result<Self, &'static str> {
        let plain = readings.iter().zip(&relation.variants);
        let plain = plain.filter(|(_, variant)| **variant == Relation::PLAIN).map(|(reading, _)| reading);
        let (mut status, mut steady, mut moving) = (None, BTreeMap::new(), BTreeSet::new());
        for reading in plain {
            let success = reading.success().ok_or("the plain request is not served")?;
            if reading.link.is_old {
                return Err("the target answers in HTTP/1.0, which has no such promise");
            }
            status = Some(success.answer.status);
            for (key, outcome) in reading.outcomes().into_iter().flatten() {
                match steady.insert(&**key, outcome) {
                    Some(before) if outcome.differs_in_kind(before) => {
                        moving.insert(&**key);
                    }
                    _ => {}
                }
            }
        }
        steady.retain(|key, _| !moving.contains(key));
        let status = status.ok_or("there is no plain request")?;
        let plain = relation.variants.iter().position(|variant| *variant == Relation::PLAIN);
        Ok(Self { status, number: plain.unwrap_or(0) + 1, steady })
    }
}

/// What came of a request that is held against the plain one.
enum Comparison {
    Same,
    Differs(Box<Differs>),
    Undecided(&'static str),
}

struct Differs {
    expected: String,
    actual: String,
    signature: Cow<'static, str>,
    item: Option<String>,
}

fn comparison(plain: &Plain<'_>, reading: &Reading<'_>, is_next: bool) -> Comparison {
    match reading.expectation {
        Expectation::Observe(Open::Chunked) => {
            return Comparison::Undecided("the target wants a length in place of chunks, as it may");
        }
        Expectation::Observe(Open::Expectation) => {
            return Comparison::Undecided("the target meets no expectation, as it may");
        }
        _ => {}
    }
    if is_next && reading.link.before == 0 && reading.failure.is_none() {
        return Comparison::Undecided("the target closed the connection, as it may");
    }
    let status = format!("status {} as in request {}", plain.status, plain.number);
    if let Some(failure) = reading.failure {
        return match failure {
            WireFault::Refused
            | WireFault::Untrusted { .. }
            | WireFault::NoWay { .. }
            | WireFault::Unsigned { .. }
            | WireFault::TooLarge { .. } => {
                Comparison::Undecided("the request could not be sent, or its answer not be read")
            }
            // Another try would cost as long: it is not sent in turns to see whether it comes again.
            WireFault::Unheeded { .. } => Comparison::Differs(Box::new(Differs {
                expected: "100 (Continue) or a final answer before the body is sent".to_owned(),
                actual: failure.to_string(),
                signature: failure.kind().into(),
                item: None,
            })),
            _ => differs(status, failure.to_string()),
        };
    }
    let Some(last) = reading.last() else { return Comparison::Undecided("no answer came") };
    // A server error on every attempt, while the plain request is served, is no chance: it is sent again in turns.
    if last.answer.status == 429 {
        return Comparison::Undecided("the target went on throttling");
    }
    if last.answer.status != plain.status {
        return differs(status, last.describe());
    }
    items(plain, reading, last)
}

fn differs(expected: String, actual: String) -> Comparison {
    let signature = DISAGREEMENT.into();
    Comparison::Differs(Box::new(Differs { expected, actual, signature, item: None }))
}

/// Compares what became of each item, as far as that stays the same between plain requests.
fn items(plain: &Plain<'_>, reading: &Reading<'_>, last: &AnswerReading<'_>) -> Comparison {
    let found: BTreeMap<&str, &ItemOutcome> =
        reading.outcomes().into_iter().flatten().map(|(key, outcome)| (&**key, outcome)).collect();
    for (key, before) in &plain.steady {
        let told = match found.get(key) {
            Some(after) if after.differs_in_kind(before) => after.to_string(),
            None if !is_answered(reading, last, key) => "it is not answered".to_owned(),
            _ => continue,
        };
        let shown: String = key.chars().take(80).collect();
        return Comparison::Differs(Box::new(Differs {
            expected: format!("{shown:?} as in request {}: {before}", plain.number),
            actual: told,
            signature: DISAGREEMENT.into(),
            item: Some((*key).to_owned()),
        }));
    }
    Comparison::Same
}

/// Whether an answer speaks of an item at all: what fails for the moment has no outcome.
fn is_answered(reading: &Reading<'_>, last: &AnswerReading<'_>, key: &str) -> bool {
    let none = Requested::none();
    let asked = reading.requested.as_ref().unwrap_or(&none);
    let entries = last.object().and_then(|body| entries(reading.contract, asked, body));
    entries.is_some_and(|entries| entries.iter().any(|entry| entry.key.as_deref() == Some(key)))
}

fn breaks(
    verdicts: &mut CaseVerdicts,
    contract: &Contract,
    (of_step, of_case): (ClauseRef, ClauseRef),
    what: Differs,
) {
    let known = &contract.known;
    let mut broken = Broken::new(what.expected, what.actual).signed(what.signature);
    if let Some(item) = what.item {
        broken = broken.about(item);
    }
    // What spoils the next request is what the case was made with, and the other way round.
    let also = [of_case, known.http_next_request_unharmed].into_iter().filter(|clause| *clause != of_step);
    let is_of_connection =
        of_step == known.http_next_request_unharmed || of_step == known.http_head_without_body;
    let broken = if is_of_connection { broken.also(also) } else { broken };
    verdicts.breaks(of_step, broken);
}
