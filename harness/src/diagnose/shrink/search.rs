//! The smallest case that still shows a violation: fewest requests, then fewest items, then simplest texts.

use serde_json::Value;

use super::fewest::{Parted, fewest};
use super::parts::Parts;
use super::simpler::{simpler, strings};
use crate::contract::{Contract, Expectation};
use crate::generate::{Aim, Case, Step};
use crate::judge::Requested;
use crate::runner::sender::Sender;
use crate::runner::wait_budget::WaitBudget;
use crate::tally::failure::Failure;

/// Requests spent on one finding at most.
const BUDGET: usize = 200;
/// Items that are tried alone before more are.
const ALONE: usize = 24;
/// Counts of first and last items that are tried before halves are: where implementations page, buffer and cut.
const ENDS: [usize; 12] = [2, 3, 4, 5, 7, 8, 10, 11, 16, 20, 25, 50];

/// What shrinking came to.
pub(crate) struct Shrunk {
    /// Whether every simpler neighbour was tried and does not show the violation.
    pub(crate) smallest: bool,
    /// Items in the request, if it is a batch.
    pub(crate) items: Option<usize>,
    pub(crate) requests: u64,
}

/// Replaces the failure's case by a smaller one where that still shows the same violation.
pub(crate) async fn shrink(
    sender: &mut Sender,
    contract: &Contract,
    wait_budget: &WaitBudget,
    failure: &mut Failure,
) -> Shrunk {
    // Of a budget of requests one finding takes a quarter at most: others wait.
    let share =
        wait_budget.budget().left().map_or(BUDGET, |left| usize::try_from(left / 4).unwrap_or(BUDGET));
    let budget = BUDGET.min(share);
    if failure.waits_for_continue() {
        // Each try would take the whole time that a body is held back for.
        return Shrunk { smallest: false, items: count(contract, &failure.case), requests: 0 };
    }
    let mut search = Search { sender, contract, wait_budget, failure, left: budget };
    search.fewest_steps().await;
    let smallest = match Parts::read(contract, &search.failure.case) {
        Some(parts) => search.smallest(parts).await,
        None => false,
    };
    let requests = (budget - search.left) as u64;
    Shrunk { smallest, items: count(contract, &failure.case), requests }
}

/// Items in the largest request of a case.
pub(crate) fn count(contract: &Contract, case: &Case) -> Option<usize> {
    let requested = case.steps.iter().filter_map(|step| Requested::read(contract, &step.request));
    requested.map(|requested| requested.keys.len()).max()
}

struct Search<'s> {
    sender: &'s mut Sender,
    contract: &'s Contract,
    wait_budget: &'s WaitBudget,
    failure: &'s mut Failure,
    left: usize,
}

