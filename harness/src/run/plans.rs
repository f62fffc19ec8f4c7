//! Plans that several runs share.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::contract::Contract;
use crate::generate::{Base, Plan, PlanOptions, Pool};

/// Plans kept at once: two suites, told what exists and not yet told, at a few seeds.
const MOST: usize = 12;

/// Plans already made, for runs against many targets: a plan depends on contract, seed and subjects alone.
///
/// Clones share what was made. A run by itself needs none of this.
#[derive(Debug, Clone)]
pub struct Plans {
    made: Arc<Mutex<VecDeque<Made>>>,
    most: usize,
}

impl Default for Plans {
    fn default() -> Self {
        Self { made: Arc::default(), most: MOST }
    }
}

#[derive(Debug, Clone)]
struct Made {
    contract: Arc<Contract>,
    options: PlanOptions,
    ingredients: Arc<(Base, Pool)>,
    plan: Option<Arc<Plan>>,
}

impl Plans {
    /// For a run of many suites by itself, which needs no plan twice: each goes when its suite has ended.
    #[must_use]
    pub fn of_one_run() -> Self {
        Self { most: 0, ..Self::default() }
    }

    /// The frame and the items of a plan with these options.
    pub(super) fn ingredients(&self, contract: &Arc<Contract>, options: &PlanOptions) -> Arc<(Base, Pool)> {
        if let Some(made) = self.find(contract, options) {
            return made.ingredients;
        }
        let ingredients = Arc::new(Plan::ingredients(contract, options));
        self.keep(contract, options, &ingredients, None);
        ingredients
    }

    /// The plan with these options.
    pub(super) fn plan(&self, contract: &Arc<Contract>, options: &PlanOptions) -> Arc<Plan> {
        let made = self.find(contract, options);
        if let Some(plan) = made.as_ref().and_then(|made| made.plan.clone()) {
            return plan;
        }
        let ingredients = match made {
            Some(made) => made.ingredients,
            None => Arc::new(Plan::ingredients(contract, options)),
        };
        let plan = Arc::new(Plan::of(contract, options, &ingredients));
        self.keep(contract, options, &ingredients, Some(&plan));
        plan
    }

    fn find(&self, contract: &Arc<Contract>, options: &PlanOptions) -> Option<Made> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.iter().find(|made| made.is(contract, options)).cloned()
    }

    fn keep(
        &self,
        contract: &Arc<Contract>,
        options: &PlanOptions,
        ingredients: &Arc<(Base, Pool)>,
        plan: Option<&Arc<Plan>>,
    ) {
        let mut all = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|made| !made.is(contract, options));
        if self.most == 0 {
            return;
        }
        all.truncate(self.most - 1);
        all.push_front(Made {
            contract: Arc::clone(contract),
            options: options.clone(),
            ingredients: Arc::clone(ingredients),
            plan: plan.cloned(),
        });
    }
}

impl Made {
    fn is(&self, contract: &Arc<Contract>, options: &PlanOptions) -> bool {
        Arc::ptr_eq(&self.contract, contract) && self.options == *options
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Plans;
    use crate::generate::PlanOptions;
    use crate::generate::shipped::contracts;

    #[test]
    fn equal_options_share_a_plan_and_others_do_not() {
        let (plans, contracts) = (Plans::default(), contracts());
        let options = PlanOptions { seed: 1, ..PlanOptions::default() };
        let plan = plans.plan(&contracts[0], &options);
        assert!(Arc::ptr_eq(&plan, &plans.clone().plan(&contracts[0], &options)));
        let other = plans.plan(&contracts[0], &PlanOptions { seed: 2, ..options.clone() });
        assert!(!Arc::ptr_eq(&plan, &other));
        assert!(!Arc::ptr_eq(&plan, &plans.plan(&contracts[1], &options)));
        for seed in 3..30 {
            let _ = plans.ingredients(&contracts[0], &PlanOptions { seed, ..options.clone() });
        }
        assert!(plans.made.lock().unwrap().len() <= super::MOST);
    }
}
