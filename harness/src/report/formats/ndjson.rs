//! A run as lines of JSON, one for each thing that happened.

use serde::Serialize;

use super::json::line;
use super::terminal::sentence;
use crate::contract::Level;
use crate::report::finding::Finding;
use crate::report::model::{Ending, Report, Tool};

/// Something that happened in a run, as one line tells it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Happening<'a> {
    /// The first line: a run begins.
    RunStarted {
        /// Version of the form of reports.
        format: u32,
        /// The program.
        tool: Tool,
        /// The seed of all chance.
        seed: u64,
        /// Whether `should` clauses break the run.
        strict: bool,
        /// The suites, in the order in which they are run.
        suites: Vec<&'a str>,
    },
    /// A suite begins; one whose operation is not served has no line of its own before the last one.
    SuiteStarted {
        /// Its id.
        suite: &'a str,
        /// Cases planned.
        planned_cases: u64,
    },
    /// Cases were judged.
    Progress {
        /// The suite.
        suite: &'a str,
        /// Cases judged so far.
        judged_cases: u64,
        /// Cases planned.
        planned_cases: u64,
        /// Clauses broken so far.
        broken_clauses: u64,
    },
    /// A finding was confirmed; whether it counts in the end is for the last line to say.
    FindingSeen {
        /// The finding as in the whole report.
        finding: &'a Finding,
    },
    /// A suite ended.
    SuiteFinished {
        /// Its id.
        suite: &'a str,
    },
    /// The last line: the verdict.
    RunFinished(Verdict<'a>),
}

/// What the last line says.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Verdict<'a> {
    /// The program's exit code.
    pub exit_code: u8,
    /// Whether that is 0.
    pub conformant: bool,
    /// The verdict in a sentence.
    pub verdict: String,
    /// How the run ended.
    pub ending: &'a Ending,
    /// Clauses that were decided.
    pub verified_clauses: usize,
    /// Clauses that can be.
    pub clauses: usize,
    /// Findings that break the run.
    pub breaking: usize,
    /// Findings that only warn.
    pub warnings: usize,
    /// Findings that are waived.
    pub waived: usize,
    /// Waivers that excuse nothing any more.
    pub stale_waivers: usize,
    /// Faults of the harness itself.
    pub harness_faults: usize,
    /// Requests sent.
    pub requests: u64,
    /// Wall time in milliseconds.
    pub elapsed_ms: u64,
    /// One entry a suite.
    pub suites: Vec<SuiteEnd<'a>>,
}

/// What the last line says of a suite.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SuiteEnd<'a> {
    /// Its id.
    pub suite: &'a str,
    /// Cases planned.
    pub planned_cases: u64,
    /// Cases sent and judged.
    pub judged_cases: u64,
    /// Valid requests that succeeded.
    pub successes: u64,
    /// Why nothing could be judged, if so.
    pub not_served: Option<&'a str>,
}

impl<'a> Happening<'a> {
    /// The end of the run that `report` is about.
    #[must_use]
    pub fn end(report: &'a Report) -> Self {
        let (verified, clauses) = report.verified();
        let judged = report.findings.iter().filter(|finding| finding.level != Level::Note);
        let breaking = report.breaking().count();
        let waived = judged.clone().filter(|finding| finding.waived.is_some()).count();
        let suites = report.suites.iter().map(|suite| SuiteEnd {
            suite: &suite.suite,
            planned_cases: suite.planned_cases,
            judged_cases: suite.judged_cases,
            successes: suite.successes,
            not_served: suite.not_served.as_deref(),
        });
        Self::RunFinished(Verdict {
            exit_code: report.exit_code(),
            conformant: report.is_conformant(),
            verdict: sentence(report, report.exit_code()),
            ending: &report.ending,
            verified_clauses: verified,
            clauses,
            breaking,
            warnings: judged.count().saturating_sub(breaking + waived),
            waived,
            stale_waivers: report.stale_waivers.len(),
            harness_faults: report.harness_faults.len(),
            requests: report.requests,
            elapsed_ms: report.elapsed_ms,
            suites: suites.collect(),
        })
    }

    /// The line that tells it, its end included.
    #[must_use]
    pub fn to_line(&self) -> String {
        line(self)
    }
}

/// The lines of a run that is over: all but the progress.
#[must_use]
pub fn to_ndjson(report: &Report) -> String {
    let mut out = String::new();
    let mut tell = |happening: &Happening<'_>| out.push_str(&happening.to_line());
    tell(&Happening::RunStarted {
        format: report.format,
        tool: report.tool.clone(),
        seed: report.seed,
        strict: report.strict,
        suites: report.suites.iter().map(|suite| suite.suite.as_str()).collect(),
    });
    for suite in report.suites.iter().filter(|suite| suite.not_served.is_none()) {
        tell(&Happening::SuiteStarted { suite: &suite.suite, planned_cases: suite.planned_cases });
        for finding in report.findings.iter().filter(|finding| finding.suite == suite.suite) {
            tell(&Happening::FindingSeen { finding });
        }
        tell(&Happening::SuiteFinished { suite: &suite.suite });
    }
    tell(&Happening::end(report));
    out
}
