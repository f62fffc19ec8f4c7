//! `action.yml`: its last step runs the program as its inputs say.

use std::process::{Command, Output};

use crate::text_of;

/// The script of the step that runs batchspec.
fn script() -> String {
    let text = text_of("action.yml");
    let (_, script) = text.split_once("      run: |\n").expect("a script");
    let lines = script.lines().map(|line| line.strip_prefix("        ").unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn run(inputs: &[(&str, &str)]) -> (Output, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let bin = folder.path().join("batchspec/bin");
    std::fs::create_dir_all(&bin).expect("a folder");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_batchspec"), bin.join("batchspec")).expect("a link");
    let mut shell = Command::new("bash");
    shell.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script()]).current_dir(folder.path());
    for name in ["SUITES", "TARGET", "EXEC", "REPORTS", "ARGUMENTS"] {
        shell.env(name, "");
    }
    shell.env("SEED", "1").env("FAIL_ON", "must").env("RUNNER_TEMP", folder.path());
    let output = shell.envs(inputs.iter().copied()).output().expect("bash");
    (output, folder)
}

#[test]
fn the_action_runs_the_embedded_reference_and_writes_its_reports() {
    let inputs =
        [("SUITES", "inspector2"), ("REPORTS", "json=r.json\njunit=r.xml\n"), ("ARGUMENTS", "--quiet")];
    let (output, folder) = run(&inputs);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(folder.path().join("r.json").exists() && folder.path().join("r.xml").exists());
}

#[test]
fn the_action_hands_each_input_on_as_one_argument() {
    let (output, folder) = run(&[("SUITES", "no-such-suite; touch stolen")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.path().join("stolen").exists());
}
