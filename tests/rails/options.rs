//! An option stands in one place: a row of the table, which all readers and writers go through.

use crate::{SourceFile, assert_none, rust_files, text_of};

const TABLE: &str = "src/options/table.rs";

/// Where such a literal means something else.
const HOMONYMS: [(&str, &str); 2] = [
    // How requests are signed.
    ("src/options/choices.rs", "aws"),
    // How an error is provoked.
    ("src/config/file.rs", "header"),
];

/// The code that reads options, or shows them.
const READERS: [&str; 6] =
    ["src/options/", "src/options.rs", "src/config/", "src/config.rs", "src/args/", "src/args.rs"];

/// The names of the options, by the rows of the table.
fn names(table: &str) -> Vec<&str> {
    let starts = ["Opt::new(", "Opt::typed("].into_iter().flat_map(|start| table.split(start).skip(1));
    starts.filter_map(|row| row.trim_start().strip_prefix('"')?.split('"').next()).collect()
}

fn literals<'n>(file: &SourceFile, names: &[&'n str]) -> Vec<&'n str> {
    let code = file.text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    names.iter().copied().filter(|name| code.contains(&format!("\"{name}\""))).collect()
}

#[test]
fn the_name_of_an_option_stands_in_the_table_alone() {
    let table = text_of(TABLE);
    let names = names(&table);
    let is_read =
        |file: &SourceFile| file.path != TABLE && READERS.iter().any(|at| file.path.starts_with(at));
    let mut told = Vec::new();
    for file in rust_files("src").iter().filter(|file| is_read(file)) {
        for name in literals(file, &names) {
            if !HOMONYMS.contains(&(file.path.as_str(), name)) {
                told.push(format!("{} names the option {name:?}: take it from {TABLE}", file.path));
            }
        }
    }
    assert_none(&told);
}

#[test]
fn every_row_is_listed() {
    let table = text_of(TABLE);
    let (rows, list) = table.split_once("pub(crate) const ALL:").expect("a list of the rows");
    let constants = rows.lines().filter_map(|line| line.strip_prefix("pub(crate) const ")?.split(':').next());
    let constants: Vec<&str> = constants.collect();
    assert_eq!(constants.len(), names(&table).len(), "each row has a name");
    let lacks = constants.iter().filter(|name| !list.contains(&format!("    &{name},\n")));
    assert_none(&lacks.map(|name| format!("{name} is not in ALL of {TABLE}")).collect::<Vec<_>>());
}

#[test]
fn a_name_elsewhere_is_found() {
    let names = names("A: Opt<u64> = Opt::new(\"lanes\", X); B = Opt::typed(\n    \"record\",");
    assert_eq!(names, ["lanes", "record"]);
    let file = SourceFile {
        path: "src/config/file.rs".to_owned(),
        text: "match key { \"lanes\" => 1, \"recorded\" => 2 }".to_owned(),
    };
    assert_eq!(literals(&file, &names), ["lanes"]);
}
