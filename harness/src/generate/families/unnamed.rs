//! Valid values that no documented text names, among others: alone they leave acceptance open, and beside one breach
//! nothing is served whatever becomes of them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::accept::strings;
use crate::contract::{Expectation, NodeKind, Open, validate};
use crate::generate::case::{Aim, Case, Claim, Origin};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::edit::{Change, Edit, Spot, apply};
use crate::generate::negative::{Negative, negatives};
use crate::generate::rng::Rng;
use crate::generate::values::sample::Sampler;

/// Batches with one of them, batches too long with them at several places, and each negative of an item beside one.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let mut rng = Rng::new(builder.seed, "unnamed", 0);
    let negatives = negatives(builder.contract, &builder.base.tree, &rng);
    let mut cases = Vec::new();
    for (index, value) in (0..).zip(unnamed(builder, &mut rng)) {
        cases.extend(mixed(builder, &mut rng, &value, index));
        cases.extend(too_many(builder, &mut rng, &value, index));
        let mut tried = BTreeSet::new();
        for negative in negatives.iter().filter(|negative| negative.inside_item) {
            if negative.edit.path != value.path && tried.insert(negative.constraint()) {
                cases.extend(beside(builder, &mut rng, &value, negative, index));
            }
        }
    }
    cases
}

/// Where in an item the value goes.
struct Unnamed {
    path: Vec<Spot>,
    text: String,
}

impl Unnamed {
    fn put(&self, item: &str) -> Option<Value> {
        let mut item: Value = serde_json::from_str(item).ok()?;
        apply(&mut item, &self.path, &Change::Put(Value::String(self.text.clone()))).then_some(item)
    }
}

fn unnamed(builder: &CaseBuilder<'_>, rng: &mut Rng) -> Vec<Unnamed> {
    let contract = builder.contract;
    let element = contract.batch.as_ref().and_then(|batch| match contract.node(batch.items_node).kind {
        NodeKind::List { element, .. } => Some(element),
        _ => None,
    });
    let Some(element) = element else { return Vec::new() };
    let item = Sampler::new(contract, rng).value(element);
    let mut found = Vec::new();
    for (path, node) in strings(builder, element, &item) {
        let Some(rule) = contract.value_rule(node).filter(|rule| rule.only.is_some()) else { continue };
        let values = rule
            .odd
            .iter()
            .chain(&rule.examples)
            .map(|text| Unnamed { path: path.clone(), text: text.clone() });
        let is_unnamed = |value: &Unnamed| {
            value.put(&item.to_string()).is_some_and(|item| {
                let items = builder.in_company(vec![item.to_string()]);
                let request = builder.base.request(contract, items.iter().map(String::as_str));
                matches!(validate(contract, &request), Expectation::Observe(Open::UnnamedValue(_)))
            })
        };
        // Two ends of the suite's list: one like the documented value, and one that nobody knows.
        let mut all: Vec<Unnamed> = values.filter(is_unnamed).collect();
        let other = if all.len() > 1 { all.pop() } else { None };
        found.extend(all.into_iter().take(1).chain(other));
    }
    found
}

/// Batches that break nothing: such a value at either end and in the middle, and one item under both values.
fn mixed(builder: &mut CaseBuilder<'_>, rng: &mut Rng, value: &Unnamed, index: u32) -> Vec<Case> {
    let sizes = builder.sizes();
    let mut batches: Vec<(String, Vec<String>)> = Vec::new();
    for count in [2, 3, sizes.most].into_iter().filter(|count| sizes.contains(*count)) {
        let items: Vec<String> = builder.pool.draw(rng, count).iter().map(|item| item.json.clone()).collect();
        for at in BTreeSet::from([0, count / 2, count.saturating_sub(1)]) {
            let mut items = items.clone();
            let Some(changed) = items.get(at).and_then(|item| value.put(item)) else { continue };
            items[at] = changed.to_string();
            batches.push((format!("unnamed-at-{at}-of-{count}"), items));
        }
        if let Some(changed) = items.first().and_then(|item| value.put(item)).filter(|_| count == 2) {
            batches.push(("unnamed-beside-itself".to_owned(), vec![items[0].clone(), changed.to_string()]));
        }
    }
    // Items that succeed say most of which value they were looked up with.
    let known: Vec<&str> = builder.pool.present().take(2).map(|item| item.json.as_str()).collect();
    if let [one, other] = known[..]
        && sizes.contains(2)
    {
        let changed = |item: &str| value.put(item).map(|item| item.to_string());
        let behind = changed(other).map(|other| ("unnamed-behind-a-known", vec![one.to_owned(), other]));
        let before = changed(one).map(|one| ("unnamed-before-a-known", vec![one, other.to_owned()]));
        let both = behind.into_iter().chain(before);
        batches.extend(both.map(|(variant, items)| (variant.to_owned(), items)));
    }
    let mut cases = Vec::new();
    for (variant, items) in batches {
        let request = builder.base.request(builder.contract, items.iter().map(String::as_str));
        let origin = Origin { family: "open", variant, index };
        cases.extend(builder.request(origin, request, Claim::Open, Aim::Plain));
    }
    cases
}

