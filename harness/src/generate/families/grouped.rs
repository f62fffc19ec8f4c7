//! Valid batches whose items stand in several groups: each group is answered for itself.

use crate::contract::{Expectation, validate};
use crate::generate::base::documented;
use crate::generate::case::{Aim, Case, Claim};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::rng::Rng;

/// How many groups, how many items in each, and whether all hold the same items.
const FORMS: [(usize, usize, bool); 6] =
    [(2, 1, false), (2, 1, true), (2, 3, false), (3, 2, true), (3, 2, false), (4, 1, false)];

/// Cases of every form that the contract allows; none where items are in one list.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let contract = builder.contract;
    let Some(groups) = contract.batch.as_ref().and_then(|batch| batch.groups.as_ref()) else { return Vec::new() };
    let mut cases = Vec::new();
    for (index, (count, each, are_same)) in (0..).zip(FORMS) {
        // Without names nothing tells equal items of two groups apart.
        if are_same && !groups.are_named() {
            continue;
        }
        let mut rng = Rng::new(builder.seed, "grouped", index.into());
        let each = builder.sizes().nearest(each);
        let pool = builder.pool.clone();
        let drawn = pool.draw(&mut rng, if are_same { each } else { count * each });
        let drawn: Vec<&str> = drawn.iter().map(|item| item.json.as_str()).collect();
        let batches: Vec<Vec<&str>> = match are_same {
            true => vec![drawn; count],
            false => drawn.chunks_exact(each).map(<[&str]>::to_vec).collect(),
        };
        let Some(body) = builder.base.grouped(contract, &batches) else { continue };
        // How many groups a request may have, the model says.
        let is_valid = matches!(validate(contract, &documented(contract, body.clone())), Expectation::Accept { .. });
        if is_valid && batches.len() == count {
            let name = if are_same { "groups-of-the-same" } else { "groups" };
            let variant = format!("{count}-{name}");
            cases.extend(builder.body("accept", variant, index, body, Claim::Accepted, Aim::Plain));
        }
    }
    cases
}
