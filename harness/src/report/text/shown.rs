//! Exchanges as reports show them: whole, but without secrets.

use super::{curl, redact};
use crate::message::{Attempt, Exchange, Framing, Outcome, Request, SHOWN_ANSWER_BYTES};
use crate::report::finding::Shown;

/// An exchange for a report; `base` and `headers` are the target's.
#[must_use]
pub fn shown(exchange: &Exchange, base: &str, headers: &[(String, String)]) -> Shown {
    let request = sent(&exchange.request, headers);
    let last: Option<&Attempt> = exchange.last();
    let answer = last.and_then(|attempt| attempt.outcome.answer());
    let failure = last.and_then(|attempt| match &attempt.outcome {
        Outcome::Failed(fault) => Some(fault.to_string()),
        Outcome::Answered(_) => None,
    });
    let text = |bytes: &[u8]| redact::text(&String::from_utf8_lossy(bytes));
    let answer_headers = answer.map(|answer| &answer.headers).into_iter().flatten();
    Shown {
        request_line: format!("{} {}", request.method, request.path),
        request_headers: headers_of(&request),
        request_body: text(&request.body.bytes),
        written: request.writing.describe(),
        curl: curl(base, &request),
        status: answer.map(|answer| answer.status),
        failure,
        answer_headers: answer_headers
            .map(|(name, value)| (name.clone(), redact::redacted_header(name, &text(value))))
            .collect(),
        answer_body: answer.map_or_else(String::new, |answer| {
            text(&answer.body[..answer.body.len().min(SHOWN_ANSWER_BYTES)])
        }),
        answer_is_cut: answer.is_some_and(|answer| answer.is_cut || answer.body.len() > SHOWN_ANSWER_BYTES),
    }
}

/// Its headers, how the end of its body is told where that is not by its length, and what is wrong with its signature.
fn headers_of(request: &Request) -> Vec<(String, String)> {
    // A request may spell the header in its own way.
    let is_untold = request.body.framing == Framing::Chunked && request.header("transfer-encoding").is_none();
    let framing = is_untold.then(chunked);
    let headers = request.headers.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    headers.chain(framing).chain(request.credentials.shown_header()).collect()
}

/// The header of bodies in chunks.
pub(crate) fn chunked() -> (String, String) {
    ("transfer-encoding".to_owned(), "chunked".to_owned())
}

/// The request with the target's headers in force, secrets replaced.
fn sent(request: &Request, headers: &[(String, String)]) -> Request {
    let mut request = request.clone();
    for (name, value) in headers {
        request.headers.retain(|(existing, _)| !existing.eq_ignore_ascii_case(name));
        request.headers.push((name.clone().into(), value.clone().into()));
    }
    for (name, value) in &mut request.headers {
        *value = redact::redacted_header(name, value).into();
    }
    request
}
