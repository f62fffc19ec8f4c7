//! What is typed about the pace, and about what may be sent and shown.

use std::num::NonZeroU64;
use std::time::Duration;

/// The pace, and what may be sent.
#[derive(Debug, Default, Clone, clap::Args)]
pub(crate) struct PaceArgs {
    /// Requests a second at most [default: no limit on this machine, 5 elsewhere].
    #[arg(long, value_name = "N", value_parser = rate)]
    pub(crate) rate: Option<f64>,
    /// Requests of the whole run at most, the most telling first [default: no limit on this machine, 300 elsewhere].
    #[arg(long, value_name = "N", value_parser = super::whole::<NonZeroU64>)]
    pub(crate) max_requests: Option<NonZeroU64>,
    /// Time that requests are sent at most [default: 45s on this machine, none with --cases].
    #[arg(long, value_name = "TIME", value_parser = super::duration)]
    pub(crate) max_time: Option<Duration>,
    /// Show what would be sent, and send nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Send operations that change something, too.
    #[arg(long)]
    pub(crate) allow_writes: bool,
    /// Put stand-ins in place of account ids in all that is shown or written.
    #[arg(long)]
    pub(crate) mask_accounts: bool,
}

/// Reads a number of requests a second.
pub(crate) fn rate(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|rate| (0.01..=1_000_000.0).contains(rate));
    number.ok_or_else(|| "write requests a second, from 0.01 to 1000000, for example 5".to_owned())
}
