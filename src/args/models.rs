//! What is typed about public models and the operations in them.

use std::num::NonZero;
use std::path::PathBuf;

use clap::ValueEnum;

use super::{Format, RunArgs};

#[derive(Debug, clap::Args)]
pub(crate) struct ImportArgs {
    /// Model to read: botocore's service-2.json or .json.gz, Smithy's JSON, or a folder of either.
    #[arg(value_name = "MODEL")]
    pub(crate) model: PathBuf,
    /// Operations to import; `*` stands for any text [default: all that take a batch].
    #[arg(long, value_name = "GLOB")]
    pub(crate) operation: Option<String>,
    /// Services to import, by the names of their folders; `*` stands for any text [default: all].
    #[arg(long, value_name = "GLOB")]
    pub(crate) service: Option<String>,
    /// Folder to write suites to, a folder each.
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
    /// File of what the services do otherwise than their models say, beside what is known here.
    #[arg(long, value_name = "FILE")]
    pub(crate) errata: Option<PathBuf>,
    /// How to show it; JSON has one object a line.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
    /// Operations to ask for, by what they do [default: those that read, and all with --allow-writes].
    #[arg(long, value_name = "EFFECT")]
    pub(crate) effect: Option<EffectArg>,
    /// Operations tested side by side [default: 4].
    #[arg(long, value_name = "N")]
    pub(crate) at_once: Option<NonZero<usize>>,
}

/// What calling an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EffectArg {
    /// It only reads.
    Reads,
    /// It changes something.
    Writes,
}
