//! `docs/guides`: every command that a guide shows is run, against the server that it names, and ends as it says.

use std::path::{Path, PathBuf};
use std::process::Command;

use batchspec_faults::fault;
use batchspec_fixtures::ServeOptions;

use super::moto::Moto;
use super::parcels::Parcels;
use crate::reference::Reference;

/// What a guide shows, in its order.
#[derive(Debug, PartialEq)]
enum Shown {
    /// A file of this name.
    File(String, String),
    /// A command and its exit code.
    Command(String, i32),
}

/// A server that a guide speaks of.
enum Served {
    Reference(Reference),
    Parcels(Parcels),
    Moto(Moto),
}

impl Served {
    fn url(&self) -> &str {
        match self {
            Self::Reference(server) => server.url(),
            Self::Parcels(server) => server.url(),
            Self::Moto(server) => server.url(),
        }
    }
}

/// The address that a guide uses, and the server behind it, which may have files for the guide's folder.
fn server(text: &str, folder: &Path) -> Option<(String, Served)> {
    let (_, rest) = text.split_once("<!-- server ")?;
    let (address, what) = rest.split_once(" -->")?.0.split_once(": ").expect("an address and a server");
    if what == "parcels" {
        return Some((address.to_owned(), Served::Parcels(Parcels::start())));
    }
    if what == "moto" {
        return Moto::start(folder).map(|server| (address.to_owned(), Served::Moto(server)));
    }
    let mut options = ServeOptions::default();
    if let Some(id) = what.strip_prefix("fault ") {
        options.fault = Some(fault(id).expect("a known fault"));
    }
    Some((address.to_owned(), Served::Reference(Reference::start(options))))
}

/// The blocks of a guide between fences: what stands after the opening one, and the text.
fn fenced(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        let Some(info) = line.trim().strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let body = lines.by_ref().take_while(|line| line.trim() != "```");
        let body = body.map(|line| format!("{}\n", line.get(indent..).unwrap_or_default()));
        found.push((info.to_owned(), body.collect()));
    }
    found
}

/// The blocks of a guide that can be tried: consoles, and files with a name.
fn shown(text: &str) -> Vec<Shown> {
    let mut found = Vec::new();
    for (info, body) in fenced(text) {
        match info.split_once(' ') {
            Some((_, name)) => found.push(Shown::File(name.to_owned(), body)),
            None if info == "console" => found.extend(body.lines().map(command)),
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

fn guides() -> Vec<PathBuf> {
    let guides = std::fs::read_dir(crate::at_root("docs/guides")).expect("the guides");
    let mut guides: Vec<_> = guides.map(|guide| guide.expect("a guide").path()).collect();
    guides.sort();
    guides
}

fn try_guide(text: &str, name: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = server(text, folder.path());
    // Its server may be one that is not installed here.
    if server.is_none() && text.contains("<!-- server ") {
        return;
    }
    let here = |text: &str| match &server {
        Some((address, server)) => text.replace(address.as_str(), server.url()),
        None => text.to_owned(),
    };
    let mut commands = 0;
    for next in shown(text) {
        match next {
            Shown::File(name, text) => {
                let file = folder.path().join(name);
                std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
                std::fs::write(file, here(&text)).expect("a file");
            }
            Shown::Command(line, code) => {
                commands += 1;
                let (ended, said) = run(&here(&line), folder.path());
                assert_eq!(ended, Some(code), "{name}: {line}\n{said}");
            }
        }
    }
    let has_code = text.contains("```rust");
    assert!(commands > 0 || has_code, "{name} shows nothing to try");
}

#[test]
fn every_command_that_a_guide_shows_ends_as_it_says() {
    for guide in guides() {
        let text = std::fs::read_to_string(&guide).expect("text");
        try_guide(&text, &guide.display().to_string());
    }
}

/// Files that hold the code of one example each, as a reader would have them.
const COMPILED: [&str; 5] = [
    "tests/embedding/guide/in_async_code.rs",
    "tests/embedding/guide/without_async_code.rs",
    "tests/embedding/guide/with_subjects.rs",
    "tests/embedding/guide/with_waivers.rs",
    "tests/embedding/guide_program.rs",
];

/// The code of a file as a reader has it, whose waivers stand beside `Cargo.toml`, without the lines about the file itself.
fn code_of(file: &str) -> String {
    let text = crate::text_of(file).replace("tests/embedding/waivers.toml", "waivers.toml");
    let about_itself = |line: &&str| line.starts_with("//!") || line.starts_with("#![") || line.is_empty();
    let lines = text.lines().skip_while(about_itself);
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_code_that_a_guide_shows_is_compiled() {
    let compiled = COMPILED.map(code_of);
    let mut blocks = 0;
    for guide in guides() {
        let text = std::fs::read_to_string(&guide).expect("text");
        for block in fenced(&text).into_iter().filter(|(info, _)| info == "rust").map(|(_, block)| block) {
            blocks += 1;
            // As a whole: an import that only the file has is one that the reader lacks.
            let is_held = compiled.contains(&block);
            assert!(is_held, "{}: no compiled file holds this, and only this:\n{block}", guide.display());
        }
    }
    assert!(blocks > 0, "no guide shows code");
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
