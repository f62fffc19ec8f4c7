//! Valid requests: batches of every size and mix, values on the boundary, odd but valid values.

use serde_json::Value;

use super::{boundaries, packed};
use crate::contract::{ConstraintRef, Contract, Expectation, NodeKind, NodeRef, Open, validate};
use crate::generate::base::{Base, documented};
use crate::generate::case::{Aim, Case, Claim, Origin, Step};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::edit::{Change, Spot, apply};
use crate::generate::pool::Pool;
use crate::generate::rng::Rng;
use crate::generate::sizes::Sizes;
use crate::generate::values::interpreted::interpreted;
use crate::generate::values::misspell::{misspellings, of_length};
use crate::generate::values::sample::Sampler;

/// Values of one place that the documentation leaves open and that are asked about.
const MOST_LEFT_OPEN: usize = 12;
/// Lengths beyond those at which texts are commonly cut; all of them fit in a body that must be served.
const LONG: [usize; 3] = [1_100, 4_200, 10_100];
/// How often each boundary size is tried.
const BOUNDARY_REPEATS: u32 = 6;

/// A valid batch of random size and mix; `index` alone decides which.
pub(crate) fn random(contract: &Contract, base: &Base, pool: &Pool, seed: u64, index: u32) -> Case {
    let mut rng = Rng::new(seed, "valid", index.into());
    let count = size(&mut rng, Sizes::of(contract, pool));
    let items = pool.draw(&mut rng, count);
    let origin = Origin { family: RANDOM_BATCHES, variant: format!("{}-items", items.len()), index };
    let request = base.request(contract, items.iter().map(|item| item.json.as_str()));
    let expectation = validate(contract, &request);
    Case { origin, aim: Aim::Plain, steps: vec![Step { request, expectation, lane: 0 }], relation: None }
}

/// The family of random valid batches.
pub(crate) const RANDOM_BATCHES: &str = "valid";

/// All sizes, with weight on one, two, the largest two, and the neighbours of powers of two and of round numbers:
/// where implementations page, buffer and cut.
fn size(rng: &mut Rng, sizes: Sizes) -> usize {
    let max = sizes.most;
    let chosen = match rng.below(8) {
        0 => 1,
        1 => 2,
        2 => max.saturating_sub(rng.below(2)),
        3 => (1 << rng.below(11)) + rng.below(3) - 1,
        4 => [5, 10, 20, 25, 50, 100, 250, 500][rng.below(8)] + rng.below(3) - 1,
        _ => 1 + rng.below(max),
    };
    sizes.nearest(chosen)
}

/// The deterministic part: always run.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let mut cases = sizes(builder);
    cases.extend(mixes(builder));
    cases.extend(odd_values(builder));
    cases.extend(boundaries::cases(builder));
    cases
}

fn sizes(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let contract = builder.contract;
    let Some(batch) = &contract.batch else {
        let body = builder.base.body(contract, []);
        return (0..BOUNDARY_REPEATS)
            .filter_map(|index| builder.accept("plain".to_owned(), index, body.clone(), Aim::Plain))
            .collect();
    };
    let length = contract.node(batch.items_node).length;
    let clause = |rule: Option<(usize, ConstraintRef)>| {
        rule.and_then(|(size, rule)| Some((size, contract.constraint(rule).clause?)))
    };
    let min = clause(length.and_then(|length| length.min));
    let max = clause(length.and_then(|length| length.max));
    let mut cases = Vec::new();
    let Sizes { least, most } = builder.sizes();
    for count in least..=most {
        let aim = [min, max].into_iter().flatten().find(|(size, _)| *size == count);
        let repeats = if aim.is_some() { BOUNDARY_REPEATS } else { 1 };
        for index in 0..repeats {
            let mut rng = Rng::new(builder.seed, "sizes", (count as u64) << 8 | u64::from(index));
            let items = builder.pool.draw(&mut rng, count);
            if items.len() == count {
                let body = builder.base.body(contract, items.iter().map(|item| item.json.as_str()));
                let aim = aim.map_or(Aim::Plain, |(_, clause)| Aim::Clause(clause));
                cases.extend(builder.accept(format!("{count}-items"), index, body, aim));
            }
        }
        cases.extend(good_last(builder, count));
    }
    cases
}

