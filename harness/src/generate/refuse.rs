//! Cases that break exactly one constraint of the model, and say which.

use std::collections::BTreeSet;

use serde_json::Value;

use super::base::documented;
use super::breakage::{Breakage, breakages};
use super::case::{Aim, Case, Claim, Origin, Step};
use super::dice::Dice;
use super::edit::{Change, Edit};
use super::plan::Maker;
use crate::contract::{Expectation, NodeKind};

/// How many items there are and which of them is changed.
const PLACINGS: [(&str, Size, Place); 8] = [
    ("alone", Size::One, Place::First),
    ("first-of-two", Size::Two, Place::First),
    ("last-of-two", Size::Two, Place::Last),
    ("middle-of-some", Size::Some, Place::Middle),
    ("last-of-some", Size::Some, Place::Last),
    ("first-of-full", Size::Full, Place::First),
    ("middle-of-full", Size::Full, Place::Middle),
    ("last-of-full", Size::Full, Place::Last),
];

#[derive(Clone, Copy)]
enum Size {
    One,
    Two,
    Some,
    Full,
}

#[derive(Clone, Copy)]
enum Place {
    First,
    Middle,
    Last,
    At(usize),
}

/// How often a change in the body around the items is tried, each time around other items.
const BODY_REPEATS: u32 = 5;
/// The same for members under another name, of which there are many.
const MISNOMER_REPEATS: u32 = 2;

/// Cases for every constraint that the request's model states.
pub(super) fn cases(maker: &mut Maker<'_>) -> Vec<Case> {
    let mut dice = Dice::new(maker.seed, "refuse", 0);
    let mut breakages = breakages(maker.contract, &maker.base.tree, &dice);
    breakages.retain(|breakage| !breakage.is_misnomer());
    let mut cases = placed(maker, &mut dice, &breakages);
    cases.extend(sizes(maker, &mut dice));
    cases.extend(sweep(maker, &mut dice, &breakages));
    cases.extend(beside_repeats(maker, &mut dice, &breakages));
    cases.extend(empty_items(maker, &mut dice));
    cases
}

/// Cases of required members under another name. Their names are unknown members, too: they come after requests with
/// nothing but an unknown member, so that what these alone bring about is not taken for the worse breach first.
pub(super) fn misnomers(maker: &mut Maker<'_>) -> Vec<Case> {
    let mut dice = Dice::new(maker.seed, "misnomers", 0);
    let mut breakages = breakages(maker.contract, &maker.base.tree, &dice);
    breakages.retain(Breakage::is_misnomer);
    placed(maker, &mut dice, &breakages)
}

/// Each breakage at its places in batches of several sizes, or around several batches.
fn placed(maker: &mut Maker<'_>, dice: &mut Dice, breakages: &[Breakage]) -> Vec<Case> {
    let mut cases = Vec::new();
    for (turn, breakage) in breakages.iter().enumerate() {
        if breakage.inside_item {
            // The many misspellings and misnomers share the placings among them; all else is tried at every place.
            let many = breakage.is_one_of_many();
            for (index, (placing, size, place)) in PLACINGS.into_iter().enumerate() {
                let rotates = 1 + turn % (PLACINGS.len() - 1);
                if !many || index == 0 || index == rotates {
                    cases.extend(inside(maker, dice, breakage, placing, size, place));
                }
            }
        } else {
            let repeats = if breakage.is_misnomer() { MISNOMER_REPEATS } else { BODY_REPEATS };
            cases.extend((0..repeats).filter_map(|index| around(maker, dice, breakage, index)));
        }
    }
    cases
}

/// A breaking item, first or last, beside one good item twice: who drops repeats may drop a check with them.
fn beside_repeats(maker: &mut Maker<'_>, dice: &mut Dice, breakages: &[Breakage]) -> Vec<Case> {
    let Some(batch) = &maker.contract.batch else { return Vec::new() };
    let items_node = maker.contract.node(batch.items_node);
    let is_unique = matches!(items_node.kind, NodeKind::List { unique_rule: Some(_), .. });
    if is_unique || !maker.sizes().contains(3) {
        return Vec::new();
    }
    let mut constraints = BTreeSet::new();
    let mut cases = Vec::new();
    for breakage in breakages.iter().filter(|breakage| breakage.inside_item) {
        if !constraints.insert(breakage.constraint()) {
            continue;
        }
        let items = maker.pool.draw(dice, 2);
        let [good, other] = items.as_slice() else { continue };
        let good = good.json.clone();
        let Some(bad) = broken_item(&other.json, breakage) else { continue };
        let batches = [("first", [&bad, &good, &good]), ("last", [&good, &good, &bad])];
        for (place, items) in batches {
            let body = maker.base.body(maker.contract, items.map(String::as_str));
            let variant = format!("{}/{place}-beside-repeats", breakage.label);
            cases.extend(maker.step(breakage, body, variant, 0));
        }
    }
    cases
}

