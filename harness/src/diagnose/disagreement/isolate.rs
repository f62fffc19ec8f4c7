//! Why an item's outcome changes: asked alone and among others, until the smallest pair of requests is found.

use std::collections::BTreeMap;

use crate::contract::{ClauseRef, Contract, validate};
use crate::diagnose::shrink::fewest::{Parted, fewest};
use crate::generate::{Aim, Case, Origin, Plan, Step};
use crate::judge::{ItemOutcome, Requested, outcomes};
use crate::message::{Exchange, Request};
use crate::report::Reproduction;
use crate::runner::sender::Sender;
use crate::runner::wait_budget::WaitBudget;

/// Requests spent on one item at most.
const BUDGET: u32 = 200;
/// Rounds in which two requests that disagree are sent in turn: at least three (see the head of
/// `batch_clauses.toml`).
const ROUNDS: u32 = 3;
/// The same where one of the outcomes may come and go by itself: that it comes with one request each time, and never with the
/// other, is chance in one of some 65,000 (four to the power of eight) at worst.
const ROUNDS_OF_PASSING: u32 = 8;
/// Bytes of an answer that are held to tell a difference member by member: a dozen answers are held at a time.
const COMPARED_BYTES: usize = 1 << 20;
/// How often an item is asked for alone: enough to see what happens at every tenth request.
const ALONE: usize = 12;

/// How a request is sent again and again: whether right after a refused one, and on which of two connections.
pub(crate) fn turns() -> impl Iterator<Item = (bool, u8)> {
    (0..ALONE).map(|turn| (turn % 6 == 4, u8::from(turn >= 6 && turn % 2 == 1)))
}

/// The smallest pair of requests that disagree about an item, and which promise that breaks.
pub(crate) struct Isolated {
    pub(crate) clause: ClauseRef,
    pub(crate) exchanges: [Exchange; 2],
    pub(crate) outcomes: [ItemOutcome; 2],
    /// Items in the second request.
    pub(crate) items: usize,
    pub(crate) smallest: bool,
    /// Rounds in which both were sent in turn, and in how many of them they disagreed the same way; for an outcome
    /// that comes and goes, answers to one request and how many of them differ from the first.
    pub(crate) reproduction: Reproduction,
    pub(crate) requests: u64,
}

/// One item and how it is asked for.
pub(crate) struct Asker<'a> {
    sender: &'a mut Sender,
    pub(crate) contract: &'a Contract,
    pub(crate) plan: &'a Plan,
    wait_budget: &'a WaitBudget,
    key: &'a str,
    left: u32,
    spent: u64,
}

type Asked = (ItemOutcome, Exchange);

/// Looks for the cause of an inconsistency about `key`, which was seen in a batch of these items.
pub(crate) async fn isolate(
    sender: &mut Sender,
    contract: &Contract,
    plan: &Plan,
    wait_budget: &WaitBudget,
    key: &str,
    batch: &[String],
) -> Option<Isolated> {
    let mut asker = Asker { sender, contract, plan, wait_budget, key, left: BUDGET, spent: 0 };
    let own = batch.iter().position(|item| asker.is_own(item))?;
    let alone = [batch[own].clone()];
    let known = &contract.known;
    let history = asker.history(&alone).await;
    let baseline = history.first()?.clone();
    if comes_and_goes(&history) {
        return None;
    }
    if let Some((one, other)) = back_and_forth(&history) {
        return Some(asker.done(known.batch_repeat_stable, one, other, (1, true), changes(&history)));
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
            if comes_and_goes(&again) {
                return None;
            }
            let (one, other) = back_and_forth(&again)?;
            let size = (batch.len(), false);
            return Some(asker.done(known.batch_repeat_stable, one, other, size, changes(&again)));
        }
        found = Some(asked);
    }
    let mut neighbours = Neighbours { asker: &mut asker, batch, own, differs: &differs, found: found? };
    let (kept, smallest) = fewest(&mut neighbours, (0..batch.len()).collect()).await;
    let (kept, asked) = (chosen(batch, &kept), neighbours.found);
    let was = (!volatile).then_some(&asked.0);
    let is_passing = baseline.0.is_passing() || asked.0.is_passing();
    let rounds = if is_passing { ROUNDS_OF_PASSING } else { ROUNDS };
    let (clause, moved) = asker.cause(&kept, &differs, &baseline.0, was).await;
    if let Some(moved) = moved.filter(|moved| moved.len() == kept.len())
        && let Some(steady) = asker.ask(&moved, 0).await
    {
        // Two orders of the same items show it better than the item alone.
        let reproduction = asker.in_turn(&moved, &kept, rounds, &differs).await;
        if reproduction.is_steady() && !differs(&steady.0) {
            return Some(asker.done(clause, steady, asked, (kept.len(), smallest), reproduction));
        }
    }
    // The world may have changed once: in turn, both must be what they were.
    let reproduction = asker.in_turn(&alone, &kept, rounds, &differs).await;
    let is_shown = if is_passing { reproduction.is_steady() } else { reproduction.times > 0 };
    is_shown.then(|| asker.done(clause, baseline, asked, (kept.len(), smallest), reproduction))
}