/// A batch that ends in an item that succeeds, whatever its neighbours do: the place where off-by-one errors show.
fn good_last(builder: &mut CaseBuilder<'_>, count: usize) -> Option<Case> {
    let mut rng = Rng::new(builder.seed, "good-last", count as u64);
    let pool = builder.pool.clone();
    let good: Vec<_> = pool.present().collect();
    let last = good.get(rng.below(good.len().max(1)))?;
    let mut items: Vec<&str> = pool.draw(&mut rng, count).iter().map(|item| item.json.as_str()).collect();
    items.retain(|item| *item != last.json);
    items.truncate(count - 1);
    items.push(&last.json);
    let body = builder.base.body(builder.contract, items);
    builder.accept(format!("{count}-items-good-last"), 0, body, Aim::Plain)
}

/// Known items together: each alone; all that succeed; all that fail; one that fails at each place among good ones.
fn mixes(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let pool = builder.pool.clone();
    let (good, bad): (Vec<_>, Vec<_>) = (pool.present().collect(), pool.failing().collect());
    let sizes = builder.sizes();
    let max = sizes.most;
    let mut batches: Vec<(String, Vec<&str>)> = Vec::new();
    for item in good.iter().take(20).chain(bad.iter().take(20)) {
        batches.push(("known-alone".to_owned(), vec![&item.json]));
    }
    for take in [2, 3, max / 2, max] {
        for (name, items) in [("all-succeed", &good), ("all-fail", &bad)] {
            let items: Vec<&str> = items.iter().take(take.max(1)).map(|item| item.json.as_str()).collect();
            if !items.is_empty() {
                batches.push((name.to_owned(), items));
            }
        }
    }
    for (bad_index, failing) in bad.iter().enumerate() {
        for count in [1, 2, 4, max.saturating_sub(1)] {
            let around: Vec<&str> = good
                .iter()
                .cycle()
                .skip(bad_index)
                .take(count.min(good.len()))
                .map(|i| i.json.as_str())
                .collect();
            for at in [0, around.len() / 2, around.len()] {
                let mut items = around.clone();
                items.insert(at, &failing.json);
                batches.push(("one-fails".to_owned(), items));
            }
        }
    }
    batches.retain(|(_, items)| sizes.contains(items.len()));
    batches.dedup();
    let made = batches.into_iter().zip(0..).filter_map(|((name, items), index)| {
        let body = builder.base.body(builder.contract, items);
        builder.accept(name, index, body, Aim::Plain)
    });
    made.collect()
}

/// Values that satisfy the grammar but look unlike others, alone and among others.
fn odd_values(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let contract = builder.contract;
    let Some(batch) = &contract.batch else { return Vec::new() };
    let NodeKind::List { element, .. } = contract.node(batch.items_node).kind else {
        return Vec::new();
    };
    let mut rng = Rng::new(builder.seed, "odd", 0);
    let item = Sampler::new(contract, &mut rng).value(element);
    let mut cases = Vec::new();
    for (path, node) in strings(builder, element, &item) {
        let mut packed = Vec::new();
        let valid = path.iter().fold(&item, |value, spot| match spot {
            Spot::Name(name) => &value[name.as_str()],
            Spot::Index(index) => &value[*index],
        });
        let valid = valid.as_str().unwrap_or_default().to_owned();
        let mut left_open = 0;
        for (index, text) in (0..).zip(odd_texts(contract, node, &valid, &mut rng)) {
            let mut odd = item.clone();
            if !apply(&mut odd, &path, &Change::Put(Value::String(text))) {
                continue;
            }
            let odd = odd.to_string();
            let alone = builder.in_company(vec![odd.clone()]);
            let request = builder.base.request(contract, alone.iter().map(String::as_str));
            let place = &contract.node(node).place;
            match validate(contract, &request) {
                Expectation::Accept { .. } => {}
                Expectation::Observe(
                    Open::Value(_) | Open::UnnamedValue(_) | Open::Disputed(_) | Open::Nul,
                ) if left_open < MOST_LEFT_OPEN => {
                    left_open += 1;
                    let origin = Origin { family: "open", variant: place.clone(), index };
                    cases.extend(builder.request(origin, request, Claim::Open, Aim::Plain));
                    continue;
                }
                _ => continue,
            }
            if !odd.is_ascii() {
                // The same text as escapes; beyond the basic plane two escapes make one character.
                let escaped = builder.in_company(vec![crate::generate::values::spelling::in_escapes(&odd)]);
                let body = builder.base.body(contract, escaped.iter().map(String::as_str));
                let aim = Aim::Clause(contract.known.harmless_variation_accepted);
                cases.extend(builder.accept(format!("odd-{place}-escaped"), index, body, aim));
            }
            packed.push(odd.clone());
            let around = builder.pool.draw(&mut rng, neighbours(index, builder.sizes()));
            let around: Vec<String> = around.iter().map(|item| item.json.clone()).collect();
            let among = around.iter().map(String::as_str).chain([odd.as_str()]);
            let among = builder.base.body(contract, among);
            cases.extend(builder.accept(
                format!("odd-{place}-alone"),
                index,
                request.body.bytes.to_vec(),
                Aim::Plain,
            ));
            // Each number of neighbours once; beyond that the values are packed.
            if packed.len() <= NEIGHBOURS && !around.is_empty() && !builder.asks_for(&around, &odd) {
                cases.extend(builder.accept(format!("odd-{place}-among"), index, among, Aim::Plain));
            }
            let good: Vec<String> = builder.pool.present().map(|item| item.json.clone()).collect();
            if let Some(good) = good.get(index as usize % good.len().max(1)).filter(|good| {
                builder.sizes().most > 1 && !builder.asks_for(std::slice::from_ref(*good), &odd)
            }) {
                let before = builder.in_company(vec![odd.clone(), good.clone()]);
                let before = builder.base.body(contract, before.iter().map(String::as_str));
                cases.extend(builder.accept(format!("odd-{place}-before"), index, before, Aim::Plain));
            }
        }
        cases.extend(packed::cases(builder, &contract.node(node).place, &packed));
    }
    cases
}

