//! Answers made of parts that were all found in order before, byte for byte.
//!
//! Long runs ask for the same items again and again, and most servers answer each of them in the same bytes every time.
//! What such an answer shows is the sum of what its parts showed when they were read: it is put together from them, and the
//! body compared, without being parsed. Only whole batches of a long run are known so; anything that is not what was
//! expected, in a single byte, is read by all checks. That the sum is what the checks would say is not believed for ever:
//! every so often they are asked as well, and once they say anything else, nothing is familiar any more.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;

use super::layout::{Layout, Pair, Surroundings, items};
use crate::contract::{Contract, Expectation, validate};
use crate::generate::{Aim, Case, RANDOM_BATCHES, Step};
use crate::judge::{CaseVerdicts, CollectionSide as Side, ItemOutcome, Judge, Observed};
use crate::message::json::bytes_print;
use crate::message::{Answer, Attempt, Body, Exchange, Link, Outcome, Request};

/// Batches that are read before anything is learned: short runs would not earn back what learning costs.
const READ_FIRST: u64 = 500;
/// One of so many familiar answers is read all the same.
const AUDIT: u64 = 32;
/// Answers that may in vain be held against what is known, beyond those that were familiar: such a target answers anew
/// each time.
const IN_VAIN: u64 = 1_000;
/// Entries that are remembered, and their bytes.
const MAX_ENTRIES: usize = 4_000;
const MAX_BYTES: usize = 4 << 20;
/// Kinds of entries that are told apart, and of whole answers.
const MAX_KINDS: usize = 64;
const MAX_FORMS: usize = 256;

/// Headers that differ from answer to answer, and that no check reads.
const VARYING: [&str; 9] = [
    "date",
    "content-length",
    "keep-alive",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-request-id",
    "x-amzn-trace-id",
    "x-correlation-id",
    "traceparent",
];

/// What a run knows by its bytes, so that the checks need not be asked again.
#[derive(Debug, Default)]
pub(crate) struct JudgeCache {
    is_off: AtomicBool,
    met: AtomicU64,
    found: AtomicU64,
    known: RwLock<Known>,
}

/// The parts of answers that were found in order.
#[derive(Debug, Default)]
struct Known {
    setting: Option<Setting>,
    /// By the hash of the item's text in the request.
    by_item: BTreeMap<u64, Part>,
    bytes: usize,
    /// What surrounds a single entry, of either side.
    alone: BTreeMap<Side, Surroundings>,
    /// Kinds of parts: the side, and what holds where such a part stands alone.
    kinds: Vec<(Side, Vec<u64>)>,
    forms: BTreeMap<Class, Form>,
}

/// What the clauses that hold depend on: which kinds of parts there are, by their bits, and how many on either side, none,
/// one, two or more.
type Class = (u64, usize, usize);

/// What all requests and answers have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Setting {
    /// The request without its body.
    request: Request,
    /// The body's bytes before and after the items.
    around: (Box<[u8]>, Box<[u8]>),
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
}

/// An item with the entry that answers it, and what an answer of this entry alone shows.
#[derive(Debug)]
struct Part {
    item: Box<[u8]>,
    side: Side,
    entry: Box<[u8]>,
    outcome: (Arc<str>, ItemOutcome),
    kind: usize,
    observations: Vec<Observed>,
}

/// An answer but for its entries: what holds, and what is observed beside what is of its entries.
#[derive(Debug)]
struct Form {
    surroundings: Surroundings,
    held: Vec<u64>,
    observations: Vec<Observed>,
}

/// A verdict put together, and whether it is to be held against that of the checks.
struct Recognised {
    verdicts: CaseVerdicts,
    is_audited: bool,
}

impl JudgeCache {
    /// What the checks say of a case: asked, or put together from what they said before.
    pub(crate) fn judge(&self, judge: &Judge, case: &Case, exchanges: &[Exchange]) -> CaseVerdicts {
        if let Some(known) = self.recognise(case, exchanges) {
            if !known.is_audited {
                return known.verdicts;
            }
            let read = judge.judge(case, exchanges);
            if !known.verdicts.agrees(&read) {
                self.distrust();
            }
            return read;
        }
        let verdicts = judge.judge(case, exchanges);
        self.learn(judge, (case, exchanges), &verdicts);
        verdicts
    }

    /// What the checks would say, where every part of the answer is known.
    fn recognise(&self, case: &Case, exchanges: &[Exchange]) -> Option<Recognised> {
        if self.is_off.load(Ordering::Relaxed) {
            return None;
        }
        let (request, answer) = plain(case, exchanges)?;
        let met = self.met.fetch_add(1, Ordering::Relaxed);
        let tried = met.checked_sub(READ_FIRST)?;
        let verdicts = self.known.read().unwrap_or_else(PoisonError::into_inner).verdicts(request, answer);
        let found = self.found.fetch_add(u64::from(verdicts.is_some()), Ordering::Relaxed);
        if tried > 2 * found + IN_VAIN {
            self.distrust();
        }
        Some(Recognised { verdicts: verdicts?, is_audited: found.is_multiple_of(AUDIT) })
    }

