//! What will be done: what is configured, found valid.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{anyhow, bail};
use batchspec_harness::contract::{Contract, Effect, glob, nearest};
use batchspec_harness::generate::{Inputs, Subjects, Trigger, settled};
use batchspec_harness::run::{ExchangeObserver, RunOptions};
use batchspec_harness::send::{Network, Target};

use crate::config::catalogue::Catalogue;
use crate::config::gate::Gate;
use crate::config::{Layer, check_pins, in_force, network, value};
use crate::options::{FailOn, Values, table};
use crate::output::record::Recorder;
use crate::output::reports::Reports;
use crate::output::{reports, saved, screen};
use crate::signing::Signing;

/// How long a server that `--exec` starts may take, if `--wait` does not say: a slow virtual machine, cold.
const EXEC_WAIT: Duration = Duration::from_secs(10);

/// Requests a second to a target that is not on this machine: fewer than any known service throttles a caller for.
const FAR_RATE: f64 = 5.0;

/// Requests of a run to such a target: a minute of them.
pub(crate) const FAR_REQUESTS: u64 = 300;

/// What a run does.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) suites: Vec<SuiteSettings>,
    pub(crate) options: RunOptions,
    pub(crate) requests: RequestSettings,
    pub(crate) gate: Gate,
    pub(crate) wait: Duration,
    pub(crate) exec: Option<String>,
    pub(crate) setup: Option<String>,
    pub(crate) reports: Reports,
    pub(crate) is_quiet: bool,
    pub(crate) saves_findings: bool,
    /// Whether operations of public models that list things are asked what exists.
    pub(crate) learns: bool,
    pub(crate) record: Option<Arc<Recorder>>,
    pub(crate) is_dry: bool,
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
    /// Requests a second; what suits the distance of a target, if not given.
    rate: Option<f64>,
    pub(crate) network: Network,
    pub(crate) signing: Signing,
}

impl RequestSettings {
    /// What is configured for requests, found valid.
    pub(crate) fn new(layer: &mut Layer) -> anyhow::Result<Self> {
        let headers: Vec<_> = layer.headers.drain(..).map(|header| header.value).collect();
        // Checked here, so that a bad header is told without any target.
        Target::new("http://localhost").and_then(|target| target.with_headers(headers.clone()))?;
        let signing = Signing::new(&layer.options, &headers)?;
        Ok(Self {
            headers,
            signing,
            network: network::network(&layer.options)?,
            timeout: layer.options.get(&table::TIMEOUT),
            has_case_header: layer.options.is_on(&table::CASE_HEADER),
            rate: layer.options.get(&table::RATE),
        })
    }

    /// A target at `url` for the requests of a suite.
    pub(crate) fn target(&self, url: &str, contract: &Contract) -> anyhow::Result<Arc<Target>> {
        let mut target = Target::new(url)
            .and_then(|target| target.with_headers(self.headers.clone()))
            .and_then(|target| target.with_network(&self.network))?
            .with_case_header(self.has_case_header);
        if let Some(timeout) = self.timeout {
            target = target.with_timeout(timeout);
        }
        if let Some(rate) = self.rate(&target) {
            target = target.with_rate(rate);
        }
        if let Some(signer) = self.signing.signer(contract)? {
            target = target.with_signer(signer);
        }
        Ok(Arc::new(target))
    }
}

impl RequestSettings {
    /// Requests a second that `target` is sent at most.
    pub(crate) fn rate(&self, target: &Target) -> Option<f64> {
        self.rate.or((!target.is_loopback()).then_some(FAR_RATE))
    }
}

