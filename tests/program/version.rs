//! What the program says of itself.

use crate::shell::Shell;

#[test]
fn the_short_version_is_a_line_and_the_long_one_names_clause_sets_and_commit() {
    let shell = Shell::new();
    let short = concat!("batchspec ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(shell.run(&["-V"]).out, short);
    let long = shell.run(&["--version"]).out;
    let lines: Vec<&str> = long.lines().collect();
    assert_eq!(lines.len(), 4, "{long}");
    assert_eq!(lines[0], short.trim_end());
    assert!(lines[1].starts_with("clauses of inspector2: 20"), "{long}");
    assert!(lines[2].starts_with("clauses of marketplace: 20"), "{long}");
    let commit = lines[3].strip_prefix("commit: ").expect("a commit");
    let is_hash = commit.len() >= 12 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    assert!(is_hash || commit == "unknown", "{long}");
}
