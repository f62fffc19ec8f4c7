//! `batchspec merge`: the shards of one run as one report.

use std::io::Write as _;

use anyhow::Context as _;
use batchspec_harness::report::{Palette, Report, merge as merged, terminal, to_json};

use crate::args::MergeArgs;
use crate::catalogue::Catalogue;
use crate::{new_file, report_file, screen, waiver_file};

/// Merges reports, shows the whole, and gives the exit code that one run would have given.
pub(crate) fn merge(args: &MergeArgs) -> anyhow::Result<u8> {
    let reports: Vec<Report> =
        args.reports.iter().map(|path| report_file::read(path)).collect::<anyhow::Result<_>>()?;
    let waivers = waiver_file::load(&args.waivers, &Catalogue::load(&args.own, None)?)?;
    let mut whole = merged(&reports).with_context(|| {
        let files: Vec<String> = args.reports.iter().map(|path| path.display().to_string()).collect();
        format!("failed to merge {}", files.join(", "))
    })?;
    if !waivers.is_empty() {
        whole.waive(&waivers, batchspec_harness::today());
    }
    screen::show(&terminal(&whole, Palette { colour: true }))?;
    if let Some(path) = &args.report_json {
        let written =
            std::fs::File::create(path).and_then(|mut file| file.write_all(to_json(&whole).as_bytes()));
        written.map_err(|error| {
            new_file::cannot(&format!("failed to write the report to {}", path.display()), path, error)
        })?;
    }
    Ok(whole.exit_code())
}
