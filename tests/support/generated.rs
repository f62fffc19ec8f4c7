//! Files that are made from what the code says.

use std::path::{Path, PathBuf};

/// A path in this repository.
pub(crate) fn at_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Holds a generated file against what it must say, or writes it when the environment asks for that; `test` is the
/// program that does so.
pub(crate) fn assert_generated(path: &str, wanted: &str, test: &str) {
    if std::env::var_os("BATCHSPEC_UPDATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(at_root(path).parent().expect("a folder")).expect("a folder");
        std::fs::write(at_root(path), wanted).unwrap_or_else(|error| panic!("{path}: {error}"));
        return;
    }
    let found = std::fs::read_to_string(at_root(path)).unwrap_or_default().replace("\r\n", "\n");
    let line = wanted.lines().zip(found.lines()).position(|(wanted, found)| wanted != found);
    let line = line.unwrap_or_else(|| wanted.lines().count().min(found.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("the end").to_owned();
    assert!(
        found == wanted,
        "{path} is not up to date at line {}: it has {:?}, and {:?} is true now; read what changed, then run \
         BATCHSPEC_UPDATE=1 cargo test --test {test}",
        line + 1,
        at(&found),
        at(wanted),
    );
}
