//! Stage 4, transcripts to verdicts: pure, and nothing a target sends can make it fail.
//!
//! A check reads one exchange and writes to the verdicts which clauses held, which broke and how, and which it could not
//! decide. Every exchange is judged by every check, whatever its case was made for.

mod checks;
mod difference;
mod entries;
mod error_type;
mod memory;
mod moving;
mod outcome;
mod partition;
mod reading;
mod requested;
mod rereading;
mod verdicts;

pub use checks::CHECKS;
pub use difference::{Difference, difference};
pub use entries::{Entry, Side as CollectionSide, entries};
pub use error_type::{ErrorType, is_passing};
pub use memory::{Memory, Seen};
pub(crate) use outcome::known_part;
pub use outcome::{ItemOutcome, Outcomes, outcomes};
pub use reading::{AnswerReading, Contents, Reading};
pub use requested::Requested;
use requested::number_of_items;
pub use verdicts::{Broken, CaseVerdicts, DISAGREEMENT, Observed, REREADING, Violation, Where};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::contract::{ClauseRef, Contract};
use crate::generate::{Case, ItemKind, Pool, Relation};
use crate::message::Exchange;

/// One check: stateless, pure, and free of panics on anything a target sends.
pub trait Check: Sync {
    /// Stable kebab-case id, equal to the name of its file.
    fn id(&self) -> &'static str;
    /// What it judges, in one sentence.
    fn about(&self) -> &'static str;
    /// What it cannot see, in one sentence.
    fn blind(&self) -> &'static str;
    /// The clauses that it can decide under this contract.
    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef>;
    /// Reads one exchange and writes to the verdicts.
    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts);
    /// Reads the exchanges of a case whose requests belong together.
    fn compare(&self, _relation: &Relation, _readings: &[Reading<'_>], _sheet: &mut CaseVerdicts) {}
}

/// A contract and what is known about the target's items.
#[derive(Debug)]
pub struct Judge {
    contract: Arc<Contract>,
    kinds: BTreeMap<String, ItemKind>,
    told: BTreeMap<String, ItemKind>,
}

impl Judge {
    /// A judge who knows the pool's items.
    #[must_use]
    pub fn new(contract: &Arc<Contract>, pool: &Pool) -> Self {
        Self::knowing(contract, pool.items().iter().map(|item| (item.key.clone(), item.kind)).collect())
    }

    /// A judge who knows these items, by their keys.
    #[must_use]
    pub fn knowing(contract: &Arc<Contract>, kinds: BTreeMap<String, ItemKind>) -> Self {
        let told = BTreeMap::new();
        Self { contract: Arc::clone(contract), kinds, told }
    }

    /// Sets what the user configured about items (present, absent or denied). The checks compare the answers with it.
    #[must_use]
    pub fn told(mut self, told: BTreeMap<String, ItemKind>) -> Self {
        self.told = told;
        self
    }

    /// What was told of items by the user, and not learned, by their keys.
    #[must_use]
    pub fn what_was_told(&self) -> &BTreeMap<String, ItemKind> {
        &self.told
    }

    /// What is promised.
    #[must_use]
    pub fn contract(&self) -> &Contract {
        &self.contract
    }

    /// What is known of the items, by their keys.
    #[must_use]
    pub fn kinds(&self) -> &BTreeMap<String, ItemKind> {
        &self.kinds
    }

    /// Judges the exchanges of one case, one a step, by every check.
    ///
    /// A check that panics is a fault of the harness: it is noted among the verdicts and the others go on.
    #[must_use]
    pub fn judge(&self, case: &Case, exchanges: &[Exchange]) -> CaseVerdicts {
        let mut verdicts = CaseVerdicts::new(self.contract.clauses.len());
        let contents: Vec<Contents> = exchanges.iter().map(Contents::read).collect();
        let steps = case.steps.iter().zip(exchanges.iter().zip(&contents)).enumerate();
        let readings: Vec<Reading<'_>> = steps
            .map(|(at, (step, (exchange, contents)))| {
                Reading::new(&self.contract, &self.kinds, case, (at, step), exchange, contents)
                    .with_told(&self.told)
            })
            .collect();
        for check in CHECKS {
            let judged = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                for reading in readings.iter().filter(|reading| is_judged(reading)) {
                    verdicts.begin_step(reading.step);
                    check.judge(reading, &mut verdicts);
                }
                // What was not sent to its end may look like a change that would have shown itself as one of every time.
                let is_whole = readings.len() == case.steps.len();
                if let Some(relation) = case.relation.as_ref().filter(|_| is_whole) {
                    check.compare(relation, &readings, &mut verdicts);
                }
            }));
            if judged.is_err() {
                verdicts.fault(check.id());
            }
        }
        let size = |reading: &Reading<'_>| match &reading.requested {
            Some(requested) => Some(requested.keys.len()),
            None => number_of_items(&self.contract, reading.request),
        };
        verdicts.sizes.extend(readings.iter().map(size));
        verdicts.outcomes.extend(readings.into_iter().map(Reading::into_outcomes));
        verdicts.observe_notes(&self.contract);
        verdicts
    }
}

/// Whether an exchange is judged by itself.
fn is_judged(reading: &Reading<'_>) -> bool {
    !reading.is_of_another_operation() && !reading.is_compared()
}
