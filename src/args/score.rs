//! What `batchspec score` tries.

use std::num::NonZero;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct ScoreArgs {
    /// Seeds to try each server with, from 0 on.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seeds: u64,
    /// Compliant servers to try: the plain one, then random dialects.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) dialects: u64,
    /// Try only faults whose id matches; `*` stands for any text; may be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) only: Vec<String>,
    /// Made faults to try, spread over all of them; all that match when --only is given.
    #[arg(long, value_name = "N", default_value_t = 220)]
    pub(crate) mutants: usize,
    /// Stop each run at its first finding; this is what is done unless --full is given.
    #[arg(long, conflicts_with = "full")]
    pub(crate) fail_fast: bool,
    /// Go on with each run after its first finding.
    #[arg(long)]
    pub(crate) full: bool,
    /// Show instead which share of the faults is found with 100, 300, 1000 and 3000 requests, in two halves of them: one
    /// by which the order of cases was tuned, one that was kept out.
    #[arg(long, conflicts_with_all = ["full", "servers"])]
    pub(crate) curve: bool,
    /// Trials at a time [default: twice the number of processors].
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZero<usize>>,
    /// File that lists more servers, each with what it breaks.
    #[arg(long, value_name = "FILE")]
    pub(crate) servers: Option<PathBuf>,
    /// File for the score as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
}
