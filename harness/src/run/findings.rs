//! From sightings to findings: shrunk, sent again, put in order, consequences folded under their cause.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::causes::{comes_and_goes, follows, order};
use super::confirm::{EPISODES, MORE, TRIES, confirm, is_passing, may_be_of_the_crowd};
use super::contradictions::contradictions;
use super::control::{Control, control};
use super::event::{Event, Stop};
use super::lanes::Work;
use super::reread;
use super::saved::SavedFinding;
use super::sender::Sender;
use super::shrink::{Shrunk, shrink};
use super::sighting::{Sighting, Signature};
use super::tally::Tally;
use super::unvalidated::join_what_is_not_validated;
use crate::contract::{Contract, Expectation};
use crate::generate::{Aim, RelationKind};
use crate::judge::{DISAGREEMENT, Memory, Where};
use crate::message::Outcome;
use crate::message::json::Document;
use crate::report::{Finding, Place, Reproduction, SyntaxPlace, shown, signature as report_signature};

/// Findings beyond these are neither shrunk nor sent again: the first few tell the story.
const CONFIRMED: usize = 40;

/// A confirmed sighting on its way to the report.
pub(super) struct Confirmed {
    pub(super) signature: Signature,
    pub(super) sighting: Sighting,
    pub(super) shrunk: Shrunk,
    pub(super) reproduction: Reproduction,
    /// A contradiction about one item that was traced to the smallest pair of requests.
    pub(super) isolated: bool,
}

/// Shrinks and confirms what the tally sighted. What turns out to be a passing hiccup leaves the tally.
pub(super) async fn findings(
    work: &Arc<Work>,
    tally: &mut Tally,
    events: &(dyn Fn(Event) + Sync),
    stop: &Stop,
) -> Vec<Finding> {
    let contract = &work.contract;
    let mut sender = work.sender_after();
    let sightings = attributed(work, &mut sender, tally.sightings.take()).await;
    let mut sightings: Vec<_> = sightings.into_iter().collect();
    share_moments(&mut sightings);
    sightings.sort_by_key(|(signature, sighting)| {
        (order(contract, work.strict, tally, signature, sighting), sighting.exchanges.len())
    });
    let mut confirmed = Vec::new();
    for (index, (mut signature, mut sighting)) in sightings.into_iter().enumerate() {
        let spend = index < CONFIRMED && !stop.is_asked() && !work.silence.is_spent();
        let mut shrunk = Shrunk { smallest: false, items: None, requests: 0 };
        let mut reproduction = Reproduction { tries: 0, times: 0 };
        let is_of_rereading = sighting.violation.is_of_rereading();
        if is_of_rereading {
            if spend {
                (reproduction, shrunk) = reread::confirm(work, &mut sender, &mut sighting, tally).await;
            }
            if reproduction.times == 0 {
                forgive(tally, &signature, &sighting);
                continue;
            }
        } else if spend {
            reproduction = confirm(work, &mut sender, &mut sighting, tally).await;
            if reproduction.times > 0 {
                shrunk = shrink(&mut sender, contract, &work.silence, &mut sighting).await;
                tally.requests += shrunk.requests;
            }
        }
        if has_passed(work, tally, (&signature, &sighting), &reproduction) {
            forgive(tally, &signature, &sighting);
            continue;
        }
        if !reproduction.is_steady() && is_served_late(contract, &sighting) {
            // What comes and goes is not due to what the case was made for.
            signature.clause = contract.known.success_status;
            sighting.violation.clause = contract.known.success_status;
        }
        confirmed.push(Confirmed { signature, sighting, shrunk, reproduction, isolated: false });
    }
    if !stop.is_asked() && !work.silence.is_spent() {
        drop(sender);
        let memory = std::mem::replace(&mut tally.memory, Memory::with_room(0));
        let mut found = contradictions(work, &memory, tally).await;
        tally.memory = memory;
        explain_relations(&mut confirmed, &mut found);
        explain_told(contract, &mut confirmed, &tally.memory);
        confirmed.extend(found.into_iter().filter(|found| work.clauses.contains(&found.signature.clause)));
    }
    let presented = |confirmed: &Confirmed| presented(work, confirmed, events);
    let findings = in_order(contract, work.strict, tally, confirmed, presented);
    findings.iter().for_each(|finding| events(Event::Found(Box::new(finding.clone()))));
    findings
}

