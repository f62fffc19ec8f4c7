//! What became of requests, by the number of items asked for.

use crate::contract::Expectation;
use crate::report::StatusCounts;

/// The smallest and the largest batch of each class; what is larger than all counts to the last.
const CLASSES: [(usize, usize); 6] = [(0, 0), (1, 1), (2, 10), (11, 50), (51, 100), (101, usize::MAX)];

/// Counts of requests that are certainly valid, and of those that are certainly not.
#[derive(Debug, Default)]
pub(crate) struct StatusCountsBySize {
    valid: [StatusCounts; CLASSES.len()],
    invalid: [StatusCounts; CLASSES.len()],
}

impl StatusCountsBySize {
    /// Adds the status, if there was an answer, of a request for so many items; one that the documentation leaves open is
    /// not counted.
    pub(crate) fn add(&mut self, expectation: &Expectation, items: usize, status: Option<u16>) {
        let classes = match expectation {
            Expectation::Accept { .. } => &mut self.valid,
            Expectation::Refuse(_) => &mut self.invalid,
            Expectation::Observe(_) => return,
        };
        let class = CLASSES.iter().position(|(_, most)| items <= *most);
        let Some(fates) = class.and_then(|class| classes.get_mut(class)) else { return };
        let count = match status {
            None => &mut fates.unanswered,
            Some(200..300) => &mut fates.served,
            Some(429 | 500..) => &mut fates.failed,
            Some(_) => &mut fates.refused,
        };
        *count += 1;
    }

    /// Adds another lane's counts.
    pub(crate) fn merge(&mut self, other: &Self) {
        let pairs = [(&mut self.valid, &other.valid), (&mut self.invalid, &other.invalid)];
        for (own, other) in pairs.into_iter().flat_map(|(own, other)| own.iter_mut().zip(other)) {
            own.served += other.served;
            own.refused += other.refused;
            own.failed += other.failed;
            own.unanswered += other.unanswered;
        }
    }

    /// What the report tells, the valid ones of each size first; nothing of sizes that were never asked for.
    pub(crate) fn told(&self) -> Vec<StatusCounts> {
        let mut told = Vec::new();
        for ((valid, invalid), (least, most)) in self.valid.iter().zip(&self.invalid).zip(CLASSES) {
            for (fates, valid) in [(valid, true), (invalid, false)] {
                let (least_items, most_items) = (least as u64, (most < usize::MAX).then_some(most as u64));
                let fates = StatusCounts { valid, least_items, most_items, ..*fates };
                told.extend((fates.requests() > 0).then_some(fates));
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::StatusCountsBySize;
    use crate::contract::{Expectation, Open};

    #[test]
    fn requests_are_counted_by_size_and_by_what_must_come_of_them() {
        let valid = Expectation::Accept { odd: None };
        let mut one = StatusCountsBySize::default();
        one.add(&valid, 1, Some(200));
        one.add(&valid, 10, Some(503));
        one.add(&Expectation::Observe(Open::Nul), 10, Some(200));
        let mut all = StatusCountsBySize::default();
        all.add(&valid, 2, Some(400));
        all.add(&valid, 7, Some(429));
        all.add(&Expectation::Accept { odd: None }, 200, None);
        all.merge(&one);
        let told = all.told();
        let told: Vec<_> = told
            .iter()
            .map(|fates| (fates.least_items, fates.served, fates.refused, fates.failed, fates.unanswered))
            .collect();
        assert_eq!(told, [(1, 1, 0, 0, 0), (2, 0, 1, 2, 0), (101, 0, 0, 0, 1)]);
    }
}
