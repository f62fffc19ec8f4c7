//! Which clause's breach explains which other's, as a suite file says it.

use super::clause::{ClauseRef, ClauseTable};
use super::mistake::Collector;
use super::nearest::nearest;
use super::suite_file::SuiteFile;

/// The pairs of clauses that a suite file tells, the cause first.
pub(super) fn explained(
    suite: &SuiteFile,
    clauses: &ClauseTable,
    file: &str,
    mistakes: &mut Collector,
) -> Vec<(ClauseRef, ClauseRef)> {
    let mut pairs = Vec::new();
    for entry in &suite.clause {
        for id in &entry.explains {
            let place = || format!("clause {}", entry.id);
            match (clauses.find(&entry.id), clauses.find(id)) {
                (Some(cause), Some(effect)) if cause != effect => pairs.push((cause, effect)),
                (_, Some(_)) => mistakes.add(file, place(), "a clause does not explain itself"),
                (_, None) => {
                    let ids = clauses.iter().map(|(_, clause)| clause.id.as_str());
                    let nearest = nearest(id, ids);
                    let what = format!("it explains {id:?}, which is no clause; did you mean {nearest:?}?");
                    mistakes.add(file, place(), what);
                }
            }
        }
    }
    pairs
}
