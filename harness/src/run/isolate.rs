//! Why an item's outcome changes: asked alone and among others, until the smallest pair of requests is found.

use super::sender::{Sender, Silence};
use crate::contract::{ClauseRef, Contract, validate};
use crate::generate::{Aim, Case, Origin, Plan, Step};
use crate::judge::{ItemOutcome, Requested, outcomes};
use crate::message::{Exchange, Request};

/// Requests spent on one item at most.
const BUDGET: u32 = 200;
/// How often an item is asked for alone: enough to see what happens at every tenth request.
const ALONE: usize = 12;

/// The smallest pair of requests that disagree about an item, and which promise that breaks.
pub(super) struct Isolated {
    pub(super) clause: ClauseRef,
    pub(super) exchanges: [Exchange; 2],
    pub(super) outcomes: [ItemOutcome; 2],
    /// Items in the second request.
    pub(super) items: usize,
    pub(super) smallest: bool,
    pub(super) requests: u64,
}

/// One item and how it is asked for.
struct Asker<'a> {
    sender: &'a mut Sender,
    contract: &'a Contract,
    plan: &'a Plan,
    silence: &'a Silence,
    key: &'a str,
    left: u32,
}

type Asked = (ItemOutcome, Exchange);

/// Looks for the cause of a contradiction about `key`, which was seen in a batch of these items.
pub(super) async fn isolate(
    sender: &mut Sender,
    contract: &Contract,
    plan: &Plan,
    silence: &Silence,
    key: &str,
    batch: &[String],
) -> Option<Isolated> {
    let mut asker = Asker { sender, contract, plan, silence, key, left: BUDGET };
    let own = batch.iter().position(|item| asker.is_own(item))?;
    let alone = [batch[own].clone()];
    let known = &contract.known;
    let history = asker.history(&alone).await;
    let baseline = history.first()?.clone();
    if let Some((one, other)) = back_and_forth(&history) {
        return Some(asker.done(known.batch_repeat_stable, one, other, 1, true));
    }
    let volatile = is_volatile(&history);
    let differs = |outcome: &ItemOutcome| {
        if volatile { outcome.differs_in_kind(&baseline.0) } else { *outcome != baseline.0 }
    };
    let mut found = None;
    for _ in 0..2 {
        let asked = asker.ask(batch, 0).await?;
        if !differs(&asked.0) {
            let again = asker.history(batch).await;
            let (one, other) = back_and_forth(&again)?;
            return Some(asker.done(known.batch_repeat_stable, one, other, batch.len(), false));
        }
        found = Some(asked);
    }
    let (kept, smallest, asked) = asker.fewest(batch, own, &differs, found?).await;
    let clause = asker.cause(&kept, &differs).await;
    // The world may have changed once: the item alone must still be what it was.
    let (again, _) = asker.ask(&alone, 0).await?;
    if differs(&again) {
        return None;
    }
    Some(asker.done(clause, baseline, asked, kept.len(), smallest))
}

/// Two answers of a history in which an outcome came back after another one.
fn back_and_forth(history: &[Asked]) -> Option<(Asked, Asked)> {
    let first = history.first()?;
    let changed = history.iter().position(|(outcome, _)| *outcome != first.0)?;
    let returns = history[changed..].iter().any(|(outcome, _)| *outcome == first.0);
    returns.then(|| (first.clone(), history[changed].clone()))
}

/// Whether content is new every time, as signed links and clocks are.
fn is_volatile(history: &[Asked]) -> bool {
    history.windows(2).filter(|pair| pair[0].0 != pair[1].0).count() * 2 > history.len()
}

