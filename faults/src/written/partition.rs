//! Servers that do not put each item into exactly one collection.

use std::collections::BTreeSet;

use super::clauses::{LOST, UNSTABLE, led};
use super::reach::{
    BAD, GOOD, absent_entity, accounts, bad_account, entities, make_fail, one_account, one_entity, success,
};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Draft, Outcomes};
use batchspec_fixtures::alteration::Scene;
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::answers::Outcome;

const COMPLETE: &[&str] = &["batch/complete"];
const EXCLUSIVE: &[&str] = &led::<6>("batch/exclusive", UNSTABLE);
const STRANGERS: &[&str] = &["batch/no-strangers"];

/// A good account and a failing one.
fn mixed_accounts() -> Vec<Ask> {
    vec![Ask::accounts(&[BAD, GOOD])]
}

fn code<'a>(outcome: &'a Outcome, name: &str) -> &'a str {
    outcome.entry.get(name).and_then(Json::as_text).unwrap_or("")
}

/// The first item once more, in the other collection.
fn doubled(outcomes: &mut Vec<Outcome>, scene: &Scene) {
    if let Some(mut other) = outcomes.iter().find(|outcome| outcome.succeeds).cloned() {
        make_fail(&mut other, scene);
        outcomes.push(other);
    }
}

/// Something that nobody asked for.
fn stranger(outcomes: &mut Vec<Outcome>, scene: &Scene, id: &str) {
    if scene.items.iter().all(|item| item.id != id) {
        let mut stranger = Outcome { id: id.to_owned(), succeeds: false, entry: Json::Null };
        make_fail(&mut stranger, scene);
        outcomes.push(stranger);
    }
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "last-account-lost",
        "The last of three or more accounts is not answered.",
        LOST,
        Outcomes(&|outcomes, _| {
            if outcomes.len() >= 3 {
                outcomes.pop();
            }
            None
        }),
        || accounts(3),
    )
    .needing(3),
    Fault::inspector2(
        "second-page-lost",
        "Accounts after the fiftieth are not answered.",
        LOST,
        Outcomes(&|outcomes, _| {
            outcomes.truncate(50);
            None
        }),
        || super::reach::strangers(51),
    )
    .needing(51),
    Fault::inspector2(
        "account-after-failed-lost",
        "An account that follows a failed one is not answered.",
        LOST,
        Outcomes(&|outcomes, _| {
            if let Some(place) = outcomes.iter().position(|outcome| !outcome.succeeds)
                && place + 1 < outcomes.len()
            {
                outcomes.remove(place + 1);
            }
            None
        }),
        mixed_accounts,
    )
    .needing(2),
    Fault::inspector2(
        "failed-accounts-not-reported",
        "Accounts that fail are not answered.",
        COMPLETE,
        Outcomes(&|outcomes, _| {
            outcomes.retain(|outcome| outcome.succeeds);
            None
        }),
        bad_account,
    ),
    Fault::inspector2(
        "accounts-without-trials-lost",
        "Accounts without trials are not answered.",
        COMPLETE,
        Outcomes(&|outcomes, _| {
            outcomes.retain(|outcome| outcome.entry.get("freeTrialInfo") != Some(&Json::List(Vec::new())));
            None
        }),
        || accounts(44),
    ),
    Fault::marketplace(
        "third-entity-lost",
        "The third entity of a batch is not answered.",
        LOST,
        Outcomes(&|outcomes, _| {
            if outcomes.len() >= 3 {
                outcomes.remove(2);
            }
            None
        }),
        || entities(3),
    )
    .needing(3),
    Fault::marketplace(
        "full-batch-loses-last",
        "The last of twenty entities is not answered.",
        LOST,
        Outcomes(&|outcomes, _| {
            outcomes.truncate(19);
            None
        }),
        || entities(20),
    )
    .needing(20),
    Fault::marketplace(
        "absent-entities-not-reported",
        "Entities that do not exist are not answered.",
        COMPLETE,
        Outcomes(&|outcomes, _| {
            outcomes.retain(|outcome| code(outcome, "ErrorCode") != "ResourceNotFound");
            None
        }),
        absent_entity,
    ),
    Fault::marketplace(
        "answer-always-empty",
        "The answer is an empty object.",
        COMPLETE,
        Draft(&|draft, _| success(draft, |body| *body = Json::object([]))),
        one_entity,
    ),
    Fault::inspector2(
        "account-in-both-lists",
        "The first account that succeeds is among the failed ones as well.",
        EXCLUSIVE,
        Outcomes(&|outcomes, scene| {
            doubled(outcomes, scene);
            None
        }),
        one_account,
    ),
    Fault::inspector2(
        "failed-account-without-trials",
        "An account that fails is among the others as well, without trials.",
        EXCLUSIVE,
        Outcomes(&|outcomes, _| {
            let failed: Vec<Outcome> = outcomes.iter().filter(|outcome| !outcome.succeeds).cloned().collect();
            outcomes.extend(failed.into_iter().map(|outcome| Outcome {
                succeeds: true,
                entry: Json::object([("freeTrialInfo", Json::List(Vec::new()))]),
                ..outcome
            }));
            None
        }),
        bad_account,
    ),
    Fault::marketplace(
        "entity-in-both-maps",
        "In batches of two or more an entity that succeeds is among the errors as well.",
        EXCLUSIVE,
        Outcomes(&|outcomes, scene| {
            if outcomes.len() >= 2 {
                doubled(outcomes, scene);
            }
            None
        }),
        || entities(2),
    )
    .needing(2),
    Fault::inspector2(
        "caller-account-added",
        "The caller's own account is answered with every batch.",
        STRANGERS,
        Outcomes(&|outcomes, scene| {
            stranger(outcomes, scene, "100000000001");
            None
        }),
        one_account,
    ),
    Fault::marketplace(
        "related-entity-added",
        "With an offer its product is answered.",
        STRANGERS,
        Outcomes(&|outcomes, scene| {
            if scene.items.iter().any(|item| item.id.starts_with("offer-")) {
                stranger(outcomes, scene, "prod-example123");
            }
            None
        }),
        || vec![Ask::entities(&["offer-example123"])],
    ),
    Fault::inspector2(
        "account-once-per-trial",
        "An account is answered once for each of its trials.",
        &["batch/answered-once"],
        Outcomes(&|outcomes, _| {
            let joined = std::mem::take(outcomes);
            for outcome in joined {
                match outcome.entry.get("freeTrialInfo") {
                    Some(Json::List(trials)) if trials.len() > 1 => {
                        for trial in trials {
                            let entry = Json::object([("freeTrialInfo", Json::List(vec![trial.clone()]))]);
                            outcomes.push(Outcome { entry, ..outcome.clone() });
                        }
                    }
                    _ => outcomes.push(outcome),
                }
            }
            None
        }),
        || accounts(44),
    ),
    Fault::inspector2(
        "failed-account-answered-twice",
        "An account that fails is reported twice.",
        &["batch/answered-once"],
        Outcomes(&|outcomes, _| {
            let failed: Vec<Outcome> = outcomes.iter().filter(|outcome| !outcome.succeeds).cloned().collect();
            outcomes.extend(failed);
            None
        }),
        bad_account,
    ),
    Fault::marketplace(
        "entity-key-twice",
        "The first entity of two or more is written twice, under the same key.",
        &["batch/answered-once", "protocol/duplicate-response-keys"],
        Outcomes(&|outcomes, _| {
            if outcomes.len() >= 2 {
                outcomes.extend(outcomes.first().cloned());
            }
            None
        }),
        || entities(2),
    )
    .needing(2),
    Fault::marketplace(
        "entities-merged-without-case",
        "Of two entity ids that differ in case alone one is answered.",
        LOST,
        Outcomes(&|outcomes, _| {
            let mut seen = BTreeSet::new();
            outcomes.retain(|outcome| seen.insert(outcome.id.to_ascii_lowercase()));
            None
        }),
        || vec![Ask::entities(&["prod-abcd1234", "PROD-ABCD1234"])],
    )
    .needing(2),
    Fault::inspector2(
        "accounts-merged-by-digits",
        "Of several account ids with the same digits one is answered.",
        LOST,
        Outcomes(&|outcomes, _| {
            let digits = |id: &str| id.chars().filter(char::is_ascii_digit).collect::<String>();
            let mut seen = BTreeSet::new();
            outcomes.retain(|outcome| seen.insert(digits(&outcome.id)));
            None
        }),
        || vec![Ask::accounts(&["123456789012", "account 123456789012"])],
    )
    .needing(2),
];
