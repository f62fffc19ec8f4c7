//! Recordings read back: those of runs, HARs of browsers and proxies, and the exchanges that reports show.

use std::borrow::Cow;

use bytes::Bytes;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use crate::message::{
    Answer, Attempt, Body, Credentials, Framing, Link, Outcome, Request, SHOWN_ANSWER_BYTES, WireFault,
    Writing, from_base64,
};
use crate::report::formats::{UnreadableReport, from_json};
use crate::report::text::redact;
use crate::report::{Report, Shown};

/// Why an exchange is not known that holds a secret: without it, it would be another one.
const SECRET: &str = "a body holds what was replaced as a secret";

/// Exchanges that were kept, in their order.
#[derive(Debug, Clone)]
pub struct Recording {
    /// What a recording of a run says of the run.
    pub about: Option<Value>,
    /// The exchanges.
    pub entries: Vec<RecordedEntry>,
}

/// One attempt at a request, as far as it was kept.
#[derive(Debug, Clone)]
pub struct RecordedEntry {
    /// What a run said of it: [`recorded`](super::recorded)'s label.
    pub label: Option<Value>,
    /// The suite and the case that a report shows it for.
    pub shown_for: Option<(String, String)>,
    /// Where it was sent: scheme, host and port, without credentials.
    pub base: String,
    /// What was sent; the path is the URL's path and query.
    pub request: Request,
    /// What came of it, or why that is not known.
    pub attempt: Result<Attempt, &'static str>,
}

/// Why a text is no recording that can be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnreadableRecording {
    /// It is not JSON; the message tells line and column.
    #[error("it is not JSON: {0}")]
    NotJson(serde_json::Error),
    /// It is JSON of another kind.
    #[error(
        "it is neither a HAR, which has a member \"log\", nor a report of batchspec, which has a member \"format\""
    )]
    Another,
    /// A member of a HAR is missing or wrong; the message tells line and column.
    #[error("this is no HAR: {0}")]
    NoHar(serde_json::Error),
    /// A body of a HAR is not what it says.
    #[error("this is no HAR: entry {number} has a body that is not base64")]
    NoBase64 {
        /// The entry, counted from 1.
        number: usize,
    },
    /// It is a report, but not one that can be read.
    #[error(transparent)]
    Report(#[from] UnreadableReport),
}

impl Recording {
    /// Reads a HAR, or a report of this version as JSON.
    ///
    /// # Errors
    /// When the text is neither, with the place where that shows.
    pub fn read(text: &str) -> Result<Self, UnreadableRecording> {
        #[derive(Deserialize)]
        struct Kind {
            log: Option<IgnoredAny>,
            format: Option<IgnoredAny>,
        }
        // Some proxies begin with a byte order mark.
        let text = text.trim_start_matches('\u{feff}');
        let kind: Kind = serde_json::from_str(text).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => UnreadableRecording::Another,
            _ => UnreadableRecording::NotJson(error),
        })?;
        match kind {
            Kind { log: Some(_), .. } => read_har(text),
            Kind { format: Some(_), .. } => Ok(of_report(&from_json(text)?)),
            Kind { .. } => Err(UnreadableRecording::Another),
        }
    }
}

#[derive(Deserialize)]
struct Har {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    #[serde(rename = "_batchspec")]
    about: Option<Value>,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    time: Option<f64>,
    request: RecordedRequest,
    response: Came,
    #[serde(rename = "_failure")]
    failure: Option<WireFault>,
    #[serde(rename = "_connection", default)]
    link: Link,
    #[serde(rename = "_batchspec")]
    label: Option<Value>,
}

#[derive(Deserialize)]
struct RecordedRequest {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(rename = "postData")]
    body: Option<Posted>,
    #[serde(rename = "bodySize")]
    size: Option<f64>,
}

#[derive(Deserialize)]
struct Posted {
    text: Option<String>,
    encoding: Option<String>,
    #[serde(rename = "_base64")]
    bytes: Option<String>,
}

#[derive(Deserialize)]
struct Came {
    status: u16,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default)]
    content: Content,
}

#[derive(Default, Deserialize)]
struct Content {
    size: Option<f64>,
    text: Option<String>,
    encoding: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
    #[serde(rename = "_base64")]
    bytes: Option<String>,
    #[serde(rename = "_ofTarget", default)]
    of_target: bool,
}

