//! What is typed about suites of one's own.

use std::path::PathBuf;

#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct OwnSuiteArgs {
    /// Folder of a suite of your own, with its suite.toml and model; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(crate) suite_dir: Vec<PathBuf>,
}
