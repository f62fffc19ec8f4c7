//! The command line as it is typed: what each command takes beside the [options of a run](crate::options).

mod diff;
mod models;
mod rejudge;
#[cfg(feature = "workshop")]
mod score;

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::commands::export;
use crate::options::{RequestArgs, RunArgs, SuiteArgs};
use crate::{exit_codes, version};

pub(crate) use diff::DiffArgs;
pub(crate) use models::{DriftArgs, EffectArg, ImportArgs, ScanArgs};
pub(crate) use rejudge::RejudgeArgs;
#[cfg(feature = "workshop")]
pub(crate) use score::ScoreArgs;

/// What follows the help of `run`.
const AFTER_RUN: &str = "\
Options may also stand in batchspec.toml, under their long names, and in the environment, for example as
BATCHSPEC_FAIL_ON; the command line goes before the environment, and that before the file.";

const AFTER_REPLAY: &str = "\
Without --target, a finding is sent to the configured target, else to where it was found.

Exit codes, the first that applies:
  2    the command or a file is wrong, or a finding belongs to another clause set; nothing was sent
  1    a finding came again, each time or now and then, or its requests break something else now
  3    a target cannot be reached
  4    there was nothing to replay, or no answer decided it
  0    all findings are fixed";

/// Test whether a server keeps what a batch HTTP/JSON API promises.
#[derive(Debug, Parser)]
#[command(name = "batchspec", version, long_version = version::long(), max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to use colours; by itself on terminals, unless NO_COLOR is set.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Test a server, or the embedded reference servers when no target is given.
    #[command(after_help = format!("{AFTER_RUN}\n\n{}", exit_codes::table()))]
    Run(Box<RunArgs>),
    /// Test every batch operation of the models that a server serves, and tell in one table what holds.
    #[command(after_help = format!("{AFTER_RUN}\n\n{}", exit_codes::table()))]
    Scan(Box<ScanArgs>),
    /// Tell which operations of public models take a batch, and by which rule they answer; write suites of them.
    Import(ImportArgs),
    /// Tell what a newer version of public models promises otherwise, and which clauses, waivers and saved findings speak
    /// of it; 1 when something moved.
    #[command(after_help = models::AFTER_DRIFT)]
    Drift(DriftArgs),
    /// Send saved findings again: 1 when one still comes, 0 when all are fixed.
    #[command(after_help = AFTER_REPLAY)]
    Replay(ReplayArgs),
    /// Write a saved finding as a test that stands alone.
    Export(export::ExportArgs),
    /// Judge recordings, captures of other tools (HAR) and reports again by today's checks, without sending anything.
    #[command(after_help = rejudge::CODES)]
    Rejudge(RejudgeArgs),
    /// Tell what is configured for a run, and where each value comes from.
    Config(Box<ConfigArgs>),
    /// Tell what a newer report says otherwise than an older one; 1 when things got worse.
    Compare(CompareArgs),
    /// Send the same cases to two servers and tell where they answer differently; 1 when they do, 0 when they are alike.
    #[command(after_help = diff::AFTER_DIFF)]
    Diff(Box<DiffArgs>),
    /// Join the reports of all shards of a run.
    Merge(MergeArgs),
    /// Serve the reference servers, in a dialect or with a fault.
    Serve(ServeArgs),
    /// Show what there is to test, before anything is sent.
    List(ListArgs),
    /// Tell what anything that has a name is: a suite, a clause, a case, a check, a fault, a saved finding, an exit code.
    Explain(ExplainArgs),
    #[cfg(feature = "workshop")]
    /// Try batchspec itself: on every fault, and on compliant servers of many dialects.
    Score(ScoreArgs),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, in roff.
    Man {
        /// The command to print it of; the program itself when left out.
        command: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReplayArgs {
    /// Files of findings, or signatures of those under .batchspec/findings; all of these when none is named.
    #[arg(value_name = "FILE|SIGNATURE")]
    pub(crate) findings: Vec<String>,
    #[command(flatten)]
    pub(crate) requests: RequestArgs,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ServeArgs {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, value_name = "P", default_value_t = 8080)]
    pub(crate) port: u16,
    /// Address to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) host: IpAddr,
    /// Freedoms to take, separated by commas; `batchspec list dialects` shows them.
    #[arg(long, value_name = "LIST", default_value = "plain")]
    pub(crate) dialect: String,
    /// Promise to break; `batchspec list faults` and `batchspec list mutants` show them.
    #[arg(long, value_name = "ID")]
    pub(crate) fault: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {
    /// What to show.
    pub(crate) topic: Topic,
    /// Suite to show it of; all when left out.
    #[arg(value_name = "SUITE")]
    pub(crate) suite: Option<String>,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) suites: SuiteArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Topic {
    /// The APIs under test.
    Suites,
    /// What they promise.
    Clauses,
    /// What judges the answers.
    Checks,
    /// Ways to break a promise that the reference servers know.
    Faults,
    /// Ways that nobody thought of: every place and every change, every constraint and every way of not keeping it.
    Mutants,
    /// Freedoms that the documentation leaves to a server.
    Dialects,
    /// How many cases are made, by family and clause.
    Cases,
    /// What is asked and never judged, since the documentation leaves it open.
    Observations,
    /// What is believed of causes: by which rules one finding is told under another.
    Rules,
    /// Formats that `--report` writes.
    Formats,
    /// What exit codes mean.
    ExitCodes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// Its id, the number of a clause, or the signature of a finding under .batchspec/findings.
    pub(crate) id: String,
    /// How to tell it.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) suites: SuiteArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ConfigArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CompareArgs {
    /// The older report, as JSON.
    pub(crate) old: PathBuf,
    /// The newer report, as JSON.
    pub(crate) new: PathBuf,
    /// What counts as worse, separated by commas.
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "broken,untested")]
    pub(crate) fail_on: Vec<Worse>,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// What makes a report worse than an older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Worse {
    /// Something is broken that was not.
    Broken,
    /// Something was tested that is not any more.
    Untested,
}

#[derive(Debug, clap::Args)]
pub(crate) struct MergeArgs {
    /// The reports of all shards, as JSON, in any order.
    #[arg(required = true)]
    pub(crate) reports: Vec<PathBuf>,
    /// File of waivers to apply to the whole; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) waivers: Vec<PathBuf>,
    /// Report on the whole in a format of `batchspec list formats`; the path `-` is standard output; may be repeated.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(crate) report: Vec<String>,
    #[command(flatten)]
    pub(crate) suites: SuiteArgs,
}
