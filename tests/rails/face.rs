//! What others may build on: the names at the root of the harness, and nothing below it.

use std::collections::BTreeSet;

use crate::{assert_none, paths_below, text_of};

/// The public names of the library, which a change breaks users by. Modules are in lower case.
const NAMES: [&str; 26] = [
    "CHECKS",
    "Check",
    "Contract",
    "Event",
    "FORMATS",
    "Finding",
    "Format",
    "InputError",
    "Level",
    "Network",
    "ReadError",
    "Report",
    "Request",
    "Run",
    "Sign",
    "Stop",
    "Subjects",
    "Target",
    "TargetError",
    "Trigger",
    "VariableError",
    "libtest",
    "read_suite",
    "read_suite_folder",
    "request_that_breaks",
    "valid_request",
];

/// The names that `lib.rs` makes public without hiding them.
fn public(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut is_hidden = false;
    for line in text.lines().map(str::trim) {
        if let Some(module) = line.strip_prefix("pub mod ").filter(|_| !is_hidden) {
            names.insert(module.trim_end_matches(';').to_owned());
        }
        if let Some((_, list)) = line.strip_prefix("pub use ").and_then(|path| path.split_once("::")) {
            let list = list.trim_matches(|character| "{};".contains(character));
            names.extend(list.split(", ").map(str::to_owned));
        }
        is_hidden = line == "#[doc(hidden)]";
    }
    names
}

#[test]
fn the_library_has_the_names_that_are_listed_and_no_others() {
    let wanted: BTreeSet<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(public(&text_of("harness/src/lib.rs")), wanted);
}

/// The paths below the root that a text names.
fn below_the_root(text: &str) -> Vec<String> {
    let named = text.split("batchspec_harness::").skip(1).map(|rest| {
        let end = rest.find(|character: char| !character.is_alphanumeric() && character != '_');
        &rest[..end.unwrap_or(rest.len())]
    });
    let is_module = |name: &&str| name.starts_with(char::is_lowercase) && !NAMES.contains(name);
    named.filter(is_module).map(str::to_owned).collect()
}

#[test]
fn what_users_are_shown_uses_these_names_alone() {
    assert_eq!(below_the_root("use batchspec_harness::run::Run; batchspec_harness::Run"), ["run"]);
    let folders = ["docs", "examples", "tests/embedding/guide"].into_iter().flat_map(paths_below);
    let shown = folders.filter(|path| path.ends_with(".md") || path.ends_with(".rs"));
    let wrong = shown.chain(["README.md".to_owned()]).flat_map(|path| {
        let named = below_the_root(&text_of(&path)).into_iter();
        named.map(move |name| format!("{path}: {name}")).collect::<Vec<_>>()
    });
    assert_none(&wrong.collect::<Vec<_>>());
}
