//! Waivers and saved findings that speak of touched clauses.

use std::path::{Path, PathBuf};

use batchspec_harness::contract::glob;
use serde::Serialize;

use super::operations::{OperationDrift, State};
use crate::config::{DEFAULT_CONFIG, waiver_file};
use crate::output::{saved, screen};

/// Who speaks of a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Speaker {
    /// Where it is written, or the signature of a finding.
    pub(super) name: String,
    /// The clause that it speaks of, as it names it.
    pub(super) clause: String,
}

/// Those of the working directory, and those that are named.
#[derive(Debug)]
pub(super) struct Speakers {
    waivers: Vec<Speaker>,
    /// Each with its suite.
    findings: Vec<(String, Speaker)>,
}

impl Speakers {
    /// Reads the waivers in these files and in the configuration file that is here, and the findings saved here. A saved
    /// finding that cannot be read is told, and stops nothing.
    ///
    /// # Errors
    /// A file of waivers that cannot be read, or with mistakes.
    pub(super) fn read(files: &[PathBuf]) -> anyhow::Result<Self> {
        let config = PathBuf::from(DEFAULT_CONFIG);
        let own = config.exists().then_some(config);
        let mut waivers = Vec::new();
        for file in files.iter().chain(&own) {
            let named = waiver_file::clauses_named(file)?;
            waivers.extend(named.into_iter().map(|(clause, name)| Speaker { name, clause }));
        }
        let read = |file: &PathBuf| {
            let found = saved::read(Path::new(file));
            found.inspect_err(|error| screen::tell(&format!("left out: {error:#}"))).ok()
        };
        let files = saved::files(&[])?;
        let findings = files
            .iter()
            .filter_map(read)
            .map(|finding| (finding.suite, Speaker { name: finding.signature, clause: finding.clause }));
        Ok(Self { waivers, findings: findings.collect() })
    }

    /// Tells of an operation who speaks of what moved; of one that is gone, who names its suites.
    pub(super) fn tell(&self, drift: &mut OperationDrift) {
        let touched: Vec<(&str, &str)> = drift
            .changes
            .iter()
            .flat_map(|moved| &moved.clauses)
            .map(|clause| (clause.suite.as_str(), clause.clause.as_str()))
            .collect();
        let is_gone = matches!(drift.state, State::Gone | State::NoBatch);
        let suites: Vec<&str> = drift
            .suites
            .iter()
            .chain([&drift.imported_suite])
            .filter(|_| is_gone)
            .map(String::as_str)
            .collect();
        let of_a_suite = |clause: &str| {
            suites.iter().any(|suite| clause.strip_prefix(suite).is_some_and(|rest| rest.starts_with('/')))
        };
        let waives = |waiver: &&Speaker| {
            let names = |(suite, id): &(&str, &str)| {
                glob(&waiver.clause, id) || glob(&waiver.clause, &format!("{suite}/{id}"))
            };
            touched.iter().any(names) || of_a_suite(&waiver.clause)
        };
        let breaks = |(suite, finding): &&(String, Speaker)| {
            touched.contains(&(suite.as_str(), finding.clause.as_str())) || suites.contains(&suite.as_str())
        };
        let waivers = self.waivers.iter().filter(waives).cloned().collect();
        let findings = self.findings.iter().filter(breaks).map(|(_, finding)| finding.clone()).collect();
        (drift.waivers, drift.findings) = (waivers, findings);
    }
}