fn read_har(text: &str) -> Result<Recording, UnreadableRecording> {
    let har: Har = serde_json::from_str(text).map_err(UnreadableRecording::NoHar)?;
    let entries = (1..)
        .zip(har.log.entries)
        .map(|(number, entry)| entry.read().ok_or(UnreadableRecording::NoBase64 { number }));
    Ok(Recording { about: har.log.about, entries: entries.collect::<Result<_, _>>()? })
}

impl Entry {
    /// `None` when a body is not the base64 that it says it is.
    fn read(self) -> Option<RecordedEntry> {
        let is_own = self.label.is_some();
        let (base, path) = parts(&self.request.url);
        let body = self.request.body.as_ref();
        let bytes = match body {
            None => Some(Vec::new()),
            Some(Posted { bytes: Some(bytes), .. }) => Some(from_base64(bytes)?),
            Some(Posted { text: Some(text), encoding, .. }) => Some(read_text(text, encoding.as_deref())?),
            Some(Posted { .. }) => None,
        };
        let size = self.request.size.unwrap_or(0.0);
        let is_missing = bytes.as_ref().is_none_or(|bytes| bytes.is_empty() && size > 0.0);
        let (micros, link) = (micros(self.time.unwrap_or(0.0)), self.link);
        let answer = self.response.read(is_own)?;
        let request = self.request.into_request(path, bytes.unwrap_or_default());
        let attempt = match (answer, self.failure) {
            _ if is_missing => Err("the body of the request was not kept"),
            _ if holds_redacted(&request.body.bytes) => Err(SECRET),
            (_, Some(fault)) => Ok(Outcome::Failed(fault)),
            (Err(why), None) => Err(why),
            _ if !is_own && is_lossy(&request.body.bytes) => {
                Err("the body of the request was not kept exactly")
            }
            (Ok(answer), None) => Ok(Outcome::Answered(answer)),
        };
        let attempt = attempt.map(|outcome| Attempt { outcome, micros, link });
        Some(RecordedEntry { label: self.label, shown_for: None, base, request, attempt })
    }
}

impl RecordedRequest {
    fn into_request(self, path: String, bytes: Vec<u8>) -> Request {
        // The pseudo-headers of HTTP/2 stand in the request line of HTTP/1.1.
        let own =
            self.headers.into_iter().filter(|header| !header.of_target && !header.name.starts_with(':'));
        let headers: Vec<_> = own.map(|header| (header.name.into(), header.value.into())).collect();
        let (headers, credentials) = credentials_of(headers);
        let (method, path, body) = (self.method.into(), path.into(), Body::of(bytes));
        let writing = Writing::default();
        let mut request = Request { method, path, headers, body, credentials, writing };
        if is_chunked(&request) {
            request.body.framing = Framing::Chunked;
        }
        request
    }
}

/// Whether its headers say that its body is in chunks.
fn is_chunked(request: &Request) -> bool {
    request.header("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"))
}

impl Came {
    /// The answer, or why it is not known; `None` when its body is not the base64 that it says it is.
    fn read(self, is_own: bool) -> Option<Result<Answer, &'static str>> {
        let Content { size, text, encoding } = self.content;
        if self.status == 0 {
            return Some(Err("no answer came, and it is not told why"));
        }
        let size = size.unwrap_or(0.0);
        let Some(text) = text else {
            let empty = if size > 0.0 { Err("the body of the answer was not kept") } else { Ok(Vec::new()) };
            return Some(empty.map(|body| answer(self.status, self.headers, body, is_own)));
        };
        let body = read_text(&text, encoding.as_deref())?;
        let is_cut = u32::try_from(body.len()).is_ok_and(|length| f64::from(length) < size);
        Some(if holds_redacted(&body) {
            Err(SECRET)
        } else if !is_own && (is_cut || is_lossy(&body)) {
            Err("the body of the answer was not kept whole")
        } else {
            Ok(answer(self.status, self.headers, body, is_own))
        })
    }
}

fn answer(status: u16, headers: Vec<Header>, body: Vec<u8>, is_own: bool) -> Answer {
    let headers = headers.into_iter().map(|header| {
        let bytes = header.bytes.as_deref().and_then(from_base64);
        (header.name.to_ascii_lowercase(), bytes.unwrap_or_else(|| header.value.into_bytes()))
    });
    // Others keep bodies decoded, under the headers of what came.
    let is_true =
        |name: &str| is_own || !matches!(name, "content-encoding" | "content-length" | "transfer-encoding");
    let headers = headers.filter(|(name, _)| is_true(name) && !name.starts_with(':')).collect();
    Answer { status, headers, body: Bytes::from(body), is_cut: false }
}

