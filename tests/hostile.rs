//! Runs against servers that do what no client expects: each ends by itself, says what it met, and blames itself for
//! nothing.

#[path = "support/contracts.rs"]
mod contracts;
#[path = "support/side_by_side.rs"]
mod side_by_side;

mod hostile {
    mod breakdown;
}

use std::sync::Arc;
use std::time::Duration;

use batchspec_faults::{Hostile, hostiles, serve_hostile};
use batchspec_harness::report::{Ending, Palette, Report, terminal};
use batchspec_harness::run::{RunOptions, Stop, SuiteRun, run};
use batchspec_harness::send::Target;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use contracts::contracts;
use side_by_side::side_by_side;

/// So little that servers which never end do not hold up the tests, and a hundred times what the others take.
const TIMEOUT: Duration = Duration::from_millis(500);
/// More than any answer of the reference, less than any body without end.
const LARGEST: usize = 1 << 20;
/// Most of them wait for a time limit: these waits overlap.
const TOGETHER: usize = 16;

/// What a run is to say of a server.
enum Expected {
    /// The target was never reached, for a reason that has these words.
    Unreachable(&'static str),
    /// It was lost, after some clauses were judged.
    Lost,
    /// It answers no valid request as it should, and the report says so in these words.
    NotServed(&'static str),
    /// It breaks this clause among others.
    Breaks(&'static str),
    /// It is forgiven.
    Conforms,
    /// It fails now and then, which ends nothing.
    JudgedToTheEnd,
}

fn expected(id: &str) -> Expected {
    use Expected::{Breaks, Conforms, JudgedToTheEnd, Lost, NotServed, Unreachable};
    match id {
        "silent" | "slow" | "length-too-long" => Unreachable("no complete answer within 500 ms"),
        "head-without-end" | "status-line-without-end" => {
            Unreachable("a header section of more than 65536 bytes")
        }
        "body-without-end" | "chunks-without-end" | "length-absurd" | "long-text" => {
            Unreachable("the answer is larger than 1048576 bytes")
        }
        "interim-without-end" => Unreachable("more than 16 interim answers"),
        "closes-unanswered" | "resets-unanswered" => {
            Unreachable("the connection was closed before an answer began; it may speak TLS: try https://")
        }
        // Whether the connection counts as made is a race.
        "closes-unread" | "resets-unread" => Unreachable("was never reached"),
        "closes-in-head" | "closes-in-body" | "resets-in-body" | "chunk-too-long" => {
            Unreachable("the answer broke off before its announced end")
        }
        "length-no-number" => Unreachable("bad content-length \"two\""),
        "lengths-disagree" => Unreachable("two content-length values that differ"),
        "chunk-too-short" => Unreachable("a chunk that is longer than its size says"),
        "chunk-size-huge" | "chunk-size-no-number" => Unreachable("bad chunk size"),
        "http-0-9" | "garbage" => Unreachable("the answer is not HTTP/1.x"),
        "tls-record" => Unreachable("it is TLS; an https URL may be meant"),
        "status-beyond" => Unreachable("bad status line"),
        "redirects-to-itself" => NotServed("it redirects (301)"),
        "no-content-with-body" => Breaks("protocol/success-status"),
        "length-too-short" | "continues-first" | "huge-number" | "deep-json" | "unknown-encoding" => {
            Breaks("inspector2/response/lists-present")
        }
        "gzip-bomb" | "invalid-utf-8" | "not-a-number" => Breaks("protocol/answer-is-json-text"),
        "duplicate-names" => Breaks("protocol/duplicate-response-keys"),
        "wrong-answer" => Breaks("batch/no-strangers"),
        // Whether such an answer is asked for again in vain depends on which connection has which number.
        "seldom-silent"
        | "seldom-garbage"
        | "seldom-closes-in-body"
        | "seldom-without-end"
        | "seldom-not-a-number" => JudgedToTheEnd,
        "hiccups" | "comes-back" => Conforms,
        "dies" => Lost,
        other => panic!("nothing is expected of {other}"),
    }
}

async fn tried(hostile: &Hostile, fail_fast: bool) -> Report {
    let server = serve_hostile(*hostile).await.expect("a free port");
    let target = Target::new(&server.url()).expect("a good URL");
    let target = target.with_timeout(TIMEOUT).with_max_answer_bytes(LARGEST);
    let inspector = contracts().into_iter().find(|contract| contract.suite == "inspector2");
    let suite = SuiteRun::new(inspector.expect("a suite"), Arc::new(target));
    let options = RunOptions { random_cases: 20, lanes: 4, fail_fast, ..RunOptions::default() };
    run(&[suite], &options, &|_event| (), &Stop::default()).await
}

/// What is otherwise than expected.
fn surprise(id: &str, report: &Report) -> Option<String> {
    // Lines are broken where the terminal ends.
    let text = terminal(report, Palette { colour: false });
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (code, says) = (report.exit_code(), |words: &str| text.contains(words));
    let is_right = match expected(id) {
        Expected::Unreachable(why) => {
            code == 3 && matches!(report.ending, Ending::Unreachable { .. }) && says(why)
        }
        Expected::Lost => code == 3 && matches!(report.ending, Ending::Lost { .. }) && report.requests > 0,
        Expected::NotServed(why) => code == 4 && says(why),
        Expected::Breaks(clause) => code == 1 && report.ending == Ending::Completed && says(clause),
        Expected::JudgedToTheEnd => code <= 1 && report.ending == Ending::Completed,
        Expected::Conforms => code == 0 && report.ending == Ending::Completed,
    };
    let is_right = is_right && report.harness_faults.is_empty();
    (!is_right).then(|| format!("{id}: exit code {code}, {:?}: {text}", report.ending))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_server_is_too_hostile() {
    let trials = side_by_side(hostiles(), TOGETHER, |hostile| async move {
        let report = tried(hostile, false).await;
        surprise(hostile.id, &report)
    });
    let surprises: Vec<String> = trials.await.into_iter().flatten().collect();
    assert!(surprises.is_empty(), "\n{}", surprises.join("\n\n"));
}

/// What stopped the run turns out to be nothing: what was not yet asked then is asked after all.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_stops_at_its_first_finding_goes_on_after_a_hiccup() {
    let hostile = hostiles().iter().find(|hostile| hostile.id == "hiccups").expect("a server that hiccups");
    let (whole, brief) = (tried(hostile, false).await, tried(hostile, true).await);
    assert_eq!(brief.ending, Ending::Completed);
    assert_eq!(brief.suites[0].judged_cases, whole.suites[0].judged_cases);
}

/// Reads one request from a connection; none when that is at its end.
async fn request_of(stream: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let (mut line, mut length) = (String::new(), 0);
    loop {
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(body)
}

/// A server that ends with the first request that is no JSON, as one does that catches no exception.
async fn ends_with_what_is_no_json(listener: TcpListener) {
    let mut connections = JoinSet::new();
    let gone = Arc::new(Notify::new());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = gone.notified() => return,
        };
        let (Ok((stream, _)), gone) = (accepted, Arc::clone(&gone)) else { continue };
        connections.spawn(async move {
            let mut stream = BufReader::new(stream);
            while let Some(body) = request_of(&mut stream).await {
                let Ok(body) = serde_json::from_slice::<serde_json::Value>(&body) else {
                    gone.notify_one();
                    // The server goes with all its connections, and this one with them.
                    return std::future::pending().await;
                };
                let failed =
                    |id| serde_json::json!({"accountId": id, "code": "ACCESS_DENIED", "message": ""});
                let ids = body["accountIds"].as_array().cloned().unwrap_or_default();
                let failed: Vec<_> = ids.into_iter().map(failed).collect();
                let answer = serde_json::json!({"accounts": [], "failedAccounts": failed}).to_string();
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
                let answer = format!("{head} {}\r\n\r\n{answer}", answer.len());
                if stream.write_all(answer.as_bytes()).await.is_err() {
                    return;
                }
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_under_way_when_a_target_died_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(ends_with_what_is_no_json(listener));
    let inspector = contracts().into_iter().find(|contract| contract.suite == "inspector2");
    let suite = SuiteRun::new(inspector.expect("a suite"), Arc::new(Target::new(&url).expect("a good URL")));
    let options = RunOptions { random_cases: 20, lanes: 1, ..RunOptions::default() };
    let report = run(&[suite], &options, &|_event| (), &Stop::default()).await;
    let Ending::Lost { why } = &report.ending else { panic!("{:?}", report.ending) };
    assert!(why.contains("under way when it went, and maybe why: malformed/"), "{why}");
    assert!(!why.contains("more"), "one lane has one request under way: {why}");
}
