//! Every exchange of a run, kept by `run --record`.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use rstest::rstest;
use serde_json::Value;

use crate::servers::Serving;
use crate::shell::{Said, Shell, refused};

/// The JSON in a file of the shell's folder.
pub(crate) fn json(shell: &Shell, name: &str) -> Value {
    let text = fs::read_to_string(shell.folder().join(name)).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

fn files(shell: &Shell) -> Vec<String> {
    let entries = fs::read_dir(shell.folder()).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect();
    names.sort();
    names
}

/// Records a run against a server with this fault, which ends with it; `None` is the reference.
pub(crate) fn record(shell: &Shell, suite: &str, fault: Option<&str>) -> Said {
    let server = fault.map_or_else(|| Serving::start(&[]), |fault| Serving::start(&["--fault", fault]));
    let target = format!("{suite}=http://{}", server.address);
    let run = ["run", "--seed", "1", "--cases", "20", "--quiet", "--no-save", "--target", &target];
    let kept = ["--record", "run.har", "--report-json", "run.json", "--header", "X-Secret-Token: hunter2"];
    shell.run(&[&run[..], &kept].concat())
}

/// What an entry says of its place in the run.
fn place(entry: &Value) -> (u8, u64) {
    match &entry["_batchspec"]["place"] {
        Value::String(before) if before == "before" => (0, 0),
        Value::Object(place) => (1, place["planned"].as_u64().expect("a number")),
        _ => (2, 0),
    }
}

#[rstest]
#[case::the_reference(None)]
#[case::a_fault(Some("max-off-by-one"))]
fn a_run_keeps_all_that_it_sends_in_the_order_of_its_plan(#[case] fault: Option<&str>) {
    let shell = Shell::new();
    assert_eq!(record(&shell, "inspector2", fault).code, Some(i32::from(fault.is_some())));
    assert_eq!(files(&shell), ["run.har", "run.json"]);
    let (har, report) = (json(&shell, "run.har"), json(&shell, "run.json"));
    let entries = har["log"]["entries"].as_array().expect("entries");
    let places: Vec<_> = entries.iter().map(place).collect();
    assert!(places.is_sorted(), "in the order of the plan");
    let planned = report["suites"][0]["planned_cases"].as_u64().expect("a number");
    let mut numbers: Vec<u64> = places.iter().filter(|place| place.0 == 1).map(|place| place.1).collect();
    numbers.dedup();
    assert_eq!(numbers, (0..planned).collect::<Vec<_>>());
    // What comes after the plan is partly not counted by the run.
    assert!(entries.len() as u64 >= report["requests"].as_u64().expect("a number"));
    assert_eq!(har["log"]["_batchspec"]["seed"], 1);
    let text = har.to_string();
    assert!(!text.contains("hunter2") && text.contains("X-Secret-Token"));
}

/// A run that is interrupted while the target lets everything wait.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_a_recording_of_what_it_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let target = format!("http://{}", listener.local_addr().expect("an address"));
    let shell = Shell::new();
    let mut command =
        shell.command(&["run", "--target", &target, "--timeout", "500ms", "--record", "run.har"]);
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
    let har = json(&shell, "run.har");
    let entry = &har["log"]["entries"][0];
    assert_eq!(
        (&entry["response"]["status"], &entry["_failure"]["kind"]),
        (&0.into(), &"timed-out".into()),
        "{entry}"
    );
    assert_eq!(files(&shell), ["run.har"]);
    // Nothing was answered, so nothing is verified.
    assert_eq!(shell.run(&["rejudge", "run.har"]).code, Some(4));
}

#[test]
fn a_bad_path_costs_no_request() {
    let said = refused(&Shell::new(), &["run", "--record", "nowhere/run.har"]);
    assert!(said.starts_with("error: failed to open nowhere/run.har for the recording: "), "{said}");
}
