//! Finding the model files below a path: one file, a service's folder, or the whole data folder of botocore.

use std::path::{Path, PathBuf};

use super::failure::ReadError;

/// A model file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFile {
    /// Where it is.
    pub path: PathBuf,
    /// What its folder calls the service, if it lies in a folder of botocore's form.
    pub service: Option<String>,
}

const NAMES: [&str; 2] = ["service-2.json", "service-2.json.gz"];

/// How deep a data folder is: `data/<service>/<version>/service-2.json`.
const DEPTH: usize = 3;

/// The model files at or below `path`: of each service its newest version.
///
/// # Errors
/// A path that cannot be read, or that holds no model.
pub fn find(path: &Path) -> Result<Vec<ModelFile>, ReadError> {
    let told = |error: std::io::Error| ReadError::new(path, "", error.to_string());
    if std::fs::metadata(path).map_err(told)?.is_file() {
        return Ok(vec![ModelFile { path: path.to_owned(), service: service_of(path) }]);
    }
    let mut found = Vec::new();
    below(path, DEPTH, &mut found)?;
    if found.is_empty() {
        let what = "no service-2.json, service-2.json.gz or Smithy model (*.json) in it";
        return Err(ReadError::new(path, "", what));
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// The service whose folder holds `<version>/service-2.json`.
fn service_of(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?;
    if !NAMES.contains(&name) {
        return None;
    }
    // A path such as `service-2.json` says nothing of its folders until it is whole.
    let whole = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let version = whole.parent()?;
    let is_version = version.file_name()?.to_str()?.starts_with(|c: char| c.is_ascii_digit());
    let folder = if is_version { version.parent()? } else { version };
    folder.file_name()?.to_str().map(str::to_owned)
}

fn below(folder: &Path, depth: usize, found: &mut Vec<ModelFile>) -> Result<(), ReadError> {
    let told = |error: std::io::Error| ReadError::new(folder, "", error.to_string());
    let (mut folders, mut loose) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            folders.push((name, path));
        } else if NAMES.contains(&name.as_str()) {
            found.push(ModelFile { service: service_of(&path), path });
            return Ok(());
        } else if name.ends_with(".json") && !name.starts_with('_') {
            loose.push(path);
        }
    }
    if depth == 0 {
        return Ok(());
    }
    folders.sort();
    if folders.iter().all(|(name, _)| name.starts_with(|c: char| c.is_ascii_digit())) {
        // Versions are dates: the last one in the order of text is the newest that holds a model.
        for (_, version) in folders.iter().rev() {
            let before = found.len();
            below(version, depth - 1, found)?;
            if found.len() > before {
                return Ok(());
            }
        }
    } else {
        for (_, folder) in &folders {
            below(folder, depth - 1, found)?;
        }
    }
    if folders.is_empty() {
        found.extend(loose.into_iter().filter(|path| begins_as_smithy(path)).map(smithy_file));
    }
    Ok(())
}

fn smithy_file(path: PathBuf) -> ModelFile {
    ModelFile { path, service: None }
}

/// Whether a file in a folder of mixed files is worth reading as a Smithy model.
fn begins_as_smithy(path: &Path) -> bool {
    use std::io::Read as _;
    let mut start = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(4096).read_to_end(&mut start));
    read.is_ok() && String::from_utf8_lossy(&start).contains("\"smithy\"")
}
