//! Recordings, captures of other tools and reports, judged again offline.

use std::collections::BTreeMap;

use rstest::rstest;
use serde_json::{Value, json};

use crate::recordings::{json, record};
use crate::shell::{Said, Shell, refused};

/// The outcome of each clause.
fn outcomes(report: &Value) -> BTreeMap<&str, &str> {
    let suites = report["suites"].as_array().expect("suites");
    let clauses = suites.iter().flat_map(|suite| suite["clauses"].as_array().expect("clauses"));
    clauses.filter_map(|tally| Some((tally["id"].as_str()?, tally["outcome"].as_str()?))).collect()
}

fn first(report: &Value) -> &Value {
    &report["findings"][0]["clause"]["id"]
}

#[rstest]
#[case::the_reference(None)]
#[case::a_size(Some("max-off-by-one"))]
#[case::a_lost_item(Some("last-account-lost"))]
#[case::a_history(Some("third-call-denies-first"))]
#[case::a_status(Some("success-201"))]
fn a_recording_says_what_its_run_said(#[case] fault: Option<&str>) {
    let shell = Shell::new();
    let code = record(&shell, "inspector2", fault).code;
    let said = shell.run(&["rejudge", "run.har", "--report", "json=again.json"]);
    assert_eq!((said.code, said.err.as_str()), (code, ""), "{said:?}");
    let (run, again) = (json(&shell, "run.json"), json(&shell, "again.json"));
    assert_eq!(outcomes(&again), outcomes(&run));
    assert_eq!(first(&again), first(&run));
    assert_eq!(first(&run).is_null(), fault.is_none());
}

#[test]
fn the_gate_is_that_of_a_run() {
    let shell = Shell::new();
    record(&shell, "inspector2", Some("max-off-by-one"));
    let code = |args: &[&str]| shell.run(&[&["rejudge", "run.har", "--quiet"], args].concat()).code;
    // The clause itself, and the one about lengths under which it is told, too.
    let skip = ["--skip", "inspector2/request/account-ids-max", "--skip", "protocol/length-unit"];
    assert_eq!(code(&skip), Some(0));
    assert_eq!(code(&["--fail-on", "new", "--baseline", "run.json"]), Some(0));
    assert_eq!(code(&[&skip[..], &["--require-exercised", "100%"]].concat()), Some(4));
    let waiver =
        |clause| format!("[[waiver]]\nclause = \"{clause}\"\nevidence = \"any\"\nreason = \"known\"\n");
    shell.write("waivers.toml", &(waiver(skip[1]) + &waiver(skip[3])));
    assert_eq!(code(&["--waivers", "waivers.toml"]), Some(0));
}

