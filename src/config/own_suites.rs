//! Suites of one's own: the folders that the command line, the environment or the configuration file names.

use std::path::{Path, PathBuf};

use batchspec_harness::contract::{InputError, TomlFile};
use toml::de::DeTable;

use crate::args::OwnSuiteArgs;
use crate::config::{DEFAULT_CONFIG, Given, Origin, Slot};

/// The key of the configuration file.
pub(crate) const KEY: &str = "suite-dir";

/// The variables of the environment: the folders, with commas between them, and the configuration file.
const VARIABLE: &str = "BATCHSPEC_SUITE_DIR";
const CONFIG_VARIABLE: &str = "BATCHSPEC_CONFIG";

/// The folders in force. Every other word of the configuration may name a suite, so they are looked for before the rest
/// is read, and mistakes elsewhere in the file are told then.
///
/// # Errors
/// When the file names them in another form than a list of strings.
pub(crate) fn folders(args: &OwnSuiteArgs, config: Option<&Path>) -> anyhow::Result<Slot<Vec<PathBuf>>> {
    if !args.suite_dir.is_empty() {
        let origin = Origin::Flag("--suite-dir");
        return Ok(Some(Given { value: args.suite_dir.clone(), origin }));
    }
    if let Some(text) = std::env::var(VARIABLE).ok().filter(|text| !text.trim().is_empty()) {
        let value = text.split(',').map(|folder| folder.trim().into()).collect();
        return Ok(Some(Given { value, origin: Origin::Variable(VARIABLE) }));
    }
    let by_variable = std::env::var_os(CONFIG_VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
    let path = config.or(by_variable.as_deref()).unwrap_or(Path::new(DEFAULT_CONFIG));
    match std::fs::read_to_string(path) {
        Ok(text) => of_file(path, &text).map_err(crate::config::told),
        // Whoever needs the file complains, and the others can do without.
        Err(_) => Ok(None),
    }
}

fn of_file(path: &Path, text: &str) -> Result<Slot<Vec<PathBuf>>, InputError> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() || !table.get_ref().contains_key(KEY) {
        return Ok(None);
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    TomlFile::read(&path.display().to_string(), text, |file, table| {
        let (key, value) = table.iter().find(|(key, _)| key.get_ref() == KEY)?;
        let origin = Origin::File(file.place(&key.span()));
        let value = file.strings(value).into_iter().map(|own| folder.join(own)).collect();
        Some(Given { value, origin })
    })
}

/// The id of the suite in a folder, where it can be read.
pub(crate) fn id_of(folder: &Path) -> Option<String> {
    let text = std::fs::read_to_string(folder.join("suite.toml")).ok()?;
    let table: toml::Table = text.parse().ok()?;
    table.get("id")?.as_str().map(str::to_owned)
}