/// How many answers of a history differ from the first.
fn changes(history: &[Asked]) -> Reproduction {
    let others = history.iter().skip(1);
    let differ =
        others.clone().filter(|(outcome, _)| history.first().is_some_and(|first| first.0 != *outcome));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Reproduction { tries: count(others.count()), times: count(differ.count()) }
}

/// Whether a failure that may pass comes to one request now and then, as it may.
fn comes_and_goes(history: &[Asked]) -> bool {
    let first = history.first().map(|(outcome, _)| outcome);
    history.iter().any(|(outcome, _)| outcome.is_passing())
        && history.iter().any(|(outcome, _)| Some(outcome) != first)
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
    /// The key of an item.
    pub(crate) fn key_of(&self, item: &str) -> Option<String> {
        let request = self.plan.base().request(self.contract, [item]);
        Requested::read(self.contract, &request)?.keys.into_iter().next()
    }

    pub(crate) fn is_own(&self, item: &str) -> bool {
        self.key_of(item).as_deref() == Some(self.key)
    }

    /// Sends both requests in turn, round after round.
    async fn in_turn(
        &mut self,
        alone: &[String],
        batch: &[String],
        rounds: u32,
        differs: &impl Fn(&ItemOutcome) -> bool,
    ) -> Reproduction {
        self.left += 2 * rounds;
        let mut times = 0;
        for _ in 0..rounds {
            let one = self.ask(alone, 0).await;
            let other = self.ask(batch, 0).await;
            let is_same = one.is_some_and(|(outcome, _)| !differs(&outcome));
            times += u32::from(is_same && other.is_some_and(|(outcome, _)| differs(&outcome)));
        }
        Reproduction { tries: rounds, times }
    }

    fn done(
        &self,
        clause: ClauseRef,
        one: Asked,
        other: Asked,
        (items, smallest): (usize, bool),
        reproduction: Reproduction,
    ) -> Isolated {
        Isolated {
            clause,
            outcomes: [one.0, other.0],
            exchanges: [one.1, other.1],
            items,
            smallest,
            reproduction,
            requests: self.spent,
        }
    }

    async fn send(&mut self, request: Request, lane: u8) -> Option<Exchange> {
        if self.left == 0 || self.wait_budget.is_spent() {
            return None;
        }
        self.left -= 1;
        self.spent += 1;
        let expectation = validate(self.contract, &request);
        let origin = Origin {
            family: "isolate",
            variant: "item".to_owned(),
            index: u32::try_from(self.spent).unwrap_or(u32::MAX),
        };
        let steps = vec![Step { request, expectation, lane }];
        let case = Case { origin, aim: Aim::Plain, steps, relation: None };
        self.sender.send(&case).await.into_iter().next()
    }

    async fn ask(&mut self, items: &[String], lane: u8) -> Option<Asked> {
        let request = self.plan.base().request(self.contract, items.iter().map(String::as_str));
        let exchange = self.send(request, lane).await?;
        let outcome = outcomes(self.contract, &exchange)?.remove(self.key)?;
        Some((outcome, exchange.cut_to(COMPARED_BYTES)))
    }

    /// What becomes of the item in a batch.
    pub(crate) async fn outcome(&mut self, items: &[String]) -> Option<ItemOutcome> {
        self.ask(items, 0).await.map(|(outcome, _)| outcome)
    }

    /// What becomes of each item of a batch.
    pub(crate) async fn outcomes(&mut self, items: &[String]) -> BTreeMap<String, ItemOutcome> {
        let request = self.plan.base().request(self.contract, items.iter().map(String::as_str));
        let exchange = self.send(request, 0).await;
        exchange.and_then(|exchange| outcomes(self.contract, &exchange)).unwrap_or_default()
    }

    /// The same request again and again: on one connection, on two in turn, and right after refused ones.
    async fn history(&mut self, items: &[String]) -> Vec<Asked> {
        let mut history = Vec::new();
        for (after_refusal, lane) in turns() {
            if after_refusal {
                let mut refused = self.plan.base().request(self.contract, []);
                refused.body.bytes = "{".into();
                self.send(refused, 0).await;
            }
            history.extend(self.ask(items, lane).await);
        }
        history
    }
}

/// A batch of which neighbours are taken out while the item's outcome still differs.
struct Neighbours<'n, 'a, D> {
    asker: &'n mut Asker<'a>,
    batch: &'n [String],
    own: usize,
    differs: &'n D,
    found: Asked,
}

impl<D: Fn(&ItemOutcome) -> bool + Sync> Parted for Neighbours<'_, '_, D> {
    async fn shows(&mut self, kept: &[usize]) -> bool {
        match self.asker.ask(&chosen(self.batch, kept), 0).await {
            Some(asked) if (self.differs)(&asked.0) => {
                self.found = asked;
                true
            }
            _ => false,
        }
    }

    fn is_spent(&self) -> bool {
        self.asker.left == 0
    }

    fn is_needed(&self, part: usize) -> bool {
        part == self.own
    }
}

fn chosen(batch: &[String], kept: &[usize]) -> Vec<String> {
    kept.iter().filter_map(|&index| batch.get(index).cloned()).collect()
}
