//! `batchspec diff`: the same cases sent to two servers, and where their answers differ.

mod text;

use std::sync::Arc;

use anyhow::bail;
use batchspec_harness::run::{DiffRun, RunOptions, Stop, SuiteRun};
use batchspec_harness::send::{Target, Unreachable, reachable};

use crate::args::{DiffArgs, Format};
use crate::config::catalogue::Catalogue;
use crate::config::settings::{FAR_REQUESTS, Settings};
use crate::config::world;
use crate::interrupt::{INTERRUPTED, Interrupts};
use crate::options::table;
use crate::output::{announce, screen};

/// A server was not reached, or nothing was compared.
const UNREACHED: u8 = 3;

/// Compares two servers, and gives the exit code.
pub(crate) async fn diff(args: DiffArgs) -> anyhow::Result<u8> {
    let (against, exact, format) = (args.against.clone(), args.exact, args.format);
    let is_dry = args.run.values.is_on(&table::DRY_RUN);
    let catalogue = Catalogue::of(&args.requests.values)?;
    let mut settings = Settings::new(&args.into_run(), &catalogue)?;
    let mut runs = runs(&settings, &against)?;
    if runs.is_empty() {
        bail!("no suite to compare the servers by");
    }
    bound(&mut settings, &runs);
    if is_dry {
        let second = runs.first().map(|run| run.second.url()).unwrap_or_default();
        let suites: Vec<SuiteRun> = runs.into_iter().map(|run| run.first).collect();
        announce::dry_run(&settings, &suites, Some(&second))?;
        return Ok(0);
    }
    settings.requests.signing.prepare().await?;
    let mut interrupts = Interrupts::listen()?;
    let targets = runs.iter().flat_map(|run| [run.first.target.as_ref(), run.second.as_ref()]);
    announce::warnings(targets.clone()).iter().for_each(|line| screen::tell(line));
    for target in targets {
        wait_for(target, &settings).await?;
    }
    if let Some(command) = &settings.setup {
        make_worlds(command, &mut runs, &catalogue).await?;
    }
    let stop = Stop::default();
    let report = tokio::select! {
        report = batchspec_harness::run::diff(&runs, &settings.options, exact, &stop) => report,
        () = interrupts.next() => return Ok(INTERRUPTED),
    };
    screen::show(&match format {
        Format::Text => text::of(&report),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&report)?),
    })?;
    let is_empty = report.suites.iter().all(|suite| suite.cases == 0);
    Ok(match report.differs() {
        true => 1,
        false if report.is_unreached() || is_empty => UNREACHED,
        false => 0,
    })
}

/// Each suite with both targets.
fn runs(settings: &Settings, against: &str) -> anyhow::Result<Vec<DiffRun>> {
    let run = |suite: &crate::config::settings::SuiteSettings| {
        let Some(target) = &suite.target else {
            bail!("name the first server with --target URL, or --aws REGION");
        };
        let first = SuiteRun {
            contract: Arc::clone(&suite.contract),
            target: Arc::clone(target),
            subjects: suite.subjects.clone(),
            triggers: suite.triggers.clone(),
            supplied: Vec::new(),
        };
        Ok(DiffRun { first, second: settings.requests.target(against, &suite.contract)? })
    };
    settings.suites.iter().map(run).collect()
}

/// Makes a world on both servers; what requests say is told by that of the first.
async fn make_worlds(command: &str, runs: &mut [DiffRun], catalogue: &Catalogue) -> anyhow::Result<()> {
    let mut firsts: Vec<SuiteRun> = runs.iter().map(|run| run.first.clone()).collect();
    world::make(command, &mut firsts, catalogue).await?;
    let second = |run: &DiffRun| SuiteRun { target: Arc::clone(&run.second), ..run.first.clone() };
    let mut seconds: Vec<SuiteRun> = runs.iter().map(second).collect();
    world::make(command, &mut seconds, catalogue).await?;
    runs.iter_mut().zip(firsts).for_each(|(run, first)| run.first = first);
    Ok(())
}

/// The second server, too, is sent no more than a far one may be.
fn bound(settings: &mut Settings, runs: &[DiffRun]) {
    if runs.iter().any(|run| !run.second.is_loopback()) {
        settings.options.max_requests.get_or_insert(FAR_REQUESTS);
        // So many take longer than a run on this machine may, unless somebody says otherwise.
        let usual = RunOptions::default().max_time;
        settings.options.max_time = settings.options.max_time.filter(|_| settings.options.max_time != usual);
    }
}

async fn wait_for(target: &Target, settings: &Settings) -> anyhow::Result<()> {
    match reachable(target, settings.wait).await {
        Err(Unreachable::SetUp(error)) => Err(error.into()),
        _ => Ok(()),
    }
}
