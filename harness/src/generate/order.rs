//! The order of cases by what they tell: each next one is the one that is most unlike those before it.
//!
//! What a case tries is known from its name and from what must come of it: its family, the clause that speaks when it goes
//! wrong, the place, the kind of change, the exact change, and where in a batch it stands. Each of these is an aspect, and a
//! fault may hang on any of them. An aspect that was tried before is worth less each time, so the sum over the aspects of a
//! case, by the requests that it takes, is a guess at the faults which it finds first. Choosing the best case each time is
//! within a third of the best choice there is, since what a case adds can only shrink (Nemhauser, Wolsey and Fisher, 1978).

use std::collections::{BTreeMap, BinaryHeap};

use super::case::{Aim, Case, Relation};
use crate::contract::{ClauseRef, Expectation};

/// What an aspect counts when it is met for the first time, and what part of that is left each time that it was met: the wider
/// the aspect, the more faults hang on it. Found by trying values on the half of the faults that `batchspec score --curve` calls
/// "tuning".
#[derive(Debug, Clone, Copy)]
struct Weight {
    first: f64,
    again: f64,
}

const fn weight(first: f64, again: f64) -> Weight {
    Weight { first, again }
}

const FAMILY: Weight = weight(2.0, 0.3);
const CLAUSE: Weight = weight(6.0, 0.7);
const SUBJECT: Weight = weight(4.0, 0.7);
const PLACE: Weight = weight(0.3, 0.5);
const KIND: Weight = weight(1.0, 0.2);
const CHANGE: Weight = weight(0.3, 0.2);
const PLACED: Weight = weight(6.0, 0.2);
const VARIANT: Weight = weight(1.0, 0.5);
const POSITION: Weight = weight(0.5, 0.5);
const SIZE: Weight = weight(0.3, 0.5);
const SIZED: Weight = weight(1.0, 0.5);

/// A case of several requests costs less than as many cases: the power of the number.
const COST: f64 = 0.7;
/// What a body of `2^LARGE` bytes and more adds to the worth of its case: many items show more than few.
const BODY: f64 = 1.0;
const LARGE: f64 = 13.0;
/// How many cases one is worth at least that tries what several others try.
const PACKED: f64 = 2.0;
/// Families whose cases are many ways of trying one thing, and what one of them is worth beside a case of others.
const ALIKE: [&str; 2] = ["kin", "respelled"];
const ONE_OF_MANY: f64 = 0.6;

