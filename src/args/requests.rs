//! What is typed about where requests go.

use std::path::PathBuf;
use std::time::Duration;

use super::{NetworkArgs, OwnSuiteArgs, SignArgs, duration};

/// Where requests go, and what is the same for all of them.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct RequestArgs {
    /// Where to send requests, for all suites or for one; may be repeated.
    #[arg(long, value_name = "[SUITE=]URL")]
    pub(crate) target: Vec<String>,
    #[command(flatten)]
    pub(crate) own: OwnSuiteArgs,
    #[command(flatten)]
    pub(crate) sign: SignArgs,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
    /// Configuration file [default: batchspec.toml, if it is here].
    #[arg(long, value_name = "FILE", env = "BATCHSPEC_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Profile of the configuration file whose values go before its others.
    #[arg(long, value_name = "NAME", env = "BATCHSPEC_PROFILE")]
    pub(crate) profile: Option<String>,
    /// Header to put on every request; may be repeated.
    #[arg(long, value_name = "NAME: VALUE")]
    pub(crate) header: Vec<String>,
    /// Limit for one request [default: 2s on this machine, 10s elsewhere].
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
}
