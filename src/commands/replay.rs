//! `batchspec replay`: sends saved findings again, and tells which of them still come.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use batchspec_harness::contract::{Clause, Contract, Effect};
use batchspec_harness::run::{Replay, Replayed, SavedFinding, Verdict};
use batchspec_harness::send::{Target, Unreachable, reachable};
use serde_json::{Value, json};

use crate::args::{Format, ReplayArgs};
use crate::config::catalogue::Catalogue;
use crate::config::settings::{RequestSettings, with_inputs};
use crate::config::{Layer, check_pins, in_force};
use crate::options::table;
use crate::output::{announce, saved, screen};

/// One finding, ready to be sent.
struct Ready {
    file: PathBuf,
    saved: SavedFinding,
    contract: Arc<Contract>,
    replay: Replay,
    target: Arc<Target>,
}

/// What became of it; the words say why its target was not reached.
type Outcome = Result<Replayed, String>;

/// Sends the findings that `args` name, and gives the exit code. Nothing is sent before all are found fit.
pub(crate) async fn replay(args: ReplayArgs) -> anyhow::Result<u8> {
    let typed = args.requests.values;
    let catalogue = Catalogue::of(&typed)?;
    let files = saved::files(&args.findings)?;
    let format = args.format;
    let mut layer = in_force(&typed, &catalogue)?;
    let has_headers = !layer.headers.is_empty();
    let requests = RequestSettings::new(&mut layer)?;
    requests.signing.prepare().await?;
    let ready = files.into_iter().map(|file| {
        let fit = fit(&file, &catalogue, &layer, &requests, has_headers);
        fit.with_context(|| format!("failed to replay {}", file.display()))
    });
    let ready = ready.collect::<anyhow::Result<Vec<_>>>()?;
    check_pins(&requests.network, &ready.iter().map(|next| next.target.as_ref()).collect::<Vec<_>>())?;
    let mut lines = Vec::new();
    let mut outcomes = Vec::new();
    let far: BTreeSet<String> =
        ready.iter().filter(|next| !next.target.is_loopback()).map(|next| next.target.url()).collect();
    far.iter().for_each(|url| screen::tell(&format!("sending saved findings to {url}")));
    announce::warnings(ready.iter().map(|next| next.target.as_ref()))
        .iter()
        .for_each(|line| screen::tell(line));
    for next in &ready {
        let outcome = send(next).await?;
        match format {
            Format::Text => screen::show(&format!("{}\n", to_line(next, &outcome)))?,
            Format::Json => lines.push(to_json(next, &outcome)),
        }
        outcomes.push(outcome);
    }
    let code = exit_code(&outcomes);
    screen::show(&match format {
        Format::Text => format!("{}Exit code {code}.\n", summary(&outcomes)),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&lines)?),
    })?;
    Ok(code)
}

fn fit(
    file: &std::path::Path,
    catalogue: &Catalogue,
    layer: &Layer,
    requests: &RequestSettings,
    has_headers: bool,
) -> anyhow::Result<Ready> {
    let saved = saved::read(file)?;
    let contract = Arc::clone(catalogue.find(&saved.suite).map_err(|what| anyhow!(what))?);
    let inputs = layer.inputs.get(&saved.suite).map(|given| &given.value);
    let contract = with_inputs(contract, inputs)?;
    let given = layer.targets.get(&saved.suite).or(layer.target.as_ref()).map(|given| given.value.clone());
    let configured = given.map_or_else(|| requests.signing.service_url(&contract), |url| Ok(Some(url)))?;
    if contract.effect == Effect::Writes && !layer.options.is_on(&table::ALLOW_WRITES) {
        bail!(
            "{} changes what is on the server: say allow-writes = true in the configuration",
            contract.operation
        );
    }
    // Headers often hold secrets, and whoever made the file chose where its URL leads.
    if (has_headers || requests.signing.is_on()) && configured.is_none() {
        bail!(
            "headers and signatures are sent only where you say: name the target with --target {}",
            saved.target
        );
    }
    let target = requests.target(configured.as_ref().unwrap_or(&saved.target), &contract)?;
    let replay = Replay::new(&saved, &contract)?;
    Ok(Ready { file: file.to_owned(), saved, contract, replay, target })
}

