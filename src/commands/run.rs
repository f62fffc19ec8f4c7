//! `batchspec run`: tests a server.

use std::pin::pin;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use batchspec_fixtures::ServeOptions;
use batchspec_harness::report::{Ending, Palette, Report, brief, scan, terminal};
use batchspec_harness::run::{Event, Stop, SuiteRun};
use batchspec_harness::send::{Target, Unreachable, reachable};
use tokio::sync::Mutex;

use super::drift::disagreements;
use super::scan::{Learning, Scan, Supplies, delete};
use crate::config::catalogue::Catalogue;
use crate::config::settings::Settings;
use crate::config::world;
use crate::exec::Server;
use crate::interrupt::{INTERRUPTED, Interrupts};
use crate::options::{RunArgs, table};
use crate::output::progress::Progress;
use crate::output::saved::{Saved, tell_absent};
use crate::output::{announce, screen};
use crate::restart::{ByCommand, Running};

/// The report could not be written: nobody may take such a run for a success.
pub(crate) const REPORT_LOST: u8 = 5;

/// Runs what `args` ask for, and gives the exit code.
pub(crate) async fn run(args: RunArgs) -> anyhow::Result<u8> {
    let catalogue = Catalogue::of(&args.values)?;
    let settings = Settings::new(&args.values, &catalogue)?;
    let model = args.values.get(&table::MODEL).filter(|_| settings.learns);
    if !settings.is_quiet {
        disagreements(&catalogue).iter().for_each(|line| screen::tell(line));
    }
    // What is made for a batch that writes is for scans, whose reader looks at no single operation.
    let learning = model.map(|models| Learning { models, learns: true, makes: false });
    conduct(settings, Manner::Run(learning), &catalogue).await
}

/// What is shown of a run at its end.
#[derive(Debug)]
pub(crate) enum Manner {
    /// Each suite by itself; of public models more is learned before.
    Run(Option<Learning>),
    /// A table of operations, of which more was learned before.
    Scan(Scan),
}

/// Does what the settings say, and gives the exit code.
pub(crate) async fn conduct(
    mut settings: Settings,
    manner: Manner,
    catalogue: &Catalogue,
) -> anyhow::Result<u8> {
    if !settings.is_dry {
        settings.requests.signing.prepare().await?;
    }
    let mut interrupts = Interrupts::listen()?;
    let reference = start_reference(&settings).await?;
    let mut suites = suite_runs(&settings, reference.as_ref())?;
    if settings.is_dry {
        announce::dry_run(&settings, &suites, None)?;
        return Ok(0);
    }
    announce::warnings(suites.iter().map(|suite| suite.target.as_ref()))
        .iter()
        .for_each(|line| screen::tell(line));
    // Made before names are resolved, as the limits are.
    let announcement = announce::announcement(&settings, &suites);
    let mut server = match &settings.exec {
        Some(command) => Some(start_server(command, &suites).await?),
        None => None,
    };
    let code = tokio::select! {
        ready = wait_for(&suites, &settings, server.as_mut()) => match ready {
            Ok(()) => None,
            Err(error) => Some(Err(error)),
        },
        () = interrupts.next() => Some(Ok(INTERRUPTED)),
    };
    let running = Running::new(Mutex::new(server));
    // A server that was filled by --setup is another one when it starts anew, and suites side by side share one.
    if let (Some(command), None, 1) = (&settings.exec, &settings.setup, settings.options.at_once) {
        let targets = suites.iter().map(|suite| Arc::clone(&suite.target)).collect();
        let restart = ByCommand::new(command, &running, targets, settings.wait);
        settings.options.restart = Some(Arc::new(restart));
    }
    let code = match code {
        Some(code) => code,
        None => {
            announcement.iter().for_each(|line| screen::tell(line));
            match prepare(&mut settings, &manner, &mut suites, catalogue).await {
                Ok(supplied) => {
                    judge((&settings, &manner), (&suites, supplied), &mut interrupts, &running).await
                }
                Err(error) => Err(error),
            }
        }
    };
    stop(&running).await;
    code
}

/// Stops the server that `--exec` started, if there is one.
async fn stop(running: &Running) {
    let server = running.lock().await.take();
    if let Some(server) = server {
        server.stop().await;
    }
}

/// Makes a world, and learns what there is to learn of it.
async fn prepare(
    settings: &mut Settings,
    manner: &Manner,
    suites: &mut [SuiteRun],
    catalogue: &Catalogue,
) -> anyhow::Result<Supplies> {
    if let Some(command) = &settings.setup {
        world::make(command, suites, catalogue).await?;
    }
    match manner {
        Manner::Scan(Scan { learning, .. }) | Manner::Run(Some(learning)) => {
            learning.supply(&mut settings.options, suites, catalogue).await
        }
        Manner::Run(None) => Ok(Supplies::default()),
    }
}

/// Starts the embedded server if a suite has no other target.
async fn start_reference(settings: &Settings) -> anyhow::Result<Option<batchspec_fixtures::Server>> {
    if settings.suites.iter().all(|suite| suite.target.is_some()) {
        return Ok(None);
    }
    if !settings.is_quiet {
        screen::tell("no target given: testing the embedded reference servers (--target URL tests yours)");
    }
    let server = batchspec_fixtures::serve(ServeOptions::default()).await;
    server.map(Some).context("failed to start the embedded reference servers")
}

