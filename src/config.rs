//! What is configured: by the file, its profile, the environment and the command line, each stronger than the one before.

pub(crate) mod catalogue;
mod endpoint;
mod file;
mod flags;
pub(crate) mod gate;
pub(crate) mod imported;
mod inputs;
mod network;
pub(crate) mod own_suites;
pub(crate) mod settings;
mod shown;
mod variables;
pub(crate) mod waiver_file;
pub(crate) mod world;

use std::collections::BTreeMap;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use batchspec_harness::contract::{InputError, nearest};
use batchspec_harness::generate::{Inputs, Subjects, Trigger};
use batchspec_harness::report::{Partition, Waiver};

use crate::args::{FailOn, RunArgs};
use crate::config::catalogue::Catalogue;
use crate::output::screen;

pub(crate) use endpoint::EndpointLayer;
use file::ConfigFile;
#[cfg(feature = "workshop")]
pub(crate) use file::url_of;
pub(crate) use network::{NetworkLayer, check_pins};
pub(crate) use shown::show;

/// The configuration file that is read when none is named.
pub(crate) const DEFAULT_CONFIG: &str = "batchspec.toml";

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The file and line, as `batchspec.toml:12`.
    File(String),
    /// A variable of the environment.
    Variable(&'static str),
    /// An option of the command line.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(place) => f.write_str(place),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A value, and where it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Given<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// What one source says of a key, if anything.
pub(crate) type Slot<T> = Option<Given<T>>;

/// What one source says, or several of them joined.
#[derive(Debug, Default)]
pub(crate) struct Layer {
    pub(crate) suites: Slot<Vec<String>>,
    pub(crate) target: Slot<String>,
    pub(crate) targets: BTreeMap<String, Given<String>>,
    pub(crate) endpoint: EndpointLayer,
    pub(crate) network: NetworkLayer,
    pub(crate) headers: Vec<Given<(String, String)>>,
    pub(crate) timeout: Slot<Duration>,
    pub(crate) lanes: Slot<u16>,
    pub(crate) cases: Slot<u32>,
    pub(crate) seed: Slot<u64>,
    pub(crate) fail_on: Slot<FailOn>,
    pub(crate) baseline: Slot<PathBuf>,
    pub(crate) require_exercised: Slot<f64>,
    pub(crate) only: Slot<Vec<String>>,
    pub(crate) skip: Slot<Vec<String>>,
    pub(crate) partition: Slot<Partition>,
    pub(crate) case_header: Slot<bool>,
    pub(crate) fail_fast: Slot<bool>,
    pub(crate) quiet: Slot<bool>,
    pub(crate) save: Slot<bool>,
    pub(crate) prelude: Slot<bool>,
    pub(crate) wait: Slot<Duration>,
    pub(crate) exec: Slot<String>,
    /// The command that makes a world on the target.
    pub(crate) setup: Slot<String>,
    /// Reports, each as `FORMAT=PATH`.
    pub(crate) report: Slot<Vec<String>>,
    /// Files of waivers.
    pub(crate) waivers: Slot<Vec<PathBuf>>,
    /// Waivers that stand in the configuration file itself; those of a profile are added to the others.
    pub(crate) entries: Vec<Waiver>,
    pub(crate) subjects: BTreeMap<String, Given<Subjects>>,
    pub(crate) triggers: BTreeMap<String, Given<Vec<Trigger>>>,
    /// What requests have beside their items.
    pub(crate) inputs: BTreeMap<String, Given<Inputs>>,
}

impl Layer {
    /// This layer where it says something, and the weaker one elsewhere. Lists are replaced; targets, headers, subjects,
    /// triggers and inputs are joined entry by entry.
    fn over(self, weaker: Self) -> Self {
        let has_target = self.target.is_some() || !self.targets.is_empty();
        // A target for all suites leaves nothing to a weaker word on one of them.
        let (target, mut targets) = match self.target {
            Some(target) => (Some(target), BTreeMap::new()),
            // The real services are a target of their own kind.
            None if self.endpoint.aws.is_some() => (None, BTreeMap::new()),
            None => (weaker.target, weaker.targets),
        };
        let mut weaker_endpoint = weaker.endpoint;
        if has_target {
            weaker_endpoint.aws = None;
        }
        targets.extend(self.targets);
        let is_replaced = |name: &str| self.headers.iter().any(|own| own.value.0.eq_ignore_ascii_case(name));
        let mut headers: Vec<_> =
            weaker.headers.into_iter().filter(|header| !is_replaced(&header.value.0)).collect();
        headers.extend(self.headers);
        let mut entries = weaker.entries;
        entries.extend(self.entries);
        let (mut subjects, mut triggers) = (weaker.subjects, weaker.triggers);
        subjects.extend(self.subjects);
        triggers.extend(self.triggers);
        let mut inputs = weaker.inputs;
        inputs.extend(self.inputs);
        Self {
            suites: self.suites.or(weaker.suites),
            target,
            targets,
            endpoint: self.endpoint.over(weaker_endpoint),
            network: self.network.over(weaker.network),
            headers,
            timeout: self.timeout.or(weaker.timeout),
            lanes: self.lanes.or(weaker.lanes),
            cases: self.cases.or(weaker.cases),
            seed: self.seed.or(weaker.seed),
            fail_on: self.fail_on.or(weaker.fail_on),
            baseline: self.baseline.or(weaker.baseline),
            require_exercised: self.require_exercised.or(weaker.require_exercised),
            only: self.only.or(weaker.only),
            skip: self.skip.or(weaker.skip),
            partition: self.partition.or(weaker.partition),
            case_header: self.case_header.or(weaker.case_header),
            fail_fast: self.fail_fast.or(weaker.fail_fast),
            quiet: self.quiet.or(weaker.quiet),
            save: self.save.or(weaker.save),
            prelude: self.prelude.or(weaker.prelude),
            wait: self.wait.or(weaker.wait),
            exec: self.exec.or(weaker.exec),
            setup: self.setup.or(weaker.setup),
            report: self.report.or(weaker.report),
            waivers: self.waivers.or(weaker.waivers),
            entries,
            subjects,
            triggers,
            inputs,
        }
    }
}

/// A value, or what holds where no source has a word on it.
pub(crate) fn value<T>(slot: Slot<T>, default: T) -> T {
    slot.map_or(default, |given| given.value)
}

/// What is in force for this command line. Variables that nothing reads are told of.
pub(crate) fn in_force(args: &RunArgs, catalogue: &Catalogue) -> anyhow::Result<Layer> {
    let (layer, strangers) = read_all(args, catalogue)?;
    strangers.iter().for_each(|line| screen::tell(line));
    Ok(layer)
}

/// The same, with what is to be told of variables that nothing reads.
pub(crate) fn read_all(args: &RunArgs, catalogue: &Catalogue) -> anyhow::Result<(Layer, Vec<String>)> {
    let read = read_file(args.requests.config.as_deref(), catalogue)?;
    let set = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    let (environment, strangers) = variables::read(&|name| std::env::var(name).ok(), set, catalogue);
    let (file, environment) = match (read, environment) {
        (Ok(file), Ok(environment)) => (file, environment),
        (file, environment) => {
            let mistakes = [file.err(), environment.err()].into_iter().flatten().flat_map(|wrong| wrong.0);
            return Err(told(InputError(mistakes.collect())));
        }
    };
    let ConfigFile { top, mut profiles } = file;
    let mut layer = top;
    if let Some(name) = &args.requests.profile {
        let Some(profile) = profiles.remove(name) else {
            if profiles.is_empty() {
                bail!("there is no profile {name:?}: the configuration file has no [profile.{name}]");
            }
            let all: Vec<&str> = profiles.keys().map(String::as_str).collect();
            bail!(
                "there is no profile {name:?}; did you mean {:?}? (profiles: {})",
                nearest(name, all.iter().copied()),
                all.join(", ")
            );
        };
        layer = profile.over(layer);
    }
    Ok((flags::layer(args, catalogue)?.over(environment.over(layer)), strangers))
}

/// All mistakes as one error.
pub(crate) fn told(mistakes: InputError) -> anyhow::Error {
    match mistakes.0.len() {
        1 => anyhow!(mistakes),
        count => anyhow!("{count} mistakes in the configuration:\n{mistakes}"),
    }
}

fn read_file(named: Option<&Path>, catalogue: &Catalogue) -> anyhow::Result<Result<ConfigFile, InputError>> {
    let path = named.unwrap_or(Path::new(DEFAULT_CONFIG));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => {
            return Ok(Ok(ConfigFile::default()));
        }
        Err(error) => {
            return Err(error)
                .with_context(|| format!("failed to read the configuration file {}", path.display()));
        }
    };
    Ok(ConfigFile::parse(path, &text, catalogue))
}
