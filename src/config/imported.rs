//! Suites imported from public models, with a user's corrections.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use batchspec_harness::contract::{Contract, glob, model_file};
use batchspec_models::write::suite;
use batchspec_models::{Imported, Imports, Refused, errata, import_each};

use super::suite_texts::SuiteTexts;
use crate::options::{Values, table};

/// What was imported.
#[derive(Debug, Default)]
pub(crate) struct ImportedSuites {
    /// The suites, by service and operation, each with what it was made from.
    pub(crate) suites: Vec<(Arc<Contract>, Imported)>,
    /// What could not be read, with the reason.
    pub(crate) refused: Vec<Refused>,
}

/// Reads a model, a folder of models, or what is chosen of them.
///
/// # Errors
/// A path that cannot be read, a file of errata with mistakes.
pub(crate) fn read(
    model: &Path,
    service: Option<&str>,
    operation: Option<&str>,
    own_errata: Option<&Path>,
) -> anyhow::Result<Imports> {
    read_each(model, service, operation, own_errata, |imported| imported)
}

/// The same, of each operation what `each` makes of it.
fn read_each<T: Send>(
    model: &Path,
    service: Option<&str>,
    operation: Option<&str>,
    own_errata: Option<&Path>,
    each: impl Fn(Imported) -> T + Sync,
) -> anyhow::Result<Imports<T>> {
    let mut known = errata::known()?;
    if let Some(path) = own_errata {
        known.extend(errata::read(path)?);
    }
    let is_meant = |name: &str| service.is_none_or(|meant| glob(meant, name));
    let each = |imported: Imported| is_meant(&imported.model.service.name).then(|| each(imported));
    let imports = import_each(model, service, operation.unwrap_or("*"), &known, each)?;
    Ok(Imports {
        operations: imports.operations.into_iter().flatten().collect(),
        refused: imports.refused.into_iter().filter(|refused| is_meant(&refused.service)).collect(),
    })
}

/// How much of a suite is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// The whole of its contract.
    Whole,
    /// Its head, and packed what the rest is read from.
    Head,
}

/// Makes suites of what the command line names; `None` where it names no model.
///
/// # Errors
/// When nothing was found, or when the only operation that was found makes no suite.
pub(crate) fn suites(
    typed: &Values,
    corrections: &[PathBuf],
    held: Held,
) -> anyhow::Result<Option<ImportedSuites>> {
    let Some(model) = typed.get(&table::MODEL) else { return Ok(None) };
    let (service, operation) = (typed.get(&table::SERVICE), typed.get(&table::OPERATION));
    let errata = typed.get(&table::ERRATA);
    let each = |mut operation: Imported| {
        let contract = texts(&operation, corrections).and_then(|texts| {
            let contract = texts.contract()?;
            if held == Held::Whole {
                return Ok(contract);
            }
            let packed = texts.packed()?;
            Ok(contract.head(move || packed.contract().map_err(|error| format!("{error:#}"))))
        });
        // The rule is still asked for, the model is not: those of a whole folder are large.
        operation.model.shapes.clear();
        (contract, operation)
    };
    let imports = read_each(&model, service.as_deref(), operation.as_deref(), errata.as_deref(), each)?;
    let is_one = imports.operations.len() == 1;
    let mut imported = ImportedSuites { refused: imports.refused, ..ImportedSuites::default() };
    for (contract, operation) in imports.operations {
        match contract {
            Ok(contract) => imported.suites.push((Arc::new(contract), operation)),
            Err(error) if is_one => return Err(error),
            Err(error) => imported.refused.push(Refused {
                service: format!("{} {}", operation.model.service.name, operation.operation.name),
                why: format!("{error:#}").lines().next().unwrap_or_default().to_owned(),
            }),
        }
    }
    if imported.suites.is_empty() {
        let why = imported.refused.first().map(|refused| format!(": {}", refused.why)).unwrap_or_default();
        bail!("{} holds no batch operation that can be tested{why}", model.display());
    }
    Ok(Some(imported))
}

/// The contract of an imported operation, with the corrections in folders of the user.
///
/// # Errors
/// What keeps it from being a suite that can be tested.
pub(crate) fn contract_of(imported: &Imported, corrections: &[PathBuf]) -> anyhow::Result<Contract> {
    texts(imported, corrections)?.contract()
}

/// The texts of the suite of an imported operation, corrected.
fn texts(imported: &Imported, corrections: &[PathBuf]) -> anyhow::Result<SuiteTexts> {
    let files = suite(imported);
    let (mut text, mut model) = (files.suite, files.model);
    for folder in corrections {
        let path = folder.join("suite.toml");
        let own =
            std::fs::read_to_string(&path).with_context(|| format!("failed to read {}", path.display()))?;
        let table: toml::Table = own.parse().with_context(|| format!("failed to read {}", path.display()))?;
        if table.get("id").and_then(toml::Value::as_str) != Some(files.id.as_str()) {
            continue;
        }
        let mut whole: toml::Table = text.parse()?;
        correct(&mut whole, table);
        text = toml::to_string(&whole)?;
        if let Ok(own) = std::fs::read_to_string(folder.join(model_file(&own))) {
            model = own;
        }
    }
    Ok(SuiteTexts { id: files.id, suite: text, model })
}

/// What the user wrote wins, member by member.
fn correct(whole: &mut toml::Table, own: toml::Table) {
    for (key, value) in own {
        match (whole.get_mut(&key), value) {
            (Some(toml::Value::Table(inner)), toml::Value::Table(own)) => correct(inner, own),
            (_, value) => {
                whole.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::correct;

    #[test]
    fn corrections_win_member_by_member() {
        let mut whole: toml::Table =
            "id = \"a\"\n[batch]\nitems = \"input.a\"\nitem_key = \"x\"\n".parse().expect("TOML");
        let own = "[batch]\nitem_key = \"y\"\n[[value]]\nplace = \"input.a[]\"\n".parse().expect("TOML");
        correct(&mut whole, own);
        assert_eq!(whole["batch"]["items"].as_str(), Some("input.a"));
        assert_eq!(whole["batch"]["item_key"].as_str(), Some("y"));
        assert_eq!(whole["value"].as_array().map(Vec::len), Some(1));
    }
}
