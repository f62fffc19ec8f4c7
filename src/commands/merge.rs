//! `batchspec merge`: the shards of one run as one report.

use anyhow::Context as _;
use batchspec_harness::report::{Palette, Report, merge as merged, terminal};

use crate::args::MergeArgs;
use crate::commands::run::REPORT_LOST;
use crate::config::catalogue::Catalogue;
use crate::config::waiver_file;
use crate::output::reports::{Reports, check};
use crate::output::{report_file, screen};

/// Merges reports, shows the whole, and gives the exit code that one run would have given.
pub(crate) fn merge(args: &MergeArgs) -> anyhow::Result<u8> {
    check(&args.report)?;
    let shards: Vec<Report> =
        args.reports.iter().map(|path| report_file::read(path)).collect::<anyhow::Result<_>>()?;
    let waivers = waiver_file::load(&args.waivers, &Catalogue::of(&args.suites.values)?)?;
    let mut whole = merged(&shards).with_context(|| {
        let files: Vec<String> = args.reports.iter().map(|path| path.display().to_string()).collect();
        format!("failed to merge {}", files.join(", "))
    })?;
    if !waivers.is_empty() {
        whole.waive(&waivers, batchspec_harness::run::today());
    }
    // Only now: what is opened is emptied, and may be one of the files that were read.
    let reports = Reports::open(&args.report)?;
    let lost = reports.write_whole(&whole);
    if !reports.takes_output() {
        screen::show(&terminal(&whole, Palette { colour: true }))?;
    }
    lost.iter().for_each(screen::complain);
    let code = whole.exit_code();
    Ok(if code == 0 && !lost.is_empty() { REPORT_LOST } else { code })
}
