//! Every attempt of an exchange as an entry of an HTTP Archive (HAR 1.2), byte for byte but for secrets.
//!
//! What HAR has no place for stands in members that begin with an underscore, as its rules for custom members ask.

use serde::Serialize;
use serde_json::{Value, json};

use super::har::query;
use crate::message::{Answer, Attempt, Exchange, Link, Outcome, Request, to_base64};
use crate::report::formats::json::line;
use crate::report::text::{redact, redacted_header};
use crate::report::{Day, Tool};

/// Milliseconds of a day without a leap second, as Unix time counts them.
const MS_A_DAY: u64 = 86_400_000;

/// Where an exchange was sent, and when.
#[derive(Debug, Clone, Copy)]
pub struct SentTo<'t> {
    /// The target's base URL, without credentials.
    pub base: &'t str,
    /// The headers that a user put on every request.
    pub headers: &'t [(String, String)],
    /// When its first attempt began, in milliseconds since the beginning of 1970.
    pub moment_ms: u64,
}

/// The text before the entries of a recording; `about` tells what holds for all of them.
#[must_use]
pub fn recording_head(about: &impl Serialize) -> String {
    let Tool { name, version } = Tool::this();
    let creator = json!({ "name": name, "version": version });
    let comment = "every exchange of a run; headers that a user put on every request are marked _ofTarget";
    let parts = [line(&creator), line(&comment), line(about)];
    let [creator, comment, about] = parts.each_ref().map(|part| part.trim_end());
    format!(
        "{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"comment\":{comment},\"_batchspec\":{about},\
         \"pages\":[],\"entries\":[\n"
    )
}

/// The text after the entries of a recording.
pub const RECORDING_END: &str = "\n]}}\n";

/// One entry for each attempt of an exchange, each as JSON on a line without its end; `label` names an attempt, counted
/// from 1.
#[must_use]
pub fn recorded<L: Serialize>(
    exchange: &Exchange,
    to: SentTo<'_>,
    label: impl Fn(usize) -> L,
) -> Vec<String> {
    let mut moment_ms = to.moment_ms;
    let entries = (1..).zip(&exchange.attempts).map(|(number, attempt)| {
        let mut entry = entry(&exchange.request, attempt, &SentTo { moment_ms, ..to });
        moment_ms += attempt.micros / 1_000;
        entry["_batchspec"] = serde_json::to_value(label(number)).unwrap_or_default();
        line(&entry).trim_end().to_owned()
    });
    entries.collect()
}

fn entry(request: &Request, attempt: &Attempt, to: &SentTo<'_>) -> Value {
    let ms = json!(milliseconds(attempt.micros));
    let mut entry = json!({
        "startedDateTime": moment(to.moment_ms),
        "time": ms,
        "request": sent(request, to),
        "response": match &attempt.outcome {
            Outcome::Answered(answer) => answered(answer),
            Outcome::Failed(fault) => unanswered(&redact::text(&fault.to_string())),
        },
        "cache": {},
        "timings": { "blocked": -1, "dns": -1, "connect": -1, "send": 0, "wait": ms, "receive": 0, "ssl": -1 },
    });
    if let Outcome::Failed(fault) = &attempt.outcome {
        entry["_failure"] = serde_json::to_value(fault).unwrap_or_default();
    }
    if attempt.link != Link::default() {
        entry["_connection"] = serde_json::to_value(attempt.link).unwrap_or_default();
    }
    entry
}

/// Milliseconds with the microseconds as fractions: more than any run takes fit exactly.
fn milliseconds(micros: u64) -> f64 {
    let (whole, rest) = (micros / 1_000, micros % 1_000);
    let float = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    float(whole) + float(rest) / 1_000.0
}

/// A moment by ISO 8601, in UTC.
fn moment(unix_ms: u64) -> String {
    let of_day = unix_ms % MS_A_DAY;
    let (seconds, ms) = (of_day / 1_000, of_day % 1_000);
    let day = Day::of_unix_seconds(unix_ms / 1_000);
    format!("{day}T{:02}:{:02}:{:02}.{ms:03}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

fn sent(request: &Request, to: &SentTo<'_>) -> Value {
    let header = |name: &str, value: &str| json!({ "name": name, "value": redacted_header(name, value) });
    let mut headers: Vec<Value> = request.headers.iter().map(|(name, value)| header(name, value)).collect();
    headers.extend(
        request.credentials.shown_header().map(|(name, value)| json!({ "name": name, "value": value })),
    );
    for (name, value) in to.headers {
        let mut header = header(name, value);
        header["_ofTarget"] = json!(true);
        headers.push(header);
    }
    let path = redact::text(&request.path);
    let mut sent = json!({
        "method": request.method,
        // What is no path, such as the `*` of OPTIONS, must not run into the port.
        "url": format!("{}{}{path}", to.base.trim_end_matches('/'), if path.starts_with('/') { "" } else { "/" }),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers,
        "queryString": query(&path),
        "headersSize": -1,
        "bodySize": request.body.bytes.len(),
    });
    if !request.body.bytes.is_empty() {
        let mime_type = request.header("content-type").unwrap_or_default();
        let mut body = json!({ "mimeType": mime_type, "params": [] });
        match kept(&request.body.bytes) {
            Kept::Text(text) => body["text"] = json!(text),
            Kept::Bytes(bytes) => {
                body["text"] = json!(String::from_utf8_lossy(&bytes));
                body["_base64"] = json!(to_base64(&bytes));
            }
        }
        sent["postData"] = body;
    }
    sent
}

fn answered(answer: &Answer) -> Value {
    let headers = answer.headers.iter().map(|(name, value)| {
        let shown = redacted_header(name, &String::from_utf8_lossy(value));
        let is_text = std::str::from_utf8(value).is_ok();
        let mut header = json!({ "name": name, "value": shown });
        // What was replaced as a secret is not to be read from its bytes.
        if !is_text && shown == String::from_utf8_lossy(value) {
            header["_base64"] = json!(to_base64(value));
        }
        header
    });
    let mime_type = answer.header("content-type").unwrap_or_default();
    let mut content = json!({ "size": answer.body.len(), "mimeType": redact::text(mime_type) });
    match kept(&answer.body) {
        Kept::Text(text) => content["text"] = json!(text),
        Kept::Bytes(bytes) => {
            content["text"] = json!(to_base64(&bytes));
            content["encoding"] = json!("base64");
        }
    }
    json!({
        "status": answer.status,
        // The phrase beside the status says nothing by HTTP's own word.
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers.collect::<Vec<_>>(),
        "content": content,
        "redirectURL": redact::text(answer.header("location").unwrap_or_default()),
        "headersSize": -1,
        "bodySize": answer.body.len(),
    })
}

fn unanswered(why: &str) -> Value {
    json!({
        "status": 0,
        "statusText": "",
        "httpVersion": "",
        "cookies": [],
        "headers": [],
        "content": { "size": 0, "mimeType": "" },
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
        "_error": why,
    })
}

/// A body without secrets.
enum Kept {
    Text(String),
    Bytes(Vec<u8>),
}

fn kept(body: &[u8]) -> Kept {
    match std::str::from_utf8(body) {
        Ok(text) => Kept::Text(redact::text(text)),
        Err(_) => Kept::Bytes(redact::bytes(body)),
    }
}