impl Asker<'_> {
    fn is_own(&self, item: &str) -> bool {
        let request = self.plan.base().request(self.contract, [item]);
        Requested::read(self.contract, &request).is_some_and(|requested| requested.keys == [self.key])
    }

    fn done(&self, clause: ClauseRef, one: Asked, other: Asked, items: usize, smallest: bool) -> Isolated {
        Isolated {
            clause,
            outcomes: [one.0, other.0],
            exchanges: [one.1, other.1],
            items,
            smallest: smallest && self.left > 0,
            requests: u64::from(BUDGET - self.left),
        }
    }

    async fn send(&mut self, request: Request, lane: u8) -> Option<Exchange> {
        if self.left == 0 || self.silence.is_spent() {
            return None;
        }
        self.left -= 1;
        let expectation = validate(self.contract, &request);
        let origin = Origin { family: "isolate", variant: "item".to_owned(), index: BUDGET - self.left };
        let steps = vec![Step { request, expectation, lane }];
        let case = Case { origin, aim: Aim::Plain, steps, relation: None };
        self.sender.send(&case).await.into_iter().next()
    }

    async fn ask(&mut self, items: &[String], lane: u8) -> Option<Asked> {
        let request = self.plan.base().request(self.contract, items.iter().map(String::as_str));
        let exchange = self.send(request, lane).await?;
        let outcome = outcomes(self.contract, &exchange)?.remove(self.key)?;
        Some((outcome, exchange))
    }

    /// The same request again and again: on one connection, on two in turn, and right after refused ones.
    async fn history(&mut self, items: &[String]) -> Vec<Asked> {
        let mut history = Vec::new();
        for turn in 0..ALONE {
            let lane = u8::from(turn >= 6 && turn % 2 == 1);
            if turn % 6 == 4 {
                let mut refused = self.plan.base().request(self.contract, []);
                refused.body.bytes = "{".into();
                self.send(refused, 0).await;
            }
            history.extend(self.ask(items, lane).await);
        }
        history
    }

    /// Takes neighbours out while the outcome still differs: halves first, then one by one.
    async fn fewest(
        &mut self,
        batch: &[String],
        own: usize,
        differs: &impl Fn(&ItemOutcome) -> bool,
        mut found: Asked,
    ) -> (Vec<String>, bool, Asked) {
        let mut kept: Vec<usize> = (0..batch.len()).collect();
        let mut chunk = (kept.len() / 2).max(1);
        let items = |kept: &[usize]| kept.iter().map(|&index| batch[index].clone()).collect::<Vec<_>>();
        loop {
            let mut progressed = false;
            let mut start = 0;
            while start < kept.len() {
                let end = (start + chunk).min(kept.len());
                let fewer: Vec<usize> = kept
                    .iter()
                    .enumerate()
                    .filter(|(at, index)| !(start..end).contains(at) || **index == own)
                    .map(|(_, index)| *index)
                    .collect();
                if fewer.len() < kept.len()
                    && let Some(asked) = self.ask(&items(&fewer), 0).await
                    && differs(&asked.0)
                {
                    (kept, found, progressed) = (fewer, asked, true);
                } else {
                    start = end;
                }
            }
            if chunk == 1 && !progressed {
                return (items(&kept), true, found);
            }
            if self.left == 0 {
                return (items(&kept), false, found);
            }
            chunk = (chunk / 2).max(1);
        }
    }

    /// What about the batch makes the difference: who the neighbours are, how many there are, or the place.
    async fn cause(&mut self, kept: &[String], differs: &impl Fn(&ItemOutcome) -> bool) -> ClauseRef {
        let known = &self.contract.known;
        let Some(own) = kept.iter().position(|item| self.is_own(item)) else {
            return known.batch_repeat_stable;
        };
        let spare: Vec<String> = self
            .plan
            .pool()
            .items()
            .iter()
            .map(|item| item.json.clone())
            .filter(|item| !kept.contains(item))
            .collect();
        for draw in 0..8 {
            let mut others = spare.iter().skip(draw * 7).step_by(3).cycle().take(kept.len());
            let replaced: Vec<String> = kept
                .iter()
                .enumerate()
                .map(
                    |(at, item)| if at == own { item.clone() } else { others.next().unwrap_or(item).clone() },
                )
                .collect();
            if self.ask(&replaced, 0).await.is_some_and(|(outcome, _)| !differs(&outcome)) {
                return known.batch_removal_invariant;
            }
        }
        let more = spare.first().cloned().unwrap_or_default();
        let behind: Vec<String> = kept.iter().cloned().chain([more.clone()]).collect();
        let before: Vec<String> = std::iter::once(more).chain(kept.iter().cloned()).collect();
        let mut holds_when_grown = 0;
        for grown in [behind, before] {
            if self.ask(&grown, 0).await.is_some_and(|(outcome, _)| differs(&outcome)) {
                holds_when_grown += 1;
            }
        }
        if holds_when_grown == 0 {
            return known.batch_split_invariant;
        }
        // In a pair every place may be a wrong one; with more items behind it there are others.
        let length =
            self.contract.batch.as_ref().and_then(|batch| self.contract.node(batch.items_node).length);
        let most = length.and_then(|length| length.max).map_or(usize::MAX, |(most, _)| most);
        let behind = spare.iter().take(most.saturating_sub(kept.len()).min(3));
        let grown: Vec<String> = kept.iter().chain(behind).cloned().collect();
        for batch in [kept, grown.as_slice()] {
            for to in [0, batch.len() / 2, batch.len() - 1] {
                let mut moved = batch.to_vec();
                let item = moved.remove(own);
                moved.insert(to, item);
                if self.ask(&moved, 0).await.is_some_and(|(outcome, _)| !differs(&outcome)) {
                    return known.batch_permutation_invariant;
                }
            }
        }
        known.batch_split_invariant
    }
}
