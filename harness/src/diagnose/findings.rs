//! From failures to findings: shrunk, sent again, put in order, consequences folded under their cause.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::attribution::{comes_and_goes, follows, order};
use super::confirm::{EPISODES, MORE, TRIES, confirm, is_passing, may_be_of_the_crowd};
use super::confirmed::ConfirmedFailure;
use super::control::{Control, control};
use super::inconsistencies::inconsistencies;
use super::reread;
use super::saved::saved;
use super::shrink::{Shrunk, shrink};
use super::unvalidated::join_what_is_not_validated;
use crate::contract::{Contract, Expectation};
use crate::generate::{Aim, RelationKind};
use crate::judge::{DISAGREEMENT, Memory, Where};
use crate::message::Outcome;
use crate::message::json::Document;
use crate::report::{Finding, Place, Reproduction, SyntaxPlace, shown, signature as report_signature};
use crate::runner::event::{Event, Stop};
use crate::runner::sender::Sender;
use crate::runner::workers::Work;
use crate::tally::failure::{Failure, Signature};
use crate::tally::totals::Tally;

/// Findings beyond these are neither shrunk nor sent again: the first few tell the story.
const CONFIRMED: usize = 40;

/// Shrinks and confirms what the tally sighted. What turns out to be a passing hiccup leaves the tally.
pub(crate) async fn findings(
    work: &Arc<Work>,
    tally: &mut Tally,
    events: &(dyn Fn(Event) + Sync),
    stop: &Stop,
) -> Vec<Finding> {
    let contract = &work.contract;
    let mut sender = work.sender_after();
    let failures = attributed(work, &mut sender, tally.failures.take()).await;
    let mut failures: Vec<_> = failures.into_iter().collect();
    share_moments(&mut failures);
    failures.sort_by_key(|(signature, failure)| {
        (order(contract, work.strict, tally, signature, failure), failure.exchanges.len())
    });
    let mut confirmed = Vec::new();
    for (index, (mut signature, mut failure)) in failures.into_iter().enumerate() {
        let spend = index < CONFIRMED && !stop.is_asked() && !work.wait_budget.is_spent();
        let mut shrunk = Shrunk { smallest: false, items: None, requests: 0 };
        let mut reproduction = Reproduction { tries: 0, times: 0 };
        let is_of_rereading = failure.violation.is_of_rereading();
        if is_of_rereading {
            if spend {
                (reproduction, shrunk) = reread::confirm(work, &mut sender, &mut failure, tally).await;
            }
            if reproduction.times == 0 {
                retract(tally, &signature, &failure);
                continue;
            }
        } else if spend {
            reproduction = confirm(work, &mut sender, &mut failure, tally).await;
            if reproduction.times > 0 {
                shrunk = shrink(&mut sender, contract, &work.wait_budget, &mut failure).await;
                tally.requests += shrunk.requests;
            }
        }
        if has_passed(work, tally, (&signature, &failure), &reproduction) {
            retract(tally, &signature, &failure);
            continue;
        }
        if !reproduction.is_steady() && is_served_late(contract, &failure) {
            // What comes and goes is not due to what the case was made for.
            signature.clause = contract.known.success_status;
            failure.violation.clause = contract.known.success_status;
        }
        confirmed.push(ConfirmedFailure { signature, failure, shrunk, reproduction, isolated: false });
    }
    if !stop.is_asked() && !work.wait_budget.is_spent() {
        drop(sender);
        let memory = std::mem::replace(&mut tally.memory, Memory::with_room(0));
        let mut found = inconsistencies(work, &memory, tally).await;
        tally.memory = memory;
        explain_relations(&mut confirmed, &mut found);
        explain_told(contract, &mut confirmed, &tally.memory);
        confirmed.extend(found.into_iter().filter(|found| work.clauses.contains(&found.signature.clause)));
    }
    let presented = |confirmed: &ConfirmedFailure| presented(work, confirmed, events);
    let findings = in_order(contract, work.strict, tally, confirmed, presented);
    findings.iter().for_each(|finding| events(Event::Found(Box::new(finding.clone()))));
    findings
}

/// Whether a failure is none after all: what never came again may have been a hiccup, and answers that disagree once may come
/// of a world that changed between them.
fn has_passed(
    work: &Work,
    tally: &mut Tally,
    (signature, failure): (&Signature, &Failure),
    reproduction: &Reproduction,
) -> bool {
    let contract = &work.contract;
    let compares = failure.case.relation.is_some() && failure.violation.is_disagreement();
    if compares && reproduction.tries == 0 && failure.episodes() < EPISODES {
        let why = "answers disagreed, and it was too late to ask again";
        tally.leave_undecided(signature.clause, failure.seen, why);
        return true;
    }
    if reproduction.tries == 0 || reproduction.times > 0 {
        return false;
    }
    // Only where enough was asked one by one: a target that keeps everybody waiting uses up the patience for that.
    let is_of_the_crowd = reproduction.tries > TRIES + MORE && may_be_of_the_crowd(work, failure);
    if is_of_the_crowd {
        tally.observe_late(contract, failure.seen);
    }
    // What was told speaks of what an item is, and not of a failure that passed.
    let passed = signature.clause == contract.known.subjects_as_told;
    is_of_the_crowd || is_passing(contract, failure) || compares || passed
}

