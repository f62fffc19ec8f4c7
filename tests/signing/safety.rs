//! Pace, budget and answers about the caller: what is sent to an endpoint that is not one's own.

use std::fs;
use std::time::Instant;

use rstest::rstest;
use serde_json::Value;

use crate::gate::Gate;
use crate::runs::{keyed, reference, rule, run};
use crate::shell::Shell;

const SIGNED: [&str; 5] = ["inspector2", "--sign", "aws", "--sign-region", "us-east-1"];

fn report(shell: &Shell) -> Value {
    let text = fs::read_to_string(shell.folder().join("r.json")).expect("a report");
    serde_json::from_str(&text).expect("JSON")
}

#[rstest]
#[case::expired("ExpiredTokenException", "the session token has expired: log in again")]
#[case::unknown_key("UnrecognizedClientException", "it does not know the access key: check the credentials")]
#[case::bad_signature("InvalidSignatureException", "signed for its region")]
#[case::no_permission("AccessDeniedException", "the caller may not use the operation")]
fn a_caller_who_is_not_let_in_gets_one_clear_answer(#[case] error: &'static str, #[case] advice: &str) {
    let (_runtime, server) = reference();
    let gate = Gate::before(server.addr(), rule(move |_| Err(error.to_owned())));
    let (shell, url) = (Shell::new(), gate.url());
    let said = keyed(&shell, &[&SIGNED[..], &["--target", &url]].concat());
    assert_eq!(said.code, Some(4), "{said:?}");
    let words = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(error) && words.contains(advice), "{said:?}");
    assert!(gate.seen().refused.len() <= 4, "it did not go on asking");
}

#[test]
fn credentials_that_expire_end_the_run_without_findings() {
    let (_runtime, server) = reference();
    let count = std::sync::atomic::AtomicU32::new(0);
    let gate = Gate::before(
        server.addr(),
        rule(move |_| match count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0..200 => Ok(()),
            _ => Err("ExpiredTokenException".to_owned()),
        }),
    );
    let (shell, url) = (Shell::new(), gate.url());
    let said = keyed(&shell, &[&SIGNED[..], &["--target", &url, "--report-json", "r.json"]].concat());
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.out.contains("log in again"), "{said:?}");
    assert_eq!(report(&shell)["findings"], Value::Array(Vec::new()));
    // Sixteen lanes, each in a case that may send several requests at once; the plan holds some thousands.
    let refused = gate.seen().refused.len();
    assert!(refused <= 160, "what was under way, and no more: {refused}");
}

#[test]
fn a_budget_of_requests_is_kept_and_what_it_leaves_out_is_not_passed() {
    let (_runtime, server) = reference();
    let gate = Gate::before(server.addr(), rule(|_| Ok(())));
    let (shell, url) = (Shell::new(), gate.url());
    let options = ["inspector2", "--seed", "1", "--max-requests", "40", "--report-json", "r.json"];
    let said = run(&shell, &[&options[..], &["--target", &url]].concat(), &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(gate.seen().passed <= 40, "{}", gate.seen().passed);
    let report = report(&shell);
    let clauses = report["suites"][0]["clauses"].as_array().expect("clauses").clone();
    let ended = |clause: &&Value| clause["why"] == "the budget of requests or of time ended";
    let left: Vec<&Value> = clauses.iter().filter(ended).collect();
    assert!(left.len() > 5, "{}", left.len());
    assert!(left.iter().all(|clause| clause["outcome"] == "not-exercised"));
}

#[test]
fn a_time_ends_a_run_that_would_take_longer() {
    let (_runtime, server) = reference();
    let gate = Gate::before(server.addr(), rule(|_| Ok(())));
    let (shell, url) = (Shell::new(), gate.url());
    let options = ["inspector2", "--seed", "1", "--rate", "50", "--max-time", "3s", "--target", &url];
    let started = Instant::now();
    let said = run(&shell, &options, &[]);
    // Fifty a second, and what is left of the case that each lane had begun: some have several requests.
    assert!(gate.seen().passed <= 200, "{}", gate.seen().passed);
    assert!(started.elapsed().as_secs() < 20, "{said:?}");
    assert_eq!(said.code, Some(0), "{said:?}");
}

#[test]
fn a_dry_run_shows_the_plan_and_sends_nothing() {
    let shell = Shell::new();
    // Nobody listens there, and nobody is asked.
    let said = run(&shell, &["--aws", "us-east-1", "--dry-run", "--seed", "1"], &[]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    for told in [
        "inspector2 to https://inspector2.us-east-1.amazonaws.com: at most 150 requests, at most 5 a second",
        "marketplace to https://catalog.marketplace.us-east-1.amazonaws.com",
        "the most telling of more",
        "estimated time",
        "POST /freetrialinfo/batchget",
        "Nothing was sent.",
    ] {
        assert!(said.out.contains(told), "{told:?} in {said:?}");
    }
}

#[test]
fn a_dry_run_leaves_the_reports_and_recordings_of_earlier_runs_alone() {
    let shell = Shell::new();
    let files = ["report.json", "recording.har"];
    files.iter().for_each(|file| shell.write(file, "of an earlier run"));
    let dry = ["--dry-run", "--report", "json=report.json", "--record", "recording.har"];
    let said = run(&shell, &dry, &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    for file in files {
        assert_eq!(fs::read_to_string(shell.folder().join(file)).expect("the file"), "of an earlier run");
    }
    let said = run(&shell, &["--dry-run", "--report", "json=no/such/folder.json"], &[]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("no/such does not exist"), "{said:?}");
}

#[test]
fn a_target_elsewhere_is_named_with_its_limits_before_anything_is_sent() {
    let (_runtime, server) = reference();
    let gate = Gate::before(server.addr(), rule(|_| Ok(())));
    // The address of no interface leads to this machine, and does not say so.
    let url = gate.url().replace("127.0.0.1", "0.0.0.0");
    let shell = Shell::new();
    let said = run(&shell, &["inspector2", "--target", &url, "--rate", "500", "--seed", "1", "--quiet"], &[]);
    let told = format!(
        "sending BatchGetFreeTrialInfo to {url}: at most 300 requests, at most 500 a second, about 1 s\n"
    );
    assert_eq!((said.code, said.err.as_str()), (Some(0), told.as_str()), "{said:?}");
    assert!((200..=300).contains(&gate.seen().passed), "{}", gate.seen().passed);
}