impl Search<'_> {
    /// Takes out requests that a disagreement does not need; anything else is tried as one request.
    async fn fewest_steps(&mut self) {
        let case = self.failure.case.clone();
        if case.steps.len() < 2 {
            return;
        }
        if !self.failure.violation.is_disagreement() {
            let step = self.failure.violation.step;
            let alone = case.only(&[step]);
            let until: Vec<usize> = (0..=step).collect();
            let until = case.only(&until).filter(|until| until.steps.len() < case.steps.len());
            for fewer in [alone, until].into_iter().flatten() {
                if self.shows(&fewer).await {
                    return;
                }
            }
            return;
        }
        let mut at = 0;
        while at < self.failure.case.steps.len() && self.failure.case.steps.len() > 2 {
            let kept: Vec<usize> = (0..self.failure.case.steps.len()).filter(|step| *step != at).collect();
            let fewer = self.failure.case.only(&kept);
            let shows = match &fewer {
                Some(fewer) => self.shows(fewer).await,
                None => false,
            };
            at += usize::from(!shows);
        }
    }

    /// Fewest items, then simplest texts. Whether all simpler neighbours were tried.
    async fn smallest(&mut self, parts: Parts) -> bool {
        let case = self.failure.case.clone();
        let (kept, mut all) = self.fewest_items(&case, &parts, (0..parts.items.len()).collect()).await;
        let mut parts = parts;
        for &item in &kept {
            for place in strings(&parts.items[item]) {
                all &= self.simplest_text(&case, &mut parts, &kept, item, &place).await;
            }
        }
        all
    }

    /// One item alone, then halves, then one fewer at a time.
    async fn fewest_items(&mut self, case: &Case, parts: &Parts, all: Vec<usize>) -> (Vec<usize>, bool) {
        if all.len() <= 1 {
            return (all, true);
        }
        for &index in all.iter().take(ALONE) {
            if self.shows_with(case, parts, &[index]).await {
                return (vec![index], true);
            }
        }
        let kept = self.head_or_tail(case, parts, all).await;
        fewest(&mut Items { search: self, case, parts }, kept).await
    }

    /// The first few items or the last few: what goes wrong at one place needs those before it, or those behind it.
    async fn head_or_tail(&mut self, case: &Case, parts: &Parts, all: Vec<usize>) -> Vec<usize> {
        for count in ENDS.into_iter().filter(|count| *count < all.len()) {
            for end in [&all[..count], &all[all.len() - count..]] {
                if self.shows_with(case, parts, end).await {
                    return end.to_vec();
                }
            }
        }
        all
    }

    /// Simpler texts in one place of one item, until none of them shows it.
    async fn simplest_text(
        &mut self,
        case: &Case,
        parts: &mut Parts,
        kept: &[usize],
        item: usize,
        place: &[String],
    ) -> bool {
        'again: loop {
            let Some(text) = text_at(&parts.items[item], place) else { return true };
            for simpler in simpler(&text) {
                let candidate = parts.changed(item, with_text(&parts.items[item], place, simpler));
                if self.shows_with(case, &candidate, kept).await {
                    *parts = candidate;
                    continue 'again;
                }
            }
            return self.left > 0;
        }
    }

    async fn shows_with(&mut self, was: &Case, parts: &Parts, kept: &[usize]) -> bool {
        match parts.with(self.contract, kept) {
            Some(case) if self.asks_the_same(was, &case) => self.shows(&case).await,
            _ => false,
        }
    }

    /// Sends a candidate; what shows the violation takes the failure's place.
    async fn shows(&mut self, case: &Case) -> bool {
        if self.left < case.steps.len() || self.wait_budget.is_spent() {
            self.left = 0;
            return false;
        }
        self.left -= case.steps.len();
        let (exchanges, verdicts) = self.sender.try_case(case).await;
        let violation = verdicts.violations.into_iter().find(|violation| self.failure.is_shown_by(violation));
        let Some(violation) = violation else { return false };
        self.failure.replace(violation, case.clone(), exchanges);
        true
    }

    /// A candidate that the contract reads otherwise cannot show the same violation.
    fn asks_the_same(&self, was: &Case, is: &Case) -> bool {
        // A boundary of size is no boundary with fewer items.
        let at_boundary = matches!(was.aim, Aim::Clause(clause) if self.contract.is_size(clause));
        was.steps.iter().zip(&is.steps).all(|(was, is)| same_demand(was, is, at_boundary))
    }
}

/// The items of a case.
struct Items<'i, 's> {
    search: &'i mut Search<'s>,
    case: &'i Case,
    parts: &'i Parts,
}

impl Parted for Items<'_, '_> {
    async fn shows(&mut self, kept: &[usize]) -> bool {
        !kept.is_empty() && self.search.shows_with(self.case, self.parts, kept).await
    }

    fn is_spent(&self) -> bool {
        self.search.left == 0
    }
}

fn same_demand(was: &Step, is: &Step, at_boundary: bool) -> bool {
    match (&was.expectation, &is.expectation) {
        (Expectation::Refuse(was), Expectation::Refuse(is)) => {
            was.clause == is.clause && was.among_others == is.among_others
        }
        (Expectation::Accept { odd: was }, Expectation::Accept { odd: is }) => was == is && !at_boundary,
        (Expectation::Observe(was), Expectation::Observe(is)) => was == is,
        _ => false,
    }
}

fn text_at(item: &Value, place: &[String]) -> Option<String> {
    place.iter().try_fold(item, |value, name| value.get(name))?.as_str().map(str::to_owned)
}

fn with_text(item: &Value, place: &[String], text: String) -> Value {
    let mut item = item.clone();
    let target = place.iter().try_fold(&mut item, |value, name| value.get_mut(name));
    if let Some(target) = target {
        *target = Value::String(text);
    }
    item
}
