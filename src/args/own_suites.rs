//! What is typed about suites of one's own.

use std::path::PathBuf;

#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct OwnSuiteArgs {
    /// Folder of a suite of your own, with its suite.toml and model; may be repeated. Beside --model, one with the id of an
    /// imported suite corrects that.
    #[arg(long, value_name = "DIR")]
    pub(crate) suite_dir: Vec<PathBuf>,
    /// Public model of a service to import suites from: botocore's service-2.json or .json.gz, Smithy's JSON, or a folder.
    #[arg(long, visible_alias = "models", value_name = "PATH")]
    pub(crate) model: Option<PathBuf>,
    /// With --model: the operations to import; `*` stands for any text [default: all that take a batch].
    #[arg(long, value_name = "GLOB", requires = "model")]
    pub(crate) operation: Option<String>,
    /// With --model: the services to import, by the names of their folders; `*` stands for any text [default: all].
    #[arg(long, value_name = "GLOB", requires = "model")]
    pub(crate) service: Option<String>,
    /// With --model: file of what the services do otherwise than their models say, beside what is known here.
    #[arg(long, value_name = "FILE", requires = "model")]
    pub(crate) errata: Option<PathBuf>,
}
