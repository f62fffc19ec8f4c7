//! Answers to related requests agree about every item.

use std::collections::BTreeMap;

use crate::contract::{ClauseRef, Contract};
use crate::generate::{Relation, RelationKind};
use crate::judge::outcome::ItemOutcome;
use crate::judge::{Broken, CaseVerdicts, Check, DISAGREEMENT, Reading, Where, difference};

/// Answers to related requests agree about every item.
pub(super) struct Relations;

impl Check for Relations {
    fn id(&self) -> &'static str {
        "relations"
    }

    fn about(&self) -> &'static str {
        "The same item has the same outcome in requests that are repeated, permuted, split, shortened or spelled otherwise."
    }

    fn blind(&self) -> &'static str {
        "What differs for every request alike, and content that is new every time: that is observed, not judged."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let known = &contract.known;
        vec![
            known.batch_repeat_stable,
            known.batch_permutation_invariant,
            known.batch_split_invariant,
            known.batch_removal_invariant,
            known.harmless_variation_accepted,
            known.media_type_case,
            known.content_coding,
        ]
    }

    fn judge(&self, _reading: &Reading<'_>, _sheet: &mut CaseVerdicts) {}

    fn compare(&self, relation: &Relation, readings: &[Reading<'_>], verdicts: &mut CaseVerdicts) {
        let Some(contract) = readings.first().map(|reading| reading.contract) else { return };
        let Some(mut clause) = clause(contract, relation.kind) else { return };
        if relation.kind == RelationKind::Respelled {
            // What was spelled otherwise says what it shows.
            clause = readings.iter().find_map(Reading::aimed_clause).unwrap_or(clause);
        }
        // What each item met, in the order of the steps, with the variant of the request it stood in.
        let mut met: BTreeMap<&str, Vec<(u8, usize, &ItemOutcome)>> = BTreeMap::new();
        for (step, (reading, variant)) in readings.iter().zip(&relation.variants).enumerate() {
            for (key, outcome) in reading.outcomes().into_iter().flatten() {
                met.entry(key).or_default().push((*variant, step, outcome));
            }
        }
        let mut compared = false;
        for (key, seen) in &met {
            compared |= seen.len() > 1;
            if let Some(step) = disagreement(seen, relation.kind == RelationKind::AtOnce) {
                return disagree(clause, key, seen, step, readings, verdicts);
            }
        }
        if compared {
            verdicts.holds(clause);
        }
    }
}

/// The law that answers of this kind keep; `None` where they need not agree.
fn clause(contract: &Contract, kind: RelationKind) -> Option<ClauseRef> {
    let known = &contract.known;
    Some(match kind {
        // Judged by checks of their own.
        RelationKind::TwoBreaches
        | RelationKind::BreachRespelled
        | RelationKind::AfterInvention
        | RelationKind::Reread
        | RelationKind::Chunked
        | RelationKind::InPieces
        | RelationKind::Expected
        | RelationKind::AfterHead
        | RelationKind::NextRequest
        | RelationKind::LongRun => {
            return None;
        }
        RelationKind::Repeated
        | RelationKind::AfterRefusal
        | RelationKind::AfterOtherOperation
        | RelationKind::OtherLane
        | RelationKind::AtOnce => known.batch_repeat_stable,
        RelationKind::Permuted => known.batch_permutation_invariant,
        RelationKind::Split => known.batch_split_invariant,
        RelationKind::Removed => known.batch_removal_invariant,
        RelationKind::Respelled => known.harmless_variation_accepted,
    })
}

/// The index of the failure that disagrees: an item that differs between variants and not within them, or that goes
/// back and forth. What is new every time, or changed once, is no disagreement.
///
/// Answers at the same time have no order in which one could come back: there any difference in kind counts.
fn disagreement(seen: &[(u8, usize, &ItemOutcome)], at_once: bool) -> Option<usize> {
    let (_, _, first) = seen.first()?;
    let changed = seen.iter().position(|(_, _, outcome)| outcome != first)?;
    let steady = |variant: u8| {
        let mut own = seen.iter().filter(|(other, ..)| *other == variant).map(|(.., outcome)| outcome);
        let first = own.next();
        own.all(|outcome| Some(outcome) == first)
    };
    let by_variant = seen.iter().all(|(variant, ..)| steady(*variant));
    let returns = seen[changed..].iter().any(|(_, _, outcome)| outcome == first);
    let in_kind = seen.iter().any(|(_, _, outcome)| outcome.differs_in_kind(first)) && (returns || at_once);
    (by_variant || returns || in_kind).then_some(changed)
}

fn disagree(
    clause: ClauseRef,
    key: &str,
    seen: &[(u8, usize, &ItemOutcome)],
    at: usize,
    readings: &[Reading<'_>],
    verdicts: &mut CaseVerdicts,
) {
    let (Some((_, one, first)), Some((_, other, changed))) = (seen.first(), seen.get(at)) else { return };
    let (Some(before), Some(after)) = (readings.get(*one), readings.get(*other)) else { return };
    let answers = [before, after].map(|reading| (reading.request, reading.last().map(|last| last.answer)));
    let differ = difference(before.contract, key, [*first, *changed], answers);
    let shown: String = key.chars().take(80).collect();
    let [expected, actual] = differ.told;
    let expected = format!("{shown:?} as in request {}: {expected}", one + 1);
    let mut broken = Broken::new(expected, format!("in request {}: {actual}", other + 1));
    if let Some(place) = differ.place {
        broken = broken.at(Where::Answer, place);
    }
    verdicts.begin_step(*other);
    verdicts.breaks(clause, broken.signed(DISAGREEMENT).about(key));
}
