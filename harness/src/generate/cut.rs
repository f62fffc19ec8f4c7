//! A plan cut to a number of requests: the most telling cases come first.

use std::sync::Arc;

use super::case::Case;
use super::order::by_information;
use super::plan::Plan;

/// Of what the cut leaves, one request in so many is for random batches: what hangs on the mix of items shows by no other
/// rule than their number.
const RANDOM_SHARE: u64 = 16;
/// A packed case of more than this part of the requests is none that saves any, unless it is short.
const PACKED_SHARE: u64 = 16;
/// Requests of a packed case that is short.
const SHORT: usize = 3;

impl Plan {
    /// Requests that all its cases send, unless any is sent again.
    #[must_use]
    pub fn requests(&self) -> u64 {
        let fixed: usize = self.fixed.iter().map(|case| case.steps.len()).sum();
        fixed as u64 + u64::from(self.random_cases)
    }

    /// How many of its cases, from the first on, can be sent with so many requests.
    #[must_use]
    pub fn cases_within(&self, requests: u64) -> usize {
        let mut left = requests;
        for (index, case) in self.fixed.iter().enumerate() {
            match left.checked_sub(case.steps.len() as u64) {
                Some(rest) => left = rest,
                None => return index,
            }
        }
        self.fixed.len() + usize::try_from(left).unwrap_or(usize::MAX).min(self.random_cases as usize)
    }

    /// Whether cases were left out for want of requests.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The plan's most telling cases, as many as can be sent with so many requests, in that order; without such as take
    /// longer than `longest` requests, one after the other.
    #[must_use]
    pub fn most_telling(&self, requests: u64, longest: usize) -> Self {
        let mut for_random = (requests / RANDOM_SHARE).min(u64::from(self.random_cases));
        let mut left = requests - for_random;
        let (mut fixed, mut left_out) = (Vec::new(), 0);
        let packed = self.packed_within(requests);
        // Who looks for what the first reading of an item does comes before others read it.
        let (before, packed): (Vec<&Case>, Vec<&Case>) = packed.into_iter().partition(|case| case.rereads());
        // Of cases that tell as much the packed ones come first.
        let all: Vec<&Case> = packed.iter().copied().chain(&self.fixed).collect();
        let ordered = by_information(&all, packed.len());
        let ordered = ordered.into_iter().filter_map(|index| all.get(index).copied());
        for case in before.into_iter().chain(ordered) {
            let is_random = case.is_long_run() && packed.iter().any(|packed| std::ptr::eq(*packed, case));
            let room = if is_random { &mut for_random } else { &mut left };
            // A case of several requests that does not fit any more leaves its place to smaller ones.
            if let Some(rest) = room.checked_sub(case.steps.len() as u64)
                && case.steps.len() <= longest
            {
                *room = rest;
                fixed.push(case.clone());
            } else {
                left_out += 1;
            }
        }
        left += for_random;
        let random_cases = self.random_cases.min(u32::try_from(left).unwrap_or(u32::MAX));
        let is_cut = left_out > 0 || random_cases < self.random_cases;
        Self {
            contract: Arc::clone(&self.contract),
            seed: self.seed,
            ingredients: Arc::clone(&self.ingredients),
            faults: self.faults.clone(),
            fixed,
            packed: Vec::new(),
            random_cases,
            is_cut,
        }
    }

    /// The packed cases for a plan of so many requests; none where there is room for all that they stand for.
    fn packed_within(&self, requests: u64) -> Vec<&Case> {
        if self.requests() <= requests {
            return Vec::new();
        }
        let most = usize::try_from(requests / PACKED_SHARE).unwrap_or(usize::MAX).max(SHORT);
        self.packed.iter().filter(|case| case.steps.len() <= most).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::contract::Expectation;
    use crate::generate::shipped::{contracts, plan};
    use crate::generate::{Case, Plan, PlanOptions};

    #[test]
    fn a_cut_plan_keeps_its_number_and_meets_every_clause() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let cut = plan.most_telling(500, 100);
            assert!(cut.is_cut() && cut.requests() <= 500 && cut.requests() > 490);
            let refused = |plan: &Plan| -> BTreeSet<_> {
                let steps = plan.fixed.iter().flat_map(|case| &case.steps);
                let clause = |step: &crate::generate::Step| match &step.expectation {
                    Expectation::Refuse(refusal) => Some(refusal.clause),
                    Expectation::Accept { odd } => *odd,
                    Expectation::Observe(_) => None,
                };
                steps.filter_map(clause).collect()
            };
            // A clause may be met by cases of many requests alone.
            assert!(refused(&plan).difference(&refused(&cut)).count() <= 1, "{}", contract.suite);
            // A run of random batches takes the place of as many random ones.
            let options = PlanOptions { seed: 1, random_cases: 100, ..PlanOptions::default() };
            let with_random = Plan::new(&contract, &options).most_telling(500, 100);
            assert!(with_random.fixed.iter().any(Case::is_long_run));
            assert!(with_random.random_cases < 31 - 20 && with_random.requests() <= 500);
            let few = plan.most_telling(100, 100);
            assert!(few.fixed.iter().all(|case| case.steps.len() <= 10));
            let short = plan.most_telling(500, 1);
            assert!(short.fixed.iter().all(|case| case.steps.len() == 1));
            let whole = plan.most_telling(plan.requests(), usize::MAX);
            assert!(!whole.is_cut());
            assert_eq!(whole.len(), plan.len());
        }
    }
}
