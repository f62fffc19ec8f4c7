//! An item is on one side, and there once.

use super::answered::{Answered, UNREAD, quoted};
use crate::contract::{ClauseRef, Contract};
use crate::judge::entries::{Entry, Side};
use crate::judge::{Broken, CaseVerdicts, Where};

impl Answered<'_, '_> {
    pub(super) fn sides(
        &self,
        contract: &Contract,
        shared: &[&str],
        is_part: bool,
        verdicts: &mut CaseVerdicts,
    ) {
        let known = &contract.known;
        let (mut both, mut twice) = (None, None);
        // One id under two catalogs is two items with one name: each has its own answer under it.
        let is_one_item = |key: &&str| !shared.contains(key) && !self.requested.is_shared(key);
        for (key, entries) in self.found.iter().filter(|(key, _)| is_one_item(key)) {
            let on = |side: Side| entries.iter().filter(|entry| entry.side == side).count();
            let counts = [Side::Succeeded, Side::Failed, Side::Third].map(on);
            let sides = counts.iter().filter(|count| **count > 0).count();
            // A target may take each copy of an item by itself, and what passes may befall one of them.
            let is_each_by_itself = self.asked.get(key).is_some_and(|asked| *asked > 1)
                && entries
                    .iter()
                    .all(|entry| entry.side == Side::Succeeded || has_passing_code(contract, entry));
            if sides > 1 && !is_each_by_itself {
                both = both.or(entries.last().map(|entry| (*key, *entry)));
            }
            if self.asked.get(key) == Some(&1) && counts.iter().any(|count| *count > 1) {
                twice = twice.or(entries.last().map(|entry| (*key, *entry)));
            }
        }
        let mut law = |clause: ClauseRef,
                       broken: Option<(&str, &Entry<'_>)>,
                       expected: &str,
                       actual: &str| match broken {
            None if is_part => verdicts.undecided(clause, UNREAD),
            None => verdicts.holds(clause),
            Some((key, entry)) => {
                let broken = Broken::new(expected, format!("{} {actual}", quoted(key)));
                verdicts.breaks(clause, broken.at(Where::Answer, entry.pointer()).signed(actual.to_owned()));
            }
        };
        law(known.batch_exclusive, both, "every item succeeded or failed", "is answered as both");
        if !self.asked.is_empty() {
            law(
                known.batch_answered_once,
                twice,
                "one answer for each item",
                "is answered more than once on one side",
            );
        }
    }
}

/// Whether the code of a failed entry means a passing failure (`batch/repeat-stable`).
fn has_passing_code(contract: &Contract, entry: &Entry<'_>) -> bool {
    let Some(batch) = &contract.batch else { return false };
    let code = batch.failed.as_ref().and_then(|failed| failed.code.as_ref()?.get(entry.value));
    code.and_then(|code| code.as_str()).is_some_and(|code| batch.is_transient(&code))
}
