//! What is typed about public models and the operations in them.

use std::num::NonZero;
use std::path::PathBuf;

use clap::ValueEnum;

use super::Format;
use crate::options::RunArgs;

/// What follows the help of `drift`.
pub(super) const AFTER_DRIFT: &str = "\
Exit codes:
  0    nothing of what is promised moved
  1    something moved
  2    the command, a model or another file is wrong";

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
pub(crate) struct DriftArgs {
    /// The older version of a model or of a folder of models, as `import` reads them.
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The newer version.
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// Services to compare, by the names of their folders; `*` stands for any text [default: all].
    #[arg(long, value_name = "GLOB")]
    pub(crate) service: Option<String>,
    /// Operations to compare; `*` stands for any text [default: all that take a batch].
    #[arg(long, value_name = "GLOB")]
    pub(crate) operation: Option<String>,
    /// Folder of a suite of your own, of whose clauses those that are touched are told; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(crate) suite_dir: Vec<PathBuf>,
    /// File of waivers, of which those that speak of a touched clause are told; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) waivers: Vec<PathBuf>,
    /// How to show it.
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
