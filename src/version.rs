//! What `batchspec --version` says: the program, the clause sets it judges by, and the commit it was built from.

use std::sync::LazyLock;

/// Of several lines; the first goes on behind the program's name.
static LONG: LazyLock<String> = LazyLock::new(|| {
    let mut text = env!("CARGO_PKG_VERSION").to_owned();
    for suite in batchspec_suites::ALL {
        text.push_str(&format!("\nclauses of {}: {}", suite.id, clause_set(suite.suite_toml)));
    }
    text.push_str(concat!("\ncommit: ", env!("BATCHSPEC_COMMIT")));
    text
});

/// The long form.
pub(crate) fn long() -> &'static str {
    &LONG
}

/// The version that a suite file gives its clauses: looked for and not parsed, since each start would pay for that.
fn clause_set(suite_toml: &str) -> &str {
    let line = suite_toml.lines().find_map(|line| line.strip_prefix("version = \""));
    line.and_then(|rest| rest.split('"').next()).unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::clause_set;
    use crate::config::catalogue::Catalogue;

    #[test]
    fn the_clause_sets_are_those_of_the_suites() {
        let catalogue = Catalogue::embedded().expect("the suites");
        for (files, suite) in batchspec_suites::ALL.iter().zip(catalogue.all()) {
            assert_eq!(clause_set(files.suite_toml), suite.version);
        }
    }
}
