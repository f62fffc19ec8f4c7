//! What the program tells before anything is sent.

use insta::assert_snapshot;
use rstest::rstest;

use crate::shell::{Shell, refused};

#[track_caller]
fn shown(args: &[&str]) -> String {
    let said = Shell::new().run(args);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    said.out
}

/// The columns and words are ours to keep; numbers and texts belong to the suites.
#[test]
fn suites_are_listed() {
    let text = shown(&["list", "suites"]);
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["suite", "version", "clauses", "request", "title"]);
    assert_eq!((lines[1][0], lines[1][4]), ("inspector2", "/freetrialinfo/batchget"));
    assert_eq!((lines[2][0], lines[2][4]), ("marketplace", "/BatchDescribeEntities"));
}

#[test]
fn a_clause_is_explained_with_source_checks_and_faults() {
    let text = shown(&["explain", "inspector2/request/account-ids-max"]);
    let labels: Vec<_> = text
        .lines()
        .filter_map(|line| line.get(2..12).map(str::trim))
        .filter(|label| ["level", "number", "source", "covers", "judged by", "broken by"].contains(label))
        .collect();
    assert_eq!(labels, ["level", "number", "source", "covers", "judged by", "broken by"], "{text}");
    for part in [
        "inspector2/request/account-ids-max\n\n  A request with more than 100 account ids",
        "https://docs.aws.amazon.com/inspector/",
        "input.accountIds:length-max",
        "max-off-by-one: ",
        "It cannot see: ",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_fault_is_explained() {
    assert_snapshot!(shown(&["explain", "max-off-by-one"]));
}

#[rstest]
#[case::operation("BatchDescribeEntities")]
#[case::path("/BatchDescribeEntities")]
fn a_suite_is_explained_by_what_it_tests(#[case] name: &str) {
    let text = shown(&["explain", name]);
    assert_eq!(text, shown(&["explain", "marketplace"]));
    assert!(text.contains(" judged, ") && text.contains(" observed: "), "{text}");
}

#[test]
fn a_number_explains_all_its_clauses() {
    let text = shown(&["explain", "I03"]);
    assert!(
        text.contains("inspector2/request/account-ids-min\n")
            && text.contains("inspector2/request/account-ids-max\n")
    );
}

#[rstest]
#[case("suites", "suite")]
#[case("clauses", "clause")]
#[case("checks", "check")]
#[case("faults", "fault")]
#[case("dialects", "dialect")]
#[case("cases", "cases")]
#[case("formats", "format")]
#[case("observations", "clause")]
#[case("exit-codes", "code")]
#[case("rules", "rule")]
fn a_list_is_the_same_in_both_formats(#[case] topic: &str, #[case] column: &str) {
    let text = shown(&["list", topic]);
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(&shown(&["list", topic, "--format", "json"])).expect("a JSON list");
    assert!(rows.len() > 1, "{text}");
    // One line is the head of the table.
    assert_eq!(text.lines().count(), rows.len() + 1, "{text}");
    for (line, row) in text.lines().skip(1).zip(&rows) {
        let cell = row[column].to_string();
        assert!(line.contains(cell.trim_matches('"')), "{line}\n{row}");
    }
}

#[test]
fn a_suite_narrows_a_list() {
    let all = shown(&["list", "faults"]);
    let one = shown(&["list", "faults", "marketplace"]);
    assert!(one.lines().count() < all.lines().count());
    assert!(!one.contains("inspector2"), "{one}");
}

#[test]
fn colour_is_used_when_asked_for_and_never_against_the_reader() {
    let coloured = "\u{1b}[";
    let shell = Shell::new();
    assert!(refused(&shell, &["explain", "x", "--color", "always"]).contains(coloured));
    assert!(!refused(&shell, &["explain", "x"]).contains(coloured));
    assert!(!refused(&shell, &["explain", "x", "--color", "never"]).contains(coloured));
    let run =
        |variable| shell.command(&["explain", "x"]).env("CLICOLOR_FORCE", "1").env(variable, "1").output();
    let plain = run("NO_COLOR").expect("the program starts");
    assert!(!plain.stderr.windows(2).any(|pair| pair == coloured.as_bytes()), "{plain:?}");
}

#[rstest]
#[case::check("success-shape", "check")]
#[case::rule("same-clause", "rule")]
#[case::pass("needs-earlier", "pass")]
#[case::dialect("pretty-json", "dialect")]
#[case::format("sarif", "format")]
#[case::exit_code("4", "exit code")]
#[case::fault("max-off-by-one", "fault")]
#[case::clause("batch/complete", "clause")]
#[case::suite("inspector2", "suite")]
#[case::family("kin", "family")]
#[case::a_case("inspector2/accept/2-items-good-last/0", "case")]
#[case::a_small_case("inspector2/accept/3-items/shrunk/0", "case")]
#[case::a_case_without_suite("breach/accountIds:missing/0", "case")]
#[case::observation("protocol/error-type-header", "observation")]
fn whatever_has_an_id_is_explained_as_data(#[case] id: &str, #[case] kind: &str) {
    let entries: Vec<serde_json::Value> =
        serde_json::from_str(&shown(&["explain", id, "--format", "json"])).expect("a JSON list");
    assert_eq!(entries[0]["kind"], kind);
    assert_eq!(entries[0]["id"], id);
    assert!(entries[0]["about"].as_str().is_some_and(|about| !about.is_empty()));
    assert!(shown(&["explain", id]).starts_with(id));
}

#[test]
fn a_clause_may_be_named_with_its_suite() {
    let text = shown(&["explain", "batch/complete"]);
    assert_eq!(shown(&["explain", "inspector2/batch/complete"]), text);
    assert!(refused(&Shell::new(), &["explain", "batch/inspector2/complete"]).contains("nothing is called"));
}

#[test]
fn completions_and_manual_pages_tell_of_every_command() {
    let completions = shown(&["completions", "bash"]);
    let manual = shown(&["man"]);
    assert!(manual.starts_with(".ie") || manual.starts_with(".TH"), "{manual}");
    for command in ["run", "serve", "list", "explain", "score", "compare", "merge", "config"] {
        assert!(completions.contains(&format!("batchspec,{command}")), "{command}");
        assert!(manual.contains(command), "{command}");
    }
    assert!(shown(&["man", "run"]).contains("Exit codes"));
    assert!(refused(&Shell::new(), &["man", "rum"]).contains("the nearest is \"run\""));
}
