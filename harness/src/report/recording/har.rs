//! The exchanges that show the findings, as HTTP Archive (HAR) 1.2.
//!
//! The form is that of <http://www.softwareishard.com/blog/har-12-spec/>. A report holds no times, so that equal runs
//! give equal reports: moments are the epoch, and durations are 0, or -1 where the form knows that for unknown.

use serde_json::{Value, json};

use crate::report::formats::json::indented;
use crate::report::{Finding, Report, Shown};

/// A moment where one is demanded and none is known.
const NO_MOMENT: &str = "1970-01-01T00:00:00.000Z";

/// The exchanges of all findings and of what follows from them; a page a finding.
#[must_use]
pub fn to_har(report: &Report) -> String {
    let mut pages = Vec::new();
    let mut entries = Vec::new();
    for (index, finding) in report.findings.iter().enumerate() {
        let number = (index + 1).to_string();
        add(&mut pages, &mut entries, report, finding, &number);
        for (index, consequence) in finding.consequences.iter().enumerate() {
            add(&mut pages, &mut entries, report, consequence, &format!("{number}.{}", index + 1));
        }
    }
    indented(&json!({
        "log": {
            "version": "1.2",
            "creator": { "name": report.tool.name, "version": report.tool.version },
            "pages": pages,
            "entries": entries,
            "comment": format!("the exchanges that show the findings of a run with seed {}", report.seed),
        }
    }))
}

fn add(pages: &mut Vec<Value>, entries: &mut Vec<Value>, report: &Report, finding: &Finding, number: &str) {
    let id = format!("finding-{number}");
    let target = report.suites.iter().find(|suite| suite.suite == finding.suite);
    let base = target.map_or("", |suite| suite.target.trim_end_matches('/'));
    let level = finding.level.name();
    pages.push(json!({
        "startedDateTime": NO_MOMENT,
        "id": id,
        "title": format!("{number}. {level} {} ({})", finding.clause.id, finding.suite),
        "pageTimings": { "onContentLoad": -1, "onLoad": -1 },
        "comment": finding.clause.sentence,
    }));
    let of = finding.exchanges.len();
    for (index, shown) in finding.exchanges.iter().enumerate() {
        entries.push(json!({
            "pageref": id,
            "startedDateTime": NO_MOMENT,
            "time": 0,
            "request": request(shown, base),
            "response": response(shown),
            "cache": {},
            "timings": { "blocked": -1, "dns": -1, "connect": -1, "send": 0, "wait": 0, "receive": 0, "ssl": -1 },
            "comment": format!("exchange {} of {of}; case {}", index + 1, finding.case),
        }));
    }
}

fn request(shown: &Shown, base: &str) -> Value {
    let (method, path) = shown.request_line.split_once(' ').unwrap_or((&shown.request_line, ""));
    let mut request = json!({
        "method": method,
        "url": format!("{base}{path}"),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&shown.request_headers),
        "queryString": query(path),
        "headersSize": -1,
        "bodySize": size(&shown.request_body),
    });
    if !shown.request_body.is_empty() {
        let mime_type = header(&shown.request_headers, "content-type");
        request["postData"] = json!({ "mimeType": mime_type, "params": [], "text": shown.request_body });
    }
    request
}

fn response(shown: &Shown) -> Value {
    let mut response = json!({
        "status": shown.status.unwrap_or(0),
        // The phrase beside the status says nothing by HTTP's own word, and reports do not keep it.
        "statusText": "",
        "httpVersion": if shown.status.is_some() { "HTTP/1.1" } else { "" },
        "cookies": [],
        "headers": headers(&shown.answer_headers),
        "content": {
            "size": shown.answer_body.len(),
            "mimeType": header(&shown.answer_headers, "content-type"),
            "text": shown.answer_body,
        },
        "redirectURL": header(&shown.answer_headers, "location"),
        "headersSize": -1,
        // The body shown may have been cut.
        "bodySize": -1,
    });
    if shown.status.is_none() {
        response["_error"] = json!(shown.failure.as_deref().unwrap_or("no answer"));
    }
    response
}

fn headers(headers: &[(String, String)]) -> Vec<Value> {
    headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn header<'h>(headers: &'h [(String, String)], wanted: &str) -> &'h str {
    headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map_or("", |(_, value)| value)
}

/// The query's parts as they were written.
pub(crate) fn query(path: &str) -> Vec<Value> {
    let Some((_, query)) = path.split_once('?') else { return Vec::new() };
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            json!({ "name": name, "value": value })
        })
        .collect()
}

/// The bytes of a body, or -1 when some of them were replaced.
fn size(body: &str) -> i64 {
    if body.contains('\u{fffd}') { -1 } else { i64::try_from(body.len()).unwrap_or(-1) }
}
