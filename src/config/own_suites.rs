//! Suites of one's own: the folders that the command line, the environment or the configuration file names.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use batchspec_harness::contract::{InputError, TomlFile};
use toml::de::DeTable;

use crate::config::{DEFAULT_CONFIG, told};
use crate::options::{AnyOption as _, AnyValue, Origin, Values, table, variable};

/// The folders in force. Every other word of the configuration may name a suite, so they are looked for before the rest
/// is read, and mistakes elsewhere in the file are told then.
///
/// # Errors
/// When the file names them in another form than a list of strings.
pub(crate) fn folders(typed: &Values) -> anyhow::Result<Vec<PathBuf>> {
    let row = table::SUITE_DIR.row();
    let mut values = typed.clone();
    if !values.has(&table::SUITE_DIR) {
        let name = variable(row.name);
        let text = std::env::var(&name).ok().filter(|text| !text.trim().is_empty());
        let found = match text {
            Some(text) => Some(table::SUITE_DIR.spelled(&text).map_err(|what| anyhow!("{name}: {what}"))?),
            None => of_file(&file_in_force(typed))?,
        };
        if let Some(value) = found {
            values.take(row, value, Origin::Variable(name));
        }
    }
    Ok(values.list(&table::SUITE_DIR))
}

/// The configuration file, also for commands that have no option for it.
fn file_in_force(typed: &Values) -> PathBuf {
    let by_variable = || std::env::var_os(variable(table::CONFIG.row().name)).filter(|path| !path.is_empty());
    typed
        .get(&table::CONFIG)
        .or_else(|| by_variable().map(PathBuf::from))
        .unwrap_or_else(|| DEFAULT_CONFIG.into())
}

fn of_file(path: &Path) -> anyhow::Result<Option<AnyValue>> {
    // Whoever needs the file complains, and the others can do without.
    std::fs::read_to_string(path).map_or(Ok(None), |text| of_text(path, &text).map_err(told))
}

fn of_text(path: &Path, text: &str) -> Result<Option<AnyValue>, InputError> {
    let name = table::SUITE_DIR.row().name;
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() || !table.get_ref().contains_key(name) {
        return Ok(None);
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    TomlFile::read(&path.display().to_string(), text, |file, table| {
        let (_, value) = table.iter().find(|(key, _)| key.get_ref() == name)?;
        table::SUITE_DIR.keyed(file, value, folder)
    })
}

/// The id of the suite in a folder, where it can be read.
pub(crate) fn id_of(folder: &Path) -> Option<String> {
    let text = std::fs::read_to_string(folder.join("suite.toml")).ok()?;
    let table: toml::Table = text.parse().ok()?;
    table.get("id")?.as_str().map(str::to_owned)
}
