//! Reports compared, and reports as baselines.

use std::fs;

use crate::servers::Serving;
use crate::shell::{Said, Shell, refused};

/// Runs against a server with this fault and writes the report to `name`.
fn written(shell: &Shell, fault: &[&str], name: &str, args: &[&str]) -> Said {
    let server = Serving::start(fault);
    let target = format!("inspector2=http://{}", server.address);
    let run = ["run", "--quiet", "--seed", "1", "--cases", "20", "--target", &target, "--report-json", name];
    shell.run(&[&run, args].concat())
}

#[test]
fn what_broke_and_what_was_mended_is_told() {
    let shell = Shell::new();
    written(&shell, &[], "good.json", &[]);
    written(&shell, &["--fault", "max-off-by-one"], "bad.json", &[]);
    let same = shell.run(&["compare", "good.json", "good.json"]);
    assert_eq!((same.code, same.out.as_str()), (Some(0), "Nothing got worse. Exit code 0.\n"));
    let worse = shell.run(&["compare", "good.json", "bad.json"]);
    assert_eq!(worse.code, Some(1), "{worse:?}");
    assert!(worse.out.contains("Newly broken\n  must inspector2/request/account-ids-max: "), "{}", worse.out);
    assert!(
        worse.out.contains("\nIt got worse: ") && worse.out.contains(" newly broken. Exit code 1.\n"),
        "{worse:?}"
    );
    let better = shell.run(&["compare", "bad.json", "good.json"]);
    assert_eq!(better.code, Some(0), "{better:?}");
    assert!(better.out.contains("Fixed\n  must inspector2/request/account-ids-max: "), "{}", better.out);
    let json = shell.run(&["compare", "good.json", "bad.json", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json["broken"][0]["clause"], "inspector2/request/account-ids-max");
    assert_eq!(json["broken"][0]["counts"], true);
}

#[test]
fn what_is_not_tested_any_more_is_worse_unless_nobody_minds() {
    let shell = Shell::new();
    written(&shell, &[], "all.json", &[]);
    written(&shell, &[], "some.json", &["--skip", "batch/*"]);
    let said = shell.run(&["compare", "all.json", "some.json"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("batch/complete (inspector2): it was left out"), "{}", said.out);
    assert!(said.out.contains("was everything and is --skip batch/*\n"), "{}", said.out);
    let unminded = shell.run(&["compare", "all.json", "some.json", "--fail-on", "broken"]);
    assert_eq!(unminded.code, Some(0));
    assert!(unminded.out.ends_with("\nNothing got worse that counts. Exit code 0.\n"), "{unminded:?}");
    let back = shell.run(&["compare", "some.json", "all.json"]);
    assert!(back.code == Some(0) && back.out.contains("Newly tested\n"), "{back:?}");
}

#[test]
fn of_two_faulty_servers_what_is_mended_and_what_broke_is_told_apart() {
    let shell = Shell::new();
    written(&shell, &["--fault", "max-off-by-one"], "old.json", &[]);
    written(&shell, &["--fault", "last-account-lost"], "new.json", &[]);
    let said = shell.run(&["compare", "old.json", "new.json"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let (broken, fixed) = said.out.split_once("\nFixed\n").expect("both");
    assert!(broken.contains("Newly broken\n  must batch/complete (inspector2): "), "{broken}");
    assert!(fixed.contains("  must inspector2/request/account-ids-max: "), "{fixed}");
    assert!(!broken.contains("account-ids-max") && !fixed.contains("batch/complete"), "{}", said.out);
    assert!(said.out.ends_with("\nIt got worse: 1 newly broken. Exit code 1.\n"), "{}", said.out);
}

#[test]
fn what_is_no_report_is_refused_with_its_file_and_place() {
    let shell = Shell::new();
    shell.write("old.json", "{\"format\": 1,\n \"tool\": 7}");
    shell.write("other.json", "{\"format\": 99}");
    let place = refused(&shell, &["compare", "old.json", "old.json"]);
    assert!(
        place.contains("failed to read the report old.json: ") && place.contains("line 2 column"),
        "{place}"
    );
    assert_eq!(place.matches("line 2 column").count(), 1, "{place}");
    let form = refused(&shell, &["compare", "other.json", "old.json"]);
    assert!(form.contains("other.json") && form.contains("in form 99"), "{form}");
    let none = refused(&shell, &["compare", "none.json", "old.json"]);
    assert!(none.starts_with("error: failed to read the report none.json: "), "{none}");
}

#[test]
fn only_what_the_baseline_lacks_breaks_a_run_that_counts_what_is_new() {
    let shell = Shell::new();
    let size = ["--fault", "max-off-by-one"];
    assert_eq!(written(&shell, &size, "old.json", &[]).code, Some(1));
    let new = ["--fail-on", "new", "--baseline", "old.json"];
    let known = written(&shell, &size, "new.json", &new);
    assert_eq!(known.code, Some(0), "{known:?}");
    assert!(
        known.out.contains("Known from the baseline\n  must inspector2/request/account-ids-max"),
        "{known:?}"
    );
    let other = written(&shell, &["--fault", "last-account-lost"], "new.json", &new);
    assert_eq!(other.code, Some(1), "{other:?}");
    let report = fs::read_to_string(shell.folder().join("new.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["findings"][0]["known"], false);
    assert!(refused(&shell, &["run", "--fail-on", "new"]).contains("add --baseline FILE"));
}
