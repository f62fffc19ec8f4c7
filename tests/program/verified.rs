//! A run that verified nothing, or less than demanded, is no success.

use std::fs;

use rstest::rstest;

use crate::servers::Serving;
use crate::shell::{Said, Shell, refused};

/// A short run against the embedded reference.
fn run(args: &[&str]) -> Said {
    Shell::new().run(&[&["run", "inspector2", "--quiet", "--seed", "1", "--cases", "20"], args].concat())
}

#[rstest]
#[case::notes_only(&["--only", "protocol/error-type-header"], "no clause was to be judged")]
#[case::all_left_out(&["--skip", "*"], "no clause was to be judged")]
#[case::what_needs_credentials(&["--only", "auth/*"], "no clause of inspector2 that was to be judged could be decided")]
#[case::too_little(&["--require-exercised", "100%"], "100 % is demanded")]
#[case::a_shard_of_notes_alone(&["--only", "protocol/error-type-header", "--partition", "1/1"], "no clause was to be judged")]
fn a_run_that_verified_too_little_is_no_success(#[case] args: &[&str], #[case] why: &str) {
    let said = run(args);
    assert_eq!(said.code, Some(4), "{said:?}");
    let flat = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(why) && flat.ends_with("Exit code 4."), "{}", said.out);
}

#[test]
fn what_was_not_exercised_is_listed_with_its_reason() {
    let said = run(&["--require-exercised", "99.5%"]);
    assert!(said.out.contains("Not exercised, but demanded\n"), "{}", said.out);
    assert!(said.out.contains("auth/unsigned-rejected (inspector2): needs credentials"), "{}", said.out);
    assert_eq!(run(&["--require-exercised", "80"]).code, Some(0));
}

#[test]
fn each_suite_that_is_chosen_has_to_verify_something() {
    let shell = Shell::new();
    let run = |only: &str| shell.run(&["run", "--quiet", "--seed", "1", "--cases", "20", "--only", only]);
    // Nothing of the other suite is chosen, which is as it should be.
    assert_eq!(run("inspector2/request/*").code, Some(0));
    assert_eq!(run("*auth/before-validation").code, Some(4));
}

#[rstest]
#[case::no_number(&["--require-exercised", "most"])]
#[case::too_much(&["--require-exercised", "101%"])]
fn a_share_is_from_0_to_100(#[case] args: &[&str]) {
    let complaint = refused(&Shell::new(), &[&["run"], args].concat());
    assert!(complaint.contains("write a share from 0% to 100%"), "{complaint}");
}

#[test]
fn a_subject_that_is_otherwise_than_told_is_a_finding_for_each_kind() {
    let shell = Shell::new();
    let server = Serving::start(&[]);
    let told = "[subjects.inspector2]\npresent = [\"123456789012\", \"999988887777\", \"999988887778\", \"nobody\"]\n\
                denied = [\"111122223333\"]\n";
    fs::write(shell.folder().join("batchspec.toml"), told).expect("a file");
    let target = format!("inspector2=http://{}", server.address);
    let said = shell.run(&["run", "--target", &target, "--quiet", "--report-json", "report.json"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let report = fs::read_to_string(shell.folder().join("report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    let found: Vec<_> = findings
        .iter()
        .map(|finding| {
            let others = finding["consequences"].as_array().map_or(0, Vec::len);
            (finding["clause"]["id"].as_str(), finding["items"].as_u64(), others)
        })
        .collect();
    let clause = Some("subjects/as-told");
    assert_eq!(found, [(clause, Some(1), 0), (clause, Some(1), 1)], "what is there is as it was told");
    let actual = findings[1]["actual"].as_str().expect("a text");
    assert_eq!(actual, "it fails with ACCESS_DENIED: the target is wrong, or what was told of it");
    assert_eq!(report["suites"][0]["unasked_subjects"], serde_json::json!(["nobody"]));
}
