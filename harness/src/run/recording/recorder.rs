//! A run's exchanges as a recording keeps them: what stands beside each, and what holds for all.

use serde::{Deserialize, Serialize};

use crate::generate::{Relation, SavedAim};
use crate::message::{Exchange, Framing, Writing};
use crate::report::{Scrub, SentTo, recorded, recording_head};
use crate::run::secrets::{scrub_of, without_hidden};
use crate::runner::observer::{RecordedSuite, RunPhase, SentCase};

/// What a recording says of the run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct RecordedRun {
    /// The random seed.
    pub seed: u64,
    /// The suites of which something was sent.
    pub suites: Vec<RecordedSuite>,
}

impl RecordedRun {
    /// The text of a recording before its entries, which commas separate;
    /// [`RECORDING_END`](crate::report::RECORDING_END) follows them. Account ids are replaced by stand-ins where
    /// `masks_accounts` asks for it.
    #[must_use]
    pub fn head(&self, masks_accounts: bool) -> String {
        Scrub::new([], false, masks_accounts).text(&recording_head(self))
    }
}

/// What stands beside an exchange: all that is needed to judge it again as it was judged.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Label {
    pub(crate) suite: String,
    /// The case's origin.
    pub(crate) case: String,
    pub(crate) place: RunPhase,
    /// The step, counted from 0, of so many.
    pub(crate) step: usize,
    pub(crate) steps: usize,
    /// The attempt, counted from 1.
    pub(crate) attempt: usize,
    /// The path relative to the target.
    pub(crate) path: String,
    pub(crate) framing: Framing,
    #[serde(default, skip_serializing_if = "Writing::is_plain")]
    pub(crate) writing: Writing,
    pub(crate) lane: u8,
    pub(crate) aim: SavedAim,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) relation: Option<Relation>,
}

impl SentCase<'_> {
    /// The entries of a recording, one for each attempt, each as JSON on a line without its end.
    ///
    /// `came_ms` is when the last answer came, in milliseconds since the beginning of 1970; requests that were sent at
    /// the same time are told as if each had been sent alone. The target's secrets are taken out, and account ids
    /// replaced by stand-ins where `masks_accounts` asks for it.
    #[must_use]
    pub fn entries(&self, came_ms: u64, masks_accounts: bool) -> Vec<String> {
        let scrub = scrub_of(self.target, masks_accounts);
        let spent =
            |exchange: &Exchange| exchange.attempts.iter().map(|attempt| attempt.micros).sum::<u64>() / 1_000;
        let total: u64 = self.exchanges.iter().map(spent).sum();
        let mut moment_ms = came_ms.saturating_sub(total);
        let base = self.target.url();
        let case = self.case.origin.to_string();
        let aim = SavedAim::of(&self.case.aim, self.contract);
        let mut entries = Vec::new();
        for (step, (planned, exchange)) in self.case.steps.iter().zip(self.exchanges).enumerate() {
            let to = SentTo { base: &base, headers: self.target.headers(), moment_ms };
            moment_ms += spent(exchange);
            let kept = without_hidden(exchange, &scrub);
            entries.extend(recorded(&kept, to, |attempt| Label {
                suite: self.contract.suite.clone(),
                case: case.clone(),
                place: self.place,
                step,
                steps: self.case.steps.len(),
                attempt,
                path: exchange.request.path.to_string(),
                framing: exchange.request.body.framing,
                writing: exchange.request.writing.clone(),
                lane: planned.lane,
                aim: aim.clone(),
                relation: self.case.relation.clone(),
            }));
        }
        entries.iter().map(|entry| scrub.text(entry)).collect()
    }
}