/// Whether a sighting is none after all: what never came again may have been a hiccup, and answers that disagree once may come
/// of a world that changed between them.
fn has_passed(
    work: &Work,
    tally: &mut Tally,
    (signature, sighting): (&Signature, &Sighting),
    reproduction: &Reproduction,
) -> bool {
    let contract = &work.contract;
    let compares = sighting.case.relation.is_some() && sighting.violation.is_disagreement();
    if compares && reproduction.tries == 0 && sighting.episodes() < EPISODES {
        let why = "answers disagreed, and it was too late to ask again";
        tally.leave_undecided(signature.clause, sighting.seen, why);
        return true;
    }
    if reproduction.tries == 0 || reproduction.times > 0 {
        return false;
    }
    // Only where enough was asked one by one: a target that keeps everybody waiting uses up the patience for that.
    let is_of_the_crowd = reproduction.tries > TRIES + MORE && may_be_of_the_crowd(work, sighting);
    if is_of_the_crowd {
        tally.observe_late(contract, sighting.seen);
    }
    // What was told speaks of what an item is, and not of a failure that passed.
    let passed = signature.clause == contract.known.subjects_as_told;
    is_of_the_crowd || is_passing(contract, sighting) || compares || passed
}

/// A finding as reports tell it, with what its target needs of curl; whoever saves findings is told of it.
fn presented(work: &Work, confirmed: &Confirmed, events: &(dyn Fn(Event) + Sync)) -> Finding {
    let mut made = present(&work.contract, &work.target.url(), work.target.headers(), confirmed);
    let route = work.target.curl_options();
    for (shown, exchange) in made.exchanges.iter_mut().zip(&confirmed.sighting.exchanges) {
        let signer = work.target.signer().filter(|_| exchange.request.credentials.is_own());
        let options = [Some(route.clone()), signer.map(|signer| signer.curl_options())];
        for option in options.into_iter().flatten().filter(|option| !option.is_empty()) {
            shown.curl = format!("{} {option}", shown.curl);
        }
        if let Some(how) = exchange.request.writing.beyond_curl() {
            shown.curl = format!("{} # it went out {how}, which curl does not do", shown.curl);
        }
    }
    let saved = SavedFinding::of(work, confirmed, &made);
    saved.into_iter().for_each(|saved| events(Event::Replayable(Box::new(saved))));
    made
}

/// Bytes of all bodies that were sent.
fn sent_bytes(sighting: &Sighting) -> usize {
    sighting.exchanges.iter().map(|exchange| exchange.request.body.bytes.len()).sum()
}

/// How far from its cause a disagreement was found: one item's, traced to two requests that always disagree, is nearest.
fn depth(next: &Confirmed) -> u8 {
    let kind = next.sighting.case.relation.as_ref().map(|relation| relation.kind);
    let tells = matches!(
        kind,
        Some(
            RelationKind::AfterRefusal
                | RelationKind::AfterOtherOperation
                | RelationKind::AfterInvention
                | RelationKind::OtherLane
                | RelationKind::AtOnce
        )
    );
    match (next.isolated, next.reproduction.is_steady()) {
        (true, true) => 0,
        (false, true) if tells => 1,
        (true, false) => 2,
        (false, _) => 3,
    }
}

/// Answers that do not come are one trouble, whatever was asked: how often it came is told by all of them together.
pub(super) fn share_moments(sightings: &mut [(Signature, Sighting)]) {
    let unanswered = |sighting: &Sighting| {
        sighting.exchanges.iter().any(|exchange| {
            exchange.last().is_some_and(|attempt| matches!(attempt.outcome, Outcome::Failed(_)))
        })
    };
    let silent = sightings.iter().filter(|(_, sighting)| unanswered(sighting));
    let moments: BTreeSet<u64> = silent.flat_map(|(_, sighting)| sighting.moments.iter().copied()).collect();
    for (_, sighting) in sightings.iter_mut().filter(|(_, sighting)| unanswered(sighting)) {
        sighting.moments.clone_from(&moments);
    }
}

