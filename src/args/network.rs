//! What is typed about connections.

use std::path::PathBuf;

use batchspec_harness::send::Pin;

/// Certificates and addresses.
#[derive(Debug, Default, Clone, clap::Args)]
pub(crate) struct NetworkArgs {
    /// File of certificates (PEM) to trust beside those of the system; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Vec<PathBuf>,
    /// Accept any certificate. Whoever is in between can then read and change what is sent.
    #[arg(long)]
    pub(crate) insecure: bool,
    /// Address of a host and port, in the place of a look-up; may be repeated.
    #[arg(long, value_name = "HOST:PORT:ADDRESS", value_parser = pin)]
    pub(crate) resolve: Vec<Pin>,
}

/// Reads `HOST:PORT:ADDRESS`.
pub(crate) fn pin(text: &str) -> Result<Pin, String> {
    text.parse().map_err(str::to_owned)
}
