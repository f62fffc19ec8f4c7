//! Clause sets are frozen: what a version promised to judge stays readable, and another set has another version.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use batchspec_harness::contract::Contract;

use crate::contracts::contracts;
use crate::{at_root, text_of};

const HEAD: &str = "\
# Changes of clauses

What changed between the versions of each clause set, made from the frozen sets in `suites/*/clauses/`. A report names the
version it was judged by; `batchspec compare` says when two reports have different ones. This file is generated:
`BATCHSPEC_UPDATE=1 cargo test --test documents` writes it anew.
";

/// The level and the sentence of each clause, by its id.
type ClauseSet = BTreeMap<String, String>;

fn file_of(contract: &Contract) -> String {
    format!("suites/{}/clauses/{}.txt", contract.suite, contract.version)
}

/// A line a clause: its id, its level and its sentence.
fn written(contract: &Contract) -> String {
    let mut lines: Vec<String> = contract
        .clauses
        .iter()
        .map(|(_, clause)| format!("{} {} {}\n", clause.id, clause.level.name(), clause.sentence))
        .collect();
    lines.sort();
    lines.concat()
}

fn read(text: &str) -> ClauseSet {
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    pairs.map(|(id, rest)| (id.to_owned(), rest.to_owned())).collect()
}

/// The frozen sets of a suite, oldest first.
fn frozen(suite: &str) -> Vec<(String, ClauseSet)> {
    let folder = at_root(&format!("suites/{suite}/clauses"));
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    let set = |path: PathBuf| {
        let version = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (version, read(&std::fs::read_to_string(&path).expect("a frozen set")))
    };
    paths.into_iter().map(set).collect()
}

#[test]
fn another_set_of_clauses_has_another_version() {
    for contract in contracts() {
        let (file, wanted) = (file_of(&contract), written(&contract));
        // A set that is frozen is never written again.
        if std::env::var_os("BATCHSPEC_UPDATE").is_some() && !at_root(&file).exists() {
            std::fs::write(at_root(&file), &wanted).expect("a file");
        }
        assert!(
            at_root(&file).exists(),
            "there is no {file}: BATCHSPEC_UPDATE=1 cargo test --test documents freezes the clauses"
        );
        assert!(
            read(&text_of(&file)) == read(&wanted),
            "the clauses of {} are not those of version {}: give suite.toml a new `version`, then freeze it by \
             BATCHSPEC_UPDATE=1 cargo test --test documents; what changed:\n{}",
            contract.suite,
            contract.version,
            changes(&read(&text_of(&file)), &read(&wanted)),
        );
    }
}

#[test]
fn the_changes_of_clauses_are_up_to_date() {
    let mut out = HEAD.to_owned();
    for contract in contracts() {
        writeln!(out, "\n## {}", contract.suite).expect("text");
        let sets = frozen(&contract.suite);
        for pair in sets.windows(2).rev() {
            writeln!(out, "\n### {}\n\n{}", pair[1].0, changes(&pair[0].1, &pair[1].1).trim_end())
                .expect("text");
        }
        let (version, first) = sets.first().expect("a frozen set");
        writeln!(out, "\n### {version}\n\nThe first set: {} clauses.", first.len()).expect("text");
    }
    crate::assert_generated("docs/clause-changes.md", &out);
}

fn changes(old: &ClauseSet, new: &ClauseSet) -> String {
    let mut out = String::new();
    for (id, said) in new {
        match old.get(id) {
            None => writeln!(out, "- new: `{id}` ({said})").expect("text"),
            Some(before) if before != said => {
                writeln!(out, "- changed: `{id}`, before: {before}; now: {said}").expect("text");
            }
            Some(_) => {}
        }
    }
    for id in old.keys().filter(|id| !new.contains_key(*id)) {
        writeln!(out, "- gone: `{id}`").expect("text");
    }
    out
}

#[test]
fn what_changed_between_two_sets_is_told() {
    let old = read("a/b must It is so.\nc/d should Stays.\nx/y note Goes.\n");
    let new = read("a/b should It is so.\nc/d should Stays.\ne/f must Comes.\n");
    let told = changes(&old, &new);
    assert_eq!(
        told,
        "- changed: `a/b`, before: must It is so.; now: should It is so.\n- new: `e/f` (must Comes.)\n- gone: `x/y`\n"
    );
}
