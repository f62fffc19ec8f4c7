//! Findings made fit to be kept in files: the case that shows them, and what was known when it did.

use super::confirmed::ConfirmedFailure;
use super::disagreement::turns;
use crate::contract::{ClauseRef, Contract, Expectation, Level, validate};
use crate::generate::{Aim, Case, SavedCase, Step};
use crate::message::Exchange;
use crate::message::json::{Document, Kind};
use crate::report::{Finding, Place, SAVED_FORM, SavedFinding, Tool, redacted_header};
use crate::runner::workers::Work;

/// What is kept of a finding; `None` when it is no breach, or when a request holds what looks like a secret.
pub(crate) fn saved(work: &Work, confirmed: &ConfirmedFailure, finding: &Finding) -> Option<SavedFinding> {
    let contract = &work.contract;
    let case = sent_again(work, confirmed);
    let mut headers = case.steps.iter().flat_map(|step| &step.request.headers);
    let has_secret = headers.any(|(name, value)| redacted_header(name, value) != *value);
    if has_secret || finding.level == Level::Note {
        return None;
    }
    let (failure, violation) = (&confirmed.failure, &confirmed.failure.violation);
    let ids = |clauses: &mut dyn Iterator<Item = ClauseRef>| {
        let mut ids: Vec<String> = clauses.map(|clause| contract.clauses.get(clause).id.clone()).collect();
        ids.sort();
        ids.dedup();
        ids
    };
    let explained = confirmed.explained.iter().map(|(cause, _)| cause);
    let beside = failure.co_failures.iter().chain(&violation.also).chain(explained).copied();
    Some(SavedFinding {
        form: SAVED_FORM,
        tool: Tool::this().version,
        suite: finding.suite.clone(),
        clause_set: contract.version.clone(),
        model_checksum: format!("{:016x}", contract.model_checksum),
        target: work.target.url(),
        clause: finding.clause.id.clone(),
        level: finding.level,
        signature: finding.signature.clone(),
        reproduction: finding.reproduction,
        reported_under: ids(&mut reported_under(work, confirmed).into_iter()),
        beside: ids(&mut beside.into_iter()),
        is_disagreement: violation.is_disagreement() || violation.is_of_rereading(),
        one_connection: work.lanes == 1,
        ends_target: confirmed.ends_target,
        is_unserved: !is_served(contract, &failure.case, &failure.exchanges),
        case: SavedCase::of(&case, contract),
        expected: finding.expected.clone(),
        actual: finding.actual.clone(),
        place: finding.place.clone(),
        value: finding.place.as_ref().and_then(|place| value_at(place, &failure.exchanges)),
        items: work.judge.kinds().clone(),
        told: work.judge.what_was_told().clone(),
    })
}

/// Longer values are not kept: they say no more than the place.
const MAX_VALUE_BYTES: usize = 1024;

fn value_at(place: &Place, exchanges: &[Exchange]) -> Option<String> {
    let answer = exchanges.get(place.exchange)?.last()?.outcome.answer()?;
    let content = answer.content();
    let document = Document::parse(&content).ok().filter(|_| place.message == "answer")?;
    let value =
        place.pointer.split('/').skip(1).try_fold(document.root(), |value, part| match value.kind() {
            Kind::Array => value.elements().nth(part.parse().ok()?),
            _ => value.get(&part.replace("~1", "/").replace("~0", "~")),
        })?;
    let text = value.source();
    (text.len() <= MAX_VALUE_BYTES).then(|| text.to_owned())
}

/// Whether all valid requests of a case are answered with a success; true where there is none.
pub(crate) fn is_served(contract: &Contract, case: &Case, exchanges: &[Exchange]) -> bool {
    let valid = |step: &Step| matches!(step.expectation, Expectation::Accept { .. });
    case.steps.iter().zip(exchanges).filter(|(step, _)| valid(step)).all(|(_, exchange)| {
        let answer = exchange.last().and_then(|attempt| attempt.outcome.answer());
        answer.is_some_and(|answer| answer.status == contract.binding.status)
    })
}

/// The clauses of which a check breaks one when the finding comes again.
fn reported_under(work: &Work, confirmed: &ConfirmedFailure) -> Vec<ClauseRef> {
    let (known, failure) = (&work.contract.known, &confirmed.failure);
    let mut clauses = vec![confirmed.signature.clause, failure.reported_under()];
    // Which law an inconsistency breaks is found out by experiments; the check tells it as answers that vary.
    clauses.extend(confirmed.isolated.then_some(known.batch_repeat_stable));
    // What comes and goes was taken from the clause that the case aims at.
    match failure.case.aim {
        Aim::Clause(aim) if confirmed.signature.clause == known.success_status => clauses.push(aim),
        _ => {}
    }
    clauses
}

/// The case to send: that of the failure, but where one request is answered in several ways, what showed that.
fn sent_again(work: &Work, confirmed: &ConfirmedFailure) -> Case {
    let case = &confirmed.failure.case;
    let [one, other] = case.steps.as_slice() else { return case.clone() };
    if !confirmed.isolated || one.request != other.request {
        return case.clone();
    }
    let mut refused = work.plan.base().request(&work.contract, []);
    refused.body.bytes = "{".into();
    let expectation = validate(&work.contract, &refused);
    let refused = Step { request: refused, expectation, lane: 0 };
    let mut history = case.clone();
    history.steps.clear();
    for (after_refusal, lane) in turns() {
        history.steps.extend(after_refusal.then(|| refused.clone()));
        history.steps.push(Step { lane, ..one.clone() });
    }
    if let Some(relation) = &mut history.relation {
        relation.variants = vec![0; history.steps.len()];
    }
    history
}
