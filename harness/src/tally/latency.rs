//! How long the target takes to answer, by the number of items asked for.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use crate::report::AnswerTimes;

/// Parts of each doubling: times are told to within a sixteenth.
const PARTS: u64 = 16;

/// The smallest and the largest batch of each class; what is larger than all counts to the last.
const CLASSES: [(usize, usize); 5] = [(1, 1), (2, 10), (11, 50), (51, 100), (101, usize::MAX)];

/// Times of accepted requests, in bounded memory.
///
/// A lane that waits for a late answer sends nothing meanwhile, and a pause of the target would be met by one request a lane.
/// Where requests have a pace, those that would have been sent by then are counted as well, each with what it would have
/// waited: the times are those of the pace, and not of the lanes that kept back.
#[derive(Debug, Default)]
pub(crate) struct Times {
    classes: [Histogram; CLASSES.len()],
    /// Microseconds between two requests of one lane, where they have a pace.
    between: Option<NonZeroU64>,
}

/// How often each time was met, in classes whose width grows with the time.
#[derive(Debug, Default)]
struct Histogram {
    counts: BTreeMap<u64, u64>,
    answers: u64,
    longest: u64,
}

/// Requests that one late answer keeps back, at most.
const KEPT_BACK: u64 = 1_000;

impl Times {
    /// No times yet, of requests that each lane sends so many microseconds apart, where they have a pace.
    pub(crate) fn paced(between: Option<NonZeroU64>) -> Self {
        Self { between, ..Self::default() }
    }

    /// Adds the time of an answer to a batch of this size.
    pub(crate) fn add(&mut self, items: usize, micros: u64) {
        let class = CLASSES.iter().position(|(_, most)| items <= *most);
        if let Some(histogram) = class.and_then(|class| self.classes.get_mut(class)) {
            histogram.answers += 1;
            histogram.longest = histogram.longest.max(micros);
            *histogram.counts.entry(class_of(micros)).or_insert(0) += 1;
            let Some(between) = self.between.map(NonZeroU64::get) else { return };
            for kept_back in 1..=(micros / between).min(KEPT_BACK) {
                *histogram.counts.entry(class_of(micros - kept_back * between)).or_insert(0) += 1;
            }
        }
    }

    /// Adds another lane's times.
    pub(crate) fn merge(&mut self, other: Self) {
        for (own, other) in self.classes.iter_mut().zip(other.classes) {
            for (class, count) in other.counts {
                *own.counts.entry(class).or_insert(0) += count;
            }
            own.answers += other.answers;
            own.longest = own.longest.max(other.longest);
        }
    }

    /// What the report tells; nothing of sizes that were never answered.
    pub(crate) fn told(&self) -> Vec<AnswerTimes> {
        let met = self.classes.iter().zip(CLASSES).filter(|(histogram, _)| !histogram.counts.is_empty());
        met.map(|(histogram, (least, most))| histogram.told(least, most)).collect()
    }
}

impl Histogram {
    fn told(&self, least: usize, most: usize) -> AnswerTimes {
        AnswerTimes {
            least_items: least as u64,
            most_items: (most < usize::MAX).then_some(most as u64),
            answers: self.answers,
            p50_micros: self.share(50),
            p95_micros: self.share(95),
            p99_micros: self.share(99),
            max_micros: self.longest,
        }
    }

    /// The time that so many of a hundred answers keep.
    fn share(&self, of_hundred: u64) -> u64 {
        let all: u64 = self.counts.values().sum();
        let wanted = (all * of_hundred).div_ceil(100);
        let mut seen = 0;
        for (class, count) in &self.counts {
            seen += count;
            if seen >= wanted {
                return longest_of(*class).min(self.longest);
            }
        }
        self.longest
    }
}

/// Times below [`PARTS`] have a class each; from there on each doubling has [`PARTS`] classes.
fn class_of(micros: u64) -> u64 {
    if micros < PARTS {
        return micros;
    }
    let doubling = u64::from(micros.ilog2()) - u64::from(PARTS.ilog2());
    (doubling + 1) * PARTS + (micros >> doubling) - PARTS
}

/// The longest time of a class.
fn longest_of(class: u64) -> u64 {
    if class < PARTS {
        return class;
    }
    let (doubling, part) = (class / PARTS - 1, class % PARTS);
    ((PARTS + part + 1) << doubling) - 1
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU64;

    use super::{Times, class_of, longest_of};

    #[test]
    fn classes_hold_their_times_and_are_narrow() {
        for micros in (0..5_000).chain([1 << 20, (1 << 40) + 12_345]) {
            let longest = longest_of(class_of(micros));
            assert!(micros <= longest && longest <= micros + micros / 16, "{micros}: {longest}");
            assert!(class_of(longest) == class_of(micros) && class_of(longest + 1) > class_of(micros));
        }
    }

    #[test]
    fn a_late_answer_counts_for_those_that_it_kept_back() {
        let mut times = Times::paced(NonZeroU64::new(1_000));
        for _ in 0..90 {
            times.add(1, 100);
        }
        times.add(1, 10_000);
        let told = &times.told()[0];
        assert_eq!((told.answers, told.max_micros), (91, 10_000));
        // Ten more would have waited 9 to 0 ms: a tenth of all waited longer than a millisecond.
        assert!((8_000..10_000).contains(&told.p99_micros) && told.p95_micros > 4_000, "{told:?}");
        assert!(told.p50_micros < 110, "{told:?}");
    }

    #[test]
    fn shares_are_told_by_size() {
        let (mut times, mut other) = (Times::default(), Times::default());
        for micros in 1..=100 {
            times.add(1, micros);
            other.add(100, 10_000 * micros);
        }
        times.merge(other);
        let told = times.told();
        assert_eq!(told.len(), 2);
        let (one, many) = (&told[0], &told[1]);
        assert_eq!((one.least_items, one.most_items, one.answers), (1, Some(1), 100));
        assert!((50..=53).contains(&one.p50_micros) && (95..=100).contains(&one.p95_micros), "{one:?}");
        assert_eq!((one.max_micros, many.max_micros), (100, 1_000_000));
        assert!((990_000..=1_000_000).contains(&many.p99_micros), "{many:?}");
    }
}