fn too_many(builder: &mut CaseBuilder<'_>, rng: &mut Rng, value: &Unnamed, index: u32) -> Vec<Case> {
    let contract = builder.contract;
    let length = contract.batch.as_ref().and_then(|batch| contract.node(batch.items_node).length);
    let Some((max, rule)) = length.and_then(|length| length.max) else { return Vec::new() };
    let constraint = contract.constraint(rule);
    let mut cases = Vec::new();
    for (place, first, count) in
        [("first", 0, 1), ("last", max, 1), ("half", 0, max / 2), ("all", 0, max + 1)]
    {
        let mut items: Vec<String> =
            builder.pool.draw(rng, max + 1).iter().map(|item| item.json.clone()).collect();
        if items.len() <= max {
            break;
        }
        for item in items.iter_mut().skip(first).take(count) {
            if let Some(changed) = value.put(item) {
                *item = changed.to_string();
            }
        }
        let negative = Negative {
            label: format!("{constraint}/unnamed-{place}"),
            inside_item: false,
            edit: Edit { groundwork: Vec::new(), path: Vec::new(), change: Change::Remove },
            clause: constraint.clause,
        };
        let body = builder.base.body(contract, items.iter().map(String::as_str));
        cases.extend(builder.step(&negative, body, negative.label.clone(), index));
    }
    cases
}

/// In the breaking item itself, and in the item before it.
fn beside(
    builder: &mut CaseBuilder<'_>,
    rng: &mut Rng,
    value: &Unnamed,
    negative: &Negative,
    index: u32,
) -> Vec<Case> {
    let items: Vec<String> = builder.batch(rng, 2).iter().map(|item| item.json.clone()).collect();
    let [good, other] = items.as_slice() else { return Vec::new() };
    let (Some(unnamed), Some(mut both), Ok(mut bad)) =
        (value.put(good), value.put(other), serde_json::from_str::<Value>(other))
    else {
        return Vec::new();
    };
    if !negative.edit.apply(&mut both) || !negative.edit.apply(&mut bad) {
        return Vec::new();
    }
    let mut batches = vec![("beside-unnamed", vec![unnamed, bad])];
    // What replaces the item whole leaves no such value in it.
    if !value.path.starts_with(&negative.edit.path) {
        batches.push(("unnamed-too", vec![both]));
    }
    let mut cases = Vec::new();
    for (how, items) in batches {
        let items: Vec<String> = items.iter().map(Value::to_string).collect();
        let body = builder.base.body(builder.contract, items.iter().map(String::as_str));
        cases.extend(builder.step(negative, body, format!("{}/{how}", negative.label), index));
    }
    cases
}

#[cfg(test)]
mod tests {
    use crate::contract::{Expectation, Refusals};
    use crate::generate::shipped::{contracts, plan};

    #[test]
    fn a_batch_too_long_is_refused_whatever_stands_in_it() {
        let marketplace =
            contracts().into_iter().find(|contract| contract.suite == "marketplace").expect("shipped");
        let plan = plan(&marketplace, 1, &[]);
        let cases = (0..plan.len()).filter_map(|index| plan.case(index));
        let answers: Vec<Refusals> = cases
            .filter(|case| case.origin.variant.contains("/unnamed-"))
            .map(|case| match &case.steps[0].expectation {
                Expectation::Refuse(refusal) => refusal.answers,
                other => panic!("{}: {other:?}", case.origin),
            })
            .collect();
        assert!(answers.len() >= 8, "{answers:?}");
        assert!(answers.iter().all(|answers| *answers == Refusals::Any), "{answers:?}");
    }
}
