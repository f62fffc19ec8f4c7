//! Recordings: HAR 1.2, byte for byte but for secrets, and read back as they were.

use batchspec_harness::contract::Level;
use batchspec_harness::message::{
    Answer, Attempt, Body, Credentials, Exchange, Link, Outcome, Request, WireFault, Writing,
};
use batchspec_harness::report::{
    RECORDING_END, RecordedEntry, Recording, SentTo, recorded, recording_head, to_json,
};
use serde_json::{Value, json};

use super::har::schema;
use super::json::assert_fits;
use super::reports;

fn request(body: impl Into<Vec<u8>>) -> Request {
    Request {
        method: "POST".into(),
        path: "/a/b?c=d".into(),
        headers: vec![("content-type".into(), "application/json".into())],
        body: Body::of(body.into()),
        credentials: Credentials::Own,
        writing: Writing::default(),
    }
}

fn answered(status: u16, body: impl Into<Vec<u8>>) -> Attempt {
    let headers = vec![
        ("content-type".to_owned(), b"application/json".to_vec()),
        ("x-odd".to_owned(), vec![0xff, 0x61]),
    ];
    Attempt {
        outcome: Outcome::Answered(Answer { status, headers, body: body.into().into(), is_cut: false }),
        micros: 1_250,
        link: Link::default(),
    }
}

/// The text of a recording of one exchange.
fn text(exchange: &Exchange, headers: &[(String, String)]) -> String {
    let to = SentTo { base: "http://127.0.0.1:1/base", headers, moment_ms: 1_763_769_600_250 };
    let entries = recorded(exchange, to, |attempt| json!({ "attempt": attempt }));
    let text = format!("{}{}{RECORDING_END}", recording_head(&json!({ "seed": 1 })), entries.join(",\n"));
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_fits(schema(), &value, "a recording");
    text
}

fn read(text: &str) -> Vec<RecordedEntry> {
    Recording::read(text).expect("a recording").entries
}

#[test]
fn every_byte_comes_back() {
    let all: Vec<u8> = (0..=255).collect();
    for body in [
        &b"{\"a\":\"\\u0000 \xc3\xa9 \xe2\x80\xae\"}"[..],
        &all[..],
        b"\xff\xfe",
        b"",
        b"\xef\xbb\xbf{}",
        b"\"\xef\xbf\xbd\"",
    ] {
        let attempts = vec![answered(503, body), answered(200, body)];
        let exchange = Exchange { request: request(body), attempts };
        let entries = read(&text(&exchange, &[]));
        assert_eq!(entries.len(), 2);
        for (number, (entry, attempt)) in (1..).zip(entries.iter().zip(&exchange.attempts)) {
            assert_eq!(entry.attempt.as_ref(), Ok(attempt));
            assert_eq!(entry.label, Some(json!({ "attempt": number })));
            assert_eq!(
                (entry.request.body.clone(), &entry.request.headers),
                (Body::of(body.to_vec()), &exchange.request.headers)
            );
            assert_eq!(
                (entry.base.as_str(), entry.request.path.as_ref()),
                ("http://127.0.0.1:1", "/base/a/b?c=d")
            );
        }
    }
}

#[test]
fn no_secret_is_kept_and_what_lost_one_is_not_judged() {
    let mut exchange = Exchange { request: request("{}"), attempts: vec![answered(200, "{}")] };
    exchange.request.headers.push(("cookie".into(), "hunter2".into()));
    let headers = [("Authorization".to_owned(), "Bearer hunter2hunter2hunter2".to_owned())];
    let kept = text(&exchange, &headers);
    assert!(!kept.contains("hunter2") && kept.contains("\"_ofTarget\":true"), "{kept}");
    let entry = &read(&kept)[0];
    assert!(entry.attempt.is_ok());
    assert_eq!(entry.request.header("cookie"), Some("<redacted>"));
    assert_eq!(entry.request.header("authorization"), None, "the target's headers are no part of the case");
    for secret in [&b"key AKIAIOSFODNN7EXAMPLE"[..], b"\xff AKIAIOSFODNN7EXAMPLE"] {
        for (sent, came) in [(secret, &b"{}"[..]), (b"{}", secret)] {
            let kept = text(&Exchange { request: request(sent), attempts: vec![answered(200, came)] }, &[]);
            assert!(!kept.contains("AKIA") && !kept.contains("QUtJQ"), "{kept}");
            assert!(read(&kept)[0].attempt.is_err());
        }
    }
}

#[test]
fn a_missing_answer_is_kept_with_its_reason() {
    let fault = WireFault::TimedOut { limit_ms: 2_000 };
    let attempt = Attempt { outcome: Outcome::Failed(fault), micros: 2_000_000, link: Link::default() };
    let kept =
        text(&Exchange { request: request("{}"), attempts: vec![attempt.clone(), answered(200, "{}")] }, &[]);
    let value: Value = serde_json::from_str(&kept).expect("JSON");
    let entries = &value["log"]["entries"];
    assert_eq!(entries[0]["response"]["status"], 0);
    assert_eq!(entries[0]["_failure"], json!({ "kind": "timed-out", "limit_ms": 2_000 }));
    assert_eq!(entries[0]["startedDateTime"], "2025-11-22T00:00:00.250Z");
    assert_eq!(entries[1]["startedDateTime"], "2025-11-22T00:00:02.250Z");
    assert_eq!(read(&kept)[0].attempt.as_ref(), Ok(&attempt));
}

#[test]
fn what_is_no_recording_is_refused_with_the_place() {
    let wrong = |text: &str| Recording::read(text).expect_err("no recording").to_string();
    assert!(wrong("{\"log\":\n nonsense}").contains("it is not JSON: expected ident at line 2 column 3"));
    assert!(wrong("").contains("it is not JSON: EOF"));
    for text in ["[]", "7", "{\"a\":1}"] {
        assert!(wrong(text).starts_with("it is neither a HAR"), "{}", wrong(text));
    }
    let no_entries = wrong("{\"log\":\n{}}");
    assert!(no_entries.contains("this is no HAR: missing field `entries` at line 2"), "{no_entries}");
    assert!(wrong("{\"format\":1}").contains("this is no report of batchspec"));
    assert!(wrong("{\"format\":99}").contains("in form 99"));
    let kept = text(&Exchange { request: request(vec![255]), attempts: vec![answered(200, "{}")] }, &[]);
    assert!(wrong(&kept.replace("\"/w==\"", "\"/w=\"")).contains("entry 1 has a body that is not base64"));
}

#[test]
fn a_report_is_a_recording_of_what_its_findings_show() {
    let mut finding = reports::finding(Level::Must);
    finding.exchanges.truncate(1);
    let mut cut = finding.clone();
    cut.exchanges[0].answer_is_cut = true;
    let mut of_old = finding.clone();
    of_old.exchanges[0].answer_body = "a".repeat(64 * 1024);
    finding.consequences = vec![cut, of_old];
    let shown = finding.exchanges[0].clone();
    let entries = read(&to_json(&reports::report_of(vec![finding])));
    assert_eq!(entries.len(), 3);
    let answer = entries[0].attempt.as_ref().expect("an answer").outcome.answer().expect("an answer");
    assert_eq!((Some(answer.status), answer.body.as_ref()), (shown.status, shown.answer_body.as_bytes()));
    assert_eq!(entries[0].request.body.bytes, shown.request_body);
    assert!(entries[1..].iter().all(|cut| cut.attempt.is_err()), "an answer that was cut is not known");
}
