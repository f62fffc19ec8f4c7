//! Cases that break exactly one constraint of the model, and say which.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::contract::{BadItem, Expectation, NodeKind, Open};
use crate::generate::base::documented;
use crate::generate::bound::elsewhere;
use crate::generate::case::{Aim, Case, Claim, Origin, Step};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::edit::{Change, Edit};
use crate::generate::negative::{Negative, negatives};
use crate::generate::rng::Rng;
use crate::message::Request;

/// How many items there are and which of them is changed.
const PLACINGS: [(&str, Size, BatchPosition); 8] = [
    ("alone", Size::One, BatchPosition::First),
    ("first-of-two", Size::Two, BatchPosition::First),
    ("last-of-two", Size::Two, BatchPosition::Last),
    ("middle-of-some", Size::Some, BatchPosition::Middle),
    ("last-of-some", Size::Some, BatchPosition::Last),
    ("first-of-full", Size::Full, BatchPosition::First),
    ("middle-of-full", Size::Full, BatchPosition::Middle),
    ("last-of-full", Size::Full, BatchPosition::Last),
];

#[derive(Clone, Copy)]
enum Size {
    One,
    Two,
    Some,
    Full,
}

#[derive(Clone, Copy)]
enum BatchPosition {
    First,
    Middle,
    Last,
    At(usize),
}

/// Items with more ways to break them are vast: each way at every place would take minutes.
const VAST: usize = 400;
/// Ways to break a model that a plan has at most.
const MOST_NEGATIVES: usize = 3000;
/// Bytes of the requests that break it in one manner, at most: a plan is held in memory.
pub(super) const MOST_BYTES: usize = 6 << 20;

/// How often a change in the body around the items is tried, each time around other items.
const BODY_REPEATS: u32 = 5;
/// The same for members under another name, of which there are many.
const MISNOMER_REPEATS: u32 = 2;

/// Cases for every constraint that the request's model states.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let mut rng = Rng::new(builder.seed, "refuse", 0);
    let mut negatives = negatives(builder.contract, &builder.base.tree, &rng);
    negatives.retain(|negative| !negative.is_misnomer());
    let negatives = first_of_each(negatives);
    let mut cases = placed(builder, &mut rng, &negatives);
    cases.extend(sizes(builder, &mut rng));
    cases.extend(sweep(builder, &mut rng, &negatives));
    cases.extend(beside_repeats(builder, &mut rng, &negatives));
    cases.extend(empty_items(builder, &mut rng));
    cases
}

/// Cases of required members under another name. Their names are unknown members, too: they come after requests with
/// nothing but an unknown member, so that what these alone bring about is not taken for the worse breach first.
pub(crate) fn misnomers(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let mut rng = Rng::new(builder.seed, "misnomers", 0);
    let mut negatives = negatives(builder.contract, &builder.base.tree, &rng);
    negatives.retain(Negative::is_misnomer);
    placed(builder, &mut rng, &first_of_each(negatives))
}

