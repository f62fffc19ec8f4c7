//! The observer of a run: it receives every case that is sent, with its position in the plan.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::contract::Contract;
use crate::generate::{Case, ItemKind};
use crate::judge::Judge;
use crate::message::Exchange;
use crate::send::Target;

/// Receives every case that a run sends, in the order in which answers come, from several threads.
///
/// A run without one does no work for it.
pub trait ExchangeObserver: fmt::Debug + Send + Sync {
    /// What is known of a suite's items: told before anything is sent, and again when the target was asked for them.
    fn planned(&self, suite: &RecordedSuite);
    /// A case was sent, and all its answers came or will not come.
    fn sent(&self, sent: &SentCase<'_>);
}

/// A case that was sent, with all that came of it.
#[derive(Debug, Clone, Copy)]
pub struct SentCase<'r> {
    /// What it was judged by.
    pub contract: &'r Contract,
    /// Where it was sent.
    pub target: &'r Target,
    /// Where it stands in the run.
    pub place: RunPhase,
    /// What was sent.
    pub case: &'r Case,
    /// What came of it, one exchange a step.
    pub exchanges: &'r [Exchange],
}

/// Where a case stands in a run; the order is that of recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunPhase {
    /// Before the plan: what exists, and how many requests at once the target stands.
    Before,
    /// In the plan, with its number there, counted from 0.
    Planned(usize),
    /// After the plan: findings sent again, made smaller, and traced to their cause.
    After,
}

/// What a recording says of one suite of the run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct RecordedSuite {
    /// The suite.
    pub suite: String,
    /// Version of its clause set.
    pub clause_set: String,
    /// Checksum of the model it was judged by, in hexadecimal.
    pub model_checksum: String,
    /// Where it was sent, without credentials.
    pub target: String,
    /// What was known of items, by their keys.
    pub items: BTreeMap<String, ItemKind>,
    /// What the user told of items, by their keys.
    #[serde(default)]
    pub told: BTreeMap<String, ItemKind>,
}

impl RecordedSuite {
    pub(crate) fn new(contract: &Contract, target: &Target, judge: &Judge) -> Self {
        Self {
            suite: contract.suite.clone(),
            clause_set: contract.version.clone(),
            model_checksum: format!("{:016x}", contract.model_checksum),
            target: target.url(),
            items: judge.kinds().clone(),
            told: judge.what_was_told().clone(),
        }
    }
}

/// The witness of a run, if it has one.
pub(crate) type Observing = Option<Arc<dyn ExchangeObserver>>;