/// An empty object in an item's place: where it lacks several members, only that no server error comes of it is judged.
fn empty_items(maker: &mut Maker<'_>, dice: &mut Dice) -> Vec<Case> {
    let is_structure =
        maker.contract.batch.as_ref().is_some_and(|batch| match maker.contract.node(batch.items_node).kind {
            NodeKind::List { element, .. } => {
                matches!(maker.contract.node(element).kind, NodeKind::Structure(_))
            }
            _ => false,
        });
    if !is_structure {
        return Vec::new();
    }
    let aim = Aim::Clause(maker.contract.known.hostile_bytes_no_5xx);
    let mut cases = Vec::new();
    for index in 0..3 {
        let others: Vec<String> =
            maker.pool.draw(dice, index as usize).iter().map(|item| item.json.clone()).collect();
        let items = others.iter().map(String::as_str).chain(["{}"]);
        let request = documented(maker.contract, maker.base.body(maker.contract, items));
        let origin = Origin { family: "breach", variant: "empty-item".to_owned(), index };
        cases.extend(maker.request(origin, request, Claim::Any, aim.clone()));
    }
    cases
}

/// One telling value at every single place of a full batch: where an implementation pages, some places go unseen.
fn sweep(maker: &mut Maker<'_>, dice: &mut Dice, breakages: &[Breakage]) -> Vec<Case> {
    let mut by_place: Vec<&Breakage> = breakages
        .iter()
        .filter(|breakage| breakage.inside_item && breakage.label.ends_with("/listed-0"))
        .collect();
    by_place.dedup_by(|one, other| one.edit.path == other.edit.path);
    let mut cases = Vec::new();
    for breakage in by_place {
        for at in 0..maker.sizes().most {
            cases.extend(inside(
                maker,
                dice,
                breakage,
                &format!("at-{at}-of-full"),
                Size::Full,
                Place::At(at),
            ));
        }
    }
    cases
}

fn inside(
    maker: &mut Maker<'_>,
    dice: &mut Dice,
    breakage: &Breakage,
    placing: &str,
    size: Size,
    place: Place,
) -> Option<Case> {
    let sizes = maker.sizes();
    let max = sizes.most;
    let wanted = match size {
        Size::One => 1,
        Size::Two => 2,
        Size::Some => 3 + dice.below(6.min(max.saturating_sub(3)).max(1)),
        Size::Full => max,
    };
    // Where batches are small the smaller sizes stand for the larger ones.
    let count = (wanted <= max).then(|| sizes.nearest(wanted))?;
    let mut items: Vec<String> = maker.pool.draw(dice, count).iter().map(|item| item.json.clone()).collect();
    let at = match place {
        Place::First => 0,
        Place::Middle => items.len() / 2,
        Place::At(at) => at.min(items.len().checked_sub(1)?),
        Place::Last => items.len().checked_sub(1)?,
    };
    items[at] = broken_item(items.get(at)?, breakage)?;
    let body = maker.base.body(maker.contract, items.iter().map(String::as_str));
    maker.step(breakage, body, format!("{}/{placing}", breakage.label), 0)
}

fn broken_item(item: &str, breakage: &Breakage) -> Option<String> {
    let mut item: Value = serde_json::from_str(item).ok()?;
    breakage.edit.apply(&mut item).then(|| item.to_string())
}

fn around(maker: &mut Maker<'_>, dice: &mut Dice, breakage: &Breakage, index: u32) -> Option<Case> {
    let count = 1 + dice.below(4.min(maker.sizes().most));
    let items = maker.batch(dice, count);
    let items: Vec<String> = items.iter().map(|item| item.json.clone()).collect();
    let body = maker.base.body(maker.contract, items.iter().map(String::as_str));
    let mut tree: Value = serde_json::from_slice(&body).ok()?;
    if !breakage.edit.apply(&mut tree) {
        return None;
    }
    maker.step(breakage, tree.to_string().into_bytes(), breakage.label.clone(), index)
}

/// Batches of too few and too many items, all of them good and different; and too many with repeats, which count.
fn sizes(maker: &mut Maker<'_>, dice: &mut Dice) -> Vec<Case> {
    let contract = maker.contract;
    let Some(batch) = &contract.batch else {
        return Vec::new();
    };
    let Some(length) = contract.node(batch.items_node).length else {
        return Vec::new();
    };
    let mut cases = Vec::new();
    let mut size = |maker: &mut Maker<'_>, rule, count: usize, repeat: bool, index: u32| {
        let breakage = Breakage {
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
            maker.pool.draw(dice, count).iter().map(|item| item.json.as_str()).collect();
        if repeat && let Some(first) = items.first().copied() {
            let kept = count / 2;
            items.truncate(kept.max(1));
            items.resize(count, first);
        }
        if items.len() == count {
            let body = maker.base.body(contract, items);
            cases.extend(maker.step(&breakage, body, breakage.label.clone(), index));
        }
    };
    if let Some((min, rule)) = length.min {
        for count in 0..min {
            (0..BODY_REPEATS).for_each(|index| size(maker, rule, count, false, index));
        }
    }
    if let Some((max, rule)) = length.max {
        let half = (max / 2).max(1);
        for (index, over) in [1, 1, 1, 2, 3, max / 4 + 1, half, max].into_iter().enumerate() {
            size(maker, rule, max + over, false, u32::try_from(index).unwrap_or(0));
        }
        for (index, over) in [1, 1, 2, half, max].into_iter().enumerate() {
            size(maker, rule, max + over, true, u32::try_from(index).unwrap_or(0));
        }
    }
    cases
}

impl Maker<'_> {
    pub(super) fn step(
        &mut self,
        breakage: &Breakage,
        body: Vec<u8>,
        variant: String,
        index: u32,
    ) -> Option<Case> {
        let origin = Origin { family: "breach", variant, index };
        let request = documented(self.contract, body);
        let claim = breakage.clause.map_or(Claim::Any, Claim::RefusedBy);
        match Step::checked(self.contract, request, claim) {
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
