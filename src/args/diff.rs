//! What is typed about two servers that are held against one another.

use std::time::Duration;

use super::{Format, PaceArgs, RequestArgs, RunArgs, duration, lanes, whole};

/// What follows the help of `diff`.
pub(super) const AFTER_DIFF: &str = "\
Left out, unless --exact asks for it: the order of entries, members that the model does not know, bodies of errors but
for their types, and what the first server itself answers otherwise at each reading, as generated ids and clocks.

Exit codes, the first that applies:
  2    the command or a file is wrong; nothing was sent
  130  interrupted
  1    the servers differ
  3    a server cannot be reached or does not serve the operation, or nothing was compared
  0    the servers answered alike";

#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// Suites whose cases to send; all when none is named, or those of --model.
    #[arg(value_name = "SUITE")]
    pub(crate) suites: Vec<String>,
    #[command(flatten)]
    pub(crate) requests: RequestArgs,
    /// The second server, which is sent the same as the one of --target.
    #[arg(long, value_name = "URL")]
    pub(crate) against: String,
    /// Count every difference of bodies, and what the first server answers otherwise at each reading.
    #[arg(long)]
    pub(crate) exact: bool,
    #[command(flatten)]
    pub(crate) pace: PaceArgs,
    /// Seed of all chance [default: another one each time; the output names it].
    #[arg(long, value_name = "N", value_parser = whole::<u64>)]
    pub(crate) seed: Option<u64>,
    /// Random valid batches for each suite, beside the fixed cases [default: 300].
    #[arg(long, value_name = "N", value_parser = whole::<u32>)]
    pub(crate) cases: Option<u32>,
    /// Send only cases that can decide clauses whose id matches; `*` stands for any text; may be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) only: Vec<String>,
    /// Do not send cases for clauses whose id matches; may be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) skip: Vec<String>,
    /// Requests in flight [default: 16].
    #[arg(long, visible_alias = "in-flight", value_name = "N", value_parser = lanes)]
    pub(crate) lanes: Option<u16>,
    /// Leave out the header that names the case of a request.
    #[arg(long)]
    pub(crate) no_case_header: bool,
    /// Wait at most this long until both servers accept connections.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) wait: Option<Duration>,
    /// Shell command that makes a world on each server before the comparison, as --setup of `run` does.
    #[arg(long, value_name = "COMMAND")]
    pub(crate) setup: Option<String>,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

impl DiffArgs {
    /// The same as arguments of a run that writes nothing.
    pub(crate) fn into_run(self) -> RunArgs {
        // What is configured for a run must not empty the files of its reports.
        let pace = PaceArgs { dry_run: true, ..self.pace };
        RunArgs {
            suites: self.suites,
            requests: self.requests,
            pace,
            seed: self.seed,
            cases: self.cases,
            only: self.only,
            skip: self.skip,
            lanes: self.lanes,
            no_case_header: self.no_case_header,
            wait: self.wait,
            setup: self.setup,
            no_prelude: true,
            no_save: true,
            ..RunArgs::default()
        }
    }
}
