//! Both targets, asked the same.

use std::sync::Arc;

use futures_util::future::join;

use super::DiffRun;
use super::answers::{Found, compare};
use crate::contract::Contract;
use crate::generate::Case;
use crate::judge::Judge;
use crate::message::Exchange;
use crate::runner::sender::Sender;
use crate::runner::wait_budget::WaitBudget;

/// What several workers share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) run: DiffRun,
    pub(super) judge: Arc<Judge>,
    /// What may be sent to each of the two.
    pub(super) budgets: [Arc<WaitBudget>; 2],
    pub(super) exact: bool,
}

impl Shared {
    pub(super) fn contract(&self) -> &Arc<Contract> {
        &self.run.first.contract
    }

    pub(super) fn is_spent(&self) -> bool {
        self.budgets.iter().any(|budget| budget.is_spent())
    }

    /// A sender to each.
    pub(super) fn pair(&self) -> Pair {
        let targets = [&self.run.first.target, &self.run.second];
        let sender =
            |side: usize| Sender::new(self.contract(), &self.judge, targets[side], &self.budgets[side]);
        Pair { shared: self.clone(), senders: [sender(0), sender(1)] }
    }
}

/// One connection, or several, to each of the two.
pub(super) struct Pair {
    pub(super) shared: Shared,
    pub(super) senders: [Sender; 2],
}

/// Where the answers to a case differ, each difference with the number of its step.
pub(super) type Differences = Vec<(usize, Found)>;

impl Pair {
    /// Sends a case to both; nothing once nothing more may be sent.
    pub(super) async fn ask(&mut self, case: &Case) -> Option<[Vec<Exchange>; 2]> {
        let [first, second] = &mut self.senders;
        let (first, second) = join(first.send(case), second.send(case)).await;
        (!first.is_empty() && !second.is_empty()).then_some([first, second])
    }

    /// Sends a case to the first of the two.
    pub(super) async fn ask_first(&mut self, case: &Case) -> Option<Vec<Exchange>> {
        let [first, _] = &mut self.senders;
        Some(first.send(case).await).filter(|exchanges| !exchanges.is_empty())
    }

    /// Where answers to one case differ.
    pub(super) fn differences(&self, answers: [&Vec<Exchange>; 2]) -> Differences {
        let steps = answers[0].iter().zip(answers[1]).enumerate();
        let found = steps.flat_map(|(at, (first, second))| {
            let found = compare(self.shared.contract(), [first, second], self.shared.exact);
            found.into_iter().map(move |found| (at, found))
        });
        found.collect()
    }

    /// How many requests were sent to both.
    pub(super) fn sent(&self) -> u64 {
        self.senders.iter().map(Sender::sent).sum()
    }
}
