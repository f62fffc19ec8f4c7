//! `batchspec import`: which operations of public models take a batch, and by which rule they answer.

use anyhow::bail;
use batchspec_models::write::{line, suite, table, write_suite};

use crate::args::{Format, ImportArgs};
use crate::config::imported;
use crate::output::screen;

/// Shows what a model says, and writes suites of it where a folder is named.
pub(crate) fn import(args: &ImportArgs) -> anyhow::Result<u8> {
    let imports = imported::read(
        &args.model,
        args.service.as_deref(),
        args.operation.as_deref(),
        args.errata.as_deref(),
    )?;
    if imports.operations.is_empty() && imports.refused.is_empty() {
        bail!("{} holds no batch operation of that name", args.model.display());
    }
    let shown = match args.format {
        Format::Text => table(&imports),
        Format::Json => {
            imports
                .refused
                .iter()
                .for_each(|refused| screen::tell(&format!("{}: {}", refused.service, refused.why)));
            imports.operations.iter().map(|operation| line(operation).json() + "\n").collect()
        }
    };
    screen::show(&shown)?;
    if let Some(folder) = &args.to {
        for operation in &imports.operations {
            write_suite(folder, &suite(operation))?;
        }
        screen::tell(&format!("{} suites are in {}", imports.operations.len(), folder.display()));
    }
    Ok(0)
}
