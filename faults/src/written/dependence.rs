//! Servers in whose answers an item depends on its neighbours, its place, or the size of the batch.

use super::reach::{BAD, GOOD, accounts, entities, internal, make_fail};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Outcomes;
use batchspec_fixtures::alteration::Scene;
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::answers::Outcome;

const PLACE: &[&str] = &[
    "batch/permutation-invariant",
    "batch/split-invariant",
    "batch/removal-invariant",
    "batch/repeat-stable",
];
const SIZE: &[&str] = &["batch/split-invariant", "batch/removal-invariant", "batch/repeat-stable"];
const NEIGHBOUR: &[&str] = &[
    "batch/removal-invariant",
    "batch/permutation-invariant",
    "batch/split-invariant",
    "batch/repeat-stable",
];

/// The word that an entity's id begins with, which is its type.
fn kind(id: &str) -> &str {
    id.split('-').next().unwrap_or("")
}

fn fail_from(outcomes: &mut [Outcome], scene: &Scene, place: usize) {
    outcomes.iter_mut().skip(place).for_each(|outcome| make_fail(outcome, scene));
}

/// An account fails as by a mishap.
fn fail_internally(outcome: &mut Outcome) {
    let members = [("code", "INTERNAL_ERROR"), ("message", "the account could not be looked up")];
    outcome.succeeds = false;
    outcome.entry = Json::object(members.map(|(name, text)| (name, Json::text(text))));
}

