//! The clients that users have, against the servers that the program starts.

use std::process::Command;

use crate::servers::Serving;

/// What the script tells when all went well, a line each.
const TRIED: &str = "trials_are_read\nentities_are_read\nrefusals_are_errors\ndenials_are_errors\n\
                     throttling_and_failures_are_waited_for\n";

/// Python with boto3, which not every machine has.
fn python() -> Option<Command> {
    let probe = Command::new("python3").args(["-c", "import boto3"]).output();
    probe.is_ok_and(|said| said.status.success()).then(|| Command::new("python3"))
}

#[test]
fn boto3_reads_answers_and_errors_and_waits() {
    let Some(mut python) = python() else {
        println!("there is no python3 with boto3 here: clients are not tried");
        return;
    };
    let server = Serving::start(&[]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/program/boto3_clients.py");
    // What this machine says of accounts elsewhere is not for these clients.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        python.env_remove(name);
    }
    python.env("AWS_CONFIG_FILE", "/dev/null").env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    let said = python.args([script, &format!("http://{}", server.address)]).output().expect("python runs");
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert_eq!((said.status.code(), &*out), (Some(0), TRIED), "{err}");
}
