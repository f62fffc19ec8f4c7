//! Findings saved by a run, and sent again.

use std::fs;
use std::path::PathBuf;

use rstest::rstest;
use serde_json::Value;

use crate::servers::Serving;
use crate::shell::{Said, Shell, refused};

/// Runs against a server with this fault, which ends with the run, and gives what it said.
fn run(shell: &Shell, server: &Serving, suite: &str, args: &[&str]) -> Said {
    let target = format!("{suite}=http://{}", server.address);
    shell.run(&[&["run", "--quiet", "--seed", "1", "--cases", "40", "--target", &target], args].concat())
}

fn saved(shell: &Shell) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(shell.folder().join(".batchspec/findings")) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

#[rstest]
#[case::a_refusal("inspector2", "max-off-by-one")]
#[case::a_batch("inspector2", "last-account-lost")]
fn what_a_run_found_is_still_broken_there_and_fixed_elsewhere(#[case] suite: &str, #[case] fault: &str) {
    let (shell, bad) = (Shell::new(), Serving::start(&["--fault", fault]));
    assert_eq!(run(&shell, &bad, suite, &[]).code, Some(1));
    let still = shell.run(&["replay"]);
    assert_eq!((still.code, still.err.as_str()), (Some(1), ""), "{still:?}");
    assert_eq!(still.out.lines().count(), saved(&shell).len() + 1, "{}", still.out);
    let lines = still.out.lines().filter(|line| line.starts_with("STILL BROKEN (3 of 3)  must ")).count();
    assert_eq!(lines, saved(&shell).len(), "{}", still.out);
    let good = Serving::start(&[]);
    let target = format!("http://{}", good.address);
    let fixed = shell.run(&["replay", "--target", &target, "--format", "json"]);
    assert_eq!(fixed.code, Some(0), "{fixed:?}");
    let lines: Vec<Value> = serde_json::from_str(&fixed.out).expect("a JSON list");
    assert_eq!(lines.len(), saved(&shell).len());
    assert!(lines.iter().all(|line| line["verdict"] == "fixed" && line["target"] == target), "{fixed:?}");
    let signature = lines[0]["signature"].as_str().expect("a signature");
    let one = shell.run(&["replay", signature, "--target", &target]);
    assert!(one.code == Some(0) && one.out.ends_with("1 of 1 fixed. Exit code 0.\n"), "{one:?}");
}