fn suite_runs(
    settings: &Settings,
    reference: Option<&batchspec_fixtures::Server>,
) -> anyhow::Result<Vec<SuiteRun>> {
    let run = |suite: &crate::config::settings::SuiteSettings| {
        let target = match (&suite.target, reference) {
            (Some(target), _) => Arc::clone(target),
            (None, Some(reference)) => settings.requests.target(&reference.url(), &suite.contract)?,
            (None, None) => bail!("no target for {}", suite.contract.suite),
        };
        Ok(SuiteRun {
            contract: Arc::clone(&suite.contract),
            target,
            subjects: suite.subjects.clone(),
            triggers: suite.triggers.clone(),
            supplied: Vec::new(),
        })
    };
    settings.suites.iter().map(run).collect()
}

/// Starts the server under test, unless another one has its place already.
async fn start_server(command: &str, suites: &[SuiteRun]) -> anyhow::Result<Server> {
    for suite in suites {
        if reachable(&suite.target, std::time::Duration::ZERO).await.is_ok() {
            bail!("something already answers at {}: stop it, or leave out --exec", suite.target.url());
        }
    }
    Server::start(command)
}

/// Waits for the targets as long as the settings allow; whether they were reached in the end is for the run to say.
async fn wait_for(
    suites: &[SuiteRun],
    settings: &Settings,
    server: Option<&mut Server>,
) -> anyhow::Result<()> {
    let mut targets = pin!(async {
        for suite in suites {
            wait_for_one(&suite.target, settings).await?;
        }
        Ok(())
    });
    let Some(server) = server else { return targets.await };
    let ended = tokio::select! {
        ready = &mut targets => return ready,
        ended = server.ended() => ended,
    };
    let how = match ended {
        // It may have left its server in the background.
        Ok(status) if status.success() => return targets.await,
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    bail!("the command of --exec ended before its server answered ({how}){}", server.last_words().await);
}

async fn wait_for_one(target: &Target, settings: &Settings) -> anyhow::Result<()> {
    match reachable(target, settings.wait).await {
        Err(Unreachable::SetUp(error)) => Err(error.into()),
        _ => Ok(()),
    }
}

/// The run itself, its report, and its exit code.
async fn judge(
    (settings, manner): (&Settings, &Manner),
    (suites, Supplies { made, requests }): (&[SuiteRun], Supplies),
    interrupts: &mut Interrupts,
    running: &Running,
) -> anyhow::Result<u8> {
    let mut progress = Progress::new(!settings.is_quiet && !settings.reports.takes_output());
    if matches!(manner, Manner::Scan(_)) {
        progress = progress.of_operations(suites.len());
    }
    let stop = Stop::default();
    let reports = &settings.reports;
    let names = suites.iter().map(|suite| suite.contract.suite.as_str()).collect();
    reports.begin(settings.options.seed, settings.options.strict, names);
    let saved = Saved::default();
    let events = |event| {
        saved.keep(&event);
        if let Event::Slow { .. } = &event
            && !settings.is_quiet
        {
            progress.clear();
            screen::tell(&slow(&event));
        }
        progress.show(&event);
        reports.happened(&event);
    };
    let mut run = pin!(batchspec_harness::run::run(suites, &settings.options, &events, &stop));
    let mut report = loop {
        tokio::select! {
            report = &mut run => break report,
            () = interrupts.next() => {
                if stop.is_asked() {
                    // Asked twice: whatever still hangs is left hanging.
                    finish_recording(settings).iter().for_each(screen::complain);
                    made.iter().for_each(|made| screen::tell(&made.left()));
                    return Ok(INTERRUPTED);
                }
                progress.write("stopping; again to leave at once");
                stop.ask();
            }
        }
    };
    progress.clear();
    report.requests += requests + delete(made, &mut report).await;
    // A target that does not answer keeps a run from noticing in time that it was to stop.
    if stop.is_asked() && report.ending != Ending::Completed {
        report.ending = Ending::Interrupted;
    }
    if settings.saves_findings && !settings.options.mask_accounts {
        saved.write(&report);
    }
    // What somebody else's server did, the embedded one does not.
    if !settings.is_quiet && settings.suites.iter().all(|suite| suite.target.is_some()) {
        tell_absent(&report);
    }
    settings.gate.apply(&mut report);
    let mut lost = reports.finish(&report);
    if !reports.takes_output() {
        show(&report, settings.is_quiet, manner)?;
    }
    let code = report.exit_code();
    if code == 3
        && let Some(server) = running.lock().await.as_mut()
    {
        screen::tell(&format!("the last words of the command of --exec:{}", server.last_words().await));
    }
    lost.extend(settings.gate.write(&report).err());
    lost.extend(finish_recording(settings));
    lost.iter().for_each(screen::complain);
    Ok(if code == 0 && !lost.is_empty() { REPORT_LOST } else { code })
}

/// Writes what was recorded, if that was asked for, and gives what went wrong.
fn finish_recording(settings: &Settings) -> Option<anyhow::Error> {
    settings.record.as_ref()?.finish(settings.options.seed).err()
}

/// What is said of a slow target before the plan begins; nothing of other events.
fn slow(event: &Event) -> String {
    let Event::Slow { suite, answer, lanes, planned, time, .. } = event else { return String::new() };
    format!(
        "{suite}: answers take about {} ms, so {planned} requests, {lanes} at once, fit into {} s: the most telling ones are \
         sent (--max-time gives longer)",
        answer.as_millis(),
        time.as_secs()
    )
}

fn show(report: &Report, is_quiet: bool, manner: &Manner) -> std::io::Result<()> {
    // What the screen cannot show in colours, it strips.
    let palette = Palette { colour: true };
    screen::show(&match manner {
        Manner::Scan(found) => scan(report, &found.refused, palette),
        Manner::Run(_) if is_quiet => brief(report, palette),
        Manner::Run(_) => terminal(report, palette),
    })
}
