//! Suites of one's own: named by folder, and told apart from those that are embedded.

use std::fs;

use rstest::rstest;

use crate::servers::Serving;
use crate::shell::{Said, Shell, refused};

/// A shell whose folder `own` has the suite of the first API under the name of `mine`.
fn shell() -> Shell {
    let shell = Shell::new();
    fs::create_dir(shell.folder().join("own")).expect("a folder");
    let suite = include_str!("../../suites/inspector2/suite.toml").replace("inspector2/", "mine/");
    let suite = suite.replace("id = \"inspector2\"", "id = \"mine\"");
    shell.write("own/suite.toml", &suite);
    shell.write("own/model.json", include_str!("../../suites/inspector2/model.json"));
    shell
}

#[rstest]
#[case::by_flag(&["--suite-dir", "own"], "", None, "--suite-dir")]
#[case::by_variable(&[], "", Some("own"), "BATCHSPEC_SUITE_DIR")]
#[case::by_file(&[], "seed = 1\nsuite-dir = [\"own\"]\n", None, "batchspec.toml:2")]
fn a_suite_of_ones_own_is_listed_explained_and_run(
    #[case] args: &[&str],
    #[case] file: &str,
    #[case] variable: Option<&str>,
    #[case] origin: &str,
) {
    let shell = shell();
    shell.write("batchspec.toml", file);
    let run = |words: &[&str]| {
        let mut command = shell.command(&[words, args].concat());
        variable.iter().for_each(|value| {
            command.env("BATCHSPEC_SUITE_DIR", value);
        });
        Said::from(command.output().expect("the program starts"))
    };
    assert!(run(&["list", "suites"]).out.contains("\nmine "));
    assert_eq!(run(&["explain", "mine/request/account-ids-max"]).code, Some(0));
    let config = run(&["config"]).out;
    assert!(config.lines().any(|line| line.starts_with("suite-dir") && line.contains(origin)), "{config}");
    let server = Serving::start(&[]);
    let target = format!("http://{}", server.address);
    let said = run(&["run", "mine", "--target", &target, "--cases", "5", "--quiet"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains(" of 88 clauses"), "{said:?}");
}

#[test]
fn its_findings_are_saved_replayed_waived_and_judged_again_like_any() {
    let shell = shell();
    shell.write("batchspec.toml", "suite-dir = [\"own\"]\ncases = 5\nseed = 1\nquiet = true\n");
    let server = Serving::start(&["--fault", "max-off-by-one"]);
    let target = format!("mine=http://{}", server.address);
    let run = ["run", "--target", &target];
    let first = [&run[..], &["--write-waivers", "w.toml", "--record", "r.har"]].concat();
    assert_eq!(shell.run(&first).code, Some(1));
    assert_eq!(shell.run(&["replay", "--target", &target]).code, Some(1));
    assert_eq!(shell.run(&["rejudge", "r.har"]).code, Some(1));
    let text = fs::read_to_string(shell.folder().join("w.toml")).expect("waivers");
    assert!(text.contains("clause = \"mine/request/account-ids-max\""), "{text}");
    shell.write("waivers.toml", &text.replace("TODO", "known"));
    assert_eq!(shell.run(&[&run[..], &["--waivers", "waivers.toml"]].concat()).code, Some(0));
}

#[test]
fn there_is_no_embedded_server_of_it() {
    let shell = shell();
    for suites in [&["run", "--suite-dir", "own"][..], &["run", "mine", "--suite-dir", "own"]] {
        let complaint = refused(&shell, suites);
        assert!(
            complaint.contains("no target for mine, of which there is no embedded server"),
            "{complaint}"
        );
    }
    assert_eq!(
        shell.run(&["run", "inspector2", "--suite-dir", "own", "--cases", "0", "--quiet"]).code,
        Some(0)
    );
}

#[test]
fn another_model_is_read_when_the_suite_names_it() {
    let shell = shell();
    let (suite, model) = (shell.folder().join("own/suite.toml"), shell.folder().join("own/model.json"));
    let text = fs::read_to_string(&suite).expect("a suite");
    fs::write(&suite, text.replace("model = \"model.json\"", "model = \"../smithy.json\"")).expect("a file");
    fs::rename(model, shell.folder().join("smithy.json")).expect("a file");
    assert_eq!(shell.run(&["list", "clauses", "mine", "--suite-dir", "own"]).code, Some(0));
}

#[test]
fn what_is_wrong_with_it_is_told_with_file_and_place() {
    let shell = shell();
    let list = ["list", "suites", "--suite-dir", "own"];
    let suite = fs::read_to_string(shell.folder().join("own/suite.toml")).expect("a suite");
    let told = |name: &str, text: &str| {
        let before = fs::read_to_string(shell.folder().join(name)).expect("a file");
        shell.write(name, text);
        let complaint = refused(&shell, &list);
        shell.write(name, &before);
        complaint
    };
    let complaint = told("own/suite.toml", &suite.replace("operation = ", "operaton = "));
    assert!(complaint.contains("failed to read the suite in own: own/suite.toml: line "), "{complaint}");
    let complaint =
        told("own/suite.toml", &suite.replace("place = \"output.accounts[]\"", "place = \"output.x[]\""));
    assert!(complaint.contains("own/suite.toml: ") && complaint.contains("output.x[]"), "{complaint}");
    let complaint = told("own/model.json", "{");
    assert!(complaint.contains("own/model.json: line 1 column 1"), "{complaint}");
    let complaint = refused(&shell, &[&list[..], &["--suite-dir", "own"]].concat());
    assert!(complaint.contains("the suite in own is called \"mine\", as another one is"), "{complaint}");
    let complaint = refused(&shell, &["list", "suites", "--suite-dir", "absent"]);
    assert!(complaint.contains("failed to read absent/suite.toml: "), "{complaint}");
}

#[test]
fn the_file_names_folders_as_a_list_and_outside_of_profiles() {
    let shell = shell();
    shell.write("batchspec.toml", "suite-dir = \"own\"\n");
    assert!(
        refused(&shell, &["list", "suites"])
            .contains("batchspec.toml: line 1: this must be a list of strings")
    );
    shell.write("batchspec.toml", "[profile.x]\nsuite-dir = [\"own\"]\n");
    let complaint = refused(&shell, &["config"]);
    assert!(complaint.contains("batchspec.toml: line 2: unknown key \"suite-dir\""), "{complaint}");
}
