//! docs/options.md, made of the table of options.

use std::path::Path;

use serde_json::Value as Json;

use super::option::{AnyOption, Row, Variable, variable};
use super::table;

const HEAD: &str = "\
# Options of a run

Made from the table of options (`src/options/table.rs`); a test holds it against that. [The manual](manual.md#configuration) tells
which place overrides which. Commands that take some of these options explain them in their help.

The file has besides: `[targets]` and `[headers]`, by suite and by name; `[profile.NAME]`; `[[waiver]]` and `[[flaky]]`;
`[subjects.SUITE]`, `[triggers.SUITE]` and `[inputs.SUITE]`.

| Command line | File | Environment | Default | Help |
|---|---|---|---|---|
";

fn line(option: &dyn AnyOption) -> String {
    let row = option.row();
    let code = |text: &str| format!("`{text}`");
    let listed = |names: Vec<String>| if names.is_empty() { "-".to_owned() } else { names.join(", ") };
    let argument = match row.value_name.filter(|_| row.long.is_some()) {
        Some(value) => format!("{} {value}", row.argument()),
        None => row.argument(),
    };
    let alias = row.alias.map(|alias| code(&format!("--{alias}")));
    let arguments = std::iter::once(code(&argument)).chain(alias).collect();
    let keys: Vec<_> = std::iter::once(row.name).chain(row.alias).map(code).collect();
    let keys = if row.is_in_file { keys } else { Vec::new() };
    let variables = if row.variable == Variable::None { Vec::new() } else { vec![code(&variable(row.name))] };
    let default = match option.shown(None) {
        _ if row.is_short() || !row.is_configurable() => "-".to_owned(),
        Json::Null => "-".to_owned(),
        Json::Array(_) => "none".to_owned(),
        Json::String(words) => words,
        value => code(&value.to_string()),
    };
    let cells = [listed(arguments), listed(keys), listed(variables), default, row.help.to_owned()];
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
}

#[test]
fn the_document_lists_every_option() {
    let wanted = HEAD.to_owned() + &table::ALL.iter().map(|option| line(*option)).collect::<String>();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/options.md");
    if std::env::var_os("BATCHSPEC_UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(&path, &wanted).expect("a writable folder");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        found == wanted,
        "docs/options.md is not up to date: BATCHSPEC_UPDATE=1 cargo test --bin batchspec options"
    );
}

#[test]
fn nothing_is_called_the_same_as_something_else() {
    let names = |row: &Row| -> Vec<String> {
        let long = row.long.filter(|long| *long != row.name);
        std::iter::once(row.name).chain(long).chain(row.alias).map(str::to_owned).collect()
    };
    let mut all: Vec<String> = table::ALL.iter().flat_map(|option| names(option.row())).collect();
    all.sort();
    let mut distinct = all.clone();
    distinct.dedup();
    assert_eq!(all, distinct);
}

#[test]
fn a_short_option_is_about_one_that_is_there() {
    for row in table::ALL.iter().map(|option| option.row()) {
        assert!(table::ALL.iter().any(|other| other.row().name == row.about && !other.row().is_short()));
    }
}
