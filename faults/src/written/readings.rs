//! Servers that change what they are asked for.

use super::clauses::{UNSTABLE, led};
use super::reach::{absent_entity, bad_account, make_fail, one_account, one_entity};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Outcomes;
use batchspec_fixtures::alteration::Scene;
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::answers::Outcome;
use batchspec_fixtures::world::draw;

/// Trials that are listed twice break a rule of their own.
const LISTED_TWICE: &[&str] = &led::<6>("batch/repeat-stable", LISTED);
const LISTED: &[&str] = &[
    "inspector2/response/one-entry-per-type",
    "batch/permutation-invariant",
    "batch/split-invariant",
    "batch/removal-invariant",
    "protocol/harmless-variation-accepted",
];

/// Lists that are cut to their last elements do not grow for ever.
const KEPT: u64 = 30;

fn often(asks: Vec<Ask>, times: usize) -> Vec<Ask> {
    vec![asks; times].concat()
}

/// Entities whose documents are objects.
fn with_document() -> Vec<Ask> {
    vec![Ask::entities(&["example-123-abcd", "offer-example123"])]
}

/// How often an item was asked for, this time included.
fn reading(outcome: &Outcome, scene: &Scene) -> u64 {
    scene.readings.get(&outcome.id).copied().unwrap_or(1)
}

fn good<'o>(outcomes: &'o mut [Outcome], scene: &'o Scene) -> impl Iterator<Item = (&'o mut Outcome, u64)> {
    let good = outcomes.iter_mut().filter(|outcome| outcome.succeeds);
    good.map(|outcome| {
        let reading = reading(outcome, scene);
        (outcome, reading)
    })
}

/// Items that failed before are found from now on.
fn found(outcomes: &mut [Outcome], scene: &Scene, entry: &Json) {
    for outcome in outcomes.iter_mut().filter(|outcome| !outcome.succeeds) {
        if reading(outcome, scene) > 1 {
            outcome.succeeds = true;
            outcome.entry = entry.clone();
        }
    }
}

/// Items are found for so many readings.
fn lost_after(outcomes: &mut [Outcome], scene: &Scene, readings: u64) {
    for (outcome, reading) in good(outcomes, scene) {
        if reading > readings {
            make_fail(outcome, scene);
        }
    }
}

fn revised(outcome: &mut Outcome, revision: impl std::fmt::Display) {
    let identifier = format!("{}@{revision}", outcome.id);
    outcome.entry.set("EntityIdentifier", Json::text(identifier));
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "unknown-account-made-when-asked",
        "Accounts are looked up with a getOrCreate: one that is unknown is denied once, and exists ever after.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            found(outcomes, scene, &Json::object([("freeTrialInfo", Json::List(Vec::new()))]));
            None
        }),
        || often(bad_account(), 2),
    )
    .intermittent(),
    Fault::marketplace(
        "unknown-entity-made-when-asked",
        "Entities are kept in a dictionary with defaults: one that is unknown is there at the second reading.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            found(outcomes, scene, &Json::object([]));
            None
        }),
        || often(absent_entity(), 2),
    )
    .intermittent(),
    Fault::marketplace(
        "revision-bumped-when-read",
        "The revision of an entity is one more after each reading: what saves it is called on the way.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            good(outcomes, scene).for_each(|(outcome, reading)| revised(outcome, reading));
            None
        }),
        || often(one_entity(), 3),
    )
    .intermittent(),
    Fault::marketplace(
        "revision-drawn-when-read",
        "Each reading gives an entity a revision that is drawn anew.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            for (outcome, reading) in good(outcomes, scene) {
                let revision = draw(&outcome.id, &format!("revision {reading}")) % 10_000;
                revised(outcome, revision);
            }
            None
        }),
        || often(one_entity(), 2),
    )
    .intermittent(),
    Fault::marketplace(
        "revision-counts-requests",
        "The revision of an entity is the number of the request.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            good(outcomes, scene).for_each(|(outcome, _)| revised(outcome, scene.serial));
            None
        }),
        || often(one_entity(), 2),
    )
    .intermittent(),
    Fault::inspector2(
        "trial-appended-when-read",
        "The list of an account's trials is the stored one: each reading appends one to it.",
        LISTED_TWICE,
        Outcomes(&|outcomes, scene| {
            for (outcome, reading) in good(outcomes, scene) {
                let Some(Json::List(trials)) = outcome.entry.get_mut("freeTrialInfo") else { continue };
                let last = trials.last().cloned().into_iter();
                trials.extend(last.cycle().take(usize::try_from(reading.min(KEPT) - 1).unwrap_or(0)));
            }
            None
        }),
        || often(one_account(), 2),
    )
    .intermittent(),
    Fault::marketplace(
        "entity-popped-when-read",
        "An entity is taken out of the store (pop in place of get) by the first reading.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            lost_after(outcomes, scene, 1);
            None
        }),
        || often(one_entity(), 2),
    )
    .intermittent(),
    Fault::inspector2(
        "account-evicted-when-served",
        "A cache drops what it has served twice, and what it does not hold is denied.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            lost_after(outcomes, scene, 2);
            None
        }),
        || often(one_account(), 3),
    )
    .intermittent(),
    Fault::inspector2(
        "account-locked-after-ten-readings",
        "An account that was asked for ten times is denied.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            lost_after(outcomes, scene, 10);
            None
        }),
        || often(one_account(), 11),
    )
    .intermittent(),
    Fault::inspector2(
        "provider-filled-in-after-first-reading",
        "The first reading of an account has no cloud providers, which it makes the server look up.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            for (outcome, _) in good(outcomes, scene).filter(|(_, reading)| *reading == 1) {
                if let Some(Json::List(trials)) = outcome.entry.get_mut("freeTrialInfo") {
                    trials.iter_mut().for_each(|trial| {
                        trial.remove("cloudProvider");
                    });
                }
            }
            None
        }),
        || often(one_account(), 2),
    )
    .intermittent(),
    Fault::marketplace(
        "modified-by-the-first-reading",
        "The first reading of an entity sets the day on which it was modified.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            for (outcome, _) in good(outcomes, scene).filter(|(_, reading)| *reading > 1) {
                outcome.entry.set("LastModifiedDate", Json::text("2026-11-30T09:26:00Z"));
            }
            None
        }),
        || often(one_entity(), 2),
    )
    .intermittent(),
    Fault::marketplace(
        "document-gone-at-third-reading",
        "From the third reading on an entity has no document.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            for (outcome, _) in good(outcomes, scene).filter(|(_, reading)| *reading > 2) {
                outcome.entry.remove("DetailsDocument");
            }
            None
        }),
        || often(one_entity(), 3),
    )
    .intermittent(),
    Fault::marketplace(
        "views-counted-in-document",
        "Documents that are objects say how often they were read.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            for (outcome, reading) in good(outcomes, scene) {
                if let Some(document @ Json::Object(_)) = outcome.entry.get_mut("DetailsDocument") {
                    document.set("Views", Json::number(reading));
                }
            }
            None
        }),
        with_document,
    )
    .intermittent(),
    Fault::marketplace(
        "readers-listed-in-document",
        "Documents that are objects list who read them.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            for (outcome, reading) in good(outcomes, scene) {
                if let Some(document @ Json::Object(_)) = outcome.entry.get_mut("DetailsDocument") {
                    let readers = (0..reading.min(KEPT)).map(|_| Json::text("anonymous"));
                    document.set("ReadBy", Json::List(readers.collect()));
                }
            }
            None
        }),
        with_document,
    )
    .intermittent(),
];