/// Texts that may be valid and odd: those of the suite, both ends of each length, misspellings of a plain one.
fn odd_texts(contract: &Contract, node: NodeRef, valid: &str, rng: &mut Rng) -> Vec<String> {
    let rule = contract.value_rule(node);
    let mut texts: Vec<String> =
        rule.map(|rule| rule.odd.iter().chain(&rule.examples).cloned().collect()).unwrap_or_default();
    if let Some(length) = contract.node(node).length {
        let ends = [length.min.map(|(n, _)| n), length.min.map(|(n, _)| n + 1), length.max.map(|(n, _)| n)];
        let near = [length.max.map(|(n, _)| n.saturating_sub(1))];
        texts.extend(ends.into_iter().chain(near).flatten().map(|length| of_length(valid, length)));
    }
    texts.extend(misspellings(valid, rng).into_iter().map(|(_, text)| text));
    texts.extend(interpreted(valid));
    texts.extend(LONG.map(|length| of_length(valid, length)));
    texts
}

/// Numbers of neighbours that are tried.
const NEIGHBOURS: usize = 6;

/// How many neighbours an odd value has: few most often, many now and then, up to a full batch.
fn neighbours(index: u32, sizes: Sizes) -> usize {
    let max = sizes.most;
    let wanted: [usize; NEIGHBOURS] = [1, 2, 3, max / 3, max / 2 + 1, max - 1];
    let wanted = wanted[index as usize % NEIGHBOURS];
    wanted.clamp(sizes.least.saturating_sub(1), max.saturating_sub(1))
}

/// Every string inside an item, with the path to it.
pub(crate) fn strings(
    builder: &CaseBuilder<'_>,
    element: NodeRef,
    item: &Value,
) -> Vec<(Vec<Spot>, NodeRef)> {
    let mut out = Vec::new();
    let mut todo = vec![(Vec::new(), element, item)];
    while let Some((path, node, value)) = todo.pop() {
        match &builder.contract.node(node).kind {
            NodeKind::String { values: None } => out.push((path, node)),
            NodeKind::Structure(members) => {
                for member in members {
                    if let Some(value) = value.get(&member.name) {
                        let mut path = path.clone();
                        path.push(Spot::Name(member.name.clone()));
                        todo.push((path, member.node, value));
                    }
                }
            }
            _ => {}
        }
    }
    out
}

impl CaseBuilder<'_> {
    /// A case whose one request the validator must call valid.
    pub(crate) fn accept(&mut self, variant: String, index: u32, body: Vec<u8>, aim: Aim) -> Option<Case> {
        let origin = Origin { family: "accept", variant, index };
        match Step::checked(self.contract, documented(self.contract, body), Claim::Accepted) {
            Ok(step) => Some(Case { origin, aim, steps: vec![step], relation: None }),
            Err(what) => {
                self.fault(origin, what);
                None
            }
        }
    }
}