/// Sends one finding.
async fn send(ready: &Ready) -> anyhow::Result<Outcome> {
    match reachable(&ready.target, Duration::ZERO).await {
        Ok(()) => Ok(Ok(ready.replay.at(&ready.target).await)),
        Err(Unreachable::SetUp(error)) => Err(error.into()),
        Err(error) => Ok(Err(error.to_string())),
    }
}

fn exit_code(outcomes: &[Outcome]) -> u8 {
    let any = |wanted: &dyn Fn(&Outcome) -> bool| outcomes.iter().any(wanted);
    let is = |outcome: &Outcome, verdicts: &[Verdict]| {
        outcome.as_ref().is_ok_and(|replayed| verdicts.contains(&replayed.verdict))
    };
    match () {
        () if any(&|next| is(next, &[Verdict::StillBroken, Verdict::Flaky, Verdict::BrokenOtherwise])) => 1,
        () if any(&Result::is_err) => 3,
        () if outcomes.is_empty() || !outcomes.iter().all(|next| is(next, &[Verdict::Fixed])) => 4,
        () => 0,
    }
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome.as_ref().map(|replayed| replayed.verdict) {
        Err(_) => "NOT REACHED",
        Ok(Verdict::StillBroken) => "STILL BROKEN",
        Ok(Verdict::Flaky) => "FLAKY",
        Ok(Verdict::BrokenOtherwise) => "BROKEN OTHERWISE",
        Ok(Verdict::Undecided) => "UNDECIDED",
        Ok(Verdict::Fixed) => "FIXED",
    }
}

fn to_line(ready: &Ready, outcome: &Outcome) -> String {
    let (saved, clause) = (&ready.saved, clause_of(ready));
    let counts = match outcome {
        Ok(replayed) => format!(" ({} of {})", replayed.times, replayed.tries),
        Err(_) => String::new(),
    };
    let why = match outcome {
        Ok(replayed) => replayed.why.clone(),
        Err(why) => Some(why.clone()),
    };
    let why = why.map_or_else(String::new, |why| format!(" [{why}]"));
    format!(
        "{}{counts}  {} {} ({} {}): {}{why}",
        word(outcome),
        saved.level.name(),
        clause.id,
        saved.suite,
        saved.signature,
        clause.sentence
    )
}

fn to_json(ready: &Ready, outcome: &Outcome) -> Value {
    let (saved, clause) = (&ready.saved, clause_of(ready));
    let replayed = outcome.as_ref().ok();
    json!({
        "file": ready.file.display().to_string(),
        "suite": saved.suite,
        "clause": clause.id,
        "sentence": clause.sentence,
        "level": saved.level,
        "signature": saved.signature,
        "target": ready.target.url(),
        "verdict": replayed.map_or(json!("not-reached"), |replayed| json!(replayed.verdict)),
        "tries": replayed.map_or(0, |replayed| replayed.tries),
        "times": replayed.map_or(0, |replayed| replayed.times),
        "why": replayed.map_or_else(|| outcome.as_ref().err().cloned(), |replayed| replayed.why.clone()),
    })
}

fn clause_of(ready: &Ready) -> &Clause {
    ready.contract.clauses.get(ready.replay.clause())
}

fn summary(outcomes: &[Outcome]) -> String {
    if outcomes.is_empty() {
        return "Nothing to replay: `batchspec run` saves what it finds under .batchspec/findings. "
            .to_owned();
    }
    let fixed = outcomes.iter().filter(|outcome| word(outcome) == "FIXED").count();
    format!("{fixed} of {} fixed. ", outcomes.len())
}
