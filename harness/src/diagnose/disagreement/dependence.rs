//! On what an item's outcome depends, and which promise that breaks.

use std::collections::BTreeMap;

use super::isolate::Asker;
use crate::contract::ClauseRef;
use crate::judge::ItemOutcome;

/// Sets of other neighbours that are tried.
const NEIGHBOURHOODS: usize = 8;
/// Pool items that may stand in for neighbours; what becomes of each is asked in one request.
const STAND_INS: usize = 20;

impl Asker<'_> {
    /// What about a batch makes the difference to its item: who the neighbours are, how many there are, or the place; of
    /// the place also the same batch in an order in which it makes none.
    pub(crate) async fn cause(
        &mut self,
        kept: &[String],
        differs: &impl Fn(&ItemOutcome) -> bool,
        baseline: &ItemOutcome,
        was: Option<&ItemOutcome>,
    ) -> (ClauseRef, Option<Vec<String>>) {
        let known = &self.contract.known;
        let law = |clause| (clause, None);
        let Some(own) = kept.iter().position(|item| self.is_own(item)) else {
            return law(known.batch_repeat_stable);
        };
        let items = self.plan.pool().items().iter().map(|item| item.json.clone());
        let spare: Vec<String> = items.filter(|item| !kept.contains(item)).collect();
        let spare = self.stand_ins(&spare);
        let mut fates = self.outcomes(kept).await;
        fates.extend(self.outcomes(&spare).await);
        // Neighbours of the same fate first: which of them it is then makes the difference, and not what becomes of them.
        let alike = self.alike(kept, own, &spare, &fates);
        // With each neighbour another outcome: it is the neighbour.
        let changes = |outcome: &ItemOutcome| differs(outcome) && was.is_none_or(|was| was == outcome);
        if self.with_other_neighbours(kept, own, &alike, &changes).await {
            return law(known.batch_removal_invariant);
        }
        if !self.when_grown(kept, &spare, differs).await {
            return law(known.batch_split_invariant);
        }
        let others: Vec<Vec<String>> = (0..NEIGHBOURHOODS)
            .map(|draw| spare.iter().skip(draw * 3).cycle().take(kept.len()).cloned().collect())
            .collect();
        // A neighbour of another fate is felt as a neighbour; one of the same also takes a place in the same collection.
        let fate = Some(!matches!(baseline, ItemOutcome::Succeeded(_)));
        let elsewhere =
            kept.iter().enumerate().any(|(at, item)| at != own && self.fails(item, &fates) != fate);
        if elsewhere && self.with_other_neighbours(kept, own, &others, differs).await {
            return law(known.batch_removal_invariant);
        }
        if let Some(moved) = self.when_moved(kept, own, &spare, differs).await {
            return (known.batch_permutation_invariant, Some(moved));
        }
        if !elsewhere && self.with_other_neighbours(kept, own, &others, differs).await {
            return law(known.batch_removal_invariant);
        }
        law(known.batch_split_invariant)
    }

    /// Items of the pool, drawn from all over it: known ones stand first there.
    fn stand_ins(&self, spare: &[String]) -> Vec<String> {
        let stride = spare.len().div_ceil(STAND_INS).max(1);
        let near = spare.iter().take(STAND_INS / 2);
        let far = spare.iter().skip(STAND_INS / 2).step_by(stride);
        near.chain(far).take(STAND_INS.min(self.most())).cloned().collect()
    }

    /// The largest batch.
    fn most(&self) -> usize {
        let batch = self.contract.batch.as_ref();
        let length = batch.and_then(|batch| self.contract.node(batch.items_node).length);
        length.and_then(|length| length.max).map_or(usize::MAX, |(most, _)| most)
    }

    /// Whether an item fails, where that is known.
    fn fails(&self, item: &str, fates: &BTreeMap<String, ItemOutcome>) -> Option<bool> {
        let key = self.key_of(item)?;
        Some(!matches!(fates.get(&key)?, ItemOutcome::Succeeded(_)))
    }

    /// Sets of neighbours in which each is replaced by one that fares like it.
    fn alike(
        &self,
        kept: &[String],
        own: usize,
        spare: &[String],
        fates: &BTreeMap<String, ItemOutcome>,
    ) -> Vec<Vec<String>> {
        let mut sets = Vec::new();
        for draw in 0..NEIGHBOURHOODS {
            let mut set = Vec::with_capacity(kept.len());
            for (at, item) in kept.iter().enumerate().filter(|(at, _)| *at != own) {
                let fate = self.fails(item, fates);
                let mut same = spare.iter().filter(|other| {
                    fate.is_some() && self.fails(other, fates) == fate && !set.contains(*other)
                });
                let count = same.clone().count().max(1);
                set.push(same.nth((draw + at) % count).unwrap_or(item).clone());
            }
            set.insert(own, kept[own].clone());
            if !sets.contains(&set) && set != kept {
                sets.push(set);
            }
        }
        sets
    }

    /// Whether the difference goes away beside one of these sets of neighbours.
    async fn with_other_neighbours(
        &mut self,
        kept: &[String],
        own: usize,
        sets: &[Vec<String>],
        differs: &impl Fn(&ItemOutcome) -> bool,
    ) -> bool {
        for set in sets {
            let mut batch = set.clone();
            batch.resize(kept.len(), kept[own].clone());
            batch[own].clone_from(&kept[own]);
            if self.outcome(&batch).await.is_some_and(|outcome| !differs(&outcome)) {
                return true;
            }
        }
        false
    }

    /// Whether the difference remains when the batch grows by one item, behind or before.
    async fn when_grown(
        &mut self,
        kept: &[String],
        spare: &[String],
        differs: &impl Fn(&ItemOutcome) -> bool,
    ) -> bool {
        let more = spare.first().cloned().unwrap_or_default();
        let behind: Vec<String> = kept.iter().cloned().chain([more.clone()]).collect();
        let before: Vec<String> = std::iter::once(more).chain(kept.iter().cloned()).collect();
        for grown in [behind, before] {
            if self.outcome(&grown).await.is_some_and(|outcome| differs(&outcome)) {
                return true;
            }
        }
        false
    }

    /// The batch with the item moved to a place where the difference disappears. If there is none, a slightly larger
    /// batch is tried, since in a batch of two both places may be affected.
    async fn when_moved(
        &mut self,
        kept: &[String],
        own: usize,
        spare: &[String],
        differs: &impl Fn(&ItemOutcome) -> bool,
    ) -> Option<Vec<String>> {
        let room = self.most().saturating_sub(kept.len()).min(3);
        let grown: Vec<String> = kept.iter().chain(spare.iter().take(room)).cloned().collect();
        for batch in [kept, grown.as_slice()] {
            for to in [0, batch.len() / 2, batch.len() - 1] {
                let mut moved = batch.to_vec();
                let item = moved.remove(own);
                moved.insert(to, item);
                if self.outcome(&moved).await.is_some_and(|outcome| !differs(&outcome)) {
                    return Some(moved);
                }
            }
        }
        None
    }
}
