//! The report as data: everything that any format shows.

use serde::{Deserialize, Serialize};

use super::finding::Finding;
use super::policy::terms::RunScope;
use super::supplied::Supplied;
use crate::contract::{Clause, Level};

/// The version of the form of reports.
pub const FORMAT: u32 = 1;

/// What a run found out.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[must_use]
pub struct Report {
    /// Version of this form; it grows with every change that readers must know of.
    pub format: u32,
    /// The program that made it.
    pub tool: Tool,
    /// The seed of all chance.
    pub seed: u64,
    /// Whether `should` clauses break the run.
    pub strict: bool,
    /// What was to be judged, and what else was demanded.
    pub terms: RunScope,
    /// How the run ended.
    pub ending: Ending,
    /// One entry a suite, in the order they were run.
    pub suites: Vec<SuiteReport>,
    /// What broke, the root of the trouble first.
    pub findings: Vec<Finding>,
    /// What the target does where the documentation leaves it open.
    pub observations: Vec<Observation>,
    /// Waivers that excuse nothing any more.
    pub stale_waivers: Vec<StaleWaiver>,
    /// Faults of the harness itself.
    pub harness_faults: Vec<HarnessFault>,
    /// Requests sent, every attempt counted.
    pub requests: u64,
    /// Wall time in milliseconds. The only part that differs between equal runs.
    pub elapsed_ms: u64,
}

/// The program that made a report.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This program.
    #[must_use]
    pub fn this() -> Self {
        Self { name: "batchspec".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[non_exhaustive]
pub enum Ending {
    /// All that was planned was done.
    Completed,
    /// It was asked to stop at the first finding, and did.
    StoppedAtFinding,
    /// The user stopped it.
    Interrupted,
    /// The target never answered.
    Unreachable {
        /// Why, in words.
        why: String,
    },
    /// The target answered at first and then no more.
    Lost {
        /// Why, in words.
        why: String,
    },
}

/// What one suite showed.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SuiteReport {
    /// The suite's id.
    pub suite: String,
    /// Its title.
    pub title: String,
    /// Version of its clause set.
    pub version: String,
    /// The operation under test.
    pub operation: String,
    /// Checksum of the model it was judged by, in hexadecimal.
    pub model_checksum: String,
    /// Where it was sent, without credentials.
    pub target: String,
    /// Whether the certificate of the target was accepted unseen, so that somebody in between may have answered.
    #[serde(default)]
    pub unverified: bool,
    /// Cases planned.
    pub planned_cases: u64,
    /// Cases sent and judged.
    pub judged_cases: u64,
    /// Different request bodies among them.
    pub distinct_bodies: u64,
    /// Valid requests that succeeded.
    pub successes: u64,
    /// Saved findings that were sent before the plan; not counted among the cases.
    #[serde(default)]
    pub prelude: Prelude,
    /// Why nothing could be judged, if so: an unknown path, a missing permission.
    pub not_served: Option<String>,
    /// What other operations listed or made for this one before it was run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supplied: Vec<Supplied>,
    /// Every clause, in the order of the clause table.
    pub clauses: Vec<ClauseTally>,
    /// How long accepted requests took, by the number of their items; none in a merged report.
    #[serde(default)]
    pub answer_times: Vec<AnswerTimes>,
    /// What became of requests, by the number of their items; none in a merged report.
    #[serde(default)]
    pub fates: Vec<StatusCounts>,
    /// Subjects that no valid request can ask for, by their keys.
    #[serde(default)]
    pub unasked_subjects: Vec<String>,
}

/// What became of requests of some sizes that are certainly valid, or certainly not; repeats and the requests that a
/// finding is traced with are not among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StatusCounts {
    /// Whether these requests must be served; the others must be refused.
    pub valid: bool,
    /// The smallest batch counted here.
    pub least_items: u64,
    /// The largest batch counted here; none where there is no bound.
    pub most_items: Option<u64>,
    /// Answered with a status from 200 to 299.
    pub served: u64,
    /// Answered with another status below 500, but for 429.
    pub refused: u64,
    /// Throttled, or answered with a server error, on every attempt.
    pub failed: u64,
    /// Not answered at all.
    pub unanswered: u64,
}

impl StatusCounts {
    /// How many requests these are.
    #[must_use]
    pub const fn requests(&self) -> u64 {
        self.served + self.refused + self.failed + self.unanswered
    }
}