/// Exchanges the contents of two items that both succeed.
fn exchange(outcomes: &mut [Outcome], one: usize, other: usize) {
    if other < outcomes.len() && outcomes[one].succeeds && outcomes[other].succeeds {
        let (head, tail) = outcomes.split_at_mut(other);
        std::mem::swap(&mut head[one].entry, &mut tail[0].entry);
    }
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "first-five-looked-up",
        "Accounts after the fifth of a batch are denied.",
        PLACE,
        Outcomes(&|outcomes, scene| {
            fail_from(outcomes, scene, 5);
            None
        }),
        || accounts(6),
    )
    .needing(6),
    Fault::inspector2(
        "all-fail-internally-beside-an-unknown-account",
        "Where one account of a batch is unknown, all of them fail with INTERNAL_ERROR.",
        SIZE,
        Outcomes(&|outcomes, _| {
            if outcomes.len() > 1 && outcomes.iter().any(|outcome| !outcome.succeeds) {
                outcomes.iter_mut().for_each(fail_internally);
            }
            None
        }),
        || {
            let world = batchspec_fixtures::world("inspector2");
            vec![Ask::accounts(&[world.present[0], world.absent[0]])]
        },
    )
    .needing(2),
    Fault::inspector2(
        "last-of-ten-accounts-fails-internally",
        "Of ten accounts and more the last one fails with INTERNAL_ERROR.",
        PLACE,
        Outcomes(&|outcomes, _| {
            if outcomes.len() >= 10 {
                outcomes.last_mut().into_iter().for_each(fail_internally);
            }
            None
        }),
        || accounts(10),
    )
    .needing(10),
    Fault::inspector2(
        "last-account-stale",
        "The last of two or more accounts is answered without trials.",
        PLACE,
        Outcomes(&|outcomes, _| {
            if outcomes.len() > 1
                && let Some(last) = outcomes.last_mut().filter(|outcome| outcome.succeeds)
            {
                last.entry.set("freeTrialInfo", Json::List(Vec::new()));
            }
            None
        }),
        || vec![Ask::accounts(batchspec_fixtures::world("inspector2").present)],
    )
    .needing(2),
    Fault::inspector2(
        "large-batch-without-trials",
        "In batches of more than ten no account has trials.",
        SIZE,
        Outcomes(&|outcomes, _| {
            if outcomes.len() > 10 {
                let good = outcomes.iter_mut().filter(|outcome| outcome.succeeds);
                good.for_each(|outcome| outcome.entry.set("freeTrialInfo", Json::List(Vec::new())));
            }
            None
        }),
        || accounts(44),
    )
    .needing(11),
    Fault::inspector2(
        "even-batch-denies-first",
        "In batches of an even size the first account is denied.",
        SIZE,
        Outcomes(&|outcomes, scene| {
            if outcomes.len().is_multiple_of(2) {
                outcomes.iter_mut().take(1).for_each(|outcome| make_fail(outcome, scene));
            }
            None
        }),
        || accounts(2),
    )
    .needing(2),
    Fault::inspector2(
        "denied-account-denies-next",
        "The account after one that fails is denied.",
        NEIGHBOUR,
        Outcomes(&|outcomes, scene| {
            let fails: Vec<bool> = outcomes.iter().map(|outcome| !outcome.succeeds).collect();
            for (outcome, _) in outcomes.iter_mut().skip(1).zip(&fails).filter(|(_, failed)| **failed) {
                make_fail(outcome, scene);
            }
            None
        }),
        || vec![Ask::accounts(&[BAD, GOOD])],
    )
    .needing(2),
    Fault::inspector2(
        "trials-in-order-of-ids",
        "The trials come from the store in the order of the ids and are given to the accounts in that of the request.",
        PLACE,
        Outcomes(&|outcomes, _| {
            let mut good: Vec<&mut Outcome> = outcomes.iter_mut().filter(|outcome| outcome.succeeds).collect();
            let mut stored: Vec<(String, Json)> =
                good.iter().map(|outcome| (outcome.id.clone(), outcome.entry.clone())).collect();
            stored.sort_by(|one, other| one.0.cmp(&other.0));
            for (outcome, (_, entry)) in good.iter_mut().zip(stored) {
                outcome.entry = entry;
            }
            None
        }),
        || accounts(10),
    )
    .needing(2),
    Fault::inspector2(
        "fourth-account-exchanged",
        "The trials of the first and the fourth account of a batch are exchanged.",
        PLACE,
        Outcomes(&|outcomes, _| {
            exchange(outcomes, 0, 3);
            None
        }),
        || accounts(44).into_iter().chain(accounts(10)).chain(accounts(4)).collect(),
    )
    .needing(4),
    Fault::marketplace(
        "entities-exchanged",
        "The descriptions of the first two entities of a batch are exchanged.",
        &[
            "batch/permutation-invariant",
            "batch/split-invariant",
            "batch/removal-invariant",
            "batch/repeat-stable",
            "marketplace/response/entity-identifier-shape",
            "marketplace/response/entity-arn-shape",
        ],
        Outcomes(&|outcomes, _| {
            exchange(outcomes, 0, 1);
            None
        }),
        || entities(2),
    )
    .needing(2),
    Fault::marketplace(
        "document-lost-beside-absent",
        "Beside an entity that fails the others have no documents.",
        NEIGHBOUR,
        Outcomes(&|outcomes, _| {
            if outcomes.iter().any(|outcome| !outcome.succeeds) {
                for outcome in outcomes.iter_mut().filter(|outcome| outcome.succeeds) {
                    outcome.entry.remove("DetailsDocument");
                }
            }
            None
        }),
        || vec![Ask::entities(&["example-123-abcd", "example-456-abcd"])],
    )
    .needing(2),
    Fault::marketplace(
        "first-type-only",
        "Entities of another type than the first of the batch are not found.",
        NEIGHBOUR,
        Outcomes(&|outcomes, scene| {
            let first = outcomes.first().map(|outcome| kind(&outcome.id).to_owned()).unwrap_or_default();
            for outcome in outcomes.iter_mut().filter(|outcome| kind(&outcome.id) != first) {
                make_fail(outcome, scene);
            }
            None
        }),
        || vec![Ask::entities(&["example-123-abcd", "offer-example123"])],
    )
    .needing(2),
    Fault::marketplace(
        "full-batch-fails-last",
        "The last entity of a batch of twenty is not found.",
        SIZE,
        Outcomes(&|outcomes, scene| {
            fail_from(outcomes, scene, 19);
            None
        }),
        || entities(20),
    )
    .needing(20),
    Fault::marketplace(
        "big-batch-in-brief",
        "In batches of more than five the documents are empty.",
        SIZE,
        Outcomes(&|outcomes, _| {
            if outcomes.len() > 5 {
                let good = outcomes.iter_mut().filter(|outcome| outcome.succeeds);
                good.for_each(|outcome| outcome.entry.set("DetailsDocument", Json::object([])));
            }
            None
        }),
        || entities(6),
    )
    .needing(6),
    Fault::marketplace(
        "one-entity-fails-server",
        "A batch with one certain entity makes the server fail.",
        &[
            "protocol/success-status",
            "marketplace/request/entity-strict-accepted",
            "protocol/no-server-error-on-bad-input",
            "protocol/harmless-variation-accepted",
            "protocol/hostile-bytes-no-5xx",
            "batch/removal-invariant",
            "batch/split-invariant",
        ],
        Outcomes(&|outcomes, scene| {
            outcomes.iter().any(|outcome| outcome.id == "offer-example456").then(|| internal(scene))
        }),
        || entities(3),
    ),
];
