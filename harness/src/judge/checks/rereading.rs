//! Reading an item does not change it.

use std::collections::BTreeMap;

use crate::contract::{ClauseRef, Contract};
use crate::generate::{Relation, RelationKind};
use crate::judge::rereading::{Change, Read, Shown, read_again};
use crate::judge::{Broken, CaseVerdicts, Check, REREADING, Reading, Where, entries};
use crate::message::json::Value;

/// Items that must change alike: a world that changes by itself changes few, and not when they are asked for.
const POPULATION: usize = 3;

/// Reading an item does not change it.
pub(super) struct Rereading;

/// An item that reading changes.
struct Changed {
    key: String,
    change: Change,
    /// The step that shows it.
    step: usize,
    /// Where its entry stands there.
    entry: String,
}

impl Check for Rereading {
    fn id(&self) -> &'static str {
        "rereading"
    }

    fn about(&self) -> &'static str {
        "Items that are asked for several times in a row stay what they are: no three of them change alike, at their \
         first, at a later or at each reading."
    }

    fn blind(&self) -> &'static str {
        "What changes for single items, and what is new every time in a text that tells a time or differs in 20 \
         characters or more; what the first reading of an item did that was asked for before."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        vec![contract.known.batch_repeat_stable]
    }

    fn judge(&self, _reading: &Reading<'_>, _sheet: &mut CaseVerdicts) {}

    fn compare(&self, relation: &Relation, readings: &[Reading<'_>], verdicts: &mut CaseVerdicts) {
        let Some(contract) = readings.first().map(|reading| reading.contract) else { return };
        if relation.kind != RelationKind::Reread {
            return;
        }
        let clause = contract.known.batch_repeat_stable;
        let mut rows: BTreeMap<u8, Vec<(usize, &Reading<'_>)>> = BTreeMap::new();
        for (step, (reading, row)) in readings.iter().zip(&relation.variants).enumerate() {
            rows.entry(*row).or_default().push((step, reading));
        }
        let mut compared = 0;
        let mut alike: BTreeMap<String, Vec<Changed>> = BTreeMap::new();
        for row in rows.values() {
            let (mut is_compared, mut own) = (false, BTreeMap::new());
            for (key, shown) in in_row(contract, row) {
                is_compared = true;
                match shown {
                    Shown::Change(change) => {
                        own.entry(change.manner.clone()).or_insert((key, change));
                    }
                    Shown::New(place) => verdicts.observe(clause, place, "new at each reading"),
                    Shown::Nothing => {}
                }
            }
            compared += usize::from(is_compared);
            for (manner, (key, change)) in own {
                let Some(&(step, reading)) = row.get(change.at) else { continue };
                let entry = entry(contract, reading, &key).map(|(pointer, _)| pointer).unwrap_or_default();
                alike.entry(manner).or_default().push(Changed { key, change, step, entry });
            }
        }
        // Of several manners the one of most items.
        let most = alike.into_iter().max_by_key(|(_, changed)| changed.len());
        match most.filter(|(_, changed)| changed.len() >= POPULATION) {
            Some((manner, changed)) => breaks(clause, &manner, &changed, compared, verdicts),
            None if compared >= POPULATION => verdicts.holds(clause),
            None => {}
        }
    }
}

/// What each item of a row shows that every one of its answers speaks of.
fn in_row(contract: &Contract, row: &[(usize, &Reading<'_>)]) -> Vec<(String, Shown)> {
    let outcomes: Option<Vec<Vec<_>>> =
        row.iter().map(|(_, reading)| reading.outcomes().map(Iterator::collect)).collect();
    let Some(outcomes) = outcomes.filter(|outcomes| outcomes.len() > 2) else { return Vec::new() };
    let Some(first) = outcomes.first() else { return Vec::new() };
    let mut shown = Vec::new();
    for (key, _) in first {
        let reads = row.iter().zip(&outcomes).map(|((_, reading), outcomes)| {
            let at = outcomes.binary_search_by(|(other, _)| other.cmp(key)).ok()?;
            let (_, outcome) = *outcomes.get(at)?;
            Some(Read { outcome, entry: entry(contract, reading, key)?.1 })
        });
        if let Some(reads) = reads.collect::<Option<Vec<_>>>() {
            shown.push((key.to_string(), read_again(contract, &reads)));
        }
    }
    shown
}

/// The entry that speaks of an item, and where it stands.
fn entry<'r>(contract: &'r Contract, reading: &'r Reading<'_>, key: &str) -> Option<(String, Value<'r>)> {
    let found = entries(contract, reading.requested.as_ref()?, reading.success()?.object()?)?;
    let found = found.into_iter().find(|entry| entry.key.as_deref() == Some(key))?;
    Some((found.pointer(), found.value))
}

fn breaks(
    clause: ClauseRef,
    manner: &str,
    changed: &[Changed],
    compared: usize,
    verdicts: &mut CaseVerdicts,
) {
    let Some(Changed { key, change, step, entry }) = changed.first() else { return };
    let shown: String = key.chars().take(80).collect();
    let [before, after] = &change.told;
    let expected = format!("{shown:?} as in its reading {}: {before}", change.at);
    let alike = format!("{} of {compared} items changed alike while they were read", changed.len());
    let actual = format!("{alike}; in its reading {}: {after}", change.at + 1);
    let place = change.place.as_ref().map_or_else(|| entry.clone(), |place| format!("{entry}/{place}"));
    let broken = Broken::new(expected, actual).at(Where::Answer, place);
    verdicts.begin_step(*step);
    verdicts.breaks(clause, broken.signed(format!("{REREADING}{manner}")).about(key));
}