/// Sightings under the clause that control experiments leave standing.
async fn attributed(
    work: &Arc<Work>,
    sender: &mut Sender,
    sightings: BTreeMap<Signature, Sighting>,
) -> BTreeMap<Signature, Sighting> {
    let mut attributed: BTreeMap<Signature, Sighting> = BTreeMap::new();
    for (index, (mut signature, mut sighting)) in sightings.into_iter().enumerate() {
        // What fares the same plainly may still do so for the number of its items.
        let rounds = if index < CONFIRMED { 2 } else { 0 };
        for _ in 0..rounds {
            match control(work, sender, &sighting).await {
                Control::FaresTheSame(same) => {
                    let is_new = same.0.clause != signature.clause;
                    (signature, sighting) = *same;
                    if is_new {
                        continue;
                    }
                }
                Control::Served => {
                    // Only the case's own subject makes it go wrong, whatever goes wrong then.
                    if let Aim::Clause(aim) = sighting.case.aim
                        && aim == work.contract.known.harmless_variation_accepted
                        && aim != signature.clause
                        && shows_again(sender, &sighting).await
                    {
                        sighting.attribute(aim);
                        signature.clause = aim;
                    }
                }
                Control::None => {}
            }
            break;
        }
        match attributed.get_mut(&signature) {
            Some(known) => known.seen += sighting.seen,
            None => {
                attributed.insert(signature, sighting);
            }
        }
    }
    attributed
}

/// Whether the case goes wrong in the same way without what was sent before it.
async fn shows_again(sender: &mut Sender, sighting: &Sighting) -> bool {
    let (_, sheet) = sender.try_case(&sighting.case).await;
    sheet.violations.iter().any(|violation| sighting.is_shown_by(violation))
}

/// A valid request that was answered, but not served.
fn is_served_late(contract: &Contract, sighting: &Sighting) -> bool {
    let valid = sighting.case.steps.iter().all(|step| matches!(step.expectation, Expectation::Accept { .. }));
    let unserved = sighting.exchanges.iter().any(|exchange| {
        let answer = exchange.last().and_then(|attempt| attempt.outcome.answer());
        answer.is_none_or(|answer| answer.status != contract.binding.status)
    });
    let of_request = contract.clauses.get(sighting.violation.clause).area() == "request";
    valid && unserved && (of_request || sighting.case.aim == Aim::Clause(sighting.violation.clause))
}

/// Relations that fail, and other items' contradictions, follow from the contradiction that was traced furthest.
pub(super) fn explain_relations(confirmed: &mut [Confirmed], found: &mut [Confirmed]) {
    found.sort_by_key(|next| next.shrunk.items);
    let is_reread = |next: &&Confirmed| next.sighting.violation.is_of_rereading();
    // Where reading changes what is read, whatever is asked twice may differ.
    let rereading = confirmed.iter().find(is_reread).map(|next| next.signature.clause);
    let (cause, others) = match (rereading, found) {
        (Some(cause), found) => (cause, found),
        (None, [first, others @ ..]) => (first.signature.clause, others),
        (None, []) => return,
    };
    let of_items = confirmed.iter_mut().filter(|next| next.signature.text == DISAGREEMENT).chain(others);
    for next in of_items.filter(|next| next.signature.clause != cause) {
        next.sighting.violation.also.push(cause);
    }
}

/// An item that succeeds and fails in turn is no other than it was told to be: why it varies is what is wrong.
fn explain_told(contract: &Contract, confirmed: &mut [Confirmed], memory: &Memory) {
    let known = &contract.known;
    let varies = |key: &String| {
        let mut outcomes = memory.outcomes(key);
        let first = outcomes.next();
        outcomes.any(|outcome| first.is_some_and(|first| first.differs_in_kind(outcome)))
    };
    for next in confirmed.iter_mut().filter(|next| next.signature.clause == known.subjects_as_told) {
        if next.sighting.violation.item.as_ref().is_some_and(varies) {
            next.sighting.violation.also.extend([
                known.batch_repeat_stable,
                known.batch_permutation_invariant,
                known.batch_split_invariant,
                known.batch_removal_invariant,
                known.harmless_variation_accepted,
            ]);
        }
    }
}

pub(super) fn forgive(tally: &mut Tally, signature: &Signature, sighting: &Sighting) {
    for clause in std::iter::once(signature.clause).chain(sighting.violation.also.iter().copied()) {
        tally.broken.subtract(clause, sighting.seen);
    }
}

