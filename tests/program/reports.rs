//! Reports in files and on standard output, as `--report` writes them.

use std::fs;

use rstest::rstest;
use serde_json::Value;

use crate::servers::Serving;
use crate::shell::{Said, Shell, refused};

/// A short run of one suite against the reference.
const RUN: [&str; 7] = ["run", "inspector2", "--seed", "1", "--cases", "5", "--quiet"];

fn run(shell: &Shell, args: &[&str]) -> Said {
    shell.run(&[&RUN[..], args].concat())
}

fn text_of(shell: &Shell, name: &str) -> String {
    fs::read_to_string(shell.folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn several_formats_are_written_at_once() {
    let shell = Shell::new();
    let said =
        run(&shell, &["--report", "junit=a.xml", "--report", "sarif=b.sarif", "--report-json", "c=d.json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.ends_with("Exit code 0.\n"), "the terminal is told as ever: {said:?}");
    assert!(text_of(&shell, "a.xml").starts_with("<?xml"));
    assert!(text_of(&shell, "b.sarif").contains("\"2.1.0\""));
    let report: Value = serde_json::from_str(&text_of(&shell, "c=d.json")).expect("JSON");
    assert_eq!(report["seed"], 1);
}

#[test]
fn events_are_told_as_they_happen_and_the_verdict_last() {
    let server = Serving::start(&["--fault", "max-off-by-one"]);
    let target = format!("http://{}", server.address);
    let said = run(&Shell::new(), &["--target", &target, "--report", "ndjson=-"]);
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""), "{said:?}");
    let lines: Vec<Value> =
        said.out.lines().map(|line| serde_json::from_str(line).expect("JSON and nothing else")).collect();
    let kinds = lines.iter().filter_map(|line| line["event"].as_str());
    let kinds: Vec<&str> = kinds.filter(|kind| *kind != "progress").collect();
    assert_eq!(kinds, ["run-started", "suite-started", "finding-seen", "suite-finished", "run-finished"]);
    let of = |kind: &str| lines.iter().find(|line| line["event"] == kind).expect("a line");
    assert_eq!(
        (&of("run-started")["seed"], &of("run-started")["suites"][0]),
        (&1.into(), &"inspector2".into())
    );
    assert!(of("suite-started")["planned_cases"].as_u64() > Some(1_000));
    assert_eq!(of("finding-seen")["finding"]["clause"]["id"], "inspector2/request/account-ids-max");
    assert_eq!((&of("run-finished")["exit_code"], &of("run-finished")["breaking"]), (&1.into(), &1.into()));
}

#[test]
fn a_report_on_standard_output_is_alone_there() {
    let shell = Shell::new();
    let said = run(&shell, &["--report", "json=-", "--report", "text=report.txt"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let report: Value = serde_json::from_str(&said.out).expect("JSON and nothing else");
    assert_eq!(report["ending"]["kind"], "completed");
    assert!(text_of(&shell, "report.txt").ends_with("Exit code 0.\n"));
}

#[rstest]
#[case::unknown_format(&["--report", "junt=a.xml"], "unknown format \"junt\"; the nearest is \"junit\"")]
#[case::no_path(&["--report", "junit="], "write it as --report FORMAT=PATH")]
#[case::no_format(&["--report", "report.xml"], "write it as --report FORMAT=PATH")]
#[case::same_path(&["--report", "junit=a", "--report", "json=a"], "two reports cannot both go to a")]
#[case::same_path_in_old_words(&["--report", "junit=a", "--report-json", "a"], "two reports cannot both go to a")]
#[case::same_file(&["--report", "junit=a", "--report", "json=./a"], "two reports cannot both go to ./a")]
#[case::output_twice(&["--report", "junit=-", "--report", "json=-"], "both go to standard output")]
#[case::no_folder(&["--report", "har=no/such/a.har"], "failed to open no/such/a.har for the report")]
fn what_cannot_be_written_is_refused_before_anything_is_sent(#[case] args: &[&str], #[case] complaint: &str) {
    let shell = Shell::new();
    let said = refused(&shell, &[&RUN[..], args].concat());
    assert!(said.contains(complaint), "{said}");
}

#[test]
fn a_misspelt_format_leaves_other_files_alone() {
    let shell = Shell::new();
    shell.write("old.xml", "precious");
    refused(&shell, &[&RUN[..], &["--report", "junit=old.xml", "--report", "yaml=b"]].concat());
    assert_eq!(text_of(&shell, "old.xml"), "precious");
}

#[test]
fn a_recording_that_cannot_be_made_leaves_old_reports_alone() {
    let shell = Shell::new();
    shell.write("old.json", "precious");
    refused(&shell, &[&RUN[..], &["--report", "json=old.json", "--record", "no/such.har"]].concat());
    assert_eq!(text_of(&shell, "old.json"), "precious");
}

#[cfg(target_os = "linux")]
#[test]
fn a_lost_report_is_no_success() {
    let said = run(&Shell::new(), &["--report", "junit=/dev/full"]);
    assert_eq!(said.code, Some(5), "{said:?}");
    assert!(said.err.contains("failed to write the junit report to /dev/full: "), "{said:?}");
}

#[rstest]
#[case::by_itself(&[])]
#[case::beside_another(&["--report", "markdown=other.md"])]
#[case::by_its_name(&["--report", "markdown=summary.md"])]
fn the_summary_of_a_ci_step_gets_one_report_below_what_it_has(#[case] args: &[&str]) {
    let shell = Shell::new();
    shell.write("summary.md", "# Before\n");
    let mut command = shell.command(&[&RUN[..], args].concat());
    command.env("GITHUB_STEP_SUMMARY", shell.folder().join("summary.md"));
    let said = Said::from(command.output().expect("the program starts"));
    assert_eq!(said.code, Some(0), "{said:?}");
    let summary = text_of(&shell, "summary.md");
    assert!(summary.starts_with("# Before\n"), "{summary}");
    assert_eq!(summary.matches("## batchspec: the target conforms").count(), 1, "{summary}");
}

#[test]
fn a_summary_that_cannot_be_written_is_told_and_changes_no_verdict() {
    let shell = Shell::new();
    let mut command = shell.command(&RUN);
    command.env("GITHUB_STEP_SUMMARY", shell.folder().join("no/such/summary.md"));
    let said = Said::from(command.output().expect("the program starts"));
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.err.contains("failed to write the summary to "), "{said:?}");
}