/// A finding as reports tell it, with what its target needs of curl; whoever saves findings is told of it.
fn presented(work: &Work, confirmed: &ConfirmedFailure, events: &(dyn Fn(Event) + Sync)) -> Finding {
    let mut made = present(&work.contract, &work.target.url(), work.target.headers(), confirmed);
    let route = work.target.curl_options();
    for (shown, exchange) in made.exchanges.iter_mut().zip(&confirmed.failure.exchanges) {
        let signer = work.target.signer().filter(|_| exchange.request.credentials.is_own());
        let options = [Some(route.clone()), signer.map(|signer| signer.curl_options())];
        for option in options.into_iter().flatten().filter(|option| !option.is_empty()) {
            shown.curl = format!("{} {option}", shown.curl);
        }
        if let Some(how) = exchange.request.writing.beyond_curl() {
            shown.curl = format!("{} # it went out {how}, which curl does not do", shown.curl);
        }
    }
    let saved = saved(work, confirmed, &made);
    saved.into_iter().for_each(|saved| events(Event::Replayable(Box::new(saved))));
    made
}

/// Bytes of all bodies that were sent.
fn sent_bytes(failure: &Failure) -> usize {
    failure.exchanges.iter().map(|exchange| exchange.request.body.bytes.len()).sum()
}

