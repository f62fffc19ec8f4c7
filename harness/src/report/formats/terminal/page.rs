//! The whole text, block by block.

use std::fmt;

use super::paint::Palette;
use super::{closing, excused, finding, habits, tally, times};
use crate::report::{Ending, Report};

/// The report as text for a terminal or a log: tally, findings, observations, verdict.
#[must_use]
pub fn terminal(report: &Report, palette: Palette) -> String {
    let mut blocks: Vec<String> = Vec::new();
    // A target that never answered leaves a tally of nothing but gaps, which the verdict says in one line.
    if !matches!(report.ending, Ending::Unreachable { .. }) {
        blocks.extend(report.suites.iter().map(|suite| tally::suite(report, suite, palette)));
    }
    blocks.extend(finding::all(report, palette));
    blocks.extend(excused::all(report, palette));
    blocks.extend(habits::observations(report, palette));
    blocks.extend(times::table(report, palette));
    blocks.extend(closing::harness_faults(report, palette));
    blocks.push(closing::verdict(report, palette));
    blocks.join("\n")
}

/// The report without what is in order: findings and verdict alone.
#[must_use]
pub fn brief(report: &Report, palette: Palette) -> String {
    let mut blocks: Vec<String> = finding::all(report, palette).collect();
    blocks.extend(excused::all(report, palette));
    blocks.extend(closing::harness_faults(report, palette));
    blocks.push(closing::verdict(report, palette));
    blocks.join("\n")
}

/// As [`terminal`] without colours.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&terminal(self, Palette::PLAIN))
    }
}
