//! What one source says of connections.

use std::path::{Path, PathBuf};

use anyhow::bail;
use batchspec_harness::contract::{TomlFile, TomlValue as Value};
use batchspec_harness::send::{Authority, Network, Pin, Proxies, Target};

use super::flags::{given, list};
use super::{Given, Origin, Slot, value};
use crate::args::{NetworkArgs, pin};

/// The keys of this part, by which files name them.
pub(super) const KEYS: [&str; 3] = ["ca-file", "insecure", "resolve"];

/// This part of a layer.
#[derive(Debug, Default)]
pub(crate) struct NetworkLayer {
    pub(crate) ca_file: Slot<Vec<PathBuf>>,
    pub(crate) insecure: Slot<bool>,
    pub(crate) resolve: Slot<Vec<Pin>>,
}

impl NetworkLayer {
    /// This part where it says something, and the weaker one elsewhere.
    pub(super) fn over(self, weaker: Self) -> Self {
        Self {
            ca_file: self.ca_file.or(weaker.ca_file),
            insecure: self.insecure.or(weaker.insecure),
            resolve: self.resolve.or(weaker.resolve),
        }
    }

    /// What the command line says.
    pub(super) fn of_flags(args: &NetworkArgs) -> Self {
        Self {
            ca_file: list(&args.ca_file, "--ca-file"),
            insecure: given(args.insecure.then_some(true), "--insecure"),
            resolve: list(&args.resolve, "--resolve"),
        }
    }

    /// Takes a key of a file that lies in `folder`. Whether it is one of this part.
    pub(super) fn take(
        &mut self,
        file: &mut TomlFile<'_>,
        folder: &Path,
        key: &str,
        value: &Value<'_>,
        origin: &Origin,
    ) -> bool {
        fn at<T>(value: T, origin: &Origin) -> Slot<T> {
            Some(Given { value, origin: origin.clone() })
        }
        match key {
            "ca-file" => {
                let files = file.strings(value).into_iter().map(|path| folder.join(path));
                self.ca_file = at(files.collect(), origin);
            }
            "insecure" => self.insecure = at(file.flag(value), origin),
            "resolve" => {
                let mut pins = Vec::new();
                for text in file.strings(value) {
                    match pin(&text) {
                        Ok(pin) => pins.push(pin),
                        Err(what) => file.wrong(&value.span(), what),
                    }
                }
                self.resolve = at(pins, origin);
            }
            _ => return false,
        }
        true
    }

    /// What is asked for, with its files read, and the proxies of the environment.
    ///
    /// # Errors
    /// When a file is no list of certificates, or a proxy is not written as a URL.
    pub(crate) fn network(&mut self) -> anyhow::Result<Network> {
        let files = value(self.ca_file.take(), Vec::new());
        Ok(Network {
            authorities: files.iter().map(|path| Authority::read(path)).collect::<Result<_, _>>()?,
            insecure: value(self.insecure.take(), false),
            pins: value(self.resolve.take(), Vec::new()),
            proxies: Proxies::of(&|name| std::env::var(name).ok())?,
        })
    }
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
