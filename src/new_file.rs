//! Files that are written where the user says.

use std::io;
use std::path::Path;

use anyhow::anyhow;

/// What is said of a file that cannot be opened: the folder is to blame more often than the file.
pub(crate) fn cannot(open: &str, path: &Path, error: io::Error) -> anyhow::Error {
    match missing_folder(path) {
        Some(folder) if error.kind() == io::ErrorKind::NotFound => {
            anyhow!("{open}: the folder {} does not exist", folder.display())
        }
        _ => anyhow!(error).context(open.to_owned()),
    }
}

/// The folder of a path, where there is none.
pub(crate) fn missing_folder(path: &Path) -> Option<&Path> {
    path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists())
}
