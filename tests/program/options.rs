//! The table of options, as docs/options.md shows it, against what reads the options and what shows them.

use std::collections::BTreeSet;
use std::path::Path;

use crate::shell::{Said, Shell, refused};

/// A row of the document: what is written in its cells as code.
#[derive(Debug)]
struct Row {
    arguments: Vec<String>,
    keys: Vec<String>,
    variables: Vec<String>,
}

fn rows() -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/options.md");
    let text = std::fs::read_to_string(path).expect("docs/options.md");
    let code = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(" | ").collect();
        Row { arguments: code(cells[0]), keys: code(cells[1]), variables: code(cells[2]) }
    };
    let rows: Vec<Row> = text.lines().filter(|line| line.starts_with("| `")).map(row).collect();
    assert!(rows.len() > 40, "the document lists {} options", rows.len());
    rows
}

/// What is in force where nothing is configured, by key.
fn keys_in_force() -> BTreeSet<String> {
    let said = Shell::new().run(&["config", "--format", "json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&said.out).expect("a JSON list");
    rows.iter().map(|row| row["key"].as_str().expect("text").to_owned()).collect()
}

#[test]
fn the_command_line_takes_every_option() {
    let help = Shell::new().run(&["run", "--help"]).out;
    for argument in rows().iter().flat_map(|row| &row.arguments) {
        let name = argument.split(' ').next().expect("a name");
        assert!(help.contains(name), "{name} is not in the help");
    }
}

#[test]
fn the_file_knows_every_key_and_no_other() {
    let shell = Shell::new();
    shell.write("batchspec.toml", "no-such-key = 1\n");
    let complaint = refused(&shell, &["run"]);
    let (_, list) = complaint.split_once("(known: ").expect("the keys");
    let known: BTreeSet<&str> = list.trim_end().trim_end_matches(')').split(", ").collect();
    let tables = ["targets", "headers", "waiver", "flaky", "subjects", "triggers", "inputs", "profile"];
    let rows = rows();
    let wanted = rows.iter().flat_map(|row| &row.keys).map(String::as_str).chain(tables);
    assert_eq!(known, wanted.collect());
}

#[test]
fn every_variable_is_heeded() {
    let shell = Shell::new();
    let rows = rows();
    // Spaces say nothing, so that none of them is wrong. They are no name of a file or of a profile.
    let is_read_later = |name: &&String| !["BATCHSPEC_CONFIG", "BATCHSPEC_PROFILE"].contains(&name.as_str());
    let set = rows.iter().flat_map(|row| &row.variables).filter(is_read_later).map(|name| (name, " "));
    let said = Said::from(shell.command(&["config"]).envs(set).output().expect("the program starts"));
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
}

#[test]
fn what_can_be_configured_is_shown() {
    let in_force = keys_in_force();
    for row in rows().iter().filter(|row| !row.keys.is_empty() && row.keys[0] != "strict") {
        assert!(in_force.contains(&row.keys[0]), "{} is not shown by `config`", row.keys[0]);
    }
}
