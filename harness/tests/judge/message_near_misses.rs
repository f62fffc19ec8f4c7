//! Pairs of answers that differ in one thing of HTTP itself: with it a clause is broken, without it nothing is.

use batchspec_harness::generate::{Aim, RelationKind};

use super::near_misses::{Row, row};
use super::scene::Scene;

const SERVED: &str = r#"{"accounts":[{"accountId":"123456789012","freeTrialInfo":[]}],"failedAccounts":[]}"#;
const INVALID: &str = r#"{"message":"it is invalid","reason":"FIELD_VALIDATION_FAILED"}"#;

/// A request for no account at all, as documented.
fn none() -> Scene {
    Scene::accounts(r#"{"accountIds":[]}"#)
}

fn refused(scene: Scene) -> Scene {
    scene.error(400, "ValidationException", INVALID)
}

/// A valid request and a breach, both under this media type.
fn spelled(media_type: &str) -> [Scene; 2] {
    let one = Scene::accounts(r#"{"accountIds":["123456789012"]}"#);
    [one, none()].map(|scene| scene.with_header("content-type", media_type))
}

/// A breach as documented, a valid request in another spelling, and the breach in that.
fn breach(documented: Scene, others: [Scene; 2]) -> Scene {
    let clause = documented.contract.known.every_spelling_is_checked;
    let mut scene = documented.repeated(RelationKind::BreachRespelled, others.into());
    scene.case.aim = Aim::Clause(clause);
    scene
}

pub(super) const ROWS: &[Row] = &[
    row(
        "every-spelling",
        "http/every-spelling-is-checked",
        || {
            let [valid, wrong] = spelled("application/json; charset=utf-8");
            breach(refused(none()), [valid.ok(SERVED), wrong.ok(r#"{"accounts":[],"failedAccounts":[]}"#)])
        },
        || {
            let [valid, wrong] = spelled("application/json; charset=utf-8");
            breach(
                refused(none()),
                [valid.ok(SERVED), wrong.error(415, "UnsupportedMediaTypeException", "{}")],
            )
        },
    ),
    row(
        "every-spelling",
        "http/every-spelling-is-checked",
        || {
            let [valid, wrong] = spelled("text/plain");
            breach(refused(none()), [valid.ok(SERVED), wrong.ok("{}")])
        },
        // Under this media type the body is not read at all, so that a breach in it breaks nothing.
        || {
            let [valid, wrong] = spelled("text/plain");
            let empty = r#"{"accounts":[],"failedAccounts":[]}"#;
            breach(refused(none()), [valid.ok(empty), wrong.ok(empty)])
        },
    ),
    row(
        "every-spelling",
        "http/every-spelling-is-checked",
        || {
            let [valid, wrong] = spelled("Application/JSON");
            breach(refused(none()), [valid.ok(SERVED), wrong.ok("{}")])
        },
        // Let in as documented, too: the constraint's own clause says so.
        || {
            let [valid, wrong] = spelled("Application/JSON");
            breach(none().ok("{}"), [valid.ok(SERVED), wrong.ok("{}")])
        },
    ),
];
