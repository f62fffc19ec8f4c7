//! What will be done: what is configured, found valid.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{anyhow, bail};
use batchspec_harness::contract::{Contract, glob, nearest};
use batchspec_harness::generate::{Subjects, Trigger};
use batchspec_harness::run::{RunOptions, Witness};
use batchspec_harness::send::Target;

use crate::args::{FailOn, RunArgs};
use crate::catalogue::Catalogue;
use crate::config::{Layer, in_force, value};
use crate::gate::Gate;
use crate::record::Recorder;
use crate::reports::Reports;
use crate::saved;

/// How long a server that `--exec` starts may take, if `--wait` does not say: a slow virtual machine, cold.
const EXEC_WAIT: Duration = Duration::from_secs(10);

/// What a run does.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) suites: Vec<SuiteSettings>,
    pub(crate) options: RunOptions,
    pub(crate) requests: RequestSettings,
    pub(crate) gate: Gate,
    pub(crate) wait: Duration,
    pub(crate) exec: Option<String>,
    pub(crate) reports: Reports,
    pub(crate) is_quiet: bool,
    pub(crate) saves_findings: bool,
    pub(crate) record: Option<Arc<Recorder>>,
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
    /// What is configured for requests, found valid.
    pub(crate) fn new(layer: &mut Layer) -> anyhow::Result<Self> {
        let headers: Vec<_> = layer.headers.drain(..).map(|header| header.value).collect();
        // Checked here, so that a bad header is told without any target.
        Target::new("http://localhost").and_then(|target| target.with_headers(headers.clone()))?;
        Ok(Self {
            headers,
            timeout: layer.timeout.take().map(|given| given.value),
            has_case_header: value(layer.case_header.take(), true),
        })
    }

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
    /// What the command line, the environment and the configuration file ask for, found valid.
    pub(crate) fn new(args: RunArgs, catalogue: &Catalogue) -> anyhow::Result<Self> {
        let mut layer = in_force(&args, catalogue)?;
        let requests = RequestSettings::new(&mut layer)?;
        let suites = suites(&mut layer, &requests, catalogue)?;
        let exec = layer.exec.take().map(|given| given.value);
        if exec.is_some() && suites.iter().any(|suite| suite.target.is_none()) {
            bail!("--exec starts the server under test, so name its address with --target URL");
        }
        let gate = Gate::new(&mut layer, args.write_waivers, catalogue)?;
        let mut options = options(&mut layer, &gate);
        if value(layer.prelude.take(), true) {
            options.prelude = saved::prelude(suites.iter().map(|suite| &suite.contract));
        }
        let contracts: Vec<_> = suites.iter().map(|suite| suite.contract.as_ref()).collect();
        check_globs(options.only.iter().chain(&options.skip), &contracts)?;
        let default_wait = if exec.is_some() { EXEC_WAIT } else { Duration::ZERO };
        let reports = Reports::open(&value(layer.report.take(), Vec::new()))?;
        let record = args.record.as_deref().map(Recorder::open).transpose()?;
        options.witness = record.clone().map(|recorder| recorder as Arc<dyn Witness>);
        Ok(Self {
            suites,
            options,
            requests,
            gate,
            wait: value(layer.wait.take(), default_wait),
            exec,
            reports,
            is_quiet: value(layer.quiet.take(), false),
            saves_findings: value(layer.save.take(), true),
            record,
        })
    }
}

fn options(layer: &mut Layer, gate: &Gate) -> RunOptions {
    let defaults = RunOptions::default();
    RunOptions {
        seed: layer.seed.take().map_or_else(any_seed, |given| given.value),
        random_cases: value(layer.cases.take(), defaults.random_cases),
        strict: gate.fail_on == FailOn::Should,
        only: value(layer.only.take(), Vec::new()),
        skip: value(layer.skip.take(), Vec::new()),
        partition: layer.partition.take().map(|given| given.value),
        lanes: layer.lanes.take().map_or(defaults.lanes, |given| usize::from(given.value)),
        // The first finding may be an excused one, after which nothing would have been tested.
        fail_fast: value(layer.fail_fast.take(), false) && !gate.may_excuse(),
        ..defaults
    }
}

fn suites(
    layer: &mut Layer,
    requests: &RequestSettings,
    catalogue: &Catalogue,
) -> anyhow::Result<Vec<SuiteSettings>> {
    let named = value(layer.suites.take(), Vec::new());
    let has_target = layer.target.is_some() || !layer.targets.is_empty();
    let wanted: Vec<_> = named
        .iter()
        .map(|name| catalogue.find(name))
        .collect::<Result<_, _>>()
        .map_err(|what| anyhow!(what))?;
    let mut chosen = Vec::new();
    for contract in catalogue.all() {
        let id = &contract.suite;
        let is_named = wanted.iter().any(|suite| suite.suite == *id);
        let url = layer.targets.get(id).or(layer.target.as_ref()).map(|given| &given.value);
        if (!named.is_empty() && !is_named) || (named.is_empty() && has_target && url.is_none()) {
            continue;
        }
        if url.is_none() && has_target {
            bail!("no target for {id}: add --target {id}=URL, or leave {id} out");
        }
        let target = url.map(|url| requests.target(url)).transpose()?;
        let known = (layer.subjects.remove(id), layer.triggers.remove(id));
        let (subjects, triggers) = match target {
            Some(_) => (value(known.0, Subjects::default()), value(known.1, Vec::new())),
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
pub(crate) fn check_globs<'a>(
    globs: impl Iterator<Item = &'a String>,
    contracts: &[&'a Contract],
) -> anyhow::Result<()> {
    let ids = || {
        let clauses = contracts.iter().flat_map(|contract| contract.clauses.iter());
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
