//! Reports that were written before, read back.

use std::path::Path;

use anyhow::Context as _;
use batchspec_harness::report::{Report, from_json};

/// Reads a report; the error names the file, and the place in it.
pub(crate) fn read(path: &Path) -> anyhow::Result<Report> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("failed to read the report {}", path.display()))?;
    from_json(&text).with_context(|| format!("failed to read the report {}", path.display()))
}
