//! A stage uses stages to its left only, and each outside world has one stage that touches it.

use rstest::rstest;

use crate::{SourceFile, assert_none, rust_files};

/// The modules at the root of the harness, and what each may use of the others.
const LAYERS: [(&str, &[&str]); 11] = [
    ("message", &[]),
    ("contract", &["message"]),
    ("generate", &["contract", "message"]),
    ("send", &["message"]),
    ("judge", &["contract", "generate", "message"]),
    ("report", &["contract", "generate", "message"]),
    ("tally", &["contract", "generate", "judge", "report", "message"]),
    ("runner", &["contract", "generate", "send", "judge", "report", "tally", "message"]),
    ("diagnose", &["contract", "generate", "send", "judge", "report", "tally", "runner", "message"]),
    ("run", &["contract", "generate", "send", "judge", "report", "tally", "runner", "diagnose", "message"]),
    ("libtest", &["run", "contract", "report"]),
];

/// What of the world outside only one stage may name.
const DOORS: [(&str, &str, &str); 3] = [
    ("tokio::net", "send", "only send touches the network"),
    ("tokio_rustls", "send", "only send touches the network"),
    ("proptest", "generate", "only generate uses proptest"),
];

#[test]
fn a_stage_uses_stages_to_its_left_only() {
    assert_none(&rust_files("harness/src").iter().flat_map(layer_breaches).collect::<Vec<_>>());
}

#[test]
fn only_one_stage_goes_through_each_door() {
    assert_none(&rust_files("harness/src").iter().flat_map(door_breaches).collect::<Vec<_>>());
}

#[test]
fn suites_servers_and_models_know_nothing_of_the_harness() {
    let files = ["suites/src", "fixtures/src", "faults/src", "models/src"].into_iter().flat_map(rust_files);
    assert_none(&files.flat_map(|file| mentions_of_the_harness(&file)).collect::<Vec<_>>());
}

#[test]
fn suites_and_servers_do_not_depend_on_the_harness() {
    for path in ["suites/Cargo.toml", "fixtures/Cargo.toml", "faults/Cargo.toml"] {
        assert!(!crate::text_of(path).contains("batchspec-harness"), "{path} depends on the harness");
    }
}

/// The lines that are code, with their numbers.
fn code(file: &SourceFile) -> impl Iterator<Item = (usize, &str)> {
    let numbered = file.text.lines().enumerate().map(|(index, line)| (index + 1, line));
    numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The first folder or file below `harness/src`, without its ending.
fn stage(file: &SourceFile) -> &str {
    let inner = file.path.strip_prefix("harness/src/").unwrap_or(&file.path);
    inner.split(['/', '.']).next().unwrap_or(inner)
}

/// How many modules lie between a file and the root of its crate.
fn depth(file: &SourceFile) -> usize {
    let inner = file.path.strip_prefix("harness/src/").unwrap_or(&file.path).trim_end_matches(".rs");
    inner.split('/').filter(|part| *part != "mod").count()
}

fn layer_breaches(file: &SourceFile) -> Vec<String> {
    let stage = stage(file);
    if stage == "lib" {
        return Vec::new();
    }
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == stage) else {
        return vec![format!("{}: {stage:?} is no stage that the rails know; give it its place", file.path)];
    };
    let to_root = "super::".repeat(depth(file));
    let uses = code(file).flat_map(|(line, text)| {
        let mut names = rooted_names(text, "crate::");
        names.extend(rooted_names(text, &to_root));
        names.into_iter().map(move |name| (line, name))
    });
    let foreign = uses.filter(|(_, name)| name != stage && !allowed.contains(&name.as_str()));
    let told = |(line, name)| {
        let may = if allowed.is_empty() { "no other stage".to_owned() } else { allowed.join(", ") };
        format!("{}:{line}: {stage} uses {name}, but may use {may} only", file.path)
    };
    foreign.map(told).collect()
}

/// The names that follow `root` in a line, one or a braced list of them.
fn rooted_names(line: &str, root: &str) -> Vec<String> {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut names = Vec::new();
    for (at, _) in line.match_indices(root) {
        // `super::super::x` holds `super::x`, and `my_crate::` holds `crate::`: neither begins there.
        if line[..at].ends_with(|c: char| is_of_name(c) || c == ':') {
            continue;
        }
        let rest = &line[at + root.len()..];
        let first = |path: &str| path.trim().split(|c| !is_of_name(c)).next().unwrap_or_default().to_owned();
        match rest.strip_prefix('{') {
            Some(list) => names.extend(outer_parts(list).into_iter().map(first)),
            None => names.push(first(rest)),
        }
    }
    names.retain(|name| !name.is_empty() && name != "super" && name != "self");
    names
}

