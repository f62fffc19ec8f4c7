//! The bytes of a model file, uncompressed, up to a largest size.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::failure::ReadError;

/// The largest public model (EC2's) has 4 MB without white space; this leaves room, and keeps a compressed bomb out.
const MOST_BYTES: u64 = 64 << 20;

/// Reads a file; what is compressed by gzip, told by its first bytes, is uncompressed.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, ReadError> {
    let told = |error: std::io::Error| ReadError::new(path, "", error.to_string());
    let mut file = File::open(path).map_err(told)?;
    let mut raw = Vec::new();
    file.by_ref().take(MOST_BYTES + 1).read_to_end(&mut raw).map_err(told)?;
    if !raw.starts_with(&[0x1f, 0x8b]) {
        return bounded(path, raw);
    }
    let mut bytes = Vec::with_capacity(raw.len().saturating_mul(8).min(1 << 24));
    MultiGzDecoder::new(raw.as_slice()).take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(told)?;
    bounded(path, bytes)
}

fn bounded(path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>, ReadError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MOST_BYTES {
        return Err(ReadError::new(
            path,
            "",
            format!("more than {} MiB: no model is that large", MOST_BYTES >> 20),
        ));
    }
    Ok(bytes)
}
