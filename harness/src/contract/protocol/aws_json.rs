//! What awsJson 1.0 and 1.1 share: one path for all operations, and a header that names the operation.

use crate::contract::clause::{ClauseRef, ClauseTable};

/// The name of the header.
pub(crate) const TARGET: &str = "x-amz-target";

/// The clauses about the header that names the operation; a contract of awsJson has them.
#[derive(Debug, Clone, Copy)]
pub struct TargetClauses {
    /// `protocol/target-missing-refused`
    pub missing: ClauseRef,
    /// `protocol/target-unknown-refused`
    pub unknown: ClauseRef,
    /// `protocol/target-service-refused`
    pub service: ClauseRef,
    /// `protocol/target-spelling`
    pub spelling: ClauseRef,
}

impl TargetClauses {
    /// Finds them; `None` where the protocol has no such header.
    pub(in crate::contract) fn find(clauses: &ClauseTable) -> Option<Self> {
        Some(Self {
            missing: clauses.find("protocol/target-missing-refused")?,
            unknown: clauses.find("protocol/target-unknown-refused")?,
            service: clauses.find("protocol/target-service-refused")?,
            spelling: clauses.find("protocol/target-spelling")?,
        })
    }
}
