//! What is configured: by the file, its profile, the environment and the command line, each stronger than the one before.

pub(crate) mod catalogue;
mod file;
mod flags;
pub(crate) mod gate;
pub(crate) mod imported;
mod inputs;
mod network;
pub(crate) mod own_suites;
pub(crate) mod settings;
mod shown;
mod suite_texts;
mod variables;
pub(crate) mod waiver_file;
pub(crate) mod world;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use batchspec_harness::contract::{InputError, nearest};
use batchspec_harness::generate::{Inputs, Subjects, Trigger};
use batchspec_harness::report::Waiver;

use crate::config::catalogue::Catalogue;
use crate::options::{Given, Slot, Values, table};
use crate::output::screen;

use file::ConfigFile;
pub(crate) use network::check_pins;
pub(crate) use shown::show;

/// The configuration file that is read when none is named.
pub(crate) const DEFAULT_CONFIG: &str = "batchspec.toml";

/// What one source says, or several of them joined.
#[derive(Debug, Default)]
pub(crate) struct Layer {
    pub(crate) options: Values,
    /// The target for all suites.
    pub(crate) target: Slot<String>,
    pub(crate) targets: BTreeMap<String, Given<String>>,
    pub(crate) headers: Vec<Given<(String, String)>>,
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
            None if self.options.has(&table::AWS) => (None, BTreeMap::new()),
            None => (weaker.target, weaker.targets),
        };
        let mut weaker_options = weaker.options;
        if has_target {
            weaker_options.remove(&table::AWS);
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
        let options = self.options.over(weaker_options);
        Self { options, target, targets, headers, entries, subjects, triggers, inputs }
    }
}

/// A value, or what holds where no source has a word on it.
pub(crate) fn value<T>(slot: Slot<T>, default: T) -> T {
    slot.map_or(default, |given| given.value)
}

/// What is in force for this command line. Variables that nothing reads are told of.
pub(crate) fn in_force(typed: &Values, catalogue: &Catalogue) -> anyhow::Result<Layer> {
    let (layer, strangers) = read_all(typed, catalogue)?;
    strangers.iter().for_each(|line| screen::tell(line));
    Ok(layer)
}

/// The same, with what is to be told of variables that nothing reads.
pub(crate) fn read_all(typed: &Values, catalogue: &Catalogue) -> anyhow::Result<(Layer, Vec<String>)> {
    let read = read_file(typed.get(&table::CONFIG).as_deref(), catalogue)?;
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
    if let Some(name) = typed.get(&table::PROFILE) {
        let Some(profile) = profiles.remove(&name) else {
            if profiles.is_empty() {
                bail!("there is no profile {name:?}: the configuration file has no [profile.{name}]");
            }
            let all: Vec<&str> = profiles.keys().map(String::as_str).collect();
            bail!(
                "there is no profile {name:?}; did you mean {:?}? (profiles: {})",
                nearest(&name, all.iter().copied()),
                all.join(", ")
            );
        };
        layer = profile.over(layer);
    }
    Ok((flags::layer(typed, catalogue)?.over(environment.over(layer)), strangers))
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
