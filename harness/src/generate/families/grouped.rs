//! Valid batches whose items stand in several groups: each group is answered for itself.

use crate::contract::{Expectation, Groups, validate};
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
    let Some(groups) = contract.batch.as_ref().and_then(|batch| batch.groups.as_ref()) else {
        return Vec::new();
    };
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
        let is_valid =
            matches!(validate(contract, &documented(contract, body.clone())), Expectation::Accept { .. });
        if is_valid && batches.len() == count {
            let name = if are_same { "groups-of-the-same" } else { "groups" };
            let variant = format!("{count}-{name}");
            cases.extend(builder.body("accept", variant, index, body, Claim::Accepted, Aim::Plain));
        }
    }
    cases.extend(numbers(builder, groups));
    cases
}

/// As many groups as there may be, and one more or less.
fn numbers(builder: &mut CaseBuilder<'_>, groups: &Groups) -> Vec<Case> {
    let contract = builder.contract;
    let Some(length) = contract.node(groups.node).length else { return Vec::new() };
    let least = builder.sizes().least;
    let mut cases = Vec::new();
    let met = [length.min, length.max].into_iter().flatten().map(|(size, rule)| (size, rule, true));
    let beyond = length.max.map(|(size, rule)| (size + 1, rule, false));
    for (index, (count, rule, is_met)) in (0..).zip(met.chain(beyond)) {
        let mut rng = Rng::new(builder.seed, "groups", index.into());
        let pool = builder.pool.clone();
        let drawn = pool.draw(&mut rng, count * least);
        let drawn: Vec<&str> = drawn.iter().map(|item| item.json.as_str()).collect();
        let batches: Vec<Vec<&str>> = drawn.chunks_exact(least).map(<[&str]>::to_vec).collect();
        let constraint = contract.constraint(rule);
        let (Some(clause), Some(body)) = (constraint.clause, builder.base.grouped(contract, &batches)) else {
            continue;
        };
        if batches.len() != count || count == 0 {
            continue;
        }
        let (family, claim, aim) = match is_met {
            true => ("accept", Claim::Accepted, Aim::Clause(clause)),
            false => ("breach", Claim::RefusedBy(clause), Aim::Plain),
        };
        cases.extend(builder.body(family, format!("{constraint}/{count}"), index, body, claim, aim));
    }
    cases
}
