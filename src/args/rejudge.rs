//! The command line of `batchspec rejudge`.

use std::path::PathBuf;

use crate::options::RejudgeRunArgs;

/// What follows the help.
pub(super) const CODES: &str = "\
Exit codes, the first that applies:
  2    the command or a file is wrong
  5    batchspec itself went wrong
  1    what was kept does not conform, or a waiver is to be deleted
  4    no valid request was answered with a success, nothing was verified, or less than demanded
  0    what was kept conforms in everything that was verified";

#[derive(Debug, clap::Args)]
pub(crate) struct RejudgeArgs {
    /// Recordings of `run --record`, captures of browsers and proxies as HAR, reports as JSON; judged together.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) run: RejudgeRunArgs,
}
