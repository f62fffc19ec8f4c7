//! Two servers that are sent the same cases.

use serde_json::Value;

use crate::servers::Serving;
use crate::shell::{Said, Shell, refused};

/// Compares two servers by one suite.
fn compared(suite: &str, sides: [&[&str]; 2], args: &[&str]) -> Said {
    let servers = sides.map(Serving::start);
    let urls = servers.each_ref().map(|server| format!("http://{}", server.address));
    let own = ["diff", suite, "--target", &urls[0], "--against", &urls[1], "--seed", "1", "--cases", "3"];
    Shell::new().run(&[&own, args].concat())
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:?}"))
}

/// What a server may say in its own words and order.
const OWN_WORDS: &str =
    "results-reversed,unknown-members-in-answers,message-in-other-casing,unknown-members-in-errors";

#[test]
fn a_server_and_itself_in_other_words_are_alike() {
    let only = ["--only", "batch/*", "--only", "*/request/*"];
    let said = compared("inspector2", [&[], &["--dialect", OWN_WORDS]], &only);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(
        said.out.contains("A and B answered ") && said.out.contains(" cases alike. Seed 1.\n"),
        "{said:?}"
    );
}

#[test]
fn order_and_unknown_members_count_when_everything_is_asked_for() {
    let said = compared(
        "inspector2",
        [&[], &["--dialect", "unknown-members-in-answers"]],
        &["--exact", "--only", "batch/complete", "--format", "json"],
    );
    assert_eq!(said.code, Some(1), "{said:?}");
    let report = json(&said);
    let differences = report["suites"][0]["differences"].as_array().cloned().expect("differences");
    assert!(differences.iter().any(|difference| difference["told"][0] == "absent"), "{report:#}");
}

#[test]
fn a_fault_is_told_once_with_both_answers_and_the_smallest_request() {
    let only = ["--only", "inspector2/request/account-ids-*"];
    let sides: [&[&str]; 2] = [&[], &["--fault", "max-off-by-one"]];
    let said = compared("inspector2", sides, &[&only[..], &["--format", "json"]].concat());
    assert_eq!(said.code, Some(1), "{said:?}");
    let report = json(&said);
    let differences = report["suites"][0]["differences"].as_array().cloned().expect("differences");
    assert_eq!(differences.len(), 1, "{report:#}");
    let difference = &differences[0];
    assert_eq!(difference["aspect"], "status");
    assert_eq!(difference["request_is"], "inspector2/request/account-ids-max");
    assert_eq!(difference["told"][0], "400 ValidationException");
    assert_eq!(difference["told"][1], "200");
    let request = difference["exchanges"][0]["request_body"].as_str().expect("a body");
    let request: Value = serde_json::from_str(request).expect("JSON");
    assert_eq!(request["accountIds"].as_array().map(Vec::len), Some(101));
    let text = compared("inspector2", sides, &only).out;
    assert!(text.contains("     A answers 400\n") && text.contains("     B answers 200\n"), "{text}");
    assert!(text.contains("curl -sS -i "), "{text}");
}

#[test]
fn a_lost_item_is_told_by_a_small_batch() {
    let sides: [&[&str]; 2] = [&[], &["--fault", "last-account-lost"]];
    let said = compared("inspector2", sides, &["--only", "batch/complete", "--format", "json"]);
    let report = json(&said);
    let differences = report["suites"][0]["differences"].as_array().cloned().expect("differences");
    let lost = differences.iter().find(|difference| difference["aspect"] == "item").expect("a lost item");
    assert_eq!((said.code, &lost["is_smallest"]), (Some(1), &true.into()), "{report:#}");
}

#[test]
fn what_the_first_server_answers_otherwise_each_time_is_no_difference() {
    let messages: &[&str] = &["--dialect", "item-messages-vary"];
    let said = compared("marketplace", [messages, &[]], &["--only", "batch/complete"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let failing: &[&str] = &["--dialect", "accounts-fail-now-and-then"];
    let said = compared("inspector2", [failing, failing], &["--only", "batch/*"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("left out, since "), "{said:?}");
}

#[test]
fn other_codes_of_failures_are_one_difference() {
    let capitals: &[&str] = &["--dialect", "entity-codes-in-capitals"];
    let said = compared("marketplace", [&[], capitals], &["--format", "json"]);
    let report = json(&said);
    let differences = report["suites"][0]["differences"].as_array().cloned().expect("differences");
    assert_eq!((said.code, differences.len()), (Some(1), 1), "{report:#}");
    assert_eq!(differences[0]["told"][1], "it fails with RESOURCE_NOT_FOUND");
    assert_eq!(differences[0]["request_is"], "valid");
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let server = Serving::start(&[]);
    let url = format!("http://{}", server.address);
    let nobody = "http://127.0.0.1:1";
    for (first, second) in [(url.as_str(), nobody), (nobody, url.as_str())] {
        let said = Shell::new().run(&["diff", "inspector2", "--target", first, "--against", second]);
        assert_eq!(said.code, Some(3), "{said:?}");
        assert!(said.out.contains(nobody), "{said:?}");
    }
    let complaint = refused(&Shell::new(), &["diff", "inspector2", "--against", nobody]);
    assert!(complaint.contains("name the first server with --target URL"), "{complaint}");
}

#[test]
fn what_changes_something_is_sent_only_when_that_is_said() {
    let shell = Shell::new();
    std::fs::create_dir(shell.folder().join("own")).expect("a folder");
    let suite = include_str!("../../suites/inspector2/suite.toml").replace("inspector2/", "mine/");
    let suite = suite.replace("id = \"inspector2\"", "id = \"mine\"");
    let writes = suite.replace("effect = \"reads\"", "effect = \"writes\"");
    assert_ne!(suite, writes);
    shell.write("own/suite.toml", &writes);
    shell.write("own/model.json", include_str!("../../suites/inspector2/model.json"));
    let url = "http://127.0.0.1:1";
    let complaint =
        refused(&shell, &["diff", "mine", "--suite-dir", "own", "--target", url, "--against", url]);
    assert!(complaint.contains("add --allow-writes"), "{complaint}");
}

#[test]
fn a_far_server_bounds_what_both_are_sent() {
    let far = ["--target", "http://127.0.0.1:1", "--against", "http://192.0.2.1", "--dry-run"];
    let said = Shell::new().run(&[&["diff", "inspector2"], &far[..]].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("at most 300 requests"), "{said:?}");
    let both = "inspector2 to A, http://127.0.0.1:1, and the same to B, http://192.0.2.1: at most";
    assert!(said.out.contains(both), "{said:?}");
}