fn read_text(text: &str, encoding: Option<&str>) -> Option<Vec<u8>> {
    match encoding {
        Some("base64") => from_base64(text),
        _ => Some(text.as_bytes().to_vec()),
    }
}

/// Microseconds of a time in milliseconds; 0 for what is none.
fn micros(ms: f64) -> u64 {
    std::time::Duration::try_from_secs_f64(ms / 1_000.0)
        .map_or(0, |time| u64::try_from(time.as_micros()).unwrap_or(u64::MAX))
}

/// Scheme, host and port of a URL without credentials, and its path with the query, without secrets.
fn parts(url: &str) -> (String, String) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let path = path.split('#').next().unwrap_or_default();
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    (format!("{scheme}://{host}"), redact::text(&path))
}

fn holds_redacted(body: &[u8]) -> bool {
    body.windows(redact::REDACTED.len()).any(|part| part == redact::REDACTED.as_bytes())
}

/// Whether bytes that are no text may have been replaced.
fn is_lossy(body: &[u8]) -> bool {
    std::str::from_utf8(body).is_ok_and(|text| text.contains('\u{fffd}'))
}

/// The exchanges of all findings and of what follows from them.
fn of_report(report: &Report) -> Recording {
    let all = report.findings.iter().flat_map(|root| std::iter::once(root).chain(&root.consequences));
    let entries = all.flat_map(|finding| {
        let suite = report.suites.iter().find(|suite| suite.suite == finding.suite);
        let base = suite.map_or("", |suite| suite.target.trim_end_matches('/'));
        let shown_for = (finding.suite.clone(), finding.case.clone());
        finding.exchanges.iter().map(move |shown| of_shown(shown, base, shown_for.clone()))
    });
    Recording { about: None, entries: entries.collect() }
}

/// Whether the end of the answer is missing; older reports do not say so.
fn is_cut(shown: &Shown) -> bool {
    shown.answer_is_cut || shown.answer_body.len() >= SHOWN_ANSWER_BYTES
}

type Headers = Vec<(Cow<'static, str>, Cow<'static, str>)>;

/// What was wrong with the signature, and the headers without what tells that.
fn credentials_of(mut headers: Headers) -> (Headers, Credentials) {
    let told = headers.iter().find_map(|(_, value)| Credentials::read_shown(value));
    headers.retain(|(_, value)| Credentials::read_shown(value).is_none());
    (headers, told.unwrap_or_default())
}

fn of_shown(shown: &Shown, base: &str, shown_for: (String, String)) -> RecordedEntry {
    let (method, path) = shown.request_line.split_once(' ').unwrap_or((&shown.request_line, ""));
    let chunked = crate::report::text::shown::chunked();
    let headers = shown.request_headers.iter().filter(|header| **header != chunked);
    let headers = headers.map(|(name, value)| (name.clone().into(), value.clone().into()));
    let (headers, credentials) = credentials_of(headers.collect());
    let request = Request {
        method: method.to_owned().into(),
        path: path.to_owned().into(),
        headers,
        body: Body::of(shown.request_body.clone()),
        credentials,
        writing: Writing::default(),
    };
    let is_chunked = shown.request_headers.contains(&chunked) || is_chunked(&request);
    let framing = if is_chunked { Framing::Chunked } else { request.body.framing };
    let request = Request { body: Body { framing, ..request.body }, ..request };
    let body = shown.answer_body.as_bytes();
    let attempt = match shown.status {
        None => Err("no answer came, and it is not told why"),
        Some(_) if is_lossy(&request.body.bytes) => Err("the body of the request was not kept exactly"),
        Some(_) if is_lossy(body) || is_cut(shown) => Err("the body of the answer was not kept whole"),
        Some(_) if holds_redacted(body) || holds_redacted(&request.body.bytes) => Err(SECRET),
        Some(status) => {
            let headers = shown.answer_headers.iter();
            let headers = headers.map(|(name, value)| (name.clone(), value.clone().into_bytes())).collect();
            let answer =
                Answer { status, headers, body: Bytes::from(shown.answer_body.clone()), is_cut: false };
            Ok(Attempt { outcome: Outcome::Answered(answer), micros: 0, link: Link::default() })
        }
    };
    RecordedEntry { label: None, shown_for: Some(shown_for), base: base.to_owned(), request, attempt }
}
