//! What a scan learns from operations that list things, and what it makes and deletes.

use serde_json::{Value, json};

use crate::shelf::{ShelfServer, State, write_model};
use crate::shell::{Said, Shell};

/// A scan of the shelf, and its report.
fn scan(server: &ShelfServer, more: &[&str]) -> (Said, Value) {
    let shell = Shell::new();
    write_model(&shell);
    let url = server.url();
    let scan = ["scan", "--models", "data", "--target", &url, "--seed", "7", "--cases", "5", "--no-save"];
    // The toy server knows nothing of HTTP's corners, and looks at no item.
    let about = ["--only", "batch/*", "--skip", "batch/invalid-*", "--report", "json=report.json"];
    let said = shell.run(&[&scan[..], &about, more].concat());
    let text = std::fs::read_to_string(shell.folder().join("report.json")).expect("a report");
    (said, serde_json::from_str(&text).expect("JSON"))
}

#[test]
fn what_operations_list_is_asked_for_and_told() {
    let server = ShelfServer::start(&["hammer", "saw"], &[]);
    let (said, report) = scan(&server, &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(
        report["suites"][0]["supplied"],
        json!([
            { "operation": "ListDrawers", "how": "listed", "input": "drawerName", "values": ["upper"], "deleted": null },
            { "operation": "ListTools", "how": "listed", "input": null, "values": ["hammer", "saw"], "deleted": null },
        ])
    );
    assert!(said.out.contains("shelf-batch-get-tools: ListTools lists \"hammer\", \"saw\""), "{said:?}");
    assert!(said.out.contains("1 operation asked for, 1 served, 1 of them answered"), "{said:?}");
    assert_eq!(server.state().asked.get("CreateTool"), None, "it was not allowed to write");
}

#[test]
fn what_learning_sends_counts_among_the_requests() {
    let server = ShelfServer::of(State { knows_no_batch: true, ..State::default() });
    let (_, report) = scan(&server, &[]);
    let asked = server.state().asked;
    assert!(asked.contains_key("ListTools"), "{asked:?}");
    assert_eq!(report["requests"], json!(asked.values().sum::<usize>()), "{asked:?}");
}

#[test]
fn a_run_by_a_public_model_learns_as_a_scan_does() {
    let server = ShelfServer::start(&["hammer", "saw"], &[]);
    let shell = Shell::new();
    write_model(&shell);
    let url = server.url();
    let supplied = |more: &[&str]| {
        let run = ["run", "--model", "data", "--target", &url, "--seed", "7", "--cases", "5", "--no-save"];
        let about = ["--only", "batch/*", "--report", "json=report.json"];
        shell.run(&[&run[..], &about, more].concat());
        let text = std::fs::read_to_string(shell.folder().join("report.json")).expect("a report");
        let report: Value = serde_json::from_str(&text).expect("JSON");
        report["suites"][0]["supplied"].clone()
    };
    assert_eq!(supplied(&[])[1]["values"], json!(["hammer", "saw"]));
    assert_eq!(supplied(&["--no-learn"]), Value::Null);
}

#[test]
fn who_wants_nothing_learned_is_obeyed() {
    let server = ShelfServer::start(&["hammer"], &[]);
    let (_, report) = scan(&server, &["--no-learn"]);
    assert_eq!(report["suites"][0]["supplied"], Value::Null);
    let asked: Vec<String> =
        server.state().asked.into_keys().filter(|name| name.starts_with("List")).collect();
    assert_eq!(asked, Vec::<String>::new());
}

#[test]
fn what_is_listed_and_does_not_exist_any_more_is_no_accusation() {
    let server = ShelfServer::start(&["hammer"], &["ghost", "phantom"]);
    let (said, report) = scan(&server, &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(report["suites"][0]["supplied"][1]["values"], json!(["hammer", "ghost", "phantom"]));
    assert_eq!(report["findings"], json!([]));
}

#[test]
fn what_is_missing_is_made_where_writing_is_allowed_and_deleted_afterwards() {
    let server = ShelfServer::start(&[], &[]);
    let (said, report) = scan(&server, &["--allow-writes"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let made = &report["suites"][0]["supplied"][1];
    assert_eq!(made["operation"], "CreateTool", "{report:#}");
    assert_eq!(made["values"], json!(["batchspec-00000007-1", "batchspec-00000007-2"]));
    assert_eq!(made["deleted"], 2);
    assert!(said.out.contains("CreateTool made"), "{said:?}");
    let state = server.state();
    assert_eq!(state.made, ["batchspec-00000007-1", "batchspec-00000007-2"]);
    assert!(state.tools.is_empty(), "{state:?}");
    assert!(said.out.contains("1 of them answered a valid batch with success"), "{said:?}");
}

#[test]
fn nothing_is_made_where_something_is_there() {
    let server = ShelfServer::start(&["hammer"], &[]);
    scan(&server, &["--allow-writes"]);
    assert_eq!(server.state().made, Vec::<String>::new());
}

#[test]
fn an_operation_that_is_unknown_to_a_service_of_json_is_not_served() {
    let server = ShelfServer::of(State { knows_no_batch: true, ..State::default() });
    let (said, report) = scan(&server, &["--no-learn"]);
    assert_eq!(said.code, Some(4), "{said:?}");
    let why = report["suites"][0]["not_served"].as_str().unwrap_or_default();
    assert_eq!(why, "it does not know BatchGetTools (400 UnknownOperationException)");
    assert_eq!(report["findings"], json!([]));
}
