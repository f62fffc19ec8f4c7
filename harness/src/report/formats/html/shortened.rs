//! A page about two hundred operations has to open: what all of them share is told once, and of clauses that nothing exercised
//! no more than their number.

use std::collections::BTreeMap;

use super::map::{Cell, Suite};
use super::state::State;
use crate::report::formats::terminal::count;

/// Clauses that are named of those that were not verified for one reason.
const NAMED: usize = 8;

/// Leaves out operations that are not served, clauses that nothing exercised, and sentences that were told.
pub(super) fn shorten(suites: &mut Vec<Suite>) {
    suites.retain(|suite| suite.not_served.is_none());
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for suite in suites.iter_mut() {
        let own = format!("{}/", suite.id);
        for area in &mut suite.areas {
            area.cells.retain(|cell| cell.state != State::Untested);
        }
        suite.areas.retain(|area| !area.cells.is_empty());
        for cell in suite.areas.iter_mut().flat_map(|area| &mut area.cells) {
            of_cell(cell, &own, &mut told);
        }
        for gap in &mut suite.gaps {
            let left = gap.clauses.len().saturating_sub(NAMED);
            gap.clauses.truncate(NAMED);
            gap.more = (left > 0).then(|| format!(" and {} more in the json report", count(left as u64)));
            if gap.state == State::Untested {
                gap.clauses.iter_mut().for_each(|(anchor, _)| *anchor = None);
            }
        }
    }
}

fn of_cell(cell: &mut Cell, own: &str, told: &mut BTreeMap<String, String>) {
    cell.tip.clear();
    // The list of what was not verified has the reasons.
    cell.why = None;
    if cell.id.starts_with(own) {
        return;
    }
    match told.get(&cell.id) {
        // Of what held as it does elsewhere there is nothing more to tell.
        Some(anchor) if matches!(cell.state, State::Held | State::Observed) => {
            cell.has_row = false;
            cell.to.clone_from(anchor);
        }
        Some(anchor) => cell.told_at = Some(anchor.clone()),
        None => {
            told.insert(cell.id.clone(), cell.anchor.clone());
        }
    }
}
