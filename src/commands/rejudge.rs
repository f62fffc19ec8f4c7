//! `batchspec rejudge`: judges recordings, reports and captures of other tools by today's checks, offline.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use batchspec_harness::report::{Palette, Recording, brief, terminal};
use batchspec_harness::run::{Rejudged, RunOptions, rejudge as judged};

use crate::args::RejudgeArgs;
use crate::commands::run::REPORT_LOST;
use crate::config::catalogue::Catalogue;
use crate::config::gate::Gate;
use crate::config::in_force;
use crate::config::settings::check_globs;
use crate::options::{FailOn, table};
use crate::output::reports::{Reports, check};
use crate::output::screen;

/// Files are read whole, all of them, and take some three times their size in memory: the recording of a run has some
/// 30 MB.
const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// Judges the files that `args` name, and gives the exit code.
pub(crate) fn rejudge(args: RejudgeArgs) -> anyhow::Result<u8> {
    let RejudgeArgs { files, run } = args;
    let catalogue = Catalogue::of(&run.values)?;
    // The reports of the configuration are those of a run, which this must not write over.
    let named = run.values.list(&table::REPORT);
    check(&named)?;
    let mut layer = in_force(&run.values, &catalogue)?;
    let gate = Gate::new(&mut layer, &catalogue)?;
    let options = RunOptions {
        strict: gate.fail_on == FailOn::Should,
        only: layer.options.list(&table::ONLY),
        skip: layer.options.list(&table::SKIP),
        ..RunOptions::default()
    };
    check_globs(options.only.iter().chain(&options.skip), catalogue.all())?;
    let is_quiet = layer.options.is_on(&table::QUIET);
    let mut recordings = Vec::new();
    let mut room = MOST_BYTES;
    for path in &files {
        let (recording, size) =
            read(path, room).with_context(|| format!("failed to read the recording {}", path.display()))?;
        recordings.push(recording);
        room -= size;
    }
    let reports = Reports::open(&named)?;
    let suites = catalogue.all().iter().map(|contract| contract.suite.as_str()).collect();
    reports.begin(options.seed, options.strict, suites);
    let mut rejudged = judged(&recordings, catalogue.all(), &options, &|event| reports.happened(&event));
    gate.apply(&mut rejudged.report);
    let report = &rejudged.report;
    let lost = reports.finish(report);
    if !reports.takes_output() {
        let palette = Palette { colour: true };
        screen::show(&if is_quiet { brief(report, palette) } else { terminal(report, palette) })?;
    }
    if !is_quiet {
        tell_what_is_left(&rejudged);
    }
    lost.iter().for_each(screen::complain);
    let code = report.exit_code();
    Ok(if code == 0 && !lost.is_empty() { REPORT_LOST } else { code })
}

/// Reads a recording of no more than `room` bytes, and gives how many it has.
fn read(path: &Path, room: u64) -> anyhow::Result<(Recording, u64)> {
    let size = fs::metadata(path)?.len();
    if size > room {
        bail!(too_large(room));
    }
    let mut bytes = Vec::new();
    // A pipe tells no size.
    let size = fs::File::open(path)?.take(room + 1).read_to_end(&mut bytes)? as u64;
    if size > room {
        bail!(too_large(room));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        anyhow!("it is not text in UTF-8: byte {} is not", error.utf8_error().valid_up_to() + 1)
    })?;
    Ok((Recording::read(&text)?, size))
}

fn too_large(room: u64) -> String {
    let most = MOST_BYTES / (1024 * 1024);
    if room == MOST_BYTES {
        format!(
            "it has more than {most} MiB: record fewer cases (`run --cases`) or one suite a file, or keep fewer \
             entries of a capture"
        )
    } else {
        format!("with the files before it, it has more than {most} MiB: judge fewer files at a time")
    }
}

/// What a reader would otherwise take for verified.
fn tell_what_is_left(rejudged: &Rejudged) {
    for (why, count) in &rejudged.left {
        screen::tell(&format!("not judged, since {why}: {}", exchanges(*count)));
    }
    if rejudged.alone > 0 {
        screen::tell(&format!(
            "judged one by one, since no run says which belong together: {}; whether answers agree was not judged",
            exchanges(rejudged.alone)
        ));
    }
}

fn exchanges(count: u64) -> String {
    if count == 1 { "1 exchange".to_owned() } else { format!("{count} exchanges") }
}
