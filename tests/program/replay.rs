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

#[test]
fn a_saved_finding_is_explained_by_its_signature() {
    let (shell, bad) = (Shell::new(), Serving::start(&["--fault", "max-off-by-one"]));
    run(&shell, &bad, "inspector2", &[]);
    let file = saved(&shell)[0].clone();
    let text = fs::read_to_string(&file).expect("a finding");
    let finding: Value = serde_json::from_str(&text).expect("JSON");
    let text = |key: &str| finding[key].as_str().expect("text");
    let signature = text("signature");
    let said = shell.run(&["explain", signature]);
    assert_eq!(said.code, Some(0), "{said:?}");
    for part in [
        &format!("{} (inspector2)", text("clause")),
        &format!(".batchspec/findings/{signature}.json"),
        &format!("batchspec replay {signature}"),
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
}

#[test]
fn what_only_several_requests_show_is_sent_as_these() {
    let (shell, bad) = (Shell::new(), Serving::start(&["--fault", "third-call-denies-first"]));
    run(&shell, &bad, "inspector2", &[]);
    assert!(!saved(&shell).is_empty());
    let still = shell.run(&["replay"]);
    let shows = |line: &str| line.starts_with("STILL BROKEN (") || line.starts_with("FLAKY (");
    assert_eq!(still.code, Some(1), "{still:?}");
    assert_eq!(still.out.lines().filter(|line| shows(line)).count(), saved(&shell).len(), "{}", still.out);
    let good = Serving::start(&[]);
    let fixed = shell.run(&["replay", "--target", &format!("http://{}", good.address)]);
    assert_eq!(fixed.code, Some(0), "{fixed:?}");
}

#[test]
fn secrets_are_not_saved() {
    let (shell, bad) = (Shell::new(), Serving::start(&["--fault", "max-off-by-one"]));
    let args = ["--header", "Authorization: Bearer hunter2hunter2hunter2", "--header", "x-tenant: hunter2"];
    assert_eq!(run(&shell, &bad, "inspector2", &args).code, Some(1));
    let files = saved(&shell);
    assert!(!files.is_empty());
    for file in &files {
        let text = fs::read_to_string(file).expect("a finding");
        assert!(!text.contains("hunter2"), "{text}");
    }
    let ignored = fs::read_to_string(shell.folder().join(".batchspec/.gitignore")).expect("a file");
    assert_eq!(ignored, "*\n");
}

#[test]
fn a_run_that_may_not_save_leaves_nothing_and_one_that_cannot_says_so() {
    let (shell, bad) = (Shell::new(), Serving::start(&["--fault", "max-off-by-one"]));
    assert_eq!(run(&shell, &bad, "inspector2", &["--no-save"]).code, Some(1));
    assert!(!shell.folder().join(".batchspec").exists());
    let none = shell.run(&["replay"]);
    assert!(none.code == Some(4) && none.out.starts_with("Nothing to replay: "), "{none:?}");
    shell.write(".batchspec", "in the way");
    let said = run(&shell, &bad, "inspector2", &[]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("\nfailed to save the findings under .batchspec/findings: "), "{said:?}");
}

#[test]
fn nobody_at_the_target_proves_nothing() {
    let (shell, bad) = (Shell::new(), Serving::start(&["--fault", "max-off-by-one"]));
    run(&shell, &bad, "inspector2", &[]);
    drop(bad);
    let said = shell.run(&["replay"]);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.out.starts_with("NOT REACHED  must "), "{said:?}");
}

#[test]
fn what_serves_nothing_has_mended_nothing() {
    let (shell, bad) = (Shell::new(), Serving::start(&["--fault", "last-account-lost"]));
    run(&shell, &bad, "inspector2", &[]);
    let beside = format!("http://{}/elsewhere", bad.address);
    let said = shell.run(&["replay", "--target", &beside]);
    assert_eq!(said.code, Some(4), "{said:?}");
    assert!(said.out.starts_with("UNDECIDED (0 of "), "{said:?}");
    assert!(said.out.contains("it does not know POST /elsewhere/freetrialinfo/batchget"), "{said:?}");
}

#[test]
fn what_is_no_finding_of_these_suites_is_refused_with_its_file() {
    let (shell, bad) = (Shell::new(), Serving::start(&["--fault", "max-off-by-one"]));
    run(&shell, &bad, "inspector2", &[]);
    let text = fs::read_to_string(&saved(&shell)[0]).expect("a finding");
    let other = |name: &str, what: &str, instead: &str| {
        assert!(text.contains(what), "{text}");
        shell.write(name, &text.replacen(what, instead, 1));
        refused(&shell, &["replay", name])
    };
    shell.write("garbage.json", "{\"form\": 1,\n \"tool\": 7}");
    let garbage = refused(&shell, &["replay", "garbage.json"]);
    assert!(garbage.contains("garbage.json") && garbage.contains("line 2 column"), "{garbage}");
    assert!(refused(&shell, &["replay", "0123456789abcdef"]).contains("0123456789abcdef.json"));
    let form = other("form.json", "\"form\": 1", "\"form\": 99");
    assert!(form.contains("form.json") && form.contains("in form 99"), "{form}");
    let set = other("set.json", "\"clause_set\": \"", "\"clause_set\": \"older-");
    assert!(set.contains("set.json") && set.contains("clause set older-"), "{set}");
    let suite = other("suite.json", "\"suite\": \"inspector2\"", "\"suite\": \"inspector\"");
    assert!(suite.contains("unknown suite \"inspector\""), "{suite}");
    let steps = other("body.json", "\"framing\": \"length\"", "\"framing\": \"none\"");
    assert!(steps.contains("the saved finding is damaged: a request without body has one"), "{steps}");
    // One bad file among good ones: nothing is sent.
    let good = saved(&shell)[0].to_str().expect("a path").to_owned();
    refused(&shell, &["replay", &good, "garbage.json"]);
}

/// Whoever made the file chose where its URL leads.
#[test]
fn headers_are_not_sent_to_a_target_that_only_a_file_names() {
    let (shell, bad) = (Shell::new(), Serving::start(&["--fault", "max-off-by-one"]));
    run(&shell, &bad, "inspector2", &[]);
    let header = ["replay", "--header", "Authorization: Bearer hunter2"];
    let said = refused(&shell, &header);
    assert!(said.contains("name the target with --target http://") && !said.contains("hunter2"), "{said}");
    let target = format!("http://{}", bad.address);
    assert_eq!(shell.run(&[&header[..], &["--target", &target]].concat()).code, Some(1));
}
