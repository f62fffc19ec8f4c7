//! Cases that break exactly one constraint of the model, and say which.

use serde_json::Value;

use super::base::documented;
use super::breakage::{Breakage, breakages};
use super::case::{Aim, Case, Claim, Origin, Step};
use super::dice::Dice;
use super::edit::{Change, Edit};
use super::plan::Maker;
use crate::contract::Expectation;

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

/// Cases for every constraint that the request's model states.
pub(super) fn cases(maker: &mut Maker<'_>) -> Vec<Case> {
    let contract = maker.contract;
    let mut dice = Dice::new(maker.seed, "refuse", 0);
    let breakages = breakages(contract, &maker.base.tree, &dice);
    let mut cases = Vec::new();
    for (turn, breakage) in breakages.iter().enumerate() {
        if breakage.inside_item {
            // The many misspellings share the placings among them; all else is tried at every place.
            let many = breakage.clause.is_none() && !breakage.label.contains("/listed-");
            for (index, (placing, size, place)) in PLACINGS.into_iter().enumerate() {
                let rotates = 1 + turn % (PLACINGS.len() - 1);
                if !many || index == 0 || index == rotates {
                    cases.extend(inside(maker, &mut dice, breakage, placing, size, place));
                }
            }
        } else {
            cases.extend((0..BODY_REPEATS).filter_map(|index| around(maker, &mut dice, breakage, index)));
        }
    }
    cases.extend(sizes(maker, &mut dice));
    cases.extend(sweep(maker, &mut dice, &breakages));
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
        for at in 0..maker.max_items() {
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
    let max = maker.max_items();
    let count = match size {
        Size::One => 1,
        Size::Two => 2,
        Size::Some => 3 + dice.below(6.min(max.saturating_sub(3)).max(1)),
        Size::Full => max,
    };
    let mut items: Vec<String> = maker.pool.draw(dice, count).iter().map(|item| item.json.clone()).collect();
    let at = match place {
        Place::First => 0,
        Place::Middle => items.len() / 2,
        Place::At(at) => at.min(items.len().checked_sub(1)?),
        Place::Last => items.len().checked_sub(1)?,
    };
    let mut item: Value = serde_json::from_str(items.get(at)?).ok()?;
    if !breakage.edit.apply(&mut item) {
        return None;
    }
    items[at] = item.to_string();
    let body = maker.base.body(maker.contract, items.iter().map(String::as_str));
    maker.step(breakage, body, format!("{}/{placing}", breakage.label), 0)
}

fn around(maker: &mut Maker<'_>, dice: &mut Dice, breakage: &Breakage, index: u32) -> Option<Case> {
    let count = 1 + dice.below(4.min(maker.max_items()));
    let items = maker.pool.draw(dice, count);
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
        for (index, over) in [1, 1, 1, 2, 3, max / 4 + 1, max / 2, max].into_iter().enumerate() {
            size(maker, rule, max + over, false, u32::try_from(index).unwrap_or(0));
        }
        for (index, over) in [1, 1, 2, max / 2, max].into_iter().enumerate() {
            size(maker, rule, max + over, true, u32::try_from(index).unwrap_or(0));
        }
    }
    cases
}

impl Maker<'_> {
    fn step(&mut self, breakage: &Breakage, body: Vec<u8>, variant: String, index: u32) -> Option<Case> {
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