    /// Nothing is familiar any more.
    fn distrust(&self) {
        self.is_off.store(true, Ordering::Relaxed);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Known::default();
    }

    /// Learns from an answer that the checks found in order.
    fn learn(&self, judge: &Judge, (case, exchanges): (&Case, &[Exchange]), verdicts: &CaseVerdicts) {
        let contract = judge.contract();
        if self.is_off.load(Ordering::Relaxed) || self.met.load(Ordering::Relaxed) < READ_FIRST {
            return;
        }
        let Some((request, answer)) = plain(case, exchanges).filter(|_| verdicts.is_clean()) else { return };
        let Some(layout) = Layout::of(contract, &request.body.bytes, &answer.body) else { return };
        if !self.is_usual(&layout, request, answer) {
            return;
        }
        let new = self.new_parts(&layout).into_iter().filter_map(|(pair, body)| {
            let (case, exchange) = alone(contract, case, (request, answer), &layout, (pair, body))?;
            Some((pair, judge.judge(&case, &[exchange])))
        });
        let new: Vec<(Pair<'_>, CaseVerdicts)> = new.filter(|(_, verdicts)| verdicts.is_clean()).collect();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        new.into_iter().for_each(|(pair, verdicts)| known.add(pair, verdicts));
        let is_sum = known.learn_form((request, answer), layout.surroundings, verdicts);
        drop(known);
        if !is_sum {
            self.distrust();
        }
    }

    /// Notes the setting of the first answer, and what surrounds single entries. Whether this answer has that setting.
    fn is_usual(&self, layout: &Layout<'_>, request: &Request, answer: &Answer) -> bool {
        let setting = Setting {
            request: Request { body: Body { bytes: Bytes::new(), ..request.body }, ..request.clone() },
            around: (layout.around.0.into(), layout.around.1.into()),
            status: answer.status,
            headers: answer.headers.iter().filter(is_lasting).cloned().collect(),
        };
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let is_usual = *known.setting.get_or_insert_with(|| setting.clone()) == setting;
        if let ([only], true) = (layout.parts.as_slice(), is_usual) {
            known.alone.entry(only.side).or_insert_with(|| layout.surroundings.clone());
        }
        is_usual
    }

    /// The items that are not known yet, each with the body of an answer of its entry alone.
    fn new_parts<'b>(&self, layout: &Layout<'b>) -> Vec<(Pair<'b>, Vec<u8>)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let is_new = |pair: &&Pair<'_>| !known.by_item.contains_key(&bytes_print(pair.item));
        let body = |pair: &Pair<'b>| Some((*pair, known.alone.get(&pair.side)?.around_one(pair.entry)));
        layout.parts.iter().filter(is_new).filter_map(body).collect()
    }
}

impl Known {
    /// Adds a part; the verdicts are those of an answer of its entry alone.
    fn add(&mut self, pair: Pair<'_>, mut verdicts: CaseVerdicts) {
        let bytes = pair.item.len() + pair.entry.len();
        let kind = (pair.side, verdicts.held_words().to_vec());
        let kind = self.kinds.iter().position(|known| *known == kind).unwrap_or_else(|| {
            self.kinds.push(kind);
            self.kinds.len() - 1
        });
        let outcome = verdicts.outcomes.pop().flatten().and_then(|mut outcomes| outcomes.pop());
        let has_room = self.by_item.len() < MAX_ENTRIES && self.bytes + bytes <= MAX_BYTES;
        if let Some(outcome) = outcome.filter(|_| has_room && kind < MAX_KINDS) {
            self.bytes += bytes;
            let (item, side, entry) = (pair.item.into(), pair.side, pair.entry.into());
            let part = Part { item, side, entry, outcome, kind, observations: verdicts.observations };
            self.by_item.insert(bytes_print(pair.item), part);
        }
    }

    /// The sum of what is known, where the answer is just what was to be expected.
    fn verdicts(&self, request: &Request, answer: &Answer) -> Option<CaseVerdicts> {
        let setting = self.setting.as_ref().filter(|setting| setting.is_of(request, answer))?;
        let parts = self.parts(setting, request)?;
        let form = self.forms.get(&class(&parts))?;
        if !form.surroundings.is_around(&answer.body, |side| entries(&parts, side)) {
            return None;
        }
        let mut verdicts = CaseVerdicts::holding(&form.held);
        verdicts.observations = of_parts(&parts);
        verdicts.observations.extend_from_slice(&form.observations);
        verdicts.sizes.push(Some(parts.len()));
        verdicts.outcomes.push(Some(parts.into_iter().map(|part| part.outcome.clone()).collect()));
        Some(verdicts)
    }

