//! Files that are written where the user says.

use std::io::{self, ErrorKind};
use std::path::Path;

use anyhow::{anyhow, bail};

/// What is said of a file that cannot be opened: the folder is to blame more often than the file.
pub(crate) fn cannot(open: &str, path: &Path, error: io::Error) -> anyhow::Error {
    match obstacle(path) {
        Some(why) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::IsADirectory) => {
            anyhow!("{open}: {why}")
        }
        _ => anyhow!(error).context(open.to_owned()),
    }
}

/// Refuses a path at which no file can be made, before any work is done and without touching what is there.
pub(crate) fn check(path: &Path, purpose: &str) -> anyhow::Result<()> {
    match obstacle(path) {
        Some(why) => bail!("failed to open {} for {purpose}: {why}", path.display()),
        None => Ok(()),
    }
}

/// What keeps a file from being made there, and what to do.
fn obstacle(path: &Path) -> Option<String> {
    if path.is_dir() {
        return Some("it is a folder: name a file in it".to_owned());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists())?;
    Some(format!("the folder {} does not exist: create it, or name another one", folder.display()))
}
