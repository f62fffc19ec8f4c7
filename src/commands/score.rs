//! `batchspec score`: the harness on trial. Every fault that the reference servers know must be caught, and no
//! dialect of theirs accused.

mod curve;
mod servers;
mod table;
mod trial;
mod worth;

use std::fs::File;
use std::io::Write as _;
use std::num::NonZero;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, anyhow, bail};
use batchspec_fixtures::{Dialect, Fault};
use batchspec_harness::contract::{glob, nearest};
use batchspec_harness::run::Plans;
use tokio::task::JoinSet;

use crate::args::ScoreArgs;
use crate::commands::run::REPORT_LOST;
use crate::config::catalogue::Catalogue;
use crate::interrupt::{INTERRUPTED, Interrupts};
use crate::output::progress::Progress;
use crate::output::{new_file, screen};
use crate::workshop::{faults, mutants};
use curve::{Curve, POINTS};
use table::Score;
use trial::{Allowance, Defendant, Trial, Verdict};

/// A fault was missed, or a compliant server accused.
const FALLIBLE: u8 = 1;

/// Neighbouring dialects are tried at different seeds, and all at so few that plans are shared.
const SEEDS: u64 = 5;

/// Tries everything and shows the score.
pub(crate) async fn score(args: &ScoreArgs) -> anyhow::Result<u8> {
    let catalogue = Catalogue::embedded()?;
    if args.curve {
        return curve(args, &catalogue).await;
    }
    let trials = trials(args, &catalogue)?;
    let mut file = match &args.json {
        Some(path) => Some((path.display(), open(path)?)),
        None => None,
    };
    let mut interrupts = Interrupts::listen()?;
    let started = Instant::now();
    let verdicts = tokio::select! {
        verdicts = try_all(trials, args.jobs) => verdicts?,
        () = interrupts.next() => return Ok(INTERRUPTED),
    };
    let score = Score::new(verdicts);
    screen::show(&score.to_text(started.elapsed()))?;
    let mut is_lost = false;
    if let Some((path, file)) = &mut file
        && let Err(error) = file.write_all(score.to_json()?.as_bytes())
    {
        screen::complain(&anyhow!(error).context(format!("failed to write the score to {path}")));
        is_lost = true;
    }
    Ok(match (score.is_perfect(), is_lost) {
        (false, _) => FALLIBLE,
        (true, true) => REPORT_LOST,
        (true, false) => 0,
    })
}

/// Tries every fault with few requests, and shows how many are found.
async fn curve(args: &ScoreArgs, catalogue: &Catalogue) -> anyhow::Result<u8> {
    let mut file = match &args.json {
        Some(path) => Some((path.display(), open(path)?)),
        None => None,
    };
    known(args)?;
    let plans = Plans::default();
    let suites = catalogue.selected(None)?.len() as u64;
    let mut trials = Vec::new();
    for requests in POINTS {
        for fault in wanted(args) {
            let own = catalogue.selected(Some(fault.suite))?;
            for seed in 0..args.seeds {
                let trial = Trial::new(Defendant::Fault(fault), &own, seed, &plans, true);
                trials.push(trial.within(Allowance { requests, suites }));
            }
        }
    }
    let mut interrupts = Interrupts::listen()?;
    let started = Instant::now();
    let verdicts = tokio::select! {
        verdicts = try_all(trials, args.jobs) => verdicts?,
        () = interrupts.next() => return Ok(INTERRUPTED),
    };
    let curve = Curve::new(verdicts);
    screen::show(&curve.to_text(started.elapsed()))?;
    if let Some((path, file)) = &mut file {
        let written = file.write_all(curve.to_json()?.as_bytes());
        written.with_context(|| format!("failed to write the curve to {path}"))?;
    }
    Ok(if curve.is_complete() { 0 } else { FALLIBLE })
}

/// Opens the file of the score, so that a bad path costs nothing.
fn open(path: &Path) -> anyhow::Result<File> {
    File::create(path).map_err(|error| {
        new_file::cannot(&format!("failed to open {} for the score", path.display()), path, error)
    })
}

/// Every fault, written or made.
fn all() -> impl Iterator<Item = &'static Fault> {
    faults().iter().chain(mutants())
}

/// Faults first: they take longest to shrink, and misses are what one waits for.
fn trials(args: &ScoreArgs, catalogue: &Catalogue) -> anyhow::Result<Vec<Trial>> {
    known(args)?;
    let plans = Plans::default();
    let mut trials = Vec::new();
    for fault in wanted(args) {
        let suites = catalogue.selected(Some(fault.suite))?;
        for seed in 0..args.seeds {
            trials.push(Trial::new(Defendant::Fault(fault), &suites, seed, &plans, !args.full));
        }
    }
    let listed = args.servers.as_deref().map(|path| servers::load(path, catalogue)).transpose()?;
    for server in listed.unwrap_or_default() {
        let suites = catalogue.selected(Some(&server.suite))?;
        trials.push(Trial::new(Defendant::Listed(server), &suites, 0, &plans, !args.full));
    }
    // The plain reference is the first dialect.
    for number in 0..args.dialects {
        let dialect = if number == 0 { Dialect::default() } else { Dialect::random(number) };
        for turn in 0..args.seeds {
            let seed = number % SEEDS + turn * SEEDS;
            let defendant = Defendant::Dialect(dialect.clone());
            trials.push(Trial::new(defendant, &catalogue.selected(None)?, seed, &plans, !args.full));
        }
    }
    Ok(trials)
}

/// Refuses patterns that match no fault.
fn known(args: &ScoreArgs) -> anyhow::Result<()> {
    for pattern in &args.only {
        if !all().any(|fault| glob(pattern, fault.id)) {
            let nearest = nearest(pattern, all().map(|fault| fault.id));
            bail!("{pattern:?} matches no fault; the nearest is {nearest:?}");
        }
    }
    Ok(())
}

/// The faults that match, or the written ones and as many of the made ones as were asked for.
fn wanted(args: &ScoreArgs) -> Vec<&'static Fault> {
    if !args.only.is_empty() {
        return all().filter(|fault| args.only.iter().any(|pattern| glob(pattern, fault.id))).collect();
    }
    let made = mutants();
    let count = args.mutants.min(made.len());
    let spread = (0..count).filter_map(|number| made.get(number * made.len() / count));
    faults().iter().chain(spread).collect()
}

/// Several trials at a time, their verdicts in the order of the trials.
async fn try_all(trials: Vec<Trial>, jobs: Option<NonZero<usize>>) -> anyhow::Result<Vec<Verdict>> {
    let progress = Progress::new(true);
    let total = trials.len();
    // Twice as many as there are processors: some servers are slow on purpose.
    let usual = || 2 * std::thread::available_parallelism().map_or(1, NonZero::get);
    let at_once = jobs.map_or_else(usual, NonZero::get);
    let mut waiting = trials.into_iter().enumerate();
    let mut running = JoinSet::new();
    let mut verdicts = Vec::with_capacity(total);
    loop {
        while running.len() < at_once
            && let Some((number, trial)) = waiting.next()
        {
            running.spawn(async move { (number, trial.hold().await) });
        }
        let Some(ended) = running.join_next().await else { break };
        let (number, verdict) = ended.context("a trial broke off")?;
        verdicts.push((number, verdict?));
        progress.write(&format!("{} of {total} trials", verdicts.len()));
    }
    progress.clear();
    verdicts.sort_by_key(|(number, _)| *number);
    Ok(verdicts.into_iter().map(|(_, verdict)| verdict).collect())
}