    /// The parts of a request's items, in order; `None` when one is not known or there twice.
    fn parts(&self, setting: &Setting, request: &Request) -> Option<Vec<&Part>> {
        let (before, after) = &setting.around;
        let list = request.body.bytes.strip_prefix(&**before)?.strip_suffix(&**after)?;
        let mut parts = Vec::with_capacity(MOST_PARTS);
        let mut hashes = Vec::with_capacity(MOST_PARTS);
        for item in items(list) {
            let item = item?;
            let hash = bytes_print(item);
            parts.push(self.by_item.get(&hash).filter(|part| *part.item == *item)?);
            hashes.push(hash);
        }
        hashes.sort_unstable();
        hashes.windows(2).all(|pair| pair[0] != pair[1]).then_some(parts)
    }

    /// Learns what a whole answer shows. Whether all that its entries show alone is among it.
    fn learn_form(
        &mut self,
        (request, answer): (&Request, &Answer),
        surroundings: Surroundings,
        verdicts: &CaseVerdicts,
    ) -> bool {
        let Some(parts) = self.setting.as_ref().and_then(|setting| self.parts(setting, request)) else {
            return true;
        };
        // An item may be answered otherwise this time.
        if !surroundings.is_around(&answer.body, |side| entries(&parts, side)) {
            return true;
        }
        let mut observations = verdicts.observations.clone();
        let mut is_sum = true;
        for observed in of_parts(&parts) {
            let at = observations.iter().position(|whole| *whole == observed);
            is_sum &= at.map(|at| observations.swap_remove(at)).is_some();
        }
        if self.forms.len() < MAX_FORMS {
            // The last word counts: the first may have been an exception.
            let held = verdicts.held_words().to_vec();
            self.forms.insert(class(&parts), Form { surroundings, held, observations });
        }
        is_sum
    }
}

/// Room for the parts of a usual batch.
const MOST_PARTS: usize = 100;

impl Setting {
    fn is_of(&self, request: &Request, answer: &Answer) -> bool {
        let head = &self.request;
        head.method == request.method
            && head.path == request.path
            && head.headers == request.headers
            && head.body.framing == request.body.framing
            && head.credentials == request.credentials
            && head.writing == request.writing
            && self.status == answer.status
            && answer.headers.iter().filter(is_lasting).eq(&self.headers)
    }
}

fn entries<'p>(parts: &'p [&Part], side: Side) -> impl Iterator<Item = &'p [u8]> {
    parts.iter().filter(move |part| part.side == side).map(|part| &*part.entry)
}

fn class(parts: &[&Part]) -> Class {
    let kinds = parts.iter().fold(0, |kinds, part| kinds | 1 << part.kind);
    let succeeded = parts.iter().filter(|part| part.side == Side::Succeeded).count();
    (kinds, succeeded.min(3), (parts.len() - succeeded).min(3))
}

/// What the entries of an answer show that the documentation leaves open; a missed note is told once.
fn of_parts(parts: &[&Part]) -> Vec<Observed> {
    let mut all: Vec<Observed> = Vec::new();
    for observed in parts.iter().flat_map(|part| &part.observations) {
        if !observed.is_missed_note() || !all.contains(observed) {
            all.push(observed.clone());
        }
    }
    all
}

fn is_lasting((name, _): &&(String, Vec<u8>)) -> bool {
    !VARYING.contains(&name.as_str())
}

/// Request and answer of a random batch of the plan that was served at once.
fn plain<'e>(case: &Case, exchanges: &'e [Exchange]) -> Option<(&'e Request, &'e Answer)> {
    let ([step], [exchange]) = (case.steps.as_slice(), exchanges) else { return None };
    let [Attempt { outcome: Outcome::Answered(answer), .. }] = exchange.attempts.as_slice() else {
        return None;
    };
    let is_plain = case.origin.family == RANDOM_BATCHES
        && case.aim == Aim::Plain
        && case.relation.is_none()
        && step.expectation == (Expectation::Accept { odd: None })
        && !answer.is_cut;
    is_plain.then_some((&exchange.request, answer))
}

/// The exchange as it would be of one item alone; `None` where that would be no plain one.
fn alone(
    contract: &Contract,
    case: &Case,
    (request, answer): (&Request, &Answer),
    layout: &Layout<'_>,
    (pair, body): (Pair<'_>, Vec<u8>),
) -> Option<(Case, Exchange)> {
    let bytes = [layout.around.0, pair.item, layout.around.1].concat();
    let request = Request { body: Body { bytes: bytes.into(), ..request.body }, ..request.clone() };
    let expectation = validate(contract, &request);
    if expectation != (Expectation::Accept { odd: None }) {
        return None;
    }
    let steps = vec![Step { request: request.clone(), expectation, lane: 0 }];
    let answer = Answer { body: body.into(), ..answer.clone() };
    let attempts = vec![Attempt { outcome: Outcome::Answered(answer), micros: 0, link: Link::default() }];
    Some((Case { steps, ..case.clone() }, Exchange { request, attempts }))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
