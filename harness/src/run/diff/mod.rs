//! The same cases sent to two targets, and where their answers differ, each difference told once by its smallest request.

mod answers;
mod joined;
mod pair;
mod smallest;
mod suite;
mod sweep;
mod values;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::options::{RunOptions, SuiteRun};
use crate::report::Shown;
use crate::runner::Stop;
use crate::send::Target;

/// One suite against two targets.
#[derive(Debug, Clone)]
pub struct DiffRun {
    /// The suite and the first target, with what is known to exist there.
    pub first: SuiteRun,
    /// The second target.
    pub second: Arc<Target>,
}

/// What two targets answer differently.
#[derive(Debug, Clone, Serialize)]
pub struct DiffReport {
    /// The random seed.
    pub seed: u64,
    /// Suite by suite.
    pub suites: Vec<SuiteDiff>,
}

impl DiffReport {
    /// Whether a difference was found.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.suites.iter().any(|suite| !suite.differences.is_empty() || !suite.unsettled.is_empty())
    }

    /// Whether a target was not reached, or does not serve the operation.
    #[must_use]
    pub fn is_unreached(&self) -> bool {
        self.suites.iter().any(|suite| suite.unreached.is_some())
    }
}

/// What two targets answer differently of one suite.
#[derive(Debug, Clone, Serialize)]
pub struct SuiteDiff {
    /// The suite.
    pub suite: String,
    /// The operation.
    pub operation: String,
    /// Where the two are.
    pub targets: [String; 2],
    /// Cases whose answers were compared.
    pub cases: u64,
    /// Requests that both were sent, those that made differences smaller included.
    pub requests: u64,
    /// Whether requests, time or the user ended it before the plan.
    pub is_cut: bool,
    /// Which target could not be reached, or does not serve the operation, and why.
    pub unreached: Option<String>,
    /// The differences.
    pub differences: Vec<AnswerDifference>,
    /// What the first target answers otherwise at each reading, and was not held against the second.
    pub unsteady: BTreeSet<String>,
    /// What differed once and, sent again, did not.
    pub passing: BTreeSet<String>,
    /// What differed once and could not be asked again, since requests or time had ended.
    pub unsettled: BTreeSet<String>,
}

/// One difference, by the smallest request that shows it.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerDifference {
    /// What differs.
    pub aspect: Aspect,
    /// Where in the answer, where that is known; `[]` stands for any element of a list.
    pub place: String,
    /// What each of the two says.
    pub told: [String; 2],
    /// What the contract says of the request: `valid`, `left open`, or the clause by which it is to be refused.
    pub request_is: String,
    /// The same of further requests with the same difference and the same error, told under a clause that suites share.
    pub also: Vec<String>,
    /// In how many cases it came.
    pub cases: u64,
    /// Name of the case that showed it first.
    pub case: String,
    /// Whether the request was made smaller until nothing could be taken away.
    pub is_smallest: bool,
    /// The request and both answers.
    pub exchanges: [Shown; 2],
}

/// What of two answers differs, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// One answers, and the other does not.
    Answer,
    /// The status, with the type of the error.
    Status,
    /// The type of the error under one status.
    ErrorType,
    /// What becomes of an item.
    Item,
    /// The media type.
    MediaType,
    /// A value.
    Value,
}

impl Aspect {
    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Status => "status",
            Self::ErrorType => "error type",
            Self::Item => "item",
            Self::MediaType => "media type",
            Self::Value => "value",
        }
    }
}

/// Sends the same cases to both targets of each suite, and tells where the answers differ.
///
/// Left out, unless `exact`: the order of entries, members that the model does not know, bodies of errors, and what
/// the first target itself answers otherwise at each reading. Never fails: a target that is not there is part of the report.
pub async fn diff(suites: &[DiffRun], options: &RunOptions, exact: bool, stop: &Stop) -> DiffReport {
    let mut told = Vec::new();
    for (index, suite) in suites.iter().enumerate() {
        let left = (suites.len() - index).max(1) as u64;
        told.push(suite::diff_suite(suite, options, (exact, left), stop).await);
    }
    DiffReport { seed: options.seed, suites: told }
}
