//! The report for people: what needs attention first, nothing that is plainly in order.

mod closing;
mod excerpt;
mod excused;
mod finding;
mod habits;
mod paint;
mod tally;
#[cfg(test)]
mod tests;
mod times;

// Words that formats share, whoever reads them.
#[cfg(feature = "html")]
pub(super) use closing::seconds;
pub(super) use closing::{sentence, title};
#[cfg(feature = "html")]
pub(super) use finding::signature;
pub(super) use finding::{
    LONGEST_CURL, LONGEST_CURL_AT_ONCE, curl_at_once, curl_or_why_not, place_text, seen, sent,
};
pub use paint::wrap;
pub(super) use paint::{count, counted};
pub(super) use tally::sent_before;
#[cfg(feature = "html")]
pub(super) use times::{batch_sizes, items, millis};

use super::legible;
use super::{Ending, Report};

/// Colours, or none.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// Whether to use ANSI colours.
    pub colour: bool,
}

impl Palette {
    /// No colours.
    pub const PLAIN: Self = Self { colour: false };
}

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
