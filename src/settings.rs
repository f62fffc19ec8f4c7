//! What will be done: the command line and the configuration file, joined and found valid.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use batchspec_harness::contract::{Contract, glob, nearest};
use batchspec_harness::generate::{Subjects, Trigger};
use batchspec_harness::run::RunOptions;
use batchspec_harness::send::Target;

use crate::args::RunArgs;
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::reports::Reports;

/// The configuration file that is read when none is named.
const DEFAULT_CONFIG: &str = "batchspec.toml";

/// How long a server that `--exec` starts may take, if `--wait` does not say: a slow virtual machine, cold.
const EXEC_WAIT: Duration = Duration::from_secs(10);

/// What a run does.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) suites: Vec<SuiteSettings>,
    pub(crate) options: RunOptions,
    pub(crate) requests: RequestSettings,
    pub(crate) wait: Duration,
    pub(crate) exec: Option<String>,
    pub(crate) reports: Reports,
    pub(crate) is_quiet: bool,
}

/// One suite and where it is sent.
#[derive(Debug)]
pub(crate) struct SuiteSettings {
    pub(crate) contract: Arc<Contract>,
    /// `None` for the embedded reference server.
    pub(crate) target: Option<Arc<Target>>,
    pub(crate) subjects: Subjects,
    pub(crate) triggers: Vec<Trigger>,
}

/// What is the same for all requests.
#[derive(Debug)]
pub(crate) struct RequestSettings {
    headers: Vec<(String, String)>,
    timeout: Option<Duration>,
    has_case_header: bool,
}

impl RequestSettings {
    /// A target at `url`.
    pub(crate) fn target(&self, url: &str) -> anyhow::Result<Arc<Target>> {
        let mut target = Target::new(url)
            .and_then(|target| target.with_headers(self.headers.clone()))?
            .with_case_header(self.has_case_header);
        if let Some(timeout) = self.timeout {
            target = target.with_timeout(timeout);
        }
        Ok(Arc::new(target))
    }
}

impl Settings {
    /// Joins what was typed with the configuration file; what was typed wins.
    pub(crate) fn new(args: RunArgs, catalogue: &Catalogue) -> anyhow::Result<Self> {
        let mut config = read_config(args.config.as_deref(), catalogue)?;
        let requests = RequestSettings {
            headers: headers(std::mem::take(&mut config.headers), &args.header)?,
            timeout: args.timeout,
            has_case_header: !args.no_case_header,
        };
        let targets = Targets::new(&args.target, &config, catalogue)?;
        let suites = suites(&args.suites, &targets, &requests, &mut config, catalogue)?;
        check_globs(args.only.iter().chain(&args.skip), &suites)?;
        if args.exec.is_some() && suites.iter().any(|suite| suite.target.is_none()) {
            bail!("--exec starts the server under test, so name its address with --target URL");
        }
        let defaults = RunOptions::default();
        let options = RunOptions {
            seed: args.seed.or(config.seed).unwrap_or_else(any_seed),
            random_cases: args.cases.or(config.cases).unwrap_or(defaults.random_cases),
            strict: args.strict || config.strict,
            only: args.only,
            skip: args.skip,
            lanes: args.lanes.map_or(defaults.lanes, usize::from),
            fail_fast: args.fail_fast,
        };
        Ok(Self {
            suites,
            options,
            requests,
            wait: args.wait.unwrap_or(if args.exec.is_some() { EXEC_WAIT } else { Duration::ZERO }),
            exec: args.exec,
            reports: Reports::open(&args.report, args.report_json.as_deref())?,
            is_quiet: args.quiet,
        })
    }
}

fn read_config(named: Option<&Path>, catalogue: &Catalogue) -> anyhow::Result<Config> {
    let path = named.unwrap_or(Path::new(DEFAULT_CONFIG));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => return Ok(Config::default()),
        Err(error) => {
            return Err(error)
                .with_context(|| format!("failed to read the configuration file {}", path.display()));
        }
    };
    Config::parse(&path.display().to_string(), &text, catalogue).map_err(|mistakes| match mistakes.0.len() {
        1 => anyhow!(mistakes),
        count => anyhow!("{count} mistakes in the configuration file:\n{mistakes}"),
    })
}