impl Settings {
    /// What the command line, the environment and the configuration file ask for, found valid.
    pub(crate) fn new(typed: &Values, catalogue: &Catalogue) -> anyhow::Result<Self> {
        let mut layer = in_force(typed, catalogue)?;
        let requests = RequestSettings::new(&mut layer)?;
        let suites = suites(&mut layer, &requests, catalogue)?;
        let targets: Vec<&Target> = suites.iter().filter_map(|suite| suite.target.as_deref()).collect();
        check_pins(&requests.network, &targets)?;
        let exec = layer.options.get(&table::EXEC);
        let setup = layer.options.get(&table::SETUP);
        if setup.is_some() && suites.iter().any(|suite| suite.target.is_none()) {
            bail!("--setup makes a world on a server of yours, so name its address with --target URL");
        }
        if exec.is_some() && suites.iter().any(|suite| suite.target.is_none()) {
            bail!("--exec starts the server under test, so name its address with --target URL");
        }
        check_writes(&suites, layer.options.is_on(&table::ALLOW_WRITES))?;
        let gate = Gate::new(&mut layer, catalogue)?;
        let is_far = suites.iter().any(|suite| suite.target.as_ref().is_some_and(|far| !far.is_loopback()));
        let mut options = options(&layer.options, &gate, is_far);
        if layer.options.is_on(&table::PRELUDE) {
            options.prelude = saved::prelude(suites.iter().map(|suite| &suite.contract)).into();
        }
        let contracts: Vec<_> = suites.iter().map(|suite| Arc::clone(&suite.contract)).collect();
        check_globs(options.only.iter().chain(&options.skip), &contracts)?;
        let default_wait = if exec.is_some() { EXEC_WAIT } else { Duration::ZERO };
        let named = layer.options.list(&table::REPORT);
        let is_dry = layer.options.is_on(&table::DRY_RUN);
        reports::check(&named)?;
        // Before the reports, which empty their files when they are opened.
        let record = layer.options.get(&table::RECORD).filter(|_| !is_dry);
        let record = record.map(|path| Recorder::open(&path, options.mask_accounts)).transpose()?;
        let reports = Reports::open(if is_dry { &[] } else { &named })?;
        options.observer = record.clone().map(|recorder| recorder as Arc<dyn ExchangeObserver>);
        Ok(Self {
            suites,
            options,
            requests,
            gate,
            wait: layer.options.get(&table::WAIT).unwrap_or(default_wait),
            exec,
            setup,
            reports,
            is_quiet: layer.options.is_on(&table::QUIET),
            saves_findings: layer.options.is_on(&table::SAVE),
            learns: layer.options.is_on(&table::LEARN),
            record,
            is_dry,
        })
    }
}

fn options(given: &Values, gate: &Gate, is_far: bool) -> RunOptions {
    let defaults = RunOptions::default();
    // Who asks for so many cases means to wait for them, and a far target has a budget of requests.
    let max_time = defaults.max_time.filter(|_| !is_far && !given.has(&table::CASES));
    RunOptions {
        seed: given.get(&table::SEED).unwrap_or_else(any_seed),
        random_cases: given.get(&table::CASES).unwrap_or(defaults.random_cases),
        strict: gate.fail_on == FailOn::Should,
        only: given.list(&table::ONLY),
        skip: given.list(&table::SKIP),
        partition: given.get(&table::PARTITION),
        lanes: given.get(&table::LANES).map_or(defaults.lanes, usize::from),
        max_requests: given.get(&table::MAX_REQUESTS).or(is_far.then_some(FAR_REQUESTS)),
        max_time: given.get(&table::MAX_TIME).or(max_time),
        mask_accounts: given.is_on(&table::MASK_ACCOUNTS),
        auth_probes: given.is_on(&table::AUTH_PROBES),
        // The first finding may be an excused one, after which nothing would have been tested.
        fail_fast: given.is_on(&table::FAIL_FAST) && !gate.may_excuse(),
        ..defaults
    }
}

