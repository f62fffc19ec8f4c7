//! Findings as tests that stand alone: they fail where the fault is, and pass where it is not.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use rstest::rstest;
use serde_json::Value;

use crate::hurl_file::{installed_hurl, run_hurl};
use crate::servers::Serving;
use crate::shell::{Shell, refused};

/// Runs against a server, and gives the signature of its first finding.
fn found(shell: &Shell, server: &Serving, suite: &str) -> String {
    let target = format!("http://{}", server.address);
    let said = shell.run(&[
        "run",
        suite,
        "--quiet",
        "--strict",
        "--seed",
        "1",
        "--cases",
        "5",
        "--target",
        &target,
        "--timeout",
        "1s",
        "--report-json",
        "report.json",
    ]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let report = fs::read_to_string(shell.folder().join("report.json")).expect("a report");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    report["findings"][0]["signature"].as_str().expect("a finding").to_owned()
}

/// Builds a test as a stranger would, with warnings for mistakes.
fn compile(folder: &Path) {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let built = Command::new(rustc)
        .args(["--edition", "2021", "--test", "-D", "warnings", "-o", "finding", "finding.rs"])
        .current_dir(folder)
        .output()
        .expect("the compiler starts");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
}

fn passes(folder: &Path, target: Option<&Serving>) -> Result<(), Output> {
    let mut test = Command::new(folder.join("finding"));
    test.env_remove("BATCHSPEC_TARGET");
    if let Some(target) = target {
        test.env("BATCHSPEC_TARGET", format!("http://{}/", target.address));
    }
    let output = test.output().expect("the test starts");
    if output.status.success() { Ok(()) } else { Err(output) }
}

#[rstest]
#[case::too_many_accepted("inspector2", "max-off-by-one", "assert_error(")]
#[case::a_wrong_type_accepted("inspector2", "number-taken-as-account", "(300..500)")]
#[case::an_error_without_type("inspector2", "error-type-nowhere", "assert_error(")]
#[case::a_lost_item("inspector2", "last-account-lost", "assert_each_once(")]
#[case::a_lost_entity("marketplace", "third-entity-lost", "assert_each_once(")]
#[case::a_name_twice("inspector2", "names-twice-in-answer", "assert_names_once(")]
#[case::a_member_of_another_type("inspector2", "failed-account-code-a-number", "assert_type(")]
#[case::a_member_missing("inspector2", "trial-without-type", "None | Some(Json::Null)")]
#[case::an_unknown_value("inspector2", "trial-type-in-mixed-case", "Json::Text(text) if")]
#[case::a_relation("inspector2", "last-account-stale", "assert_same(")]
#[case::a_history("inspector2", "third-call-denies-first", "assert_same(")]
#[case::two_members("inspector2", "trial-ends-before-start", "assert_ne!(at(")]
#[case::no_answer("inspector2", "large-batch-hangs", "status, 200")]
fn a_finding_is_a_rust_test(#[case] suite: &str, #[case] fault: &str, #[case] says: &str) {
    let (shell, bad, good) = (Shell::new(), Serving::start(&["--fault", fault]), Serving::start(&[]));
    let signature = found(&shell, &bad, suite);
    let said = shell.run(&["export", &signature, "--as", "rust", "--to", "finding.rs"]);
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "", ""), "{said:?}");
    let text = fs::read_to_string(shell.folder().join("finding.rs")).expect("a file");
    assert!(text.contains(says), "{text}");
    compile(shell.folder());
    let failed = passes(shell.folder(), None).expect_err("the fault is there");
    assert_eq!(failed.status.code(), Some(101), "{failed:?}");
    passes(shell.folder(), Some(&good)).expect("no fault is there");
    let hurl = shell.run(&["export", &signature, "--as", "hurl"]);
    assert_eq!((hurl.code, hurl.err.as_str()), (Some(0), ""), "{hurl:?}");
    run_hurl(&hurl.out, &good.address).unwrap_or_else(|wrong| panic!("{wrong}\n{}", hurl.out));
    let itself = |server: &Serving| installed_hurl(&hurl.out, &server.address, shell.folder());
    if let Some(Err(wrong)) = itself(&good) {
        panic!("{wrong}\n{}", hurl.out);
    }
    if !hurl.out.contains("# Limit:") || says.contains("names_once") {
        run_hurl(&hurl.out, &bad.address).expect_err("the fault is there");
        assert!(!matches!(itself(&bad), Some(Ok(()))), "{}", hurl.out);
    }
}

#[test]
fn what_is_no_finding_is_refused() {
    let shell = Shell::new();
    let none = refused(&shell, &["export", "0123456789abcdef", "--as", "rust"]);
    assert!(none.contains("0123456789abcdef.json"), "{none}");
    assert!(refused(&shell, &["export", "0123456789abcdef"]).contains("--as"));
}
