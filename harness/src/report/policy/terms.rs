//! What a run was asked to judge, and what breaks it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::contract::checksum;

/// What a run was asked to judge, and what is demanded of it beyond that nothing breaks.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunScope {
    /// Globs on clause ids; when given, only clauses that match one were judged.
    pub only: Vec<String>,
    /// Globs on clause ids that were not judged.
    pub skip: Vec<String>,
    /// Whether operations that are not served, or of which no valid request succeeded, are told and no more: a scan asks which
    /// are.
    #[serde(default)]
    pub asks_what_is_served: bool,
    /// The share of the clauses that this run judged, if it was one of several.
    pub shard: Option<Shard>,
    /// Whether findings break the run only when a baseline lacks them.
    pub new_only: bool,
    /// How many of the `must` and `should` clauses have to be decided, in per cent.
    pub require_exercised: Option<f64>,
}

impl RunScope {
    /// Whether all clauses of the suites were to be judged.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.only.is_empty() && self.skip.is_empty() && self.shard.is_none()
    }
}

/// One shard of a run, and all clauses that the shards share.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shard {
    /// Which of the shards.
    pub partition: Partition,
    /// The ids of the clauses that all shards judge together, suite by suite, in the order of the clause table.
    pub clauses: Vec<SuiteClauses>,
}

/// The clauses of one suite that the shards of a run share.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SuiteClauses {
    /// The suite.
    pub suite: String,
    /// Ids of clauses.
    pub clauses: Vec<String>,
}

/// One part of the clauses: number `index` of `of`, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Partition {
    index: u32,
    of: u32,
}

/// More shards than this leave most of them empty.
const MOST_SHARDS: u32 = 64;

impl Partition {
    /// Part `index` of `of`; `None` unless 1 <= index <= of <= 64.
    #[must_use]
    pub fn new(index: u32, of: u32) -> Option<Self> {
        ((1..=of).contains(&index) && of <= MOST_SHARDS).then_some(Self { index, of })
    }

    /// Its number, counted from 1.
    #[must_use]
    pub fn index(self) -> u32 {
        self.index
    }

    /// How many parts there are.
    #[must_use]
    pub fn of(self) -> u32 {
        self.of
    }

    /// Whether a clause belongs to this part: the upper half of the FNV-1a hash (64 bits) of its id, modulo the number
    /// of parts, is the part's number less one. Each clause belongs to exactly one part, whatever other clauses there are.
    #[must_use]
    pub fn owns(self, clause: &str) -> bool {
        (checksum(clause.as_bytes()) >> 32) % u64::from(self.of) == u64::from(self.index) - 1
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl FromStr for Partition {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts =
            text.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        parts
            .and_then(|(index, of)| Self::new(index, of))
            .ok_or("write a shard as its number and how many there are, for example 2/4; at most 64")
    }
}

#[cfg(test)]
mod tests {
    use super::Partition;

    #[test]
    fn each_clause_belongs_to_one_part_for_ever() {
        let parts: Vec<Partition> = (1..=4).filter_map(|index| Partition::new(index, 4)).collect();
        for clause in ["batch/complete", "protocol/success-status", "inspector2/request/account-ids-max"] {
            assert_eq!(parts.iter().filter(|part| part.owns(clause)).count(), 1, "{clause}");
        }
        // Written down, so that no change of the function goes unseen: shards of different versions must agree.
        let owner = |clause| parts.iter().find(|part| part.owns(clause)).map(|part| part.index());
        assert_eq!(owner("batch/complete"), Some(3));
        assert_eq!(owner("batch/no-strangers"), Some(2));
    }

    #[test]
    fn a_part_is_written_as_a_fraction() {
        assert_eq!("2/4".parse(), Ok(Partition { index: 2, of: 4 }));
        assert_eq!(Partition { index: 2, of: 4 }.to_string(), "2/4");
        for wrong in ["0/4", "5/4", "1/65", "1", "1/", "/1", "a/b", "1/4/2", "-1/4"] {
            assert!(wrong.parse::<Partition>().is_err(), "{wrong}");
        }
    }
}