fn suites(
    layer: &mut Layer,
    requests: &RequestSettings,
    catalogue: &Catalogue,
) -> anyhow::Result<Vec<SuiteSettings>> {
    let named = layer.options.list(&table::SUITES);
    let is_for_a_service = requests.signing.is_for_a_service();
    let has_target = layer.target.is_some() || !layer.targets.is_empty() || is_for_a_service;
    let wanted: Vec<_> = named
        .iter()
        .map(|name| catalogue.find(name))
        .collect::<Result<_, _>>()
        .map_err(|what| anyhow!(what))?;
    let mut chosen = Vec::new();
    for contract in catalogue.all() {
        let id = &contract.suite;
        if named.is_empty() && !catalogue.is_meant(contract) {
            continue;
        }
        let is_named = wanted.iter().any(|suite| suite.suite == *id);
        let given = layer.targets.get(id).or(layer.target.as_ref()).map(|given| given.value.clone());
        // The region of a service is for all suites that have one there, and for those that are named.
        let service = match requests.signing.service_url(contract) {
            Err(what) if is_named && given.is_none() => return Err(what),
            service => service,
        };
        if let (Err(what), true) = (&service, named.is_empty()) {
            screen::tell(&format!("leaving out {what}"));
        }
        let is_the_service = given.is_none();
        let url = given.or(service.ok().flatten());
        if (!named.is_empty() && !is_named) || (named.is_empty() && has_target && url.is_none()) {
            continue;
        }
        if url.is_none() && has_target {
            bail!("no target for {id}: add --target {id}=URL, or leave {id} out");
        }
        if url.is_none() && !catalogue.has_reference(contract) {
            bail!("no target for {id}, of which there is no embedded server: add --target {id}=URL");
        }
        let target = url.map(|url| requests.target(&url, contract)).transpose()?;
        let known = (layer.subjects.remove(id), layer.triggers.remove(id));
        let (subjects, triggers) = match target {
            Some(_) => (value(known.0, Subjects::default()), value(known.1, Vec::new())),
            // The embedded server's own world is known.
            None => {
                let world = batchspec_fixtures::world(id);
                (crate::config::catalogue::subjects_of(&world), crate::config::catalogue::triggers_of(&world))
            }
        };
        let contract = match target {
            Some(_) if is_the_service => contract
                .changed(|contract| Ok(contract.of_the_service_itself()))
                .map_err(|wrong| anyhow!(wrong.join("; ")))?,
            _ => Arc::clone(contract),
        };
        let inputs = layer.inputs.remove(id);
        let contract = with_inputs(contract, inputs.as_ref().map(|given| &given.value))?;
        chosen.push(SuiteSettings { contract, target, subjects, triggers });
    }
    if chosen.is_empty() && is_for_a_service {
        for contract in catalogue.all() {
            requests.signing.service_url(contract)?;
        }
    }
    Ok(chosen)
}

/// The contract with what the user tells of the rest of its requests.
///
/// # Errors
/// Values that no such member can have.
pub(crate) fn with_inputs(contract: Arc<Contract>, inputs: Option<&Inputs>) -> anyhow::Result<Arc<Contract>> {
    let Some(inputs) = inputs.cloned() else { return Ok(contract) };
    let changed = contract.changed(move |contract| settled(contract, &inputs));
    changed.map_err(|wrong| anyhow!("[inputs.{}]: {}", contract.suite, wrong.join("; ")))
}

/// What changes something on a server is sent only when the user says so.
fn check_writes(suites: &[SuiteSettings], are_allowed: bool) -> anyhow::Result<()> {
    let writes = |suite: &&SuiteSettings| suite.contract.effect == Effect::Writes;
    match suites.iter().find(writes) {
        Some(suite) if !are_allowed => {
            let Contract { suite, operation, .. } = suite.contract.as_ref();
            bail!("{operation} of {suite} changes what is on the server: add --allow-writes, or leave it out")
        }
        _ => Ok(()),
    }
}

/// A glob that matches nothing is a misspelling, and a run of nothing would look like success.
pub(crate) fn check_globs<'a>(
    globs: impl Iterator<Item = &'a String>,
    contracts: &[Arc<Contract>],
) -> anyhow::Result<()> {
    for pattern in globs {
        let mut ids = Vec::new();
        for contract in contracts {
            let whole = contract.whole().map_err(|what| anyhow!(what))?;
            ids.extend(whole.clauses.iter().map(|(_, clause)| clause.id.clone()));
            if ids.iter().any(|id| glob(pattern, id)) {
                break;
            }
        }
        let ids = || ids.iter().map(String::as_str);
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use batchspec_harness::contract::{Contract, Effect};

    use super::{SuiteSettings, check_writes};
    use crate::config::catalogue::Catalogue;

    #[test]
    fn what_changes_something_needs_a_word() {
        let suite = |effect| {
            let catalogue = Catalogue::embedded().expect("good suites");
            let mut contract: Contract = catalogue.all()[0].as_ref().clone();
            contract.effect = effect;
            let (subjects, triggers) = Default::default();
            vec![SuiteSettings { contract: Arc::new(contract), target: None, subjects, triggers }]
        };
        assert!(check_writes(&suite(Effect::Reads), false).is_ok());
        assert!(check_writes(&suite(Effect::Writes), true).is_ok());
        let error = check_writes(&suite(Effect::Writes), false).expect_err("not allowed");
        assert_eq!(
            error.to_string(),
            "BatchGetFreeTrialInfo of inspector2 changes what is on the server: add --allow-writes, or leave it out"
        );
    }
}
