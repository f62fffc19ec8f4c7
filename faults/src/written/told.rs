//! Servers whose items differ from those that were configured.

use super::reach::{GOOD, absent_entity, make_fail, one_account};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite;
use batchspec_fixtures::alteration::Alteration::Outcomes;
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::answers::Answers;
use batchspec_fixtures::world::{Standing, entity, standing, trial};

const TOLD: &[&str] = &["subjects/as-told"];

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "unknown-accounts-made-up",
        "Whoever asks for an unknown account gets the trial that new accounts have.",
        TOLD,
        Outcomes(&|outcomes, scene| {
            for outcome in outcomes.iter_mut().filter(|outcome| !outcome.succeeds) {
                if standing(scene.suite, &outcome.id) == Standing::Absent {
                    outcome.succeeds = true;
                    outcome.entry = Json::object([("freeTrialInfo", trial(GOOD, &Answers::default(), 0))]);
                }
            }
            None
        }),
        || vec![Ask::accounts(&["005635515058"])],
    ),
    Fault::marketplace(
        "unknown-entities-made-up",
        "An entity that the store lacks is made from its id.",
        TOLD,
        Outcomes(&|outcomes, scene| {
            for outcome in outcomes.iter_mut().filter(|outcome| !outcome.succeeds) {
                let is_asked = scene.items.iter().any(|item| {
                    item.id == outcome.id && item.catalog == batchspec_fixtures::reference::checks::CATALOG
                });
                if is_asked && standing(scene.suite, &outcome.id) == Standing::Absent {
                    outcome.succeeds = true;
                    outcome.entry = entity(&outcome.id, &Answers::default(), scene.serial);
                }
            }
            None
        }),
        absent_entity,
    ),
    Fault::marketplace(
        "permissions-not-asked",
        "Entities are shown to whoever asks, also to those who may not see them.",
        TOLD,
        Outcomes(&|outcomes, scene| {
            for outcome in outcomes.iter_mut().filter(|outcome| !outcome.succeeds) {
                let is_asked = scene.items.iter().any(|item| {
                    item.id == outcome.id && item.catalog == batchspec_fixtures::reference::checks::CATALOG
                });
                if is_asked && standing(Suite::Marketplace, &outcome.id) == Standing::Denied {
                    outcome.succeeds = true;
                    outcome.entry = entity(&outcome.id, &Answers::default(), scene.serial);
                }
            }
            None
        }),
        || vec![Ask::entities(&["prod-denied00001"])],
    ),
    Fault::inspector2(
        "first-account-not-loaded",
        "The loop that fills the store begins at 1.",
        TOLD,
        Outcomes(&|outcomes, scene| {
            let first = outcomes.iter_mut().filter(|outcome| outcome.id == GOOD);
            first.for_each(|outcome| make_fail(outcome, scene));
            None
        }),
        one_account,
    ),
];
