//! Runs, by their exit codes and what they leave behind.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use rstest::rstest;

use crate::servers::Serving;
use crate::shell::{Said, Shell, refused};

/// A port of this machine that nobody listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

#[test]
fn without_a_target_the_reference_is_tested_and_conforms() {
    let shell = Shell::new();
    let said = shell.run(&["run", "--seed", "7", "--cases", "20", "--report-json", "report.json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(
        said.err,
        "no target given: testing the embedded reference servers (--target URL tests yours)\n"
    );
    assert!(said.out.contains("; seed 7; ") && said.out.ends_with("Exit code 0.\n"), "{said:?}");
    assert!(!said.out.contains('\u{1b}'), "colours without a terminal: {said:?}");
    let report = fs::read_to_string(shell.folder().join("report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["seed"], 7);
    assert_eq!(report["suites"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_fault_breaks_the_run_and_is_shown() {
    let server = Serving::start(&["--fault", "max-off-by-one"]);
    let shell = Shell::new();
    let target = format!("inspector2=http://{}", server.address);
    let said = shell.run(&["run", "--target", &target, "--quiet"]);
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""), "{said:?}");
    assert!(said.out.starts_with("1. must inspector2/request/account-ids-max\n"), "{}", said.out);
    assert!(said.out.contains("with 101 items; nothing simpler shows it"), "{}", said.out);
}

#[test]
fn a_place_that_decides_is_shown_by_two_orders_of_the_same_items() {
    let server = Serving::start(&["--fault", "first-five-looked-up"]);
    let shell = Shell::new();
    let target = format!("inspector2=http://{}", server.address);
    let said = shell.run(&["run", "--target", &target, "--quiet", "--report-json", "report.json"]);
    assert!(said.out.starts_with("1. must batch/permutation-invariant (inspector2)\n"), "{}", said.out);
    let report = fs::read_to_string(shell.folder().join("report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    let items = |at: usize| {
        let body = report["findings"][0]["exchanges"][at]["request_body"].as_str().expect("a body");
        let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
        let items = body["accountIds"].as_array().expect("items").iter();
        items.map(ToString::to_string).collect::<Vec<_>>()
    };
    let (mut one, mut other) = (items(0), items(1));
    assert_ne!(one, other);
    one.sort();
    other.sort();
    assert_eq!((one.len(), one), (6, other));
}

#[test]
fn nobody_at_the_target_is_told_in_two_lines() {
    let target = format!("http://127.0.0.1:{}", free_port());
    let said = Shell::new().run(&["run", "--target", &target]);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert_eq!(said.out.lines().count(), 2, "{}", said.out);
    assert!(said.out.contains(&target) && said.out.contains("never reached"), "{}", said.out);
}

#[rstest]
#[case::in_the_foreground("")]
#[case::in_the_background(" &")]
fn a_command_starts_and_stops_the_server_under_test(#[case] end: &str) {
    let port = free_port();
    let serve = format!("'{}' serve --port {port}{end}", env!("CARGO_BIN_EXE_batchspec"));
    let target = format!("http://127.0.0.1:{port}");
    let said = Shell::new().run(&["run", "--quiet", "--cases", "5", "--target", &target, "--exec", &serve]);
    assert_eq!(said.code, Some(0), "{said:?}");
    TcpListener::bind(("127.0.0.1", port)).expect("the port is free again");
}

#[test]
fn a_command_that_ends_early_is_shown_with_its_last_words() {
    let target = format!("http://127.0.0.1:{}", free_port());
    let said = Shell::new().run(&["run", "--target", &target, "--exec", "echo no such flag >&2; exit 3"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
    assert!(
        said.err.contains("ended before its server answered") && said.err.contains("| no such flag"),
        "{}",
        said.err
    );
}

#[test]
fn a_command_whose_place_is_taken_is_not_started() {
    let server = Serving::start(&[]);
    let target = format!("http://{}", server.address);
    let said = Shell::new().run(&["run", "--target", &target, "--exec", "true"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("something already answers"), "{}", said.err);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_shows_what_it_found() {
    // A server that takes connections and never answers: the run is certainly still going on when it is interrupted.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let target = format!("http://{}", listener.local_addr().expect("an address"));
    let shell = Shell::new();
    let mut command = shell.command(&["run", "--target", &target, "--timeout", "500ms"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut first = [0];
    let (mut stream, _) = listener.accept().expect("a connection");
    while stream.read(&mut first).expect("a request") == 0 {
        stream = listener.accept().expect("a connection").0;
    }
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(kill.success());
    let said = Said::from(child.wait_with_output().expect("an end"));
    assert_eq!(said.code, Some(130), "{said:?}");
    assert!(said.out.contains("Interrupted"), "{said:?}");
}

#[test]
fn a_score_counts_what_was_caught_and_by_what() {
    let shell = Shell::new();
    let said = shell.run(&[
        "score",
        "--only",
        "max-off-by-one",
        "--dialects",
        "1",
        "--full",
        "--json",
        "score.json",
    ]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("inspector2/request/account-ids-max       0             1"), "{}", said.out);
    assert!(said.out.contains("accused 0 of 1 compliant servers\nprecision 100.0 %"), "{}", said.out);
    let score = fs::read_to_string(shell.folder().join("score.json")).expect("a score");
    let score: serde_json::Value = serde_json::from_str(&score).expect("JSON");
    assert_eq!(score["trials"][0]["caught_by"], "inspector2/request/account-ids-max");
    assert_eq!(score["trials"][1]["result"], "acquitted");
}

#[test]
fn listed_servers_join_the_score() {
    let serve = format!("'{}' serve --port $PORT", env!("CARGO_BIN_EXE_batchspec"));
    let shell = Shell::new();
    shell.write(
        "servers.toml",
        &format!(
            "[[server]]\nname = \"good\"\ncommand = \"{serve}\"\nsuite = \"inspector2\"\ncompliant = true\n\
             [[server]]\nname = \"bad\"\ncommand = \"{serve} --fault max-off-by-one\"\nsuite = \"inspector2\"\n\
             breaks = [\"batch/complete\"]\n\
             [[server]]\nname = \"ugly\"\ncommand = \"echo no such flag; false\"\nsuite = \"inspector2\"\n\
             compliant = true\n"
        ),
    );
    let said =
        shell.run(&["score", "--only", "max-off-by-one", "--dialects", "0", "--servers", "servers.toml"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("caught 2 of 2 faults; missed 0, undecided 1; accused 0 of 2"), "{}", said.out);
    assert!(said.out.contains("| no such flag"), "{}", said.out);
    assert!(
        said.out.contains("bad  seed 0  inspector2/request/account-ids-max instead of batch/complete"),
        "{}",
        said.out
    );
}

#[test]
fn mistakes_in_the_list_of_servers_are_told_before_anything_is_sent() {
    let shell = Shell::new();
    shell.write("servers.toml", "[[server]]\nname = \"a\"\nurl = \"http://x\"\nsuite = \"inspector\"\n");
    let complaint = refused(&shell, &["score", "--servers", "servers.toml"]);
    assert!(complaint.starts_with("error: servers.toml: line 4: unknown suite \"inspector\""), "{complaint}");
}
