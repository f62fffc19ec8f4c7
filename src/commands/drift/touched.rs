//! The suites that may speak of what moved, and their clauses that do.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use batchspec_harness::contract::{Change, ChangeKind, ClauseRef, ConstraintKind, Contract, Level};
use batchspec_harness::read_suite_folder;
use batchspec_models::write::suite_id;
use serde::Serialize;

use super::sides::Sides;
use crate::config::catalogue::Catalogue;
use crate::config::{imported, own_suites};

/// A clause that speaks of something that moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Touched {
    /// The suite.
    pub(super) suite: String,
    /// The clause's id.
    pub(super) clause: String,
    /// How binding it is.
    pub(super) level: Level,
    /// Which version the suite agrees with; `None` for a suite that is made of the models themselves.
    pub(super) agrees: Option<Agrees>,
}

/// Which version a suite agrees with where something moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Agrees {
    /// With the older one.
    Old,
    /// With the newer one.
    New,
    /// It allows for both.
    Both,
    /// With neither.
    Neither,
}

/// The suites that are shipped, and those of the user.
#[derive(Debug)]
pub(super) struct Suites {
    suites: Vec<Arc<Contract>>,
}

impl Suites {
    /// Reads the shipped suites and those in the folders; a folder that only corrects an imported suite is read with it.
    ///
    /// # Errors
    /// A folder that holds no suite.
    pub(super) fn read(folders: &[PathBuf], sides: &Sides) -> anyhow::Result<Self> {
        let mut suites = Catalogue::embedded()?.all().to_vec();
        for folder in folders {
            let read = match read_suite_folder(folder) {
                Ok(own) => own,
                Err(error) => {
                    let id = own_suites::id_of(folder);
                    let corrected = sides.all().find(|one| {
                        id.as_ref() == Some(&suite_id(&one.model.service.name, &one.operation.name))
                    });
                    let what = || format!("failed to read the suite in {}", folder.display());
                    let corrected = corrected.ok_or(error).with_context(what)?;
                    imported::contract_of(corrected, std::slice::from_ref(folder)).with_context(what)?
                }
            };
            suites.push(Arc::new(read));
        }
        Ok(Self { suites })
    }

    /// The suites of the operation that these contracts are of.
    pub(super) fn of<'s>(&'s self, versions: &'s [&Contract]) -> impl Iterator<Item = &'s Arc<Contract>> {
        let is_of_one = |suite: &&Arc<Contract>| {
            versions
                .iter()
                .any(|version| suite.suite == version.suite || suite.is_of_the_operation_of(version))
        };
        self.suites.iter().filter(is_of_one)
    }
}

/// The clauses of a suite that speak of a change.
pub(super) fn by_change(suite: &Contract, change: &Change) -> Vec<Touched> {
    let agrees = Some(agreement(suite, change));
    suite.clauses_about(change).into_iter().map(|clause| touched(suite, clause, agrees)).collect()
}

/// The clauses of suites that are made of the versions themselves.
pub(super) fn of_the_versions(versions: &[&Contract], change: &Change) -> Vec<Touched> {
    let of_one = |version: &&Contract| {
        let clauses = version.clauses_about(change).into_iter();
        clauses.map(|clause| touched(version, clause, None)).collect::<Vec<_>>()
    };
    versions.iter().flat_map(of_one).collect()
}

/// The laws of a suite that rest on a part of the rule of its batch.
pub(super) fn by_part(suite: &Contract, part: &str) -> Vec<Touched> {
    let known = &suite.known;
    let clauses: Vec<ClauseRef> = match part {
        "class" | "items" | "item_key" | "group_key" | "succeeded" | "failed" | "third" | "alternative"
        | "level" => known.of_partition().collect(),
        "aliases" => vec![known.batch_key_echo_exact],
        "remainder" => vec![known.batch_complete],
        "bad_item" => vec![known.batch_invalid_item_rejects_call],
        "counters" => known.batch_counters_agree.into_iter().collect(),
        "whole" => {
            known.batch_whole_promise_kept.into_iter().chain(known.batch_whole_promise_error).collect()
        }
        "needed" => known.batch_lacking_item_fails.into_iter().collect(),
        "determined" => known.batch_determined_parts_agree.into_iter().collect(),
        "left_out" => known.batch_empty_list_left_out.into_iter().collect(),
        "bounds" => known.batch_index_in_range.into_iter().collect(),
        "unique_keys" => known.batch_unique_keys.into_iter().collect(),
        _ => Vec::new(),
    };
    clauses.into_iter().map(|clause| touched(suite, clause, None)).collect()
}

fn touched(suite: &Contract, clause: ClauseRef, agrees: Option<Agrees>) -> Touched {
    let clause = suite.clauses.get(clause);
    Touched { suite: suite.suite.clone(), clause: clause.id.clone(), level: clause.level, agrees }
}

/// Which version a suite agrees with.
fn agreement(suite: &Contract, change: &Change) -> Agrees {
    let own = suite.demand_of(change);
    let reads = |side: &Option<String>| {
        let is_pattern = change.kind == ChangeKind::Constraint(ConstraintKind::Pattern);
        let pattern = side.as_deref().and_then(|demand| demand.strip_prefix("text that matches "));
        is_pattern && pattern.is_some_and(|pattern| suite.reads(&change.place, pattern))
    };
    match (own == change.old || reads(&change.old), own == change.new || reads(&change.new)) {
        (true, true) => Agrees::Both,
        (true, false) => Agrees::Old,
        (false, true) => Agrees::New,
        (false, false) => Agrees::Neither,
    }
}