/// Findings in order, made by `presented`; one that follows from another is put under it.
pub(super) fn in_order(
    contract: &Contract,
    is_strict: bool,
    tally: &Tally,
    mut confirmed: Vec<Confirmed>,
    presented: impl Fn(&Confirmed) -> Finding,
) -> Vec<Finding> {
    confirmed.sort_by_key(|next| {
        let (level, stage, own, clause) = order(contract, is_strict, tally, &next.signature, &next.sighting);
        // Of the laws that one dependence breaks, the pair of requests that was traced to its cause comes first.
        // What never came again may be a hiccup: it must not hide what is certain.
        let never_again = next.reproduction.tries > 0 && next.reproduction.times == 0;
        // An error that comes and goes says least of the requests that it refuses as wrongly as any other.
        let now_and_then = comes_and_goes(next);
        let stage =
            if now_and_then && clause != contract.known.success_status { stage.max(4) } else { stage };
        let size = now_and_then.then(|| sent_bytes(&next.sighting));
        let items = next.isolated.then_some(next.shrunk.items);
        (level, never_again, stage, depth(next), items, own, clause, size)
    });
    join_what_is_not_validated(contract, &mut confirmed);
    let mut roots: Vec<(Confirmed, Vec<Confirmed>)> = Vec::new();
    for next in confirmed {
        let cause = roots.iter().position(|(root, _)| follows(contract, tally, root, &next));
        match cause {
            Some(at) => roots[at].1.push(next),
            None => roots.push((next, Vec::new())),
        }
    }
    let finding = |(root, consequences): (Confirmed, Vec<Confirmed>)| {
        let mut made = presented(&root);
        made.consequences = consequences.iter().map(&presented).collect();
        made
    };
    roots.into_iter().map(finding).collect()
}

/// Where in the exchanges of a finding its breach lies.
fn place(sighting: &Sighting) -> Option<Place> {
    let violation = &sighting.violation;
    let exchange = sighting.exchanges.get(violation.step)?;
    let expectation = sighting.case.steps.get(violation.step).map(|step| &step.expectation);
    let (message, pointer) = match (&violation.place, expectation) {
        (Some((message, pointer)), _) => (*message, pointer.clone()),
        (None, Some(Expectation::Refuse(_))) => (Where::Request, String::new()),
        (None, _) => return None,
    };
    let body: &[u8] = match message {
        Where::Request => &exchange.request.body.bytes,
        Where::Answer => &exchange.last()?.outcome.answer()?.body,
    };
    let is_whole = pointer.is_empty() && (message == Where::Request || !exchange.is_cut());
    let fault = is_whole.then(|| Document::parse(body).err()).flatten();
    let fault = fault.filter(|fault| !fault.is_own_limit());
    if violation.place.is_none() && fault.is_none() {
        return None;
    }
    Some(Place {
        message: if message == Where::Request { "request".to_owned() } else { "answer".to_owned() },
        exchange: if sighting.case.is_at_once() { 0 } else { violation.step },
        pointer,
        syntax: fault.map(|fault| SyntaxPlace { byte: fault.at, what: fault.what.to_owned() }),
    })
}

/// A finding as reports tell it; `base` and `headers` are the target's.
pub(super) fn present(
    contract: &Contract,
    base: &str,
    headers: &[(String, String)],
    confirmed: &Confirmed,
) -> Finding {
    let Confirmed { signature, sighting, shrunk, reproduction, .. } = confirmed;
    let clause = contract.clauses.get(signature.clause).clone();
    let violation = &sighting.violation;
    let place = place(sighting);
    let mut exchanges: Vec<_> =
        sighting.exchanges.iter().map(|exchange| shown(exchange, base, headers)).collect();
    let at_once = sighting.case.is_at_once();
    if at_once && violation.step < exchanges.len() {
        // Requests at the same time have no order: the telling one first.
        exchanges.swap(0, violation.step);
    }
    let mut finding = Finding {
        suite: contract.suite.clone(),
        level: violation.level.unwrap_or(clause.level),
        clause,
        signature: String::new(),
        also: violation.also.iter().map(|also| contract.clauses.get(*also).id.clone()).collect(),
        expected: violation.expected.clone(),
        actual: violation.actual.clone(),
        place,
        seen: sighting.seen,
        reproduction: *reproduction,
        at_once,
        smallest: shrunk.smallest && reproduction.is_steady(),
        items: shrunk.items,
        case: format!("{}/{}", contract.suite, sighting.case.origin),
        exchanges,
        waived: None,
        known: false,
        consequences: Vec::new(),
    };
    finding.signature = report_signature(&finding);
    finding
}
