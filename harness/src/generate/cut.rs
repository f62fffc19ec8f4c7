//! A plan cut to a number of requests: the most telling cases come first.

use std::sync::Arc;

use super::case::Case;
use super::order::by_information;
use super::plan::Plan;

/// Of what the cut leaves, one request in so many is for random batches: what hangs on the mix of items shows by no other
/// rule than their number.
const RANDOM_SHARE: u64 = 8;

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
        let for_random = (requests / RANDOM_SHARE).min(u64::from(self.random_cases));
        let mut left = requests - for_random;
        // Of cases that tell as much the packed ones come first.
        let packed: &[Case] = if self.requests() > requests { &self.packed } else { &[] };
        let all: Vec<&Case> = packed.iter().chain(&self.fixed).collect();
        let (mut fixed, mut left_out) = (Vec::new(), 0);
        for case in by_information(&all, packed.len()).into_iter().filter_map(|index| all.get(index).copied())
        {
            // A case of several requests that does not fit any more leaves its place to smaller ones.
            if let Some(rest) = left.checked_sub(case.steps.len() as u64)
                && case.steps.len() <= longest
            {
                left = rest;
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
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::contract::Expectation;
    use crate::generate::shipped::{contracts, plan};

    #[test]
    fn a_cut_plan_keeps_its_number_and_meets_every_clause() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let cut = plan.most_telling(500, 100);
            assert!(cut.is_cut() && cut.requests() <= 500 && cut.requests() > 490);
            let refused = |plan: &super::Plan| -> BTreeSet<_> {
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
            let short = plan.most_telling(500, 1);
            assert!(short.fixed.iter().all(|case| case.steps.len() == 1));
            let whole = plan.most_telling(plan.requests(), usize::MAX);
            assert!(!whole.is_cut());
            assert_eq!(whole.len(), plan.len());
        }
    }
}
