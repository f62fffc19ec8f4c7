//! Servers that let one item decide over the call.

use super::clauses::{REFUSED, led};
use super::reach::{BAD, GOOD, absent_entity, bad_account};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite;
use batchspec_fixtures::alteration::Alteration::{Draft, Outcomes};
use batchspec_fixtures::alteration::Scene;
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::answers::Outcome;
use batchspec_fixtures::reference::refusal::{Cause, Documented, Refusal};

/// The call fails for one of its items.
const FAILS: &[&str] = &led::<7>("batch/item-failure-keeps-200", REFUSED);

/// A good account and a failing one.
fn mixed_accounts() -> Vec<Ask> {
    vec![Ask::accounts(&[BAD, GOOD])]
}

/// A good entity and an absent one.
fn mixed_entities() -> Vec<Ask> {
    vec![Ask::entities(&["example-123-abcd", "example-456-abcd"])]
}

fn denied(scene: &Scene) -> Refusal {
    let cause = Cause::Documented(Documented::AccessDenied);
    Refusal::documented(scene.suite, cause, Documented::AccessDenied)
}

/// An error that this operation does not have, as a sibling for single items has it.
fn not_found(scene: &Scene) -> Refusal {
    let mut refusal = denied(scene);
    refusal.status = 404;
    refusal.error = "ResourceNotFoundException";
    refusal.message = "the entity does not exist".to_owned();
    refusal
}

fn code<'a>(outcome: &'a Outcome, name: &str) -> &'a str {
    outcome.entry.get(name).and_then(Json::as_text).unwrap_or("")
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "failed-account-fails-call",
        "One account that fails makes the call an AccessDeniedException.",
        FAILS,
        Outcomes(&|outcomes, scene| outcomes.iter().any(|outcome| !outcome.succeeds).then(|| denied(scene))),
        mixed_accounts,
    ),
    Fault::inspector2(
        "unknown-account-invalid",
        "One account that fails among others makes the call a ValidationException.",
        &led::<9>(
            "batch/item-failure-keeps-200",
            &led::<8>(
                "inspector2/request/account-id-strict-accepted",
                &led::<7>("inspector2/request/account-id-odd-accepted", REFUSED),
            ),
        ),
        Outcomes(&|outcomes, scene| {
            let fails = outcomes.len() > 1 && outcomes.iter().any(|outcome| !outcome.succeeds);
            let refusal = Refusal::new(scene.suite, Cause::Pattern, &scene.style);
            fails.then(|| Refusal { message: "there is no such account".to_owned(), ..refusal })
        }),
        mixed_accounts,
    )
    .needing(2),
    Fault::marketplace(
        "absent-entity-fails-call",
        "One entity that does not exist makes the call a ResourceNotFoundException.",
        &led::<11>(
            "marketplace/response/absent-entity-is-item-error",
            &led::<10>(
                "marketplace/response/all-absent-keeps-200",
                &led::<9>(
                    "marketplace/request/entity-id-odd-accepted",
                    &led::<8>("protocol/error-known-set", FAILS),
                ),
            ),
        ),
        Outcomes(&|outcomes, scene| {
            let absent = |outcome: &Outcome| code(outcome, "ErrorCode") == "ResourceNotFound";
            outcomes.iter().any(absent).then(|| not_found(scene))
        }),
        mixed_entities,
    ),
    Fault::marketplace(
        "all-absent-fails-call",
        "A call whose entities all fail is a ResourceNotFoundException.",
        &led::<10>(
            "marketplace/response/all-absent-keeps-200",
            &led::<9>(
                "marketplace/request/entity-id-odd-accepted",
                &led::<8>("protocol/error-known-set", FAILS),
            ),
        ),
        Outcomes(&|outcomes, scene| {
            (!outcomes.iter().any(|outcome| outcome.succeeds)).then(|| not_found(scene))
        }),
        absent_entity,
    ),
    Fault::marketplace(
        "denied-entity-fails-call",
        "One entity that the caller may not see makes the call an AccessDeniedException.",
        FAILS,
        Outcomes(&|outcomes, scene| {
            let hidden = |outcome: &Outcome| code(outcome, "ErrorCode") == "AccessDenied";
            outcomes.iter().any(hidden).then(|| denied(scene))
        }),
        || vec![Ask::entities(&["example-123-abcd", "prod-denied00001"])],
    ),
    Fault::inspector2(
        "item-failure-with-status-207",
        "A call in which an account fails has status 207.",
        &["protocol/success-status", "batch/item-failure-keeps-200"],
        Draft(&|draft, scene| {
            let empty = Json::List(Vec::new());
            let failed = draft.body.as_ref().and_then(|body| body.get(Suite::Inspector2.collections()[1]));
            if draft.cause.is_none() && !scene.items.is_empty() && failed != Some(&empty) {
                draft.status = 207;
            }
        }),
        bad_account,
    ),
];
