//! Batches that hold their items in another place than most: each place has a rule of its own.

use crate::contract::{Expectation, Open, validate};
use crate::generate::base::{Base, documented};
use crate::generate::case::{Aim, Case, Claim};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::pool::{Pool, Subjects};
use crate::generate::rng::Rng;
use crate::generate::sizes::Sizes;

/// The sizes of batches in another place.
const COUNTS: [usize; 6] = [1, 1, 2, 3, 5, 10];

/// Valid batches at each other place, and requests that use two of the places, of which only what comes is observed.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let Some(batch) = &builder.contract.batch else { return Vec::new() };
    let mut cases = Vec::new();
    for (number, rule) in (1_u32..).zip(&batch.alternatives) {
        let mut own = builder.contract.clone();
        own.batch = Some(rule.clone());
        let seed = builder.seed.wrapping_add(number.into());
        let base = Base::new(&own, seed);
        let pool = Pool::new(&own, &base, seed, &Subjects::default());
        let sizes = Sizes::of(&own, &pool);
        let largest = COUNTS.into_iter().chain([sizes.most, sizes.most]);
        for (index, count) in (0..).zip(largest) {
            let mut rng = Rng::new(seed, "alternatives", index.into());
            let items = pool.draw(&mut rng, sizes.nearest(count));
            let body = base.body(&own, items.iter().map(|item| item.json.as_str()));
            let request = documented(builder.contract, body.clone());
            // Where the usual place must be filled, this one is only filled beside it.
            let claim = match validate(builder.contract, &request) {
                Expectation::Accept { .. } => Claim::Accepted,
                Expectation::Observe(Open::SeveralInputs) => Claim::Open,
                _ => continue,
            };
            let family = if claim == Claim::Open { "open" } else { "accept" };
            let variant = format!("{}-of-{count}", place(rule.items.last(), number));
            cases.extend(builder.body(family, variant, index, body, claim, Aim::Plain));
        }
    }
    cases
}

fn place(name: Option<&String>, number: u32) -> String {
    name.map_or_else(|| format!("place-{number}"), |name| format!("{number}-{name}"))
}
