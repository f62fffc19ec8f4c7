//! The smallest batch that still shows a violation.

use serde_json::Value;

use super::sender::{Sender, Silence};
use super::tally::Sighting;
use crate::contract::{Contract, Expectation, validate};
use crate::generate::{Aim, Case, Step};
use crate::judge::{Requested, Violation};
use crate::message::Exchange;

/// Requests spent on one finding at most.
const BUDGET: u32 = 200;

/// What shrinking came to.
pub(super) struct Shrunk {
    /// Whether every batch with one item fewer was tried and does not show the violation.
    pub(super) smallest: bool,
    /// Items in the request, if it is a batch.
    pub(super) items: Option<usize>,
    pub(super) requests: u64,
}

/// Replaces the sighting's case by a smaller one where that still shows the same violation.
pub(super) async fn shrink(
    sender: &mut Sender,
    contract: &Contract,
    silence: &Silence,
    sighting: &mut Sighting,
) -> Shrunk {
    let Some(batch) = Batch::read(contract, &sighting.case) else {
        return Shrunk { smallest: false, items: count(contract, &sighting.case), requests: 0 };
    };
    let mut search =
        Search { sender, contract, silence, batch, sighting: sighting.clone(), left: BUDGET, found: None };
    let all: Vec<usize> = (0..search.batch.items.len()).collect();
    let (kept, smallest) = search.smallest(all).await;
    let requests = u64::from(BUDGET - search.left);
    if let Some((violation, case, exchanges)) = search.found.take() {
        sighting.replace(violation, case, exchanges);
    }
    Shrunk { smallest, items: Some(kept.len()), requests }
}

/// Items in the largest request of a case whose text is not to be rewritten.
fn count(contract: &Contract, case: &Case) -> Option<usize> {
    let requested = case.steps.iter().filter_map(|step| Requested::read(contract, &step.request));
    requested.map(|requested| requested.keys.len()).max()
}

/// A case's one request, taken apart into its items.
struct Batch {
    case: Case,
    tree: Value,
    items: Vec<Value>,
}

impl Batch {
    fn read(contract: &Contract, case: &Case) -> Option<Self> {
        let batch = contract.batch.as_ref()?;
        let [step] = case.steps.as_slice() else { return None };
        let tree: Value = serde_json::from_slice(&step.request.body.bytes).ok()?;
        let list = batch.items.iter().try_fold(&tree, |value, name| value.get(name))?;
        let items = list.as_array()?.clone();
        // Text that says more than its tree (escapes, repeats of members) is not to be rewritten.
        let same = tree.to_string().len() == step.request.body.bytes.len();
        same.then(|| Self { case: case.clone(), tree, items })
    }

    fn with(&self, contract: &Contract, kept: &[usize]) -> Option<Case> {
        let batch = contract.batch.as_ref()?;
        let mut tree = self.tree.clone();
        let mut place = &mut tree;
        for name in &batch.items {
            place = place.get_mut(name)?;
        }
        *place = Value::Array(kept.iter().map(|&index| self.items[index].clone()).collect());
        let mut case = self.case.clone();
        let step = case.steps.first_mut()?;
        step.request.body.bytes = tree.to_string().into();
        step.expectation = validate(contract, &step.request);
        case.origin.variant = format!("{}/shrunk", case.origin.variant.trim_end_matches("/shrunk"));
        Some(case)
    }
}

struct Search<'s> {
    sender: &'s mut Sender,
    contract: &'s Contract,
    silence: &'s Silence,
    batch: Batch,
    sighting: Sighting,
    left: u32,
    found: Option<(Violation, Case, Vec<Exchange>)>,
}

impl Search<'_> {
    /// Fewest items first: one alone, then halves, then one fewer at a time.
    async fn smallest(&mut self, all: Vec<usize>) -> (Vec<usize>, bool) {
        if all.len() <= 1 {
            return (all, true);
        }
        for &index in all.iter().take(40) {
            if self.shows(&[index]).await {
                return (vec![index], true);
            }
        }
        let mut kept = all;
        let mut chunk = kept.len() / 2;
        while chunk > 0 && self.left > 0 {
            let mut start = 0;
            let mut progressed = false;
            while start < kept.len() && self.left > 0 {
                let end = (start + chunk).min(kept.len());
                let candidate: Vec<usize> = kept[..start].iter().chain(&kept[end..]).copied().collect();
                if !candidate.is_empty() && self.shows(&candidate).await {
                    kept = candidate;
                    progressed = true;
                } else {
                    start = end;
                }
            }
            if chunk == 1 && !progressed {
                return (kept, self.left > 0);
            }
            chunk = if chunk == 1 { 1 } else { chunk / 2 };
        }
        (kept, false)
    }

    async fn shows(&mut self, kept: &[usize]) -> bool {
        let Some(case) = self.batch.with(self.contract, kept) else { return false };
        if self.left == 0 || self.silence.is_spent() || !self.asks_the_same(&case.steps) {
            return false;
        }
        self.left -= 1;
        let (exchanges, sheet) = self.sender.try_case(&case).await;
        let violation = sheet.violations.into_iter().find(|violation| self.sighting.is_shown_by(violation));
        let Some(violation) = violation else { return false };
        self.found = Some((violation, case, exchanges));
        true
    }

    /// A candidate that the contract reads otherwise cannot show the same violation.
    fn asks_the_same(&self, steps: &[Step]) -> bool {
        let was = self.batch.case.steps.first().map(|step| &step.expectation);
        let is = steps.first().map(|step| &step.expectation);
        match (was, is) {
            (Some(Expectation::Refuse(was)), Some(Expectation::Refuse(is))) => {
                was.clause == is.clause && was.among_others == is.among_others
            }
            (Some(Expectation::Accept { odd: was }), Some(Expectation::Accept { odd: is })) => {
                // A boundary of size is no boundary with fewer items.
                was == is && !matches!(self.batch.case.aim, Aim::Clause(_))
            }
            (Some(Expectation::Observe(was)), Some(Expectation::Observe(is))) => was == is,
            _ => false,
        }
    }
}