/// Headers of the configuration file, except those given on the command line, and those.
fn headers(configured: Vec<(String, String)>, typed: &[String]) -> anyhow::Result<Vec<(String, String)>> {
    let mut own = Vec::new();
    for header in typed {
        // The text itself stays out of the message: it may hold a secret.
        let (name, value) = header
            .split_once(':')
            .context("a --header lacks its colon: write it as --header 'Name: value'")?;
        own.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    let is_replaced = |name: &str| own.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
    let mut all: Vec<_> = configured.into_iter().filter(|(name, _)| !is_replaced(name)).collect();
    all.append(&mut own);
    // Checked here, so that a bad header is told without any target.
    Target::new("http://localhost").and_then(|target| target.with_headers(all.clone()))?;
    Ok(all)
}

/// Where suites are sent: what was typed goes before the configuration file, one suite's word before that for all.
struct Targets {
    by_suite: BTreeMap<String, String>,
    for_all: Option<String>,
}

impl Targets {
    fn new(typed: &[String], config: &Config, catalogue: &Catalogue) -> anyhow::Result<Self> {
        let mut by_suite = BTreeMap::new();
        let mut for_all = None;
        for text in typed {
            // A suite's name has neither colon nor slash; a URL may have an equals sign later on.
            let (suite, url) = match text.split_once('=') {
                Some((suite, url)) if !suite.contains([':', '/']) => (Some(suite), url),
                _ => (None, text.as_str()),
            };
            let earlier = match suite {
                Some(suite) => {
                    let suite = catalogue.find(suite).map_err(|what| anyhow!("--target: {what}"))?;
                    by_suite.insert(suite.suite.clone(), url.to_owned())
                }
                None => for_all.replace(url.to_owned()),
            };
            if earlier.is_some() {
                bail!("two targets for {}: give one", suite.unwrap_or("all suites"));
            }
        }
        if typed.is_empty() {
            by_suite.clone_from(&config.targets);
            for_all.clone_from(&config.target);
        } else if for_all.is_none() {
            for (suite, url) in &config.targets {
                by_suite.entry(suite.clone()).or_insert_with(|| url.clone());
            }
            for_all.clone_from(&config.target);
        }
        Ok(Self { by_suite, for_all })
    }

    fn of(&self, suite: &str) -> Option<&String> {
        self.by_suite.get(suite).or(self.for_all.as_ref())
    }

    fn is_empty(&self) -> bool {
        self.by_suite.is_empty() && self.for_all.is_none()
    }
}

fn suites(
    named: &[String],
    targets: &Targets,
    requests: &RequestSettings,
    config: &mut Config,
    catalogue: &Catalogue,
) -> anyhow::Result<Vec<SuiteSettings>> {
    let wanted: Vec<_> = named
        .iter()
        .map(|name| catalogue.find(name))
        .collect::<Result<_, _>>()
        .map_err(|what| anyhow!(what))?;
    let mut chosen = Vec::new();
    for contract in catalogue.all() {
        let id = &contract.suite;
        let is_named = wanted.iter().any(|suite| suite.suite == *id);
        let url = targets.of(id);
        if (!named.is_empty() && !is_named) || (named.is_empty() && !targets.is_empty() && url.is_none()) {
            continue;
        }
        if url.is_none() && !targets.is_empty() {
            bail!("no target for {id}: add --target {id}=URL, or leave {id} out");
        }
        let target = url.map(|url| requests.target(url)).transpose()?;
        let (subjects, triggers) = match target {
            Some(_) => (
                config.subjects.remove(id).unwrap_or_default(),
                config.triggers.remove(id).unwrap_or_default(),
            ),
            // The embedded server's own world is known.
            None => {
                let world = batchspec_fixtures::world(id);
                (crate::catalogue::subjects_of(&world), crate::catalogue::triggers_of(&world))
            }
        };
        chosen.push(SuiteSettings { contract: Arc::clone(contract), target, subjects, triggers });
    }
    Ok(chosen)
}

/// A glob that matches nothing is a misspelling, and a run of nothing would look like success.
fn check_globs<'a>(globs: impl Iterator<Item = &'a String>, suites: &[SuiteSettings]) -> anyhow::Result<()> {
    let ids = || {
        let clauses = suites.iter().flat_map(|suite| suite.contract.clauses.iter());
        clauses.map(|(_, clause)| clause.id.as_str())
    };
    for pattern in globs {
        if !ids().any(|id| glob(pattern, id)) {
            bail!(
                "{pattern:?} matches no clause of the suites to run; the nearest is {:?}",
                nearest(pattern, ids())
            );
        }
    }
    Ok(())
}

/// Short enough to be typed again.
fn any_seed() -> u64 {
    RandomState::new().build_hasher().finish() & 0xffff_ffff
}
