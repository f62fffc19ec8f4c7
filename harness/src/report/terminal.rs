//! The report for people.

use super::Report;

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

/// The report as text for a terminal or a log.
#[must_use]
pub fn terminal(report: &Report, _palette: Palette) -> String {
    format!("{report:#?}")
}