/// How far from its cause a disagreement was found: one item's, traced to two requests that always disagree, is nearest.
fn depth(next: &ConfirmedFailure) -> u8 {
    let kind = next.failure.case.relation.as_ref().map(|relation| relation.kind);
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
pub(crate) fn share_moments(failures: &mut [(Signature, Failure)]) {
    let unanswered = |failure: &Failure| {
        failure.exchanges.iter().any(|exchange| {
            exchange.last().is_some_and(|attempt| matches!(attempt.outcome, Outcome::Failed(_)))
        })
    };
    let silent = failures.iter().filter(|(_, failure)| unanswered(failure));
    let moments: BTreeSet<u64> = silent.flat_map(|(_, failure)| failure.moments.iter().copied()).collect();
    for (_, failure) in failures.iter_mut().filter(|(_, failure)| unanswered(failure)) {
        failure.moments.clone_from(&moments);
    }
}

/// Failures under the clause that control experiments leave standing.
async fn attributed(
    work: &Arc<Work>,
    sender: &mut Sender,
    failures: BTreeMap<Signature, Failure>,
) -> BTreeMap<Signature, Failure> {
    let mut attributed: BTreeMap<Signature, Failure> = BTreeMap::new();
    for (index, (mut signature, mut failure)) in failures.into_iter().enumerate() {
        // What fares the same plainly may still do so for the number of its items.
        let rounds = if index < CONFIRMED { 2 } else { 0 };
        for _ in 0..rounds {
            match control(work, sender, &failure).await {
                Control::FaresTheSame(same) => {
                    let is_new = same.0.clause != signature.clause;
                    (signature, failure) = *same;
                    if is_new {
                        continue;
                    }
                }
                Control::Served => {
                    // Only the case's own subject makes it go wrong, whatever goes wrong then.
                    if let Aim::Clause(aim) = failure.case.aim
                        && aim == work.contract.known.harmless_variation_accepted
                        && aim != signature.clause
                        && shows_again(sender, &failure).await
                    {
                        failure.attribute(aim);
                        signature.clause = aim;
                    }
                }
                Control::None => {}
            }
            break;
        }
        match attributed.get_mut(&signature) {
            Some(known) => known.seen += failure.seen,
            None => {
                attributed.insert(signature, failure);
            }
        }
    }
    attributed
}

/// Whether the case goes wrong in the same way without what was sent before it.
async fn shows_again(sender: &mut Sender, failure: &Failure) -> bool {
    let (_, verdicts) = sender.try_case(&failure.case).await;
    verdicts.violations.iter().any(|violation| failure.is_shown_by(violation))
}

/// A valid request that was answered, but not served.
fn is_served_late(contract: &Contract, failure: &Failure) -> bool {
    let valid = failure.case.steps.iter().all(|step| matches!(step.expectation, Expectation::Accept { .. }));
    let unserved = failure.exchanges.iter().any(|exchange| {
        let answer = exchange.last().and_then(|attempt| attempt.outcome.answer());
        answer.is_none_or(|answer| answer.status != contract.binding.status)
    });
    let of_request = contract.clauses.get(failure.violation.clause).area() == "request";
    valid && unserved && (of_request || failure.case.aim == Aim::Clause(failure.violation.clause))
}

/// Relations that fail, and other items' inconsistencies, follow from the inconsistency that was traced furthest.
pub(crate) fn explain_relations(confirmed: &mut [ConfirmedFailure], found: &mut [ConfirmedFailure]) {
    found.sort_by_key(|next| next.shrunk.items);
    let is_reread = |next: &&ConfirmedFailure| next.failure.violation.is_of_rereading();
    // Where reading changes what is read, whatever is asked twice may differ.
    let rereading = confirmed.iter().find(is_reread).map(|next| next.signature.clause);
    let (cause, others) = match (rereading, found) {
        (Some(cause), found) => (cause, found),
        (None, [first, others @ ..]) => (first.signature.clause, others),
        (None, []) => return,
    };
    let of_items = confirmed.iter_mut().filter(|next| next.signature.text == DISAGREEMENT).chain(others);
    for next in of_items.filter(|next| next.signature.clause != cause) {
        next.failure.violation.also.push(cause);
    }
}

/// An item that succeeds only sometimes does not contradict its configuration: the variation is the fault.
fn explain_told(contract: &Contract, confirmed: &mut [ConfirmedFailure], memory: &Memory) {
    let known = &contract.known;
    let varies = |key: &String| {
        let mut outcomes = memory.outcomes(key);
        let first = outcomes.next();
        outcomes.any(|outcome| first.is_some_and(|first| first.differs_in_kind(outcome)))
    };
    for next in confirmed.iter_mut().filter(|next| next.signature.clause == known.subjects_as_told) {
        if next.failure.violation.item.as_ref().is_some_and(varies) {
            next.failure.violation.also.extend([
                known.batch_repeat_stable,
                known.batch_permutation_invariant,
                known.batch_split_invariant,
                known.batch_removal_invariant,
                known.harmless_variation_accepted,
            ]);
        }
    }
}

pub(crate) fn retract(tally: &mut Tally, signature: &Signature, failure: &Failure) {
    for clause in std::iter::once(signature.clause).chain(failure.violation.also.iter().copied()) {
        tally.broken.subtract(clause, failure.seen);
    }
}

/// Findings in order, made by `presented`; one that follows from another is put under it.
pub(crate) fn in_order(
    contract: &Contract,
    is_strict: bool,
    tally: &Tally,
    mut confirmed: Vec<ConfirmedFailure>,
    presented: impl Fn(&ConfirmedFailure) -> Finding,
) -> Vec<Finding> {
    confirmed.sort_by_key(|next| {
        let (level, stage, own, clause) = order(contract, is_strict, tally, &next.signature, &next.failure);
        // Of the laws that one dependence breaks, the pair of requests that was traced to its cause comes first.
        // What never came again may be a hiccup: it must not hide what is certain.
        let never_again = next.reproduction.tries > 0 && next.reproduction.times == 0;
        // An error that comes and goes says least of the requests that it refuses as wrongly as any other.
        let now_and_then = comes_and_goes(next);
        let stage =
            if now_and_then && clause != contract.known.success_status { stage.max(4) } else { stage };
        let size = now_and_then.then(|| sent_bytes(&next.failure));
        let items = next.isolated.then_some(next.shrunk.items);
        (level, never_again, stage, depth(next), items, own, clause, size)
    });
    join_what_is_not_validated(contract, &mut confirmed);
    let mut roots: Vec<(ConfirmedFailure, Vec<ConfirmedFailure>)> = Vec::new();
    for next in confirmed {
        let cause = roots.iter().position(|(root, _)| follows(contract, tally, root, &next));
        match cause {
            Some(at) => roots[at].1.push(next),
            None => roots.push((next, Vec::new())),
        }
    }
    let finding = |(root, consequences): (ConfirmedFailure, Vec<ConfirmedFailure>)| {
        let mut made = presented(&root);
        made.consequences = consequences.iter().map(&presented).collect();
        made
    };
    roots.into_iter().map(finding).collect()
}

/// Where in the exchanges of a finding its breach lies.
fn place(failure: &Failure) -> Option<Place> {
    let violation = &failure.violation;
    let exchange = failure.exchanges.get(violation.step)?;
    let expectation = failure.case.steps.get(violation.step).map(|step| &step.expectation);
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
        exchange: if failure.case.is_at_once() { 0 } else { violation.step },
        pointer,
        syntax: fault.map(|fault| SyntaxPlace { byte: fault.at, what: fault.what.to_owned() }),
    })
}

/// A finding as reports tell it; `base` and `headers` are the target's.
pub(crate) fn present(
    contract: &Contract,
    base: &str,
    headers: &[(String, String)],
    confirmed: &ConfirmedFailure,
) -> Finding {
    let ConfirmedFailure { signature, failure, shrunk, reproduction, .. } = confirmed;
    let clause = contract.clauses.get(signature.clause).clone();
    let violation = &failure.violation;
    let place = place(failure);
    let mut exchanges: Vec<_> =
        failure.exchanges.iter().map(|exchange| shown(exchange, base, headers)).collect();
    let at_once = failure.case.is_at_once();
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
        seen: failure.seen,
        reproduction: *reproduction,
        at_once,
        smallest: shrunk.smallest && reproduction.is_steady(),
        items: shrunk.items,
        case: format!("{}/{}", contract.suite, failure.case.origin),
        exchanges,
        waived: None,
        known: false,
        consequences: Vec::new(),
    };
    finding.signature = report_signature(&finding);
    finding
}
