//! Reading models as they come: files of botocore, plain or compressed, its data folder, Smithy's JSON AST.

mod bytes;
mod c2j;
mod c2j_shapes;
mod failure;
mod folder;
mod pairs;
mod pattern;
mod smithy;

pub use failure::ReadError;
pub use folder::{ModelFile, find};

use std::path::Path;

use crate::model::Model;

/// Reads one model file, plain or compressed, of either form; `name` is what the service is called if the file does not say.
///
/// # Errors
/// The file and the place of what is wrong in it.
pub fn read_file(path: &Path, name: Option<&str>) -> Result<Model, ReadError> {
    let bytes = bytes::read(path)?;
    read_bytes(path, &bytes, name)
}

/// As [`read_file`], of bytes that are at hand; `path` is for messages.
///
/// # Errors
/// The file and the place of what is wrong in it.
pub fn read_bytes(path: &Path, bytes: &[u8], name: Option<&str>) -> Result<Model, ReadError> {
    let text =
        std::str::from_utf8(bytes).map_err(|error| ReadError::new(path, "", format!("no text: {error}")))?;
    if smithy::is_smithy(text) { smithy::read(path, text) } else { c2j::read(path, text, name) }
}
