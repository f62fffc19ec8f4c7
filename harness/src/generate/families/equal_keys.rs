//! Requests with two items of one key, where keys are to be different.

use crate::generate::case::{Aim, Case, Claim};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::rng::Rng;

/// The equal keys alone, around another item, and first and last in a full batch.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let contract = builder.contract;
    let is_due = contract.batch.as_ref().is_some_and(|batch| batch.unique_keys);
    let Some(clause) = contract.known.batch_unique_keys.filter(|_| is_due) else { return Vec::new() };
    let sizes = builder.sizes();
    let mut cases = Vec::new();
    for (index, count) in (0..).zip([2, 2, 3, 3, sizes.most]) {
        if count < 2 || !sizes.contains(count) {
            continue;
        }
        let mut rng = Rng::new(builder.seed, "equal-keys", index.into());
        let drawn = builder.pool.draw(&mut rng, count - 1);
        let Some(first) = drawn.first() else { continue };
        // Every other time the rest of the item differs as well.
        let again = match index % 2 {
            0 => first.json.clone(),
            _ => builder.pool.item_with_key(contract, builder.seed, first.own_key()),
        };
        let items = drawn.iter().map(|item| item.json.as_str()).chain([again.as_str()]);
        let body = builder.base.body(contract, items);
        let variant = format!("equal-keys-in-{count}");
        cases.extend(builder.body("breach", variant, index, body, Claim::RefusedBy(clause), Aim::Plain));
    }
    cases
}
