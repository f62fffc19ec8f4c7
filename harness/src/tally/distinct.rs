//! How many different things were seen, in bounded memory.

use std::collections::BTreeSet;

/// Hashes that are kept. Up to so many the count is exact; beyond, an estimate with a standard error of 1/128.
const KEPT: usize = 1 << 14;

/// A count of different things by their hashes, of which the smallest are kept ("k minimum values").
#[derive(Debug, Default)]
pub(crate) struct Distinct {
    smallest: BTreeSet<u64>,
}

impl Distinct {
    /// Adds the hash of one thing; equal things have equal hashes, and hashes are spread evenly.
    pub(crate) fn add(&mut self, hash: u64) {
        if self.smallest.len() >= KEPT && self.smallest.last().is_some_and(|largest| hash >= *largest) {
            return;
        }
        self.smallest.insert(hash);
        self.cut();
    }

    /// Adds another count.
    pub(crate) fn merge(&mut self, other: Self) {
        self.smallest.extend(other.smallest);
        self.cut();
    }

    fn cut(&mut self) {
        while self.smallest.len() > KEPT {
            self.smallest.pop_last();
        }
    }

    /// How many there were.
    pub(crate) fn count(&self) -> u64 {
        let kept = self.smallest.len() as u64;
        match self.smallest.last() {
            // So many lie in the part of all hashes up to the largest kept one.
            Some(&largest) if kept >= KEPT as u64 => {
                let whole = u128::from(kept - 1) * (u128::from(u64::MAX) + 1) / u128::from(largest.max(1));
                u64::try_from(whole).unwrap_or(u64::MAX)
            }
            _ => kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Distinct, KEPT};
    use crate::generate::Rng;

    fn of(count: usize, seed: u64) -> Distinct {
        let mut rng = Rng::new(seed, "distinct", 0);
        let mut distinct = Distinct::default();
        for _ in 0..count {
            let hash = rng.roll();
            distinct.add(hash);
            distinct.add(hash);
        }
        distinct
    }

    #[test]
    fn few_are_counted_exactly() {
        assert_eq!(of(0, 1).count(), 0);
        assert_eq!(of(9_999, 1).count(), 9_999);
        assert_eq!(of(KEPT - 1, 1).count(), KEPT as u64 - 1);
    }

    #[test]
    fn many_are_counted_within_a_few_hundredths() {
        let mut both = of(150_000, 2);
        both.merge(of(100_000, 3));
        both.merge(of(100_000, 3));
        assert!(both.count().abs_diff(250_000) < 10_000, "{}", both.count());
        assert!(both.smallest.len() <= KEPT);
    }
}
