//! Numbers by clause.

use crate::contract::ClauseRef;

/// A number for each clause, 0 unless something was counted.
#[derive(Debug, Default)]
pub(crate) struct Counts(Vec<u64>);

impl Counts {
    /// The number of a clause.
    pub(crate) fn of(&self, clause: ClauseRef) -> u64 {
        self.0.get(clause.index()).copied().unwrap_or(0)
    }

    pub(crate) fn add(&mut self, clause: ClauseRef, number: u64) {
        if self.0.len() <= clause.index() {
            self.0.resize(clause.index() + 1, 0);
        }
        self.0[clause.index()] += number;
    }

    /// Takes a number back, or as much of it as there is.
    pub(crate) fn subtract(&mut self, clause: ClauseRef, number: u64) {
        if let Some(count) = self.0.get_mut(clause.index()) {
            *count = count.saturating_sub(number);
        }
    }

    /// Adds another lane's numbers.
    pub(crate) fn merge(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (count, more) in self.0.iter_mut().zip(&other.0) {
            *count += more;
        }
    }
}