/// The parts of a braced list whose opening brace is gone, split at its own commas only.
fn outer_parts(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut open, mut start) = (0_usize, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => open += 1,
            '}' if open == 0 => {
                parts.push(&list[start..at]);
                return parts;
            }
            '}' => open -= 1,
            ',' if open == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts
}

fn door_breaches(file: &SourceFile) -> Vec<String> {
    let stage = stage(file);
    let uses = code(file).flat_map(|(line, text)| {
        let doors = DOORS.iter().filter(move |(world, _, _)| text.contains(world));
        doors.map(move |door| (line, door))
    });
    let foreign = uses.filter(|(_, (_, owner, _))| stage != *owner);
    foreign.map(|(line, (world, _, rule))| format!("{}:{line} names {world}: {rule}", file.path)).collect()
}

fn mentions_of_the_harness(file: &SourceFile) -> Vec<String> {
    let told = |(index, _)| {
        format!(
            "{}:{} names the harness: a reference that shared its reading would only agree with itself",
            file.path,
            index + 1
        )
    };
    let named = |line: &str| line.contains("batchspec_harness") || line.contains("batchspec-harness");
    file.text.lines().enumerate().filter(|(_, line)| named(line)).map(told).collect()
}

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.to_owned() }
}

#[rstest]
#[case::to_its_right("harness/src/contract/load.rs", "use crate::judge::Sheet;", "contract uses judge")]
#[case::in_a_list(
    "harness/src/report/json.rs",
    "use crate::{contract::Level, send::Lane};",
    "report uses send"
)]
#[case::in_an_expression("harness/src/judge/mod.rs", "    crate::run::probe();", "judge uses run")]
#[case::by_the_parents(
    "harness/src/judge/checks/scope.rs",
    "use super::super::super::run::X;",
    "judge uses run"
)]
#[case::by_the_root("harness/src/send/lane.rs", "pub(crate) use crate::check;", "send uses check")]
#[case::sender_and_contract(
    "harness/src/send/mod.rs",
    "use crate::contract::Contract;",
    "send uses contract"
)]
#[case::a_new_stage("harness/src/cache/mod.rs", "", "\"cache\" is no stage")]
fn a_breach_of_the_layers_is_told(#[case] path: &str, #[case] text: &str, #[case] told: &str) {
    let breaches = layer_breaches(&file(path, text));
    assert!(matches!(breaches.as_slice(), [one] if one.contains(told)), "{breaches:?}");
}

#[rstest]
#[case::to_its_left("harness/src/judge/mod.rs", "use crate::{contract::{Contract, Level}, generate::Case};")]
#[case::within("harness/src/contract/validate/body.rs", "use super::super::judge_of_bodies;")]
#[case::a_comment("harness/src/contract/load.rs", "    /// See [`crate::judge`].")]
#[case::another_crate("harness/src/contract/load.rs", "use my_crate::judge;")]
#[case::the_joiner("harness/src/run/mod.rs", "use crate::judge::Judge;")]
fn what_the_layers_allow_is_not_told(#[case] path: &str, #[case] text: &str) {
    assert_eq!(layer_breaches(&file(path, text)), Vec::<String>::new());
}

#[rstest]
#[case::network("harness/src/run/probe.rs", "use tokio::net::TcpStream;", 1)]
#[case::client("harness/src/report/mod.rs", "    let tls = tokio_rustls::TlsConnector::from(config);", 1)]
#[case::strategies("harness/src/judge/mod.rs", "use proptest::prelude::any;", 1)]
#[case::the_sender("harness/src/send/network/tls.rs", "use tokio_rustls::TlsConnector;", 0)]
#[case::the_generator("harness/src/generate/sample.rs", "use proptest::prelude::any;", 0)]
fn a_door_has_one_owner(#[case] path: &str, #[case] text: &str, #[case] breaches: usize) {
    assert_eq!(door_breaches(&file(path, text)).len(), breaches);
}

#[test]
fn a_mention_of_the_harness_is_told_even_in_a_comment() {
    let text = "//! A server.\n\n// as batchspec_harness::judge reads it";
    let told = mentions_of_the_harness(&file("fixtures/src/site.rs", text));
    assert!(matches!(told.as_slice(), [one] if one.starts_with("fixtures/src/site.rs:3 ")), "{told:?}");
}
