//! `docs/guides`: every command that a guide shows is run, against the server that it names, and ends as it says.

use std::path::Path;
use std::process::Command;

use batchspec_fixtures::{ServeOptions, fault};

use crate::reference::Reference;

/// What a guide shows, in its order.
#[derive(Debug, PartialEq)]
enum Shown {
    /// A file of this name.
    File(String, String),
    /// A command and its exit code.
    Command(String, i32),
}

/// The address that a guide uses, and the server behind it.
fn server(text: &str) -> Option<(String, Reference)> {
    let (_, rest) = text.split_once("<!-- server ")?;
    let (address, what) = rest.split_once(" -->")?.0.split_once(": ").expect("an address and a server");
    let mut options = ServeOptions::default();
    if let Some(id) = what.strip_prefix("fault ") {
        options.fault = Some(fault(id).expect("a known fault"));
    }
    Some((address.to_owned(), Reference::start(options)))
}

/// The blocks of a guide that can be tried: consoles, and files with a name.
fn shown(text: &str) -> Vec<Shown> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        let Some(info) = line.trim().strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != "```").collect();
        let body = body.iter().map(|line| line.get(indent..).unwrap_or_default());
        match info.split_once(' ') {
            Some((_, name)) => {
                let text: Vec<&str> = body.collect();
                found.push(Shown::File(name.to_owned(), format!("{}\n", text.join("\n"))));
            }
            None if info == "console" => found.extend(body.map(command)),
            None => {}
        }
    }
    found
}

fn command(line: &str) -> Shown {
    let line = line.strip_prefix("$ ").unwrap_or_else(|| panic!("{line:?} is no command"));
    match line.split_once(" # exit code ") {
        Some((line, code)) => Shown::Command(line.to_owned(), code.parse().expect("an exit code")),
        None => Shown::Command(line.to_owned(), 0),
    }
}

fn run(line: &str, folder: &Path) -> (Option<i32>, String) {
    let mut words = line.split(' ');
    assert_eq!(words.next(), Some("batchspec"), "only this program is run: {line}");
    let mut program = Command::new(env!("CARGO_BIN_EXE_batchspec"));
    let said = program.args(words).current_dir(folder).env_remove("GITHUB_STEP_SUMMARY").output();
    let said = said.expect("the program starts");
    let text = [said.stdout, said.stderr].concat();
    (said.status.code(), String::from_utf8_lossy(&text).into_owned())
}

fn try_guide(text: &str, name: &str) {
    let server = server(text);
    let here = |text: &str| match &server {
        Some((address, server)) => text.replace(address.as_str(), server.url()),
        None => text.to_owned(),
    };
    let folder = tempfile::tempdir().expect("a folder");
    let mut commands = 0;
    for next in shown(text) {
        match next {
            Shown::File(name, text) => {
                std::fs::write(folder.path().join(name), here(&text)).expect("a file");
            }
            Shown::Command(line, code) => {
                commands += 1;
                let (ended, said) = run(&here(&line), folder.path());
                assert_eq!(ended, Some(code), "{name}: {line}\n{said}");
            }
        }
    }
    assert!(commands > 0, "{name} shows no command");
}

#[test]
fn every_command_that_a_guide_shows_ends_as_it_says() {
    let guides = std::fs::read_dir(crate::at_root("docs/guides")).expect("the guides");
    let mut guides: Vec<_> = guides.map(|guide| guide.expect("a guide").path()).collect();
    guides.sort();
    for guide in guides {
        let text = std::fs::read_to_string(&guide).expect("text");
        try_guide(&text, &guide.display().to_string());
    }
}

#[test]
fn blocks_are_read_with_their_names_and_exit_codes() {
    let text = "  ```toml a.toml\n  x = 1\n  ```\n```yaml\nno\n```\n```console\n$ batchspec run # exit code 4\n$ batchspec list\n```\n";
    let wanted = [
        Shown::File("a.toml".to_owned(), "x = 1\n".to_owned()),
        Shown::Command("batchspec run".to_owned(), 4),
        Shown::Command("batchspec list".to_owned(), 0),
    ];
    assert_eq!(shown(text), wanted);
}
