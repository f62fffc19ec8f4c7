//! Documents that say what the registers say: made from them, and held against them.
//!
//! `BATCHSPEC_UPDATE=1 cargo test --test documents` writes them anew.

#[path = "support/contracts.rs"]
mod contracts;
#[path = "support/reference.rs"]
mod reference;

mod documents {
    mod clauses;
    mod readme;
}

use std::path::{Path, PathBuf};

/// A path in this repository.
fn at_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The text of a file in this repository, with the line ends of Unix.
fn text_of(path: &str) -> String {
    let text = std::fs::read_to_string(at_root(path));
    text.unwrap_or_else(|error| panic!("{path}: {error}")).replace("\r\n", "\n")
}

/// Holds a generated file against what it must say, or writes it when the environment asks for that.
fn assert_generated(path: &str, wanted: &str) {
    if std::env::var_os("BATCHSPEC_UPDATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(at_root(path).parent().expect("a folder")).expect("a folder");
        std::fs::write(at_root(path), wanted).unwrap_or_else(|error| panic!("{path}: {error}"));
        return;
    }
    let found = std::fs::read_to_string(at_root(path)).unwrap_or_default().replace("\r\n", "\n");
    let line = wanted.lines().zip(found.lines()).position(|(wanted, found)| wanted != found);
    let line = line.unwrap_or_else(|| wanted.lines().count().min(found.lines().count())) + 1;
    assert!(
        found == wanted,
        "{path} differs from the registers at line {line}: run BATCHSPEC_UPDATE=1 cargo test --test documents"
    );
}
