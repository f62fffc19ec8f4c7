//! What a run would send, without sending anything.

use std::sync::Arc;

use super::options::{RunOptions, SuiteRun};
use super::selection::{owned_clauses, planned};
use crate::contract::{Contract, Level};
use crate::generate::PlanOptions;
use crate::message::Request;
use crate::runner::budget::{Budget, PlanRoom};

/// Requests that are shown of each suite.
const SAMPLES: usize = 3;

/// What a run would send for one suite. What is learned from answers, and what is sent to look into findings, comes on
/// top, within the same budget.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Preview {
    /// The suite.
    pub suite: String,
    /// Ids of the `must` and `should` clauses that would be judged.
    pub clauses: Vec<String>,
    /// Cases.
    pub cases: u64,
    /// Requests of these cases, unless any is sent again.
    pub requests: u64,
    /// Whether the budget of requests leaves cases out.
    pub is_cut: bool,
    /// The first few requests, each with the name of its case.
    pub samples: Vec<(String, Request)>,
}

/// Plans suites as [`run`](super::run) would for a target of which no more is known.
#[must_use]
pub fn preview(suites: &[SuiteRun], options: &RunOptions) -> Vec<Preview> {
    suites.iter().map(|suite| preview_one(suite, options, suites.len())).collect()
}

fn preview_one(suite: &SuiteRun, options: &RunOptions, suites: usize) -> Preview {
    let contract = &suite.contract.whole().unwrap_or_else(|_| Arc::clone(&suite.contract));
    let plan_options = PlanOptions {
        seed: options.seed,
        random_cases: options.random_cases,
        subjects: suite.subjects.clone(),
        triggers: suite.triggers.clone(),
        credentials: options.signatures_to_refuse(&suite.target),
        is_relayed: suite.target.is_relayed(),
        is_slow: false,
    };
    let share = options.max_requests.map(|most| most / suites as u64);
    let plan =
        planned(contract, options, &plan_options, PlanRoom::counted(Budget::new(share, None).for_plan()));
    let samples = (0..SAMPLES).filter_map(|index| plan.case(index)).filter_map(|case| {
        let request = case.steps.first()?.request.clone();
        Some((format!("{}/{}", contract.suite, case.origin), request))
    });
    Preview {
        suite: contract.suite.clone(),
        clauses: judged(contract, options),
        cases: plan.len() as u64,
        requests: plan.requests(),
        is_cut: plan.is_cut(),
        samples: samples.collect(),
    }
}

fn judged(contract: &Contract, options: &RunOptions) -> Vec<String> {
    let clauses = owned_clauses(contract, options).into_iter().map(|clause| contract.clauses.get(clause));
    clauses.filter(|clause| clause.level != Level::Note).map(|clause| clause.id.clone()).collect()
}
