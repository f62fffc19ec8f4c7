//! Public models imported, corrected and scanned by.

use serde_json::Value;

use crate::servers::Serving;
use crate::shell::Shell;

/// The suite that is made of the first API's model.
const ID: &str = "inspector2-batch-get-free-trial-info";

/// A shell whose folder has the models of both APIs.
fn shell() -> Shell {
    let shell = Shell::new();
    shell.write("inspector2.json", include_str!("../../suites/inspector2/model.json"));
    shell.write("marketplace.json", include_str!("../../suites/marketplace/model.json"));
    shell
}

#[test]
fn an_import_tells_the_rule_and_its_reasons_and_writes_a_suite_that_runs() {
    let shell = shell();
    let said = shell.run(&["import", "inspector2.json", "--format", "json", "--to", "suites"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let line: Value = serde_json::from_str(said.out.trim()).expect("one object");
    assert_eq!(line["class"], "two-lists");
    assert_eq!(line["items"], "input.accountIds");
    assert_eq!(line["failed"]["place"], "output.failedAccounts[]");
    assert_eq!(line["failed"]["code"], "code");
    assert!(line["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()), "{line}");
    let server = Serving::start(&[]);
    let target = format!("http://{}", server.address);
    let folder = format!("suites/{ID}");
    let run =
        ["run", ID, "--suite-dir", &folder, "--target", &target, "--cases", "5", "--no-save", "--quiet"];
    let said = shell.run(&run);
    assert_eq!(said.code, Some(0), "{said:?}");
}

#[test]
fn a_folder_of_corrections_wins_over_what_was_inferred() {
    let shell = shell();
    std::fs::create_dir(shell.folder().join("own")).expect("a folder");
    shell.write("own/suite.toml", &format!("id = \"{ID}\"\ntitle = \"As we know it\"\n"));
    let list = ["list", "suites", "--model", "inspector2.json", "--suite-dir", "own"];
    let said = shell.run(&list);
    assert!(said.out.contains("As we know it"), "{said:?}");
    assert!(said.out.contains("POST /freetrialinfo/batchget"), "{said:?}");
}

#[test]
fn a_scan_tells_what_holds_and_what_is_broken_and_does_not_accuse_the_reference() {
    let shell = shell();
    let scan = |server: &Serving, more: &[&str]| {
        let target = format!("http://{}", server.address);
        let scan = ["scan", "--models", ".", "--target", &target, "--seed", "1", "--no-save"];
        shell.run(&[&scan[..], more].concat())
    };
    let said = scan(&Serving::start(&[]), &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("2 operations asked for, 2 served, 2 of them answered"), "{said:?}");
    let broken = Serving::start(&["--fault", "last-account-lost"]);
    let said = scan(&broken, &["--service", "inspector2", "--report", "json=report.json"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("must batch/complete"), "{said:?}");
    let report: Value = {
        let text = std::fs::read_to_string(shell.folder().join("report.json")).expect("a file");
        serde_json::from_str(&text).expect("a report")
    };
    assert_eq!(report["suites"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_world_tells_what_exists_and_one_that_fails_ends_the_scan_with_its_last_words() {
    let shell = shell();
    let server = Serving::start(&[]);
    let target = format!("http://{}", server.address);
    let scan = |command: &str| {
        shell.run(&[
            "scan",
            "--models",
            "inspector2.json",
            "--target",
            &target,
            "--no-save",
            "--setup",
            command,
        ])
    };
    let told = "test -n \"$AWS_ENDPOINT_URL\" && printf '[subjects.inspector2]\\npresent = [\"nobody\"]\\n'";
    let said = scan(told);
    assert!(said.out.contains("\"nobody\" is a subject that no valid request asks for"), "{said:?}");
    let said = scan("echo no such table >&2; exit 7");
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("no such table"), "{said:?}");
    let said = scan("echo 'present = 1'");
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("the output of --setup"), "{said:?}");
}
