//! Operations by class and protocol: how many public models hold.

use std::collections::BTreeMap;
use std::path::Path;

use super::support;
use batchspec_models::{Imports, errata, import};

/// `class protocol: count` for operations whose name says batch, and for the others.
fn counted(imports: &Imports) -> String {
    let mut counts: BTreeMap<(String, &str), (usize, usize)> = BTreeMap::new();
    for imported in &imports.operations {
        let name = &imported.operation.name;
        let protocol = imported.model.service.protocol.map_or("none", |protocol| protocol.name());
        let count = counts.entry((imported.rule.class.name().to_owned(), protocol)).or_default();
        if name.starts_with("Batch") || name.ends_with("Batch") { count.0 += 1 } else { count.1 += 1 }
    }
    let lines = counts
        .iter()
        .map(|((class, protocol), (named, other))| format!("{class} {protocol}: {named}+{other}\n"));
    lines.collect()
}

fn import_all(path: &Path) -> Imports {
    import(path, "*", &errata::known().expect("errata")).expect("models")
}

#[test]
fn small_models_are_counted() {
    let folder = support::folder();
    let expected = "\
        failures-only rest-json: 1+0\n\
        ids-failed rest-json: 1+0\n\
        not-a-batch rest-json: 1+0\n\
        positional json-1.0: 0+1\n\
        token json-1.0: 1+0\n\
        two-lists rest-json: 1+0\n";
    assert_eq!(counted(&import_all(folder.path())), expected);
}

/// The counts of one version of botocore's data; a change of them is a change of inference, or of the data.
#[test]
fn public_models_are_counted() {
    let Some(data) = support::botocore() else { return };
    let counts = counted(&import_all(&data));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/counts.txt");
    if std::env::var_os("BATCHSPEC_UPDATE").is_some() {
        std::fs::write(&path, &counts).expect("a file");
    }
    let known = std::fs::read_to_string(&path).expect("counts; BATCHSPEC_UPDATE=1 writes them");
    assert_eq!(counts, known, "BATCHSPEC_UPDATE=1 writes the counts anew");
}
