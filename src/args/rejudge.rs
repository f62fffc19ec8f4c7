//! The command line of `batchspec rejudge`.

use std::path::PathBuf;

use super::{FailOn, OwnSuiteArgs, share};

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
    pub(crate) own: OwnSuiteArgs,
    /// Configuration file, of which clauses and what breaks the run count [default: batchspec.toml, if it is here].
    #[arg(long, value_name = "FILE", env = "BATCHSPEC_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Profile of the configuration file whose values go before its others.
    #[arg(long, value_name = "NAME", env = "BATCHSPEC_PROFILE")]
    pub(crate) profile: Option<String>,
    /// Let breaches of "should" clauses count: short for --fail-on should.
    #[arg(long, conflicts_with = "fail_on")]
    pub(crate) strict: bool,
    /// What breaks it: as for `batchspec run` [default: must].
    #[arg(long, value_name = "LEVEL")]
    pub(crate) fail_on: Option<FailOn>,
    /// Report as JSON whose findings --fail-on new knows.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Share of the "must" and "should" clauses that has to be decided, for example 95%.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) require_exercised: Option<f64>,
    /// File of waivers, for findings that may stay for now; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) waivers: Vec<PathBuf>,
    /// Judge only clauses whose id matches; `*` stands for any text; may be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) only: Vec<String>,
    /// Do not judge clauses whose id matches; may be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) skip: Vec<String>,
    /// Report in a format of `batchspec list formats`; the path `-` is standard output; may be repeated.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(crate) report: Vec<String>,
    /// Print findings and the verdict only.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}