/// So many of the negatives as a plan stands: each constraint gets its first way before any gets its last.
fn first_of_each(negatives: Vec<Negative>) -> Vec<Negative> {
    if negatives.len() <= MOST_NEGATIVES {
        return negatives;
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut turns: Vec<(usize, usize)> = Vec::new();
    for (index, negative) in negatives.iter().enumerate() {
        let turn = seen.entry(negative.constraint().to_owned()).or_default();
        turns.push((*turn, index));
        *turn += 1;
    }
    turns.sort_unstable();
    let kept: BTreeSet<usize> = turns.into_iter().take(MOST_NEGATIVES).map(|(_, index)| index).collect();
    let numbered = negatives.into_iter().enumerate();
    numbered.filter(|(index, _)| kept.contains(index)).map(|(_, negative)| negative).collect()
}

/// Each negative at its places in batches of several sizes, or around several batches.
fn placed(builder: &mut CaseBuilder<'_>, rng: &mut Rng, negatives: &[Negative]) -> Vec<Case> {
    let mut cases = Vec::new();
    let is_vast = negatives.iter().filter(|negative| !negative.is_one_of_many()).count() > VAST;
    let mut bytes = 0;
    for (turn, negative) in negatives.iter().enumerate() {
        let before = cases.len();
        if bytes > MOST_BYTES {
            break;
        }
        if negative.inside_item {
            // The many misspellings and misnomers share the placings among them, and so do all of a vast item; all else is
            // tried at every place.
            let many = is_vast || negative.is_one_of_many();
            for (index, (placing, size, place)) in PLACINGS.into_iter().enumerate() {
                let rotates = 1 + turn % (PLACINGS.len() - 1);
                if !many || index == 0 || index == rotates {
                    cases.extend(inside(builder, rng, negative, placing, size, place));
                }
            }
        } else {
            let repeats = if negative.is_misnomer() { MISNOMER_REPEATS } else { BODY_REPEATS };
            cases.extend((0..repeats).filter_map(|index| around(builder, rng, negative, index)));
        }
        let made = cases.iter().skip(before).flat_map(|case: &Case| &case.steps);
        bytes += made.map(|step| step.request.body.bytes.len()).sum::<usize>();
    }
    cases
}

/// A breaking item, first or last, beside one good item twice: who drops repeats may drop a check with them.
fn beside_repeats(builder: &mut CaseBuilder<'_>, rng: &mut Rng, negatives: &[Negative]) -> Vec<Case> {
    let Some(batch) = &builder.contract.batch else { return Vec::new() };
    let items_node = builder.contract.node(batch.items_node);
    let is_unique = matches!(items_node.kind, NodeKind::List { unique_rule: Some(_), .. });
    if is_unique || batch.unique_keys || !builder.sizes().contains(3) {
        return Vec::new();
    }
    let mut constraints = BTreeSet::new();
    let (mut cases, mut bytes) = (Vec::new(), 0);
    for negative in negatives.iter().filter(|negative| negative.inside_item) {
        if bytes > MOST_BYTES {
            break;
        }
        if !constraints.insert(negative.constraint()) {
            continue;
        }
        let items = builder.pool.draw(rng, 2);
        let [good, other] = items.as_slice() else { continue };
        let good = good.json.clone();
        let Some(bad) = broken_item(&other.json, negative) else { continue };
        let batches = [("first", [&bad, &good, &good]), ("last", [&good, &good, &bad])];
        for (place, items) in batches {
            let body = builder.base.body(builder.contract, items.map(String::as_str));
            bytes += body.len();
            let variant = format!("{}/{place}-beside-repeats", negative.label);
            cases.extend(builder.step(negative, body, variant, 0));
        }
    }
    cases
}

/// An empty object in an item's place: where it lacks several members, only that no server error comes of it is judged.
fn empty_items(builder: &mut CaseBuilder<'_>, rng: &mut Rng) -> Vec<Case> {
    let is_structure = builder.contract.batch.as_ref().is_some_and(|batch| {
        match builder.contract.node(batch.items_node).kind {
            NodeKind::List { element, .. } => {
                matches!(builder.contract.node(element).kind, NodeKind::Structure(_))
            }
            _ => false,
        }
    });
    if !is_structure {
        return Vec::new();
    }
    let aim = Aim::Clause(builder.contract.known.hostile_bytes_no_5xx);
    let mut cases = Vec::new();
    for index in 0..3 {
        let others: Vec<String> =
            builder.pool.draw(rng, index as usize).iter().map(|item| item.json.clone()).collect();
        let items = others.iter().map(String::as_str).chain(["{}"]);
        let request = documented(builder.contract, builder.base.body(builder.contract, items));
        let origin = Origin { family: "breach", variant: "empty-item".to_owned(), index };
        cases.extend(builder.request(origin, request, Claim::Any, aim.clone()));
    }
    cases
}

/// One telling value at every single place of a full batch: where an implementation pages, some places go unseen.
fn sweep(builder: &mut CaseBuilder<'_>, rng: &mut Rng, negatives: &[Negative]) -> Vec<Case> {
    let mut by_place: Vec<&Negative> = negatives
        .iter()
        .filter(|negative| negative.inside_item && negative.label.ends_with("/listed-0"))
        .collect();
    by_place.dedup_by(|one, other| one.edit.path == other.edit.path);
    let mut cases = Vec::new();
    for negative in by_place {
        for at in 0..builder.sizes().most {
            cases.extend(inside(
                builder,
                rng,
                negative,
                &format!("at-{at}-of-full"),
                Size::Full,
                BatchPosition::At(at),
            ));
        }
    }
    cases
}

fn inside(
    builder: &mut CaseBuilder<'_>,
    rng: &mut Rng,
    negative: &Negative,
    placing: &str,
    size: Size,
    place: BatchPosition,
) -> Option<Case> {
    let sizes = builder.sizes();
    let max = sizes.most;
    let wanted = match size {
        Size::One => 1,
        Size::Two => 2,
        Size::Some => 3 + rng.below(6.min(max.saturating_sub(3)).max(1)),
        Size::Full => max,
    };
    // Where batches are small the smaller sizes stand for the larger ones.
    let count = (wanted <= max).then(|| sizes.nearest(wanted))?;
    let mut items: Vec<String> = builder.pool.draw(rng, count).iter().map(|item| item.json.clone()).collect();
    let at = match place {
        BatchPosition::First => 0,
        BatchPosition::Middle => items.len() / 2,
        BatchPosition::At(at) => at.min(items.len().checked_sub(1)?),
        BatchPosition::Last => items.len().checked_sub(1)?,
    };
    items[at] = broken_item(items.get(at)?, negative)?;
    let body = builder.base.body(builder.contract, items.iter().map(String::as_str));
    builder.step(negative, body, format!("{}/{placing}", negative.label), 0)
}

fn broken_item(item: &str, negative: &Negative) -> Option<String> {
    let mut item: Value = serde_json::from_str(item).ok()?;
    negative.edit.apply(&mut item).then(|| item.to_string())
}

fn around(builder: &mut CaseBuilder<'_>, rng: &mut Rng, negative: &Negative, index: u32) -> Option<Case> {
    let count = 1 + rng.below(4.min(builder.sizes().most));
    let items = builder.batch(rng, count);
    let items: Vec<String> = items.iter().map(|item| item.json.clone()).collect();
    let body = builder.base.body(builder.contract, items.iter().map(String::as_str));
    if negative.is_outside(builder.contract) {
        let mut tree = builder.base.tree.clone();
        let request =
            negative.edit.apply(&mut tree).then(|| elsewhere(builder.contract, &tree, body)).flatten();
        return builder.step_of(negative, request?, negative.label.clone(), index);
    }
    let mut tree: Value = serde_json::from_slice(&body).ok()?;
    if !negative.edit.apply(&mut tree) {
        return None;
    }
    builder.step(negative, tree.to_string().into_bytes(), negative.label.clone(), index)
}

/// Batches of too few and too many items, all of them good and different; and too many with repeats, which count.
fn sizes(builder: &mut CaseBuilder<'_>, rng: &mut Rng) -> Vec<Case> {
    let contract = builder.contract;
    let Some(batch) = &contract.batch else {
        return Vec::new();
    };
    let Some(length) = contract.node(batch.items_node).length else {
        return Vec::new();
    };
    let mut cases = Vec::new();
    let mut size = |builder: &mut CaseBuilder<'_>, rule, count: usize, repeat: bool, index: u32| {
        let negative = Negative {
            label: format!(
                "{}/{count}{}",
                contract.constraint(rule),
                if repeat { "-with-repeats" } else { "" }
            ),
            inside_item: false,
            edit: Edit { groundwork: Vec::new(), path: Vec::new(), change: Change::Remove },
            clause: contract.constraint(rule).clause,
        };
        let mut items: Vec<&str> =
            builder.pool.draw(rng, count).iter().map(|item| item.json.as_str()).collect();
        if repeat && let Some(first) = items.first().copied() {
            let kept = count / 2;
            items.truncate(kept.max(1));
            items.resize(count, first);
        }
        if items.len() == count {
            let body = builder.base.body(contract, items);
            cases.extend(builder.step(&negative, body, negative.label.clone(), index));
        }
    };
    if let Some((min, rule)) = length.min {
        for count in 0..min {
            (0..BODY_REPEATS).for_each(|index| size(builder, rule, count, false, index));
        }
    }
    if let Some((max, rule)) = length.max {
        let half = (max / 2).max(1);
        for (index, over) in [1, 1, 1, 2, 3, max / 4 + 1, half, max].into_iter().enumerate() {
            size(builder, rule, max + over, false, u32::try_from(index).unwrap_or(0));
        }
        let repeated: &[usize] = if batch.unique_keys { &[] } else { &[1, 1, 2, half, max] };
        for (index, &over) in repeated.iter().enumerate() {
            size(builder, rule, max + over, true, u32::try_from(index).unwrap_or(0));
        }
    }
    cases
}

