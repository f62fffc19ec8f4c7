//! What moved of each operation, with the clauses that speak of it.

use std::sync::Arc;

use batchspec_harness::contract::{Change, Contract};
use batchspec_models::write::suite;
use batchspec_models::{Imported, RuleChange, rule_changes};
use serde::Serialize;

use super::sides::Sides;
use super::speakers::Speaker;
use super::touched::{Suites, Touched, by_change, by_part, of_the_versions};
use super::untested;
use crate::config::imported::contract_of;

/// What a change of the rule of a batch is about.
const BATCH: &str = "batch";

/// What became of one operation.
#[derive(Debug, Serialize)]
pub(super) struct OperationDrift {
    /// The service, by the name of its folder.
    pub(super) service: String,
    /// The operation.
    pub(super) operation: String,
    /// What became of it.
    pub(super) state: State,
    /// The suites that speak of it, those that are made of the models themselves left out.
    pub(super) suites: Vec<String>,
    /// What it promises otherwise.
    pub(super) changes: Vec<Moved>,
    /// Waivers that speak of a touched clause.
    pub(super) waivers: Vec<Speaker>,
    /// Saved findings that do.
    pub(super) findings: Vec<Speaker>,
    /// The id of the suite that is made of it.
    #[serde(skip)]
    pub(super) imported_suite: String,
}

/// What became of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    /// Only the newer version has it.
    Came,
    /// Only the older version has it.
    Gone,
    /// The newer version has it, and it takes no batch any more.
    NoBatch,
    /// Both have it, and what it promises differs.
    Moved,
}

/// One thing that moved.
#[derive(Debug, Serialize)]
pub(super) struct Moved {
    /// The place, or the part of a head or of the rule of the batch.
    pub(super) place: String,
    /// What it is about: a constraint by its name, `member`, `error`, `head`, `batch`, `model`.
    pub(super) kind: &'static str,
    /// What was promised; `None` for nothing.
    pub(super) old: Option<String>,
    /// What is promised now.
    pub(super) new: Option<String>,
    /// The clauses that speak of it.
    pub(super) clauses: Vec<Touched>,
}

/// The operations of which something moved, in the order of their services.
///
/// # Errors
/// A model that was written and cannot be read again.
pub(super) fn moved(sides: &Sides, suites: &Suites) -> anyhow::Result<Vec<OperationDrift>> {
    let mut operations = Vec::new();
    for (old, new) in &sides.pairs {
        operations.extend(of_pair(old, new, suites)?);
    }
    let came = sides.came.iter().map(|one| (one, State::Came));
    let gone = sides.gone.iter().map(|(one, is_there)| {
        let state = if *is_there { State::NoBatch } else { State::Gone };
        (one, state)
    });
    operations.extend(came.chain(gone).map(|(one, state)| one_sided(one, state, suites)));
    operations.sort_by(|a, b| (&a.service, &a.operation).cmp(&(&b.service, &b.operation)));
    Ok(operations)
}

fn blank(imported: &Imported, state: State) -> OperationDrift {
    OperationDrift {
        service: imported.model.service.name.clone(),
        operation: imported.operation.name.clone(),
        state,
        suites: Vec::new(),
        changes: Vec::new(),
        waivers: Vec::new(),
        findings: Vec::new(),
        imported_suite: suite(imported).id,
    }
}

fn one_sided(imported: &Imported, state: State, suites: &Suites) -> OperationDrift {
    let mut drift = blank(imported, state);
    if let Ok(contract) = contract_of(imported, &[]) {
        drift.suites = suites.of(&[&contract]).map(|suite| suite.suite.clone()).collect();
    }
    drift
}

fn of_pair(old: &Imported, new: &Imported, suites: &Suites) -> anyhow::Result<Option<OperationDrift>> {
    let rules = rule_changes(&old.rule, &new.rule);
    let (was, is) = (suite(old), suite(new));
    if rules.is_empty() && was.model == is.model && was.suite == is.suite {
        return Ok(None);
    }
    let mut drift = blank(new, State::Moved);
    let contracts = [contract_of(old, &[]), contract_of(new, &[])];
    let versions: Vec<&Contract> = contracts.iter().filter_map(|contract| contract.as_ref().ok()).collect();
    let own: Vec<_> = suites.of(&versions).collect();
    drift.suites = own.iter().map(|suite| suite.suite.clone()).collect();
    match &contracts {
        [Ok(old), Ok(new)] => {
            drift.changes =
                old.changes_to(new).into_iter().map(|change| Moved::of(&change, &own, &versions)).collect();
            drift.changes.extend(level(old, new, &own));
        }
        _ => drift.changes = untested::changes(&contracts, [&was.model, &is.model])?,
    }
    let batch =
        |change: RuleChange| Moved::of_batch(change, own.iter().map(AsRef::as_ref).chain(versions.clone()));
    drift.changes.extend(rules.into_iter().map(batch));
    Ok((!drift.changes.is_empty()).then_some(drift))
}

/// How binding the laws of the batch are: less where the rule is less sure.
fn level(old: &Contract, new: &Contract, own: &[&Arc<Contract>]) -> Option<Moved> {
    let level = |contract: &Contract| contract.batch.as_ref().map(|batch| batch.level.name().to_owned());
    let (old_level, new_level) = (level(old), level(new));
    let change = RuleChange { part: "level", old: old_level, new: new_level };
    let suites = own.iter().map(AsRef::as_ref).chain([old, new]);
    (change.old != change.new).then(|| Moved::of_batch(change, suites))
}

impl Moved {
    fn of(change: &Change, own: &[&Arc<Contract>], versions: &[&Contract]) -> Self {
        let mut clauses: Vec<Touched> = own.iter().flat_map(|suite| by_change(suite, change)).collect();
        clauses.extend(of_the_versions(versions, change));
        Self {
            place: change.place.clone(),
            kind: change.kind.name(),
            old: change.old.clone(),
            new: change.new.clone(),
            clauses: each_once(clauses),
        }
    }

    fn of_batch<'c>(change: RuleChange, suites: impl Iterator<Item = &'c Contract>) -> Self {
        let clauses = suites.flat_map(|suite| by_part(suite, change.part)).collect();
        let RuleChange { part, old, new } = change;
        Self { place: part.to_owned(), kind: BATCH, old, new, clauses: each_once(clauses) }
    }
}

/// The clauses without those that came before; a suite of the user's goes before the one that is made of a model.
fn each_once(clauses: Vec<Touched>) -> Vec<Touched> {
    let mut kept: Vec<Touched> = Vec::new();
    for clause in clauses {
        if !kept.iter().any(|one| (&one.suite, &one.clause) == (&clause.suite, &clause.clause)) {
            kept.push(clause);
        }
    }
    kept
}