#[test]
fn a_report_is_judged_by_what_its_findings_show() {
    let shell = Shell::new();
    record(&shell, "inspector2", Some("last-account-lost"));
    let said = shell.run(&["rejudge", "run.json", "--report", "json=again.json"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(first(&json(&shell, "again.json")), first(&json(&shell, "run.json")));
    assert!(said.err.starts_with("judged one by one, since no run says which belong together: "), "{said:?}");
}

/// An entry as browsers and proxies write them.
fn captured(method: &str, url: &str, body: &str, status: u16, answer: &Value) -> Value {
    let mut content = json!({ "size": 0, "mimeType": "application/json" });
    if let Some(text) = answer.as_str() {
        content["text"] = text.into();
        content["size"] = text.len().into();
    }
    json!({
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "time": 12.5,
        "request": {
            "method": method, "url": url, "httpVersion": "HTTP/2", "cookies": [], "queryString": [],
            "headers": [
                { "name": ":authority", "value": "example.org" }, { "name": "Content-Type", "value": "application/json" },
                { "name": "Authorization", "value": "Bearer hunter2hunter2hunter2" },
            ],
            "headersSize": -1, "bodySize": body.len(),
            "postData": { "mimeType": "application/json", "text": body },
        },
        "response": {
            "status": status, "statusText": "", "httpVersion": "HTTP/2", "cookies": [], "redirectURL": "",
            "headers": [
                { "name": "Content-Type", "value": "application/json" }, { "name": "Content-Encoding", "value": "gzip" },
            ],
            "content": content, "headersSize": -1, "bodySize": 40,
        },
        "cache": {},
        "timings": { "send": 0, "wait": 12.5, "receive": 0 },
    })
}

fn rejudged(entries: &[Value]) -> (Said, Value) {
    let shell = Shell::new();
    let har = json!({ "log": { "version": "1.2", "creator": { "name": "a", "version": "1" }, "entries": entries } });
    // A proxy's byte order mark is no part of the JSON.
    shell.write("capture.har", &format!("\u{feff}{har}"));
    let said = shell.run(&["rejudge", "capture.har", "--report", "json=again.json"]);
    (said, json(&shell, "again.json"))
}

const AT: &str = "https://user:hunter2@example.org/stage/freetrialinfo/batchget?X-Amz-Signature=hunter2";
const ASKED: &str = r#"{"accountIds":["123456789012"]}"#;
const GOOD: &str = r#"{"accounts":[{"accountId":"123456789012","freeTrialInfo":[]}],"failedAccounts":[]}"#;
const BAD: &str = r#"{"accounts":[],"failedAccounts":[]}"#;

#[test]
fn a_capture_is_judged_where_it_calls_an_operation() {
    let plain = "https://example.org/stage/freetrialinfo/batchget";
    let entries = [
        captured("GET", "https://example.org/favicon.ico", "", 200, &Value::Null),
        captured("POST", plain, ASKED, 200, &GOOD.into()),
        captured("OPTIONS", plain, "", 204, &Value::Null),
        captured("POST", plain, ASKED, 0, &Value::Null),
    ];
    let (said, report) = rejudged(&entries);
    assert_eq!(said.code, Some(0), "{said:?}");
    for line in [
        "not judged, since they call no operation under test: 2 exchanges\n",
        "not judged, since no answer came, and it is not told why: 1 exchange\n",
        "judged one by one, since no run says which belong together: 1 exchange; whether answers agree was not judged",
    ] {
        assert!(said.err.contains(line), "{said:?}");
    }
    assert_eq!(outcomes(&report)["batch/complete"], "held");
    assert_eq!(report["suites"][0]["target"], "https://example.org/stage");
}

#[test]
fn a_capture_of_a_broken_answer_breaks_and_tells_no_secret() {
    let plain = "https://example.org/freetrialinfo/batchget";
    let (said, report) = rejudged(&[captured("POST", plain, ASKED, 200, &BAD.into())]);
    assert_eq!((said.code, first(&report)), (Some(1), &"batch/complete".into()), "{said:?}");
    assert!(!said.out.contains("hunter2"), "{said:?}");
    // With a query the documentation leaves open whether it is served.
    let (said, report) = rejudged(&[captured("POST", AT, ASKED, 200, &BAD.into())]);
    assert!(!format!("{said:?}{report}").contains("hunter2"), "{said:?}");
}

#[test]
fn a_capture_of_something_else_verifies_nothing() {
    let (said, _) = rejudged(&[captured("GET", "https://example.org/", "", 200, &Value::Null)]);
    assert_eq!(said.code, Some(4), "{said:?}");
}

#[test]
fn a_bad_file_is_refused_with_its_name_and_the_place() {
    let shell = Shell::new();
    for (text, what) in [
        ("{\"log\":\n nonsense}", "it is not JSON: expected ident at line 2 column 3"),
        ("{\"a\": 1}", "it is neither a HAR"),
        ("{\"log\": {}}", "this is no HAR: missing field `entries` at line 1 column 10"),
    ] {
        shell.write("bad.har", text);
        let said = refused(&shell, &["rejudge", "bad.har"]);
        assert!(said.starts_with(&format!("error: failed to read the recording bad.har: {what}")), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    std::fs::write(shell.folder().join("bytes.har"), b"{\xff").expect("a file");
    let said = refused(&shell, &["rejudge", "bytes.har"]);
    assert!(said.ends_with("it is not text in UTF-8: byte 2 is not\n"), "{said}");
    // Only its size is looked at: nothing of it is on the disk.
    let large = std::fs::File::create(shell.folder().join("large.har")).expect("a file");
    large.set_len(513 * 1024 * 1024).expect("a sparse file");
    let said = refused(&shell, &["rejudge", "large.har"]);
    assert!(
        said.contains("large.har: it has more than 512 MiB: record fewer cases (`run --cases`)"),
        "{said}"
    );
    // The limit is that of all files together, since all are held at once.
    shell.write("small.har", "{\"log\": {\"entries\": []}}");
    large.set_len(512 * 1024 * 1024).expect("a sparse file");
    let said = refused(&shell, &["rejudge", "small.har", "large.har"]);
    assert!(said.contains("large.har: with the files before it, it has more than 512 MiB"), "{said}");
    assert!(refused(&shell, &["rejudge", "none.har"]).contains("none.har"));
}
