//! Where a model that was given disagrees with a shipped suite of the same operation.

use batchspec_harness::contract::Contract;

use super::touched::{Agrees, by_change};
use crate::config::catalogue::Catalogue;

/// A line for each imported suite whose operation a shipped one speaks of, too, and differs.
pub(crate) fn disagreements(catalogue: &Catalogue) -> Vec<String> {
    let pairs = catalogue.imported_suites().flat_map(|imported| {
        let shipped = catalogue.all().iter().filter(|suite| catalogue.has_reference(suite));
        shipped.map(move |suite| (suite, imported))
    });
    pairs
        .filter(|(suite, imported)| suite.is_of_the_operation_of(imported))
        .filter_map(|(suite, imported)| told(suite, imported))
        .collect()
}

fn told(shipped: &Contract, imported: &Contract) -> Option<String> {
    let mut changes = shipped.changes_to(imported);
    // Where a suite demands nothing of answers on purpose, a model that demands more contradicts nothing.
    changes.retain(|change| {
        let pattern = change.new.as_deref().and_then(|new| new.strip_prefix("text that matches "));
        if pattern.is_some_and(|pattern| shipped.has_pattern_like(&change.place, pattern)) {
            return false;
        }
        let is_of_answers = change.place.starts_with("output") || change.place.starts_with("error");
        !is_of_answers || !shipped.clauses_about(change).is_empty()
    });
    let first = changes.first()?;
    let clauses = by_change(shipped, first);
    let reads_both = clauses.iter().any(|clause| clause.agrees == Some(Agrees::Both));
    let clause = clauses.first().map(|clause| format!(", {}", clause.clause)).unwrap_or_default();
    let both = if reads_both { "; it allows for both" } else { "" };
    let more = match changes.len() - 1 {
        0 => String::new(),
        more => format!(" and in {more} more"),
    };
    Some(format!(
        "the shipped suite {} speaks of {}, too, and this model disagrees with it in {} ({}{clause}{both}){more}",
        shipped.suite,
        imported.operation,
        first.place,
        first.kind.name(),
    ))
}
