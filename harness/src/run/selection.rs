//! Which clauses a run judges, and the cases that can decide them.

use std::sync::Arc;

use super::options::RunOptions;
use crate::contract::{ClauseRef, Contract, glob};
use crate::generate::{Plan, PlanOptions};
use crate::runner::budget::PlanRoom;

/// The cases that a run sends: those that can decide its clauses, as far as so many requests go.
pub(super) fn planned(
    contract: &Arc<Contract>,
    options: &RunOptions,
    plan_options: &PlanOptions,
    room: PlanRoom,
) -> Arc<Plan> {
    let clauses = wanted(contract, options);
    let owned = owned(contract, &clauses, options);
    let mut plan = options.plans.plan(contract, plan_options);
    if options.partition.is_none() && clauses.len() < contract.clauses.len() {
        plan = Arc::new(plan.only(|clause| clauses.contains(&clause)));
    } else if options.partition.is_some() && !depend_on_all_answers(contract, &owned) {
        plan = Arc::new(plan.only(|clause| owned.contains(&clause)));
    }
    match room.requests {
        Some(requests) if plan.requests() > requests => Arc::new(plan.most_telling(requests, room.longest)),
        _ => plan,
    }
}

/// The same beside the runs of other suites, which go on meanwhile: the plan of a large model takes seconds.
pub(super) async fn planned_beside(
    contract: &Arc<Contract>,
    options: &RunOptions,
    plan_options: &PlanOptions,
    room: PlanRoom,
) -> Arc<Plan> {
    let (contract, options, plan_options) = (Arc::clone(contract), options.clone(), plan_options.clone());
    let planning = move || planned(&contract, &options, &plan_options, room);
    match tokio::task::spawn_blocking(planning).await {
        Ok(plan) => plan,
        // It has gone on to nobody: what went wrong goes wrong here.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// The clauses that are judged, by `--only` and `--skip`.
pub(super) fn wanted(contract: &Contract, options: &RunOptions) -> Vec<ClauseRef> {
    let matches = |globs: &[String], id: &str| {
        let qualified = format!("{}/{id}", contract.suite);
        globs.iter().any(|pattern| glob(pattern, id) || glob(pattern, &qualified))
    };
    let chosen =
        |id: &str| (options.only.is_empty() || matches(&options.only, id)) && !matches(&options.skip, id);
    contract.clauses.iter().filter(|(_, clause)| chosen(&clause.id)).map(|(reference, _)| reference).collect()
}

/// The clauses that this run, or this shard of it, tells.
pub(super) fn owned_clauses(contract: &Contract, options: &RunOptions) -> Vec<ClauseRef> {
    owned(contract, &wanted(contract, options), options)
}

/// Those of them that belong to this shard; all, when there is but one.
pub(super) fn owned(contract: &Contract, clauses: &[ClauseRef], options: &RunOptions) -> Vec<ClauseRef> {
    let is_owned = |clause: &&ClauseRef| {
        options.partition.is_none_or(|part| part.owns(&contract.clauses.get(**clause).id))
    };
    clauses.iter().filter(is_owned).copied().collect()
}

/// Whether a clause among these is judged on every answer, whatever was asked: then no case may be left out.
fn depend_on_all_answers(contract: &Contract, clauses: &[ClauseRef]) -> bool {
    let areas = ["response", "batch", "protocol", "error", "subjects", "http"];
    clauses.iter().any(|clause| areas.contains(&contract.clauses.get(*clause).area()))
}
