//! What a run is about to send: told before the first request, or in its place.

use std::fmt::Write as _;

use batchspec_harness::report::{Scrub, redacted_header, wrap};
use batchspec_harness::run::{Preview, RunOptions, SuiteRun, preview};
use batchspec_harness::send::Target;

use crate::config::settings::{RequestSettings, Settings};
use crate::output::screen;

/// Bytes of a sample's body that are shown.
const SAMPLE_BYTES: usize = 160;

/// One line for every target that is not on this machine: its name, and how much it will be sent.
pub(crate) fn announcement(settings: &Settings, suites: &[SuiteRun]) -> Vec<String> {
    let is_far = |suite: &&SuiteRun| !suite.target.is_loopback();
    let line = |suite: &SuiteRun| {
        format!(
            "sending {} to {}{}{}: {}",
            suite.contract.operation,
            suite.target.url(),
            suite.target.proxy().map(|proxy| format!(" through {proxy}")).unwrap_or_default(),
            if suite.target.signer().is_some() { ", signed" } else { "" },
            limits(&settings.options, &settings.requests, suite, suites.len())
        )
    };
    suites.iter().filter(is_far).map(line).collect()
}

/// One line for every target whose certificate nobody looks at, wherever it is.
pub(crate) fn warnings<'a>(targets: impl Iterator<Item = &'a Target>) -> Vec<String> {
    let mut lines = Vec::new();
    for target in targets.filter(|target| target.is_unverified()) {
        let line = format!(
            "WARNING: the certificate of {} is NOT CHECKED (--insecure): whoever is in between can read and change what is sent",
            target.url()
        );
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// How much one suite is sent, and how long that takes.
fn limits(options: &RunOptions, requests: &RequestSettings, suite: &SuiteRun, suites: usize) -> String {
    let most = options.max_requests.map(|most| most / suites as u64);
    let rate = requests.rate(&suite.target);
    let count = most
        .map_or_else(|| "as many requests as planned".to_owned(), |most| format!("at most {most} requests"));
    let speed = rate.map_or_else(|| "at full speed".to_owned(), |rate| format!("at most {rate} a second"));
    let time = most.and_then(|most| duration(most, rate)).map(|time| format!(", about {time}"));
    let end = options.max_time.map(|time| format!(", {} s at most for all suites", time.as_secs_f64()));
    format!("{count}, {speed}{}{}", time.unwrap_or_default(), end.unwrap_or_default())
}

/// The time that so many requests take at a rate, in words.
fn duration(requests: u64, rate: Option<f64>) -> Option<String> {
    // Counts of requests are far below what a float holds exactly.
    let requests = u32::try_from(requests).unwrap_or(u32::MAX);
    let seconds = (f64::from(requests) / rate?).ceil();
    Some(if seconds < 120.0 { format!("{seconds} s") } else { format!("{} min", (seconds / 60.0).ceil()) })
}

/// Shows the plan in place of a run, or of a comparison `with` a second server, which is sent the same.
pub(crate) fn dry_run(settings: &Settings, suites: &[SuiteRun], with: Option<&str>) -> std::io::Result<()> {
    let scrub = Scrub::new([], false, settings.options.mask_accounts);
    let previews = preview(suites, &settings.options);
    let mut text = String::new();
    for (preview, suite) in previews.iter().zip(suites) {
        // Writing to a String cannot fail.
        let _ = describe(&mut text, preview, suite, (settings, with));
    }
    text.push_str(
        "Nothing was sent. What exists on the target is learned first, from a few requests more.\n",
    );
    screen::show(&scrub.text(&text))
}

fn describe(
    text: &mut String,
    preview: &Preview,
    suite: &SuiteRun,
    (settings, with): (&Settings, Option<&str>),
) -> Result<(), std::fmt::Error> {
    let limits = limits(&settings.options, &settings.requests, suite, settings.suites.len());
    match with {
        Some(with) => writeln!(
            text,
            "{} to A, {}, and the same to B, {with}: {limits} to each",
            preview.suite,
            suite.target.url()
        )?,
        None => writeln!(text, "{} to {}: {limits}", preview.suite, suite.target.url())?,
    }
    let cut = if preview.is_cut { ", the most telling of more" } else { "" };
    writeln!(text, "  {} cases with {} requests{cut}", preview.cases, preview.requests)?;
    if let Some(time) = duration(preview.requests, settings.requests.rate(&suite.target)) {
        writeln!(text, "  estimated time {time}")?;
    }
    let clauses = preview.clauses.join(", ");
    writeln!(text, "  {} clauses: {}", preview.clauses.len(), wrap(&clauses, 4, 4))?;
    for (case, request) in &preview.samples {
        writeln!(text, "  for example {case}\n    {} {}", request.method, request.path)?;
        let body = String::from_utf8_lossy(&request.body.bytes);
        let shown: String = body.chars().take(SAMPLE_BYTES).filter(|shown| !shown.is_control()).collect();
        writeln!(text, "    {}", redacted_header("", &shown))?;
    }
    writeln!(text)
}