impl CaseBuilder<'_> {
    pub(crate) fn step(
        &mut self,
        negative: &Negative,
        body: Vec<u8>,
        variant: String,
        index: u32,
    ) -> Option<Case> {
        self.step_of(negative, documented(self.contract, body), variant, index)
    }

    pub(super) fn step_of(
        &mut self,
        negative: &Negative,
        request: Request,
        variant: String,
        index: u32,
    ) -> Option<Case> {
        let origin = Origin { family: "breach", variant, index };
        let refuses = self.contract.batch.as_ref().is_none_or(|batch| batch.bad_item == BadItem::RefusesCall);
        let by_clause = negative.clause.filter(|_| refuses || !negative.inside_item);
        let claim = by_clause.map_or(Claim::Any, Claim::RefusedBy);
        match Step::checked(self.contract, request, claim) {
            // What becomes of it is asked alone and beside one other item.
            Ok(step) if step.expectation == Expectation::Observe(Open::BadItem) => {
                let is_telling =
                    ["/alone", "/last-of-two"].iter().any(|placing| origin.variant.ends_with(placing));
                let origin = Origin { family: "open", ..origin };
                is_telling.then(|| Case { origin, aim: Aim::Plain, steps: vec![step], relation: None })
            }
            // A misspelling that breaks nothing is a valid value: cases of acceptance have their own place.
            Ok(step) if !matches!(step.expectation, Expectation::Refuse(_)) => None,
            Ok(step) => Some(Case { origin, aim: Aim::Plain, steps: vec![step], relation: None }),
            Err(what) => {
                self.fault(origin, what);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::contract::{Expectation, Refusals};
    use crate::generate::shipped::{contracts, plan};

    #[test]
    fn a_member_under_another_name_is_missing() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let mut by_place: BTreeMap<String, usize> = BTreeMap::new();
            for case in (0..plan.len()).filter_map(|index| plan.case(index)) {
                let Some((place, _)) = case.origin.variant.split_once("/named-") else { continue };
                match &case.steps[0].expectation {
                    // What the unknown member beside makes of it is up to the target.
                    Expectation::Refuse(refusal) => assert_eq!(refusal.answers, Refusals::Parse),
                    other => panic!("{}: {other:?}", case.origin),
                }
                *by_place.entry(place.to_owned()).or_default() += 1;
            }
            assert!(!by_place.is_empty());
            assert!(by_place.values().all(|count| (10..=30).contains(count)), "{by_place:?}");
        }
    }

    #[test]
    fn repeated_neighbours_do_not_save_a_breaking_item() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let cases = (0..plan.len()).filter_map(|index| plan.case(index));
            let beside: Vec<_> =
                cases.filter(|case| case.origin.variant.ends_with("-beside-repeats")).collect();
            assert!(beside.len() >= 4);
            for case in beside {
                let expectation = &case.steps[0].expectation;
                assert!(matches!(expectation, Expectation::Refuse(_)), "{}: {expectation:?}", case.origin);
            }
        }
    }
}
