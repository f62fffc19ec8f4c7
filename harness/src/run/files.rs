//! What a run may be told by files: suites in folders of their own, and waivers.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::contract::{Contract, InputError, Mistake, SuiteText, model_file};
use crate::generate::{Inputs, settled};
use crate::report::{Waiver, parse_waivers};

/// Why files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// One of them is no text that can be read.
    #[error("failed to read {}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// They do not say what such files say.
    #[error(transparent)]
    Input(#[from] InputError),
}

/// Reads the suite in a folder: `suite.toml`, and the model that it names (`model.json` unless it says otherwise).
///
/// # Errors
/// The file that cannot be read, or every mistake in both, each with file and place.
pub fn read_suite_folder(folder: impl AsRef<Path>) -> Result<Contract, ReadError> {
    let suite_file = folder.as_ref().join("suite.toml");
    let suite = read(&suite_file)?;
    let model_file = folder.as_ref().join(model_file(&suite));
    let model = read(&model_file)?;
    let contract = Contract::load(&SuiteText {
        suite_file: &suite_file.display().to_string(),
        suite: &suite,
        model_file: &model_file.display().to_string(),
        model: &model,
    });
    Ok(settled_from(contract?, &suite_file.display().to_string())?)
}

/// A contract with sampled values for what its requests have beside their items.
pub(super) fn settled_from(contract: Contract, file: &str) -> Result<Contract, InputError> {
    settled(contract, &Inputs::new()).map_err(|wrong| {
        let mistake = |what| Mistake { file: file.to_owned(), place: "operation".to_owned(), what };
        InputError(wrong.into_iter().map(mistake).collect())
    })
}

/// Reads files of waivers for findings of these suites, in their order. [`Report::waive`](crate::report::Report::waive)
/// applies them.
///
/// # Errors
/// The file that cannot be read, or every mistake in all of them, each with file and line.
pub fn read_waivers(files: &[impl AsRef<Path>], suites: &[Arc<Contract>]) -> Result<Vec<Waiver>, ReadError> {
    let (mut waivers, mut mistakes) = (Vec::new(), Vec::new());
    for file in files {
        let file = file.as_ref();
        match parse_waivers(&file.display().to_string(), &read(file)?, suites) {
            Ok(read) => waivers.extend(read),
            Err(wrong) => mistakes.extend(wrong.0),
        }
    }
    if mistakes.is_empty() { Ok(waivers) } else { Err(InputError(mistakes).into()) }
}

fn read(file: &Path) -> Result<String, ReadError> {
    fs::read_to_string(file).map_err(|source| ReadError::File { file: file.to_owned(), source })
}
