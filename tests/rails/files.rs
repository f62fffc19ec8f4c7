//! Files are short, say what they hold, and have names that do too.

use rstest::rstest;

use crate::{SourceFile, assert_none, paths_below, rust_files};

/// More lines than this hold more than one subject.
const MOST_LINES: usize = 400;

/// Names that any content fits.
const EMPTY_NAMES: [&str; 10] =
    ["util", "utils", "helper", "helpers", "manager", "managers", "misc", "imp", "impl", "common"];

#[test]
fn no_file_is_long() {
    assert_none(&rust_files("").iter().filter_map(too_long).collect::<Vec<_>>());
}

#[test]
fn every_file_begins_with_what_it_holds() {
    assert_none(&rust_files("").iter().filter_map(untold).collect::<Vec<_>>());
}

#[test]
fn every_name_tells_something() {
    assert_none(&paths_below("").iter().filter_map(|path| nameless(path)).collect::<Vec<_>>());
}

fn too_long(file: &SourceFile) -> Option<String> {
    let lines = file.text.lines().count();
    (lines > MOST_LINES)
        .then(|| format!("{} has {lines} lines, more than {MOST_LINES}: split it by subject", file.path))
}

fn untold(file: &SourceFile) -> Option<String> {
    let sentence: String = file.text.lines().map_while(|line| line.strip_prefix("//! ")).collect();
    let says = sentence.contains(['.', ':', '!', '?']) && sentence.chars().any(char::is_whitespace);
    (!says).then(|| format!("{} does not begin with a sentence (//!) that says what it holds", file.path))
}

fn nameless(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    EMPTY_NAMES
        .contains(&stem.to_ascii_lowercase().as_str())
        .then(|| format!("{path}: {stem:?} would fit anything; name it by what it holds"))
}

#[test]
fn one_line_too_many_is_told() {
    let file = |lines: usize| SourceFile { path: "src/long.rs".to_owned(), text: "\n".repeat(lines) };
    assert_eq!(too_long(&file(MOST_LINES)), None);
    assert!(too_long(&file(MOST_LINES + 1)).is_some_and(|told| told.contains("401 lines")));
}

#[rstest]
#[case::a_sentence("//! Lanes: one connection each.\n\nuse a;", true)]
#[case::a_sentence_of_two_lines("//! What is\n//! promised.\n", true)]
#[case::nothing("use a;", false)]
#[case::a_comment("// Lanes and more.\nuse a;", false)]
#[case::a_word("//! Lanes\n", false)]
#[case::too_late("use a;\n//! Lanes: one connection each.\n", false)]
fn the_first_sentence_is_found(#[case] text: &str, #[case] says: bool) {
    let file = SourceFile { path: "src/lanes.rs".to_owned(), text: text.to_owned() };
    assert_eq!(untold(&file).is_none(), says);
}

#[rstest]
#[case::a_file("src/utils.rs", true)]
#[case::a_folder("tests/common", true)]
#[case::in_capitals("docs/Misc.md", true)]
#[case::part_of_a_word("src/commonplace.rs", false)]
#[case::below_one_that_is_told_itself("tests/common/lanes.rs", false)]
fn an_empty_name_is_told(#[case] path: &str, #[case] told: bool) {
    assert_eq!(nameless(path).is_some(), told);
}
