//! Findings as reports tell them, and as files keep them.

use super::confirmed::ConfirmedFailure;
use super::saved::saved;
use crate::contract::{Contract, Expectation};
use crate::judge::Where;
use crate::message::json::Document;
use crate::report::{Finding, Place, SyntaxPlace, shown, signature as report_signature};
use crate::runner::event::Event;
use crate::runner::workers::Work;
use crate::tally::failure::Failure;

/// A finding as reports tell it, with what its target needs of curl; whoever saves findings is told of it.
pub(crate) fn presented(
    work: &Work,
    confirmed: &ConfirmedFailure,
    events: &(dyn Fn(Event) + Sync),
) -> Finding {
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
    let ConfirmedFailure { signature, failure, shrunk, reproduction, explained, .. } = confirmed;
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
    let also = violation.also.iter().chain(explained.iter().map(|(cause, _)| cause));
    let mut finding = Finding {
        suite: contract.suite.clone(),
        level: violation.level.unwrap_or(clause.level),
        clause,
        signature: String::new(),
        also: also.map(|also| contract.clauses.get(*also).id.clone()).collect(),
        expected: violation.expected.clone(),
        actual: violation.actual.clone(),
        place,
        seen: failure.seen,
        reproduction: *reproduction,
        at_once,
        earlier: confirmed.earlier,
        smallest: shrunk.smallest && reproduction.is_steady(),
        items: shrunk.items,
        case: format!("{}/{}", contract.suite, failure.case.origin),
        exchanges,
        waived: None,
        known: false,
        follows_by: None,
        consequences: Vec::new(),
    };
    finding.signature = report_signature(&finding);
    finding
}