/// Something that a case tries, with equal texts for what is tried alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Aspect<'c> {
    Family(&'c str),
    Clause(Subject<'c>),
    Subject(&'c str, Subject<'c>),
    Place(&'c str, &'c str),
    Kind(&'c str, &'c str, String),
    Change(&'c str, String),
    Placed(&'c str, String, String),
    Variant(&'c str, &'c str),
    Position(String),
    Size(&'c str, u32),
    Sized(&'c str, Subject<'c>, u32),
}

/// What speaks when the case goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Subject<'c> {
    Clause(Option<ClauseRef>, Option<ClauseRef>),
    Relation(super::case::RelationKind, Option<ClauseRef>),
    Error(&'c str),
}

/// A case that waits, with what it was worth when that was last looked at.
#[derive(Debug, PartialEq)]
struct Waiting {
    worth: f64,
    index: usize,
}

impl Eq for Waiting {}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Of equal ones the first.
        self.worth.total_cmp(&other.worth).then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The numbers of these cases, the most telling first; so many of them at the beginning are packed.
pub(super) fn by_information(cases: &[&Case], packed: usize) -> Vec<usize> {
    let mut numbers: BTreeMap<Aspect<'_>, usize> = BTreeMap::new();
    let mut aspects = Vec::with_capacity(cases.len());
    for (index, case) in cases.iter().enumerate() {
        let numbered = aspects_of(case).map(|(weight, aspect)| {
            let next = numbers.len();
            (weight, *numbers.entry(aspect).or_insert(next))
        });
        aspects.push((if index < packed { stands_for(case) * each(case) } else { each(case) }, numbered));
    }
    let mut left = vec![1.0; numbers.len()];
    let worth = |index: usize, left: &[f64]| {
        let Some((each, own)) = aspects.get(index) else { return 0.0 };
        each * own
            .iter()
            .map(|(weight, aspect)| weight.first * left.get(*aspect).unwrap_or(&0.0))
            .sum::<f64>()
    };
    let all = (0..cases.len()).map(|index| Waiting { worth: worth(index, &left), index });
    let mut waiting: BinaryHeap<Waiting> = all.collect();
    let mut order = Vec::with_capacity(cases.len());
    while let Some(Waiting { index, .. }) = waiting.pop() {
        // It may have lost worth since; whoever is still the best is it truly, since none ever gains.
        let now = Waiting { worth: worth(index, &left), index };
        if waiting.peek().is_some_and(|next| *next > now) {
            waiting.push(now);
            continue;
        }
        order.push(index);
        for (weight, aspect) in aspects.get(index).into_iter().flat_map(|(_, own)| own) {
            if let Some(left) = left.get_mut(*aspect) {
                *left *= weight.again;
            }
        }
    }
    order
}

/// How many cases a packed one stands for: as many as it has ways of sending that share a plain request.
fn stands_for(case: &Case) -> f64 {
    let variants = case.relation.iter().flat_map(|relation| &relation.variants);
    (variants.filter(|variant| **variant == Relation::FIRST).count() as f64).max(PACKED)
}

/// What one unit of worth counts for, by the family, the requests that the case takes and the size of the first one.
fn each(case: &Case) -> f64 {
    let body = 1.0 + BODY * (logarithm(case).min(LARGE) / LARGE);
    let family = if ALIKE.contains(&case.origin.family) { ONE_OF_MANY } else { 1.0 };
    family * body / (case.steps.len().max(1) as f64).powf(COST)
}

/// Of the bytes of the first body, to the base of two.
fn logarithm(case: &Case) -> f64 {
    let bytes = case.steps.first().map_or(0, |step| step.request.body.bytes.len());
    (bytes as f64 + 1.0).log2()
}

/// What a case tries, and what each is worth.
fn aspects_of(case: &Case) -> [(Weight, Aspect<'_>); 11] {
    let family = case.origin.family;
    let (variant, position) = without_position(&case.origin.variant);
    let (place, what) = variant.rsplit_once('/').unwrap_or(("", variant));
    let what = without_numbers(what);
    let place = place.split('/').next().unwrap_or_default();
    let kind = what.split('-').next().unwrap_or_default().to_owned();
    let change = what.split("-in-").next().unwrap_or_default().to_owned();
    let position = without_numbers(position);
    let size = (logarithm(case) / 2.0) as u32;
    [
        (FAMILY, Aspect::Family(family)),
        (CLAUSE, Aspect::Clause(subject(case))),
        (SUBJECT, Aspect::Subject(family, subject(case))),
        (PLACE, Aspect::Place(family, place)),
        (KIND, Aspect::Kind(family, place, kind)),
        (CHANGE, Aspect::Change(family, change.clone())),
        (PLACED, Aspect::Placed(family, change, position.clone())),
        (VARIANT, Aspect::Variant(family, variant)),
        (POSITION, Aspect::Position(position)),
        (SIZE, Aspect::Size(family, size)),
        (SIZED, Aspect::Sized(family, subject(case), size)),
    ]
}

fn subject(case: &Case) -> Subject<'_> {
    let aimed = match &case.aim {
        Aim::Provoke(error) => return Subject::Error(error),
        Aim::Clause(clause) => Some(*clause),
        Aim::Plain => None,
    };
    if let Some(relation) = &case.relation {
        return Subject::Relation(relation.kind, aimed);
    }
    let judged = case.steps.iter().find_map(|step| match &step.expectation {
        Expectation::Refuse(refusal) => Some(refusal.clause),
        Expectation::Accept { odd } => *odd,
        Expectation::Observe(_) => None,
    });
    Subject::Clause(aimed, judged)
}

/// A variant, and where in a batch the change stands that it names.
fn without_position(variant: &str) -> (&str, &str) {
    match variant.rsplit_once('/') {
        Some((before, last)) if is_position(last) => (before, last),
        _ => (variant, ""),
    }
}

fn is_position(text: &str) -> bool {
    let first = ["first-", "middle-", "last-", "at-", "beside-"].iter().any(|start| text.starts_with(start));
    text == "alone" || first
}

/// The text with one sign for each number in it: numbers tell cases apart that are of one kind.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if !character.is_ascii_digit() {
            out.push(character);
        } else if !out.ends_with('#') {
            out.push('#');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{by_information, subject};
    use crate::generate::shipped::{contracts, plan};

    #[test]
    fn every_case_has_its_place_and_the_first_ones_are_of_all_kinds() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let fixed: Vec<_> = plan.fixed.iter().collect();
            let order = by_information(&fixed, 0);
            assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), plan.fixed.len());
            assert_eq!(order, by_information(&fixed, 0));
            let families = |indices: &[usize]| -> BTreeSet<&str> {
                indices.iter().map(|&index| plan.fixed[index].origin.family).collect()
            };
            assert!(families(&order[..20]).len() >= 7, "{}", contract.suite);
            // Cases of a dozen requests have to wait.
            let short: Vec<usize> =
                order.iter().copied().filter(|&index| plan.fixed[index].steps.len() < 10).collect();
            let (first, all) = (families(&short[..200]), families(&short));
            assert_eq!(first, all, "{}: {:?}", contract.suite, all.difference(&first));
            let subjects = |indices: &[usize]| -> BTreeSet<_> {
                indices.iter().map(|&index| subject(&plan.fixed[index])).collect()
            };
            assert!(subjects(&order[..400]).len() * 4 >= subjects(&order).len() * 3, "{}", contract.suite);
        }
    }
}
