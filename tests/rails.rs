//! What ARCHITECTURE.md promises of this house, held against its files and registers.

#[path = "support/contracts.rs"]
mod contracts;

mod rails {
    mod checks;
    mod circles;
    mod clauses;
    mod face;
    mod files;
    mod layers;
    mod options;
}

use std::path::{Path, PathBuf};

/// A file of this repository: its path from the root, with slashes, and its text.
#[derive(Debug)]
struct SourceFile {
    path: String,
    text: String,
}

/// Every Rust file at or below `folder`.
fn rust_files(folder: &str) -> Vec<SourceFile> {
    let paths = paths_below(folder).into_iter().filter(|path| path.ends_with(".rs"));
    let read = |path: String| SourceFile { text: text_of(&path), path };
    let files: Vec<SourceFile> = paths.map(read).collect();
    assert!(!files.is_empty(), "there is no Rust file in {folder:?}: the rails have lost the house");
    files
}

/// Every file and folder below `folder`, but for hidden ones and what builds leave behind.
fn paths_below(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(folder) = todo.pop() {
        let entries = std::fs::read_dir(at_root(&folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
        for entry in entries {
            let entry = entry.unwrap_or_else(|error| panic!("{folder}: {error}"));
            let name = entry.file_name().into_string().expect("file names are Unicode");
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if name.starts_with('.') || path == "target" {
                continue;
            }
            if entry.file_type().expect("a file type").is_dir() {
                todo.push(path.clone());
            }
            found.push(path);
        }
    }
    found.sort();
    found
}

fn text_of(path: &str) -> String {
    std::fs::read_to_string(at_root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn at_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Fails with one sentence a line.
#[track_caller]
fn assert_none(breaches: &[String]) {
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}
