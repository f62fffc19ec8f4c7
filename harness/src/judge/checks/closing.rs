//! A connection that ends after so many answers is told to end, and ends when the client asks for that.

use std::collections::BTreeMap;

use crate::contract::{ClauseRef, Contract};
use crate::generate::{Relation, RelationKind};
use crate::judge::{Broken, CaseVerdicts, Check, Reading};

/// A connection that ends after so many answers is told to end, and ends when the client asks for that.
pub(super) struct Closing;

/// Connections that must end after as many answers until it is a habit, and no chance.
const TIMES: usize = 2;

impl Check for Closing {
    fn id(&self) -> &'static str {
        "closing"
    }

    fn about(&self) -> &'static str {
        "The last answer on a connection that the server ends after a certain number of them says so; one that it is asked to end it ends."
    }

    fn blind(&self) -> &'static str {
        "Connections that end after more answers than half of a long run has, or after a time: what comes once may be chance."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        vec![contract.known.http_close_announced, contract.known.http_close_heeded]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let clause = reading.contract.known.http_close_heeded;
        match reading.link.ended.filter(|_| reading.last().is_some()) {
            Some(true) => verdicts.holds(clause),
            Some(false) => {
                let expected = "the connection ends, as the request asks";
                verdicts
                    .breaks(clause, Broken::new(expected, "it is still open two seconds after the answer"));
            }
            None => {}
        }
    }

    fn compare(&self, relation: &Relation, readings: &[Reading<'_>], verdicts: &mut CaseVerdicts) {
        let Some(contract) = readings.first().map(|reading| reading.contract) else { return };
        if relation.kind != RelationKind::LongRun {
            return;
        }
        let clause = contract.known.http_close_announced;
        if readings.iter().any(|reading| reading.link.is_old) {
            return verdicts.undecided(clause, "the target answers in HTTP/1.0, where each connection ends");
        }
        // By the number of answers, how often a connection ended after them without a word.
        let mut ended: BTreeMap<u32, usize> = BTreeMap::new();
        let mut kept = false;
        for (step, pair) in readings.windows(2).enumerate() {
            let [one, next] = pair else { continue };
            if one.failure.is_some() || next.failure.is_some() || !one.link.stays {
                continue;
            }
            kept |= next.link.before > 0;
            // Another answer came in between, which may have announced the end.
            let is_next = next.answers.len() == 1;
            if next.link.before > 0 || !is_next {
                continue;
            }
            let answers = one.link.before + 1;
            let times = ended.entry(answers).or_default();
            *times += 1;
            if *times == TIMES {
                verdicts.begin_step(step + 1);
                let plural = if answers == 1 { "" } else { "s" };
                let actual = format!(
                    "the connection ended after {answers} answer{plural}, {TIMES} times, and no answer said so"
                );
                let broken = Broken::new("Connection: close in the last answer of a connection", actual);
                return verdicts.breaks(clause, broken.signed("closed without a word"));
            }
        }
        if readings.len() < relation.variants.len() {
            return verdicts.undecided(clause, "the target answers too slowly for so many requests in turn");
        }
        if kept || ended.is_empty() {
            verdicts.holds(clause);
        }
    }
}