/// How long the target took to answer accepted requests of some sizes.
///
/// From the moment a request was sent to the end of its answer, told to within a sixteenth. All lanes are busy at full speed,
/// each with one request at a time, so that a target's pauses are met once a lane and not once for every request that
/// open-loop clients would have sent meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AnswerTimes {
    /// The smallest batch counted here.
    pub least_items: u64,
    /// The largest batch counted here; none where there is no bound.
    pub most_items: Option<u64>,
    /// How many answers.
    pub answers: u64,
    /// Half of the answers took no longer, in microseconds.
    pub p50_micros: u64,
    /// 95 of 100 took no longer.
    pub p95_micros: u64,
    /// 99 of 100 took no longer.
    pub p99_micros: u64,
    /// The longest took so long.
    pub max_micros: u64,
}

/// Saved findings of earlier runs that were sent first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Prelude {
    /// How many were sent.
    pub tried: u64,
    /// How many of them came again.
    pub broken: u64,
    /// How many could not be sent, since they belong to another clause set or are damaged.
    pub unfit: u64,
}

/// What became of one clause.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClauseTally {
    /// The clause.
    #[serde(flatten)]
    pub clause: Clause,
    /// What the run says of it.
    pub outcome: Outcome,
    /// Answers in which it held.
    pub held: u64,
    /// Answers in which it broke, confirmed or flaky findings only.
    pub broken: u64,
    /// Answers that could not decide it.
    pub undecided: u64,
    /// Why it is undecided or not exercised.
    pub why: Option<String>,
}

/// What a run says of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It broke.
    Broken,
    /// It held wherever it applied.
    Held,
    /// It applied, and no answer decided it.
    Undecided,
    /// Nothing exercised it.
    NotExercised,
    /// A `note`: observed, never judged.
    Observed,
}

/// A waiver that excuses nothing any more: to be deleted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StaleWaiver {
    /// The file that holds it, and the line, as `batchspec.toml:12`.
    pub place: String,
    /// The clause or pattern that it names.
    pub clause: String,
    /// What is wrong with it, and what to do.
    pub why: String,
}

/// What a target does where the documentation leaves it open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Observation {
    /// The suite.
    pub suite: String,
    /// The clause that speaks of it.
    pub clause: String,
    /// What is left open.
    pub subject: String,
    /// What the target does then.
    pub answer: String,
    /// How often.
    pub seen: u64,
    /// The kinds of requests that showed it, by name; none where that does not matter.
    pub shown_by: Vec<String>,
}

/// Kinds of requests that are named for one observation, if they are short; the JSON report has them all.
const NAMED: usize = 3;
/// As long may the names of all but the first be together.
const NAMED_CHARACTERS: usize = 60;

impl Observation {
    /// The kinds of requests that showed it: the first few by name, and how many more.
    pub(super) fn kinds_in_short(&self) -> String {
        let mut named = String::new();
        let mut left = self.shown_by.len();
        for kind in self.shown_by.iter().take(NAMED) {
            if !named.is_empty() && named.len() + kind.len() > NAMED_CHARACTERS {
                break;
            }
            named.push_str(if named.is_empty() { "" } else { ", " });
            named.push_str(kind);
            left -= 1;
        }
        if left > 0 {
            named.push_str(&format!(" and {left} more"));
        }
        named
    }
}

/// A fault of the harness itself: a case that breaks its own promise, a check that panics.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HarnessFault {
    /// The case or check.
    pub place: String,
    /// What went wrong.
    pub what: String,
}

impl Report {
    /// Whether nothing that the levels in force forbid was found, nothing went wrong, and something was verified.
    #[must_use]
    pub fn is_conformant(&self) -> bool {
        self.exit_code() == 0
    }

    /// Findings that break the run: `must`, and under strict judgement `should`, unless they are waived or, where only
    /// what is new counts, known.
    pub fn breaking(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| self.breaks(finding))
    }

    /// Whether a finding breaks the run, wherever in the report it stands.
    pub(super) fn breaks(&self, finding: &Finding) -> bool {
        let counts = finding.level == Level::Must || (self.strict && finding.level == Level::Should);
        counts && !self.excuses(finding)
    }

    /// Whether somebody knows of a finding, so that it does not break the run.
    pub(super) fn excuses(&self, finding: &Finding) -> bool {
        finding.waived.is_some() || (self.terms.new_only && finding.known)
    }

    /// The program's exit code for this report; README.md lists them.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        let lost = matches!(self.ending, Ending::Unreachable { .. } | Ending::Lost { .. });
        match () {
            () if self.ending == Ending::Interrupted => 130,
            () if !self.harness_faults.is_empty() => 5,
            () if self.breaking().next().is_some() || !self.stale_waivers.is_empty() => 1,
            () if lost => 3,
            () if self.gap().is_some() => 4,
            () => 0,
        }
    }

    /// Panics with the whole report as text unless the target conforms: for use in tests.
    ///
    /// # Panics
    /// When [`Self::is_conformant`] is false.
    #[track_caller]
    pub fn assert_conformant(&self) {
        assert!(self.is_conformant(), "the target does not conform\n\n{self}");
    }
}
