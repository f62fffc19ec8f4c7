//! `README.md` and `docs/manual.md`: what they show is what is compiled, printed and accepted.

use std::process::Command;

use batchspec_faults::fault;
use batchspec_fixtures::ServeOptions;
use batchspec_harness::report::{FORMATS, Format};
use regex::Regex;

use crate::reference::Reference;

/// Stands before the finding that the README shows.
const FINDING: &str = "<!-- Written by BATCHSPEC_UPDATE=1 cargo test --test documents -->\n```text\n";

/// Files whose code the README and the manual show.
const COMPILED: [&str; 2] = ["tests/embedding/conformance.rs", "tests/embedding/program.rs"];

#[test]
fn the_code_that_the_readme_and_the_manual_show_is_compiled() {
    let texts = ["README.md", "docs/manual.md"].map(crate::text_of).concat();
    let compiled = COMPILED.map(crate::text_of);
    let blocks: Vec<&str> =
        texts.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), COMPILED.len(), "each block of code has its file");
    for block in blocks {
        assert!(compiled.iter().any(|file| file.contains(block)), "no compiled file holds this:\n{block}");
    }
}

#[test]
fn the_readme_lists_the_exit_codes_of_the_program() {
    let readme = crate::text_of("README.md");
    let help = program().args(["run", "--help"]).output().expect("the program starts");
    let help = String::from_utf8(help.stdout).expect("text");
    let list = help.split_once("\n\nExit codes").map(|(_, list)| format!("Exit codes{list}"));
    let list = list.expect("the program's list");
    assert!(list.lines().count() > 5, "{list}");
    assert!(readme.contains(list.trim_end()), "the README must hold this:\n{list}");
}

#[test]
fn the_manual_lists_the_formats_of_reports() {
    let row = |format: &Format| format!("| `{}` | {} |\n", format.name, format.about);
    let table: String = FORMATS.iter().map(row).collect();
    let manual = crate::text_of("docs/manual.md");
    assert!(manual.contains(&format!("|---|---|\n{table}\n")), "the manual must hold this:\n{table}");
}

#[test]
fn the_finding_that_the_readme_shows_is_true() {
    let server = Reference::start(ServeOptions { fault: fault("last-account-lost"), ..Default::default() });
    let run = ["run", "inspector2", "--target", server.url(), "--seed", "1", "--quiet"];
    // It saves what it finds in the folder where it runs.
    let folder = tempfile::tempdir().expect("a folder");
    let program = program().args(run).current_dir(folder.path()).output().expect("the program");
    let shown = String::from_utf8(program.stdout).expect("text");
    let shown = shown.replace(server.url(), "http://127.0.0.1:8080");
    let readme = crate::text_of("README.md");
    let (before, rest) = readme.split_once(FINDING).expect("the mark before the finding");
    let (found, after) = rest.split_once("```").expect("the end of the finding");
    // How long it took is another each time.
    let time = Regex::new(r"; [0-9.,]+ m?s\n").expect("a pattern");
    let without_time = |text: &str| time.replace_all(text, "\n").into_owned();
    if without_time(found) != without_time(&shown) {
        crate::assert_generated("README.md", &format!("{before}{FINDING}{shown}```{after}"));
    }
}

#[test]
fn the_configuration_that_the_manual_shows_is_accepted() {
    let manual = crate::text_of("docs/manual.md");
    let block = manual.split("```toml\n# batchspec.toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("batchspec.toml"), block.expect("a configuration")).expect("a file");
    // The target that the file names is not there: 3 says that everything before was in order.
    let run = ["run", "--target", "http://127.0.0.1:9"];
    let program = program().args(run).current_dir(folder.path()).output().expect("the program");
    assert_eq!(program.status.code(), Some(3), "{}", String::from_utf8_lossy(&program.stderr));
}

#[test]
fn the_waiver_that_the_manual_shows_is_accepted() {
    let manual = crate::text_of("docs/manual.md");
    let block = manual.split("```toml\n[[waiver]]").nth(1).and_then(|rest| rest.split("```").next());
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!("[[waiver]]{}", block.expect("a waiver"));
    std::fs::write(folder.path().join("waivers.toml"), text).expect("a file");
    let run = ["run", "--target", "http://127.0.0.1:9", "--waivers", "waivers.toml"];
    let program = program().args(run).current_dir(folder.path()).output().expect("the program");
    // Its day will pass: 3 or 1, but never 2.
    assert_ne!(program.status.code(), Some(2), "{}", String::from_utf8_lossy(&program.stderr));
}

/// The program, in an environment that says nothing to it.
fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_batchspec"));
    program.env_remove("GITHUB_STEP_SUMMARY");
    let own = std::env::vars_os().map(|(name, _)| name);
    for name in own.filter(|name| name.to_string_lossy().starts_with("BATCHSPEC_")) {
        program.env_remove(name);
    }
    program
}
