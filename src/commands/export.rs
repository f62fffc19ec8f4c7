//! `batchspec export`: writes a saved finding as a test that stands alone.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use clap::ValueEnum;

use crate::config::catalogue::Catalogue;
use crate::options::SuiteArgs;
use crate::output::{new_file, saved, screen};

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    /// File of the finding, or the signature of one under .batchspec/findings.
    #[arg(value_name = "FILE|SIGNATURE")]
    pub(crate) finding: String,
    /// What to write: a Rust test of one file without dependencies, or a file for Hurl.
    #[arg(long = "as", value_name = "FORM")]
    pub(crate) form: TestForm,
    /// File to write; standard output when left out.
    #[arg(long, value_name = "PATH")]
    pub(crate) to: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) suites: SuiteArgs,
}

/// A language of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestForm {
    Rust,
    Hurl,
}

/// Writes the finding that `args` name.
pub(crate) fn export(args: &ExportArgs) -> anyhow::Result<u8> {
    let files = saved::files(std::slice::from_ref(&args.finding))?;
    let file = files.first().ok_or_else(|| anyhow!("name a finding"))?;
    let saved = saved::read(file)?;
    let catalogue = Catalogue::of(&args.suites.values)?;
    let contract = catalogue.find(&saved.suite).map_err(|what| anyhow!(what))?;
    let text = match args.form {
        TestForm::Rust => saved.to_rust_test(contract),
        TestForm::Hurl => saved.to_hurl(contract),
    };
    let text = text.with_context(|| format!("failed to export {}", file.display()))?;
    match &args.to {
        Some(path) => fs::write(path, text)
            .map_err(|error| new_file::cannot(&format!("failed to write {}", path.display()), path, error))?,
        None => screen::show(&text)?,
    }
    Ok(0)
}
