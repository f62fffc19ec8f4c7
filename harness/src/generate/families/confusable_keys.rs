//! Keys that look like one another, together in one batch: each must be answered for itself.
//!
//! A server that drops repeats, trims, folds or indexes carelessly takes two such items for one, and then one of them
//! is missing or answered twice.

use std::collections::BTreeSet;

use crate::generate::case::{Aim, Case, Claim};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::keyed::Keyed;
use crate::generate::pool::Item;
use crate::generate::rng::Rng;
use crate::generate::values::confusable::{Confusable, likenesses};

/// Keys that likenesses are made from in turn; one of them is known to succeed, where there is any.
const ORIGINALS: usize = 2;
/// Pairs that stand together in a larger batch.
const TOGETHER: usize = 5;

/// Each pair in both orders, and a few pairs together among other items.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let Some(keyed) = Keyed::new(builder).filter(|keyed| keyed.most() > 1) else {
        return Vec::new();
    };
    let mut cases = Vec::new();
    let pairs = pairs(builder, &keyed);
    for pair in &pairs {
        for (index, keys) in (0..).zip([[&pair.one, &pair.other], [&pair.other, &pair.one]]) {
            let body = keyed.body(keys.map(String::as_str));
            cases.extend(builder.body("kin", pair.label.clone(), index, body, Claim::Accepted, Aim::Plain));
        }
    }
    for (index, pairs) in (0..).zip(pairs.chunks(TOGETHER)) {
        let body = crowd(builder, &keyed, pairs, index);
        cases.extend(builder.body("kin", "among".to_owned(), index, body, Claim::Accepted, Aim::Plain));
    }
    cases
}

/// One pair of valid keys for each likeness that the grammar has room for.
fn pairs(builder: &CaseBuilder<'_>, keyed: &Keyed<'_>) -> Vec<Confusable> {
    let mut rng = Rng::new(builder.seed, "kin", 0);
    let drawn = builder.pool.draw(&mut rng, ORIGINALS).into_iter().map(|item| item.own_key().to_owned());
    let mut originals: Vec<String> = drawn.collect();
    let present: Vec<&str> = builder.pool.present().map(Item::own_key).collect();
    if let (Some(key), Some(last)) = (rng.pick(&present), originals.last_mut())
        && !present.contains(&last.as_str())
    {
        (*key).clone_into(last);
    }
    let candidates: Vec<Vec<Confusable>> = originals.iter().map(|key| likenesses(key, &mut rng)).collect();
    let mut labels = BTreeSet::new();
    let mut pairs: Vec<Confusable> = Vec::new();
    for confusable in candidates.iter().flatten() {
        if !labels.insert(confusable.label.as_str()) {
            continue;
        }
        // Each original has its turn: a pair of an item that succeeds and one that does not tells most.
        let turned = candidates.iter().cycle().skip(originals.len() - 1 + labels.len());
        let alike = turned.take(originals.len()).flatten().filter(|other| other.label == confusable.label);
        let fresh = |pair: &&Confusable| !pairs.iter().any(|known| known.is_same(pair));
        let valid = |pair: &&Confusable| {
            keyed.is_valid(&pair.one)
                && keyed.is_valid(&pair.other)
                && keyed.are_valid([pair.one.as_str(), pair.other.as_str()])
        };
        let found = alike.filter(fresh).find(valid).cloned();
        pairs.extend(found);
    }
    pairs
}

impl Confusable {
    fn is_same(&self, other: &Self) -> bool {
        (self.one == other.one && self.other == other.other)
            || (self.one == other.other && self.other == other.one)
    }
}

/// All first halves of the pairs, other items, then the second halves: far from one another.
fn crowd(builder: &CaseBuilder<'_>, keyed: &Keyed<'_>, pairs: &[Confusable], index: u32) -> Vec<u8> {
    let mut rng = Rng::new(builder.seed, "kin-among", index.into());
    let room = keyed.most() / 2;
    let pairs = &pairs[..pairs.len().min(room)];
    let others = rng.below(keyed.most() - 2 * pairs.len() + 1);
    let around = builder.pool.draw(&mut rng, others);
    let firsts = pairs.iter().map(|pair| pair.one.as_str());
    let seconds = pairs.iter().map(|pair| pair.other.as_str());
    let mut seen = BTreeSet::new();
    let keys = firsts.chain(around.iter().map(|item| item.own_key())).chain(seconds);
    keyed.body(keys.filter(|key| seen.insert(*key)))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use rstest::rstest;

    use crate::contract::Expectation;
    use crate::generate::Case;
    use crate::generate::shipped::{contracts, keys, plan};

    #[rstest]
    #[case::accounts(
        0,
        "123456789012",
        &["space-behind", "space-before", "letter-in-other-case", "leading-zero-more", "equal-in-32-bits",
          "equal-as-floating-point", "fullwidth-digit", "accent-composed", "same-after-slash", "same-before-slash",
          "same-first-32", "same-first-64", "same-first-128", "same-first-200", "same-inside", "percent-encoded"],
    )]
    #[case::entities(
        1,
        "prod-abcdefghijklm",
        &["other-case", "letter-behind", "letters-and-digits", "leading-zero-more", "equal-in-32-bits",
          "same-after-slash", "same-before-slash", "same-first-32", "same-first-64", "same-first-128",
          "same-first-200", "hyphen-and-dot", "parent-in-path", "hash-to-base-31", "one-letter-less"],
    )]
    fn pairs_are_valid_and_differ_and_stand_in_both_orders(
        #[case] contract: usize,
        #[case] present: &str,
        #[case] labels: &[&str],
    ) {
        let contract = &contracts()[contract];
        for seed in 1..4 {
            let plan = plan(contract, seed, &[present]);
            let cases: Vec<Case> = (0..plan.len())
                .filter_map(|index| plan.case(index))
                .filter(|case| case.origin.family == "kin")
                .collect();
            let mut pairs: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
            for case in &cases {
                assert!(matches!(case.steps[0].expectation, Expectation::Accept { .. }), "{}", case.origin);
                let keys = keys(contract, &case.steps[0].request);
                assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{}", case.origin);
                if case.origin.variant != "among" {
                    pairs.entry(case.origin.variant.clone()).or_default().push(keys);
                }
            }
            for (label, orders) in &pairs {
                let [one, other] = orders.as_slice() else { panic!("{label}: {orders:?}") };
                assert_eq!(one.iter().collect::<Vec<_>>(), other.iter().rev().collect::<Vec<_>>(), "{label}");
            }
            let known: BTreeSet<&str> = pairs.keys().map(String::as_str).collect();
            let missing: Vec<&&str> = labels.iter().filter(|label| !known.contains(**label)).collect();
            assert!(missing.is_empty(), "seed {seed} lacks {missing:?} among {known:?}");
            let beside_present = pairs.values().filter(|orders| orders[0].iter().any(|key| key == present));
            assert!(beside_present.count() >= 5, "seed {seed}");
        }
    }
}
