//! Valid batches of different items that are equal in what determines a part of their entries.

use serde_json::Value;

use super::whole_promises::node_of;
use crate::contract::{ClauseRef, Determined};
use crate::generate::case::{Aim, Case, Claim};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::rng::Rng;
use crate::generate::values::sample::Sampler;

/// Which items are like the first one: apart, side by side, and such that no order of the entries looks like another.
const LIKE_FIRST: [&[usize]; 3] = [&[2], &[1], &[3, 4]];

/// How many items such a batch has.
const COUNT: usize = 6;

/// Some batches for each part that depends on the item alone.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let contract = builder.contract;
    let (Some(batch), Some(clause)) = (&contract.batch, contract.known.batch_determined_parts_agree) else {
        return Vec::new();
    };
    let mut cases = Vec::new();
    for determined in &batch.determined {
        for (index, like) in (0..).zip(LIKE_FIRST.into_iter().cycle().take(LIKE_FIRST.len() * 2)) {
            cases.extend(case(builder, (clause, determined), index, like));
        }
    }
    cases
}

fn case(
    builder: &mut CaseBuilder<'_>,
    (clause, determined): (ClauseRef, &Determined),
    index: u32,
    like: &[usize],
) -> Option<Case> {
    let mut rng = Rng::new(builder.seed, "equal-parts", index.into());
    let drawn = builder.pool.draw(&mut rng, builder.sizes().nearest(COUNT));
    let items: Option<Vec<Value>> = drawn.iter().map(|item| serde_json::from_str(&item.json).ok()).collect();
    let mut items = items?;
    fill(builder, &mut rng, determined, &mut items);
    let first = items.first()?.clone();
    let mut has_like = false;
    for at in like {
        let Some(item) = items.get_mut(*at) else { continue };
        has_like = true;
        for path in &determined.by {
            match path.get_in(&first) {
                Some(part) => path.put_in(item, part.clone()),
                None => path.remove_in(item),
            }
        }
    }
    if !has_like {
        return None;
    }
    let texts: Vec<String> = items.iter().map(Value::to_string).collect();
    let body = builder.base.body(builder.contract, texts.iter().map(String::as_str));
    let variant = format!("equal-{}", determined.part);
    builder.body("accept", variant, index, body, Claim::Any, Aim::Clause(clause))
}

/// Gives each item a part of its own, where the model does not require one.
fn fill(builder: &CaseBuilder<'_>, rng: &mut Rng, determined: &Determined, items: &mut [Value]) {
    let Some((path, node)) = determined.by.first().and_then(|path| Some((path, node_of(builder, path)?)))
    else {
        return;
    };
    let parts = Sampler::new(builder.contract, rng).distinct(node, items.len());
    for (item, part) in items.iter_mut().zip(parts) {
        if path.get_in(item).is_none() {
            path.put_in(item, part);
        }
    }
}
