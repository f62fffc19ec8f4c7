//! The way to targets: what is configured of it, with its files read.

use anyhow::bail;
use batchspec_harness::send::{Authority, Network, Proxies, Target};

use crate::options::{Values, table};

/// What is asked for, with its files read, and the proxies of the environment.
///
/// # Errors
/// When a file is no list of certificates, or a proxy is not written as a URL.
pub(super) fn network(options: &Values) -> anyhow::Result<Network> {
    let files = options.list(&table::CA_FILE);
    Ok(Network {
        authorities: files.iter().map(|path| Authority::read(path)).collect::<Result<_, _>>()?,
        insecure: options.is_on(&table::INSECURE),
        pins: options.list(&table::RESOLVE),
        proxies: Proxies::of(&|name| std::env::var(name).ok())?,
    })
}

/// An address that no target has a use for is a misspelling, and the requests would go to the real host.
pub(crate) fn check_pins(network: &Network, targets: &[&Target]) -> anyhow::Result<()> {
    match network.pins.iter().find(|pin| !targets.iter().any(|target| target.is_pinned_by(pin))) {
        Some(pin) => bail!(
            "--resolve {pin} is for none of the targets: write host and port as the target URL has them"
        ),
        None => Ok(()),
    }
}
