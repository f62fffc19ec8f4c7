//! Findings of an earlier run, sent before everything else.

use std::fs;

use serde_json::{Value, json};

use crate::servers::Serving;
use crate::shell::{Said, Shell};

/// Runs the first suite against a server, and gives the report, too.
fn run(shell: &Shell, server: &Serving, args: &[&str]) -> (Said, Value) {
    let target = format!("http://{}", server.address);
    let always = ["run", "inspector2", "--seed", "1", "--cases", "40", "--lanes", "1", "--target", &target];
    let said = shell.run(&[&always[..], &["--report-json", "report.json"], args].concat());
    let report = fs::read_to_string(shell.folder().join("report.json")).expect("a report");
    (said, serde_json::from_str(&report).expect("JSON"))
}

/// The report without what a prelude adds to it, by its description, and without times.
fn without_prelude(mut report: Value) -> Value {
    for key in ["requests", "elapsed_ms"] {
        report[key] = Value::Null;
    }
    for key in ["prelude", "answer_times"] {
        report["suites"][0][key] = Value::Null;
    }
    // The server under test is on another port, and says the time.
    serde_json::from_str(
        &report
            .to_string()
            .replace(report["suites"][0]["target"].as_str().expect("a target"), "http://target"),
    )
    .expect("JSON")
}

fn prelude(report: &Value) -> [u64; 3] {
    let prelude = &report["suites"][0]["prelude"];
    ["tried", "broken", "unfit"].map(|key| prelude[key].as_u64().expect("a number"))
}

#[test]
fn known_trouble_shows_first_and_changes_nothing_of_the_plan() {
    let (shell, bad) = (Shell::new(), Serving::start(&["--fault", "last-account-lost"]));
    let (first, report) = run(&shell, &bad, &[]);
    assert_eq!((first.code, prelude(&report)), (Some(1), [0, 0, 0]));
    let saved = fs::read_dir(shell.folder().join(".batchspec/findings")).expect("findings").count() as u64;
    let (again, after) = run(&shell, &bad, &[]);
    assert_eq!((again.code, prelude(&after)), (Some(1), [saved, saved, 0]), "{again:?}");
    let told = format!("sent before: {saved} saved finding");
    assert!(again.out.contains(&told) && again.out.contains("came again"), "{}", again.out);
    // The same cases find the same, in the same form.
    let shown = |report: &Value| {
        let findings = report["findings"].as_array().expect("findings").iter();
        let shown = findings
            .map(|next| json!([next["signature"], next["case"], next["exchanges"][0]["request_body"]]));
        shown.collect::<Vec<_>>()
    };
    assert_eq!(shown(&report), shown(&after));
    for key in ["planned_cases", "judged_cases", "distinct_bodies", "successes"] {
        assert_eq!(report["suites"][0][key], after["suites"][0][key], "{key}");
    }
    let (brief, report) = run(&shell, &bad, &["--fail-fast"]);
    assert_eq!((brief.code, &report["suites"][0]["judged_cases"]), (Some(1), &json!(0)), "{brief:?}");
    assert_eq!(report["ending"]["kind"], "stopped-at-finding");
    assert_eq!(report["findings"][0]["clause"]["id"], "batch/complete");
}

#[test]
fn a_server_that_conforms_is_not_disturbed_and_what_does_not_come_is_told() {
    let (shell, bad, good) =
        (Shell::new(), Serving::start(&["--fault", "max-off-by-one"]), Serving::start(&[]));
    let (_, plain) = run(&shell, &good, &[]);
    run(&shell, &bad, &[]);
    let (said, report) = run(&shell, &good, &[]);
    let [tried, broken, unfit] = prelude(&report);
    assert!(said.code == Some(0) && tried > 0 && broken == 0 && unfit == 0, "{said:?}");
    assert!(said.err.contains(&format!("did not come again: {tried} of {tried} ")), "{said:?}");
    assert_eq!(without_prelude(report), without_prelude(plain));
    for args in [&["--no-prelude"][..], &["--only", "batch/*"]] {
        let (said, report) = run(&shell, &good, args);
        assert_eq!((prelude(&report), said.err.as_str()), ([0, 0, 0], ""), "{args:?}");
    }
    shell.write("batchspec.toml", "prelude = false\n");
    assert_eq!(prelude(&run(&shell, &good, &[]).1), [0, 0, 0]);
    // The embedded server is asked, too, and nothing is said of what another one did.
    fs::remove_file(shell.folder().join("batchspec.toml")).expect("a file");
    let said = shell.run(&["run", "--seed", "1", "--cases", "5"]);
    assert!(
        said.code == Some(0)
            && said.out.contains(&format!("sent before: {tried} saved findings, of which 0")),
        "{said:?}"
    );
    assert!(!said.err.contains("did not come again"), "{said:?}");
}

#[test]
fn what_is_of_no_use_is_told_in_a_line_and_stops_nothing() {
    let (shell, bad) = (Shell::new(), Serving::start(&["--fault", "max-off-by-one"]));
    run(&shell, &bad, &[]);
    let folder = shell.folder().join(".batchspec/findings");
    let files: Vec<_> =
        fs::read_dir(&folder).expect("findings").map(|file| file.expect("one").path()).collect();
    let (file, saved) = (&files[0], files.len() as u64);
    let text = fs::read_to_string(file).expect("a finding");
    let older = text.replacen("\"clause_set\": \"", "\"clause_set\": \"older-", 1);
    fs::write(folder.join("older.json"), older).expect("a file");
    fs::write(folder.join("garbage.json"), "{").expect("a file");
    let good = Serving::start(&[]);
    let (said, report) = run(&shell, &good, &["--quiet"]);
    assert_eq!((said.code, prelude(&report)), (Some(0), [saved, 0, 1]), "{said:?}");
    let lines: Vec<&str> = said.err.lines().collect();
    assert!(lines.len() == 2, "{said:?}");
    assert!(
        lines[0].starts_with("not sent before the run: ") && lines[0].ends_with("line 1 column 1"),
        "{said:?}"
    );
    assert!(lines[1].contains("older.json") && lines[1].contains("clause set older-"), "{said:?}");
}

#[test]
fn saving_can_be_switched_off_for_good() {
    let (shell, bad) = (Shell::new(), Serving::start(&["--fault", "max-off-by-one"]));
    shell.write("batchspec.toml", "save = false\n");
    assert_eq!(run(&shell, &bad, &[]).0.code, Some(1));
    assert!(!shell.folder().join(".batchspec").exists());
}
