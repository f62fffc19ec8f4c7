//! Pairs of answers that differ in one thing of HTTP itself: with it a clause is broken, without it nothing is.

use std::io::Write as _;

use batchspec_harness::generate::{Aim, Relation, RelationKind};
use batchspec_harness::message::WireFault;
use flate2::Compression;
use flate2::write::GzEncoder;

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

/// A valid request under this Accept-Encoding, answered with this body under these labels.
fn coded(accepts: Option<&str>, labels: &[&str], body: &[u8]) -> Scene {
    let mut scene = Scene::accounts(r#"{"accountIds":["123456789012"]}"#);
    if let Some(accepts) = accepts {
        scene = scene.with_header("accept-encoding", accepts);
    }
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(labels.iter().map(|label| ("content-encoding", *label)));
    scene.answered(200, &headers, body)
}

/// [`SERVED`] in gzip.
fn gzip() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(SERVED.as_bytes()).and_then(|()| encoder.finish()).expect("memory")
}

/// A request with another method, answered 405 with these fields.
fn not_allowed(path: &str, fields: &[(&str, &str)]) -> Scene {
    let scene = Scene::accounts(r#"{"accountIds":["123456789012"]}"#).with_method("PUT").with_path(path);
    let headers = [&[("content-type", "application/json")], fields].concat();
    scene.answered(405, &headers, r#"{"message":"no"}"#)
}

const PATH: &str = "/freetrialinfo/batchget";

/// Two requests that say the same, of which the other has this head.
fn respelled(head: (&'static str, &str), other: fn(Scene) -> Scene) -> Scene {
    let one = Scene::accounts(r#"{"accountIds":["123456789012"]}"#);
    let clause = one.contract.known.media_type_case;
    let spelled = one.clone().with_header(head.0, head.1);
    let mut scene = one.ok(SERVED).repeated(RelationKind::Respelled, vec![other(spelled)]);
    scene.case.relation = Some(Relation { kind: RelationKind::Respelled, variants: vec![0, 1] });
    scene.case.aim = Aim::Clause(clause);
    scene
}

const DENIED: &str = r#"{"accounts":[],"failedAccounts":[{"accountId":"123456789012","code":"ACCESS_DENIED","message":"no"}]}"#;

pub(super) const ROWS: &[Row] = &[
    row(
        "content-coding",
        "http/content-coding",
        || coded(Some("gzip;q=0"), &["gzip"], &gzip()),
        || coded(Some("*;q=0.1, br;q=0"), &["x-gzip"], &gzip()),
    ),
    row(
        "content-coding",
        "http/content-coding",
        || coded(Some("identity"), &["gzip"], &gzip()),
        || coded(Some("gzip"), &["identity"], SERVED.as_bytes()),
    ),
    row(
        "content-coding",
        "http/content-coding",
        || coded(Some("gzip"), &[], &gzip()),
        || coded(Some("gzip"), &["gzip"], &gzip()),
    ),
    row(
        "content-coding",
        "http/content-coding",
        || coded(Some("gzip"), &["gzip"], SERVED.as_bytes()),
        // Nothing in it that could be coded.
        || coded(Some("gzip"), &["gzip"], b""),
    ),
    row(
        "content-coding",
        "http/content-coding",
        || coded(None, &["gzip"], &gzip()),
        // Who forbids every answer may be passed over.
        || coded(Some("*;q=0"), &[], SERVED.as_bytes()),
    ),
    row(
        "success-media-type",
        "protocol/answer-is-json-text",
        || coded(Some("gzip"), &["zstd"], b"\x28\xb5\x2f\xfd"),
        || coded(Some("gzip"), &["gzip"], &gzip()),
    ),
    row(
        "allow-on-405",
        "http/allow-on-405",
        || not_allowed(PATH, &[]),
        || not_allowed(PATH, &[("allow", "POST")]),
    ),
    row(
        "allow-on-405",
        "http/allow-on-405",
        || not_allowed(PATH, &[("allow", "GET, post")]),
        || not_allowed(PATH, &[("allow", "GET"), ("allow", "OPTIONS ,POST")]),
    ),
    row(
        "allow-on-405",
        "http/allow-on-405",
        || not_allowed("/other", &[]),
        // Nothing may be allowed there.
        || not_allowed("/other", &[("allow", "")]),
    ),
    row(
        "single-fields",
        "http/single-fields",
        || {
            let twice = [("content-type", "application/json"), ("content-type", "application/json")];
            Scene::accounts("{").answered(400, &twice, "{}")
        },
        || {
            let lists = [("content-type", "application/json"), ("vary", "origin"), ("vary", "accept")];
            Scene::accounts("{").answered(400, &lists, "{}")
        },
    ),
    row(
        "single-fields",
        "http/single-fields",
        || coded(Some("gzip"), &["gzip", "gzip"], &gzip()),
        || coded(Some("gzip"), &["identity", "gzip"], &gzip()),
    ),
    row(
        "single-fields",
        "http/single-fields",
        || none().failed(WireFault::NotHttp { detail: WireFault::TWO_LENGTHS.to_owned() }),
        || refused(none()),
    ),
    row(
        "acceptance",
        "http/media-type-case",
        || {
            let unread = |scene: Scene| scene.error(415, "UnsupportedMediaTypeException", "{}");
            respelled(("content-type", "Application/JSON; Charset=UTF-8"), unread)
        },
        || {
            respelled(("content-type", "application/json; charset=iso-8859-1"), |scene| {
                scene.error(415, "UnsupportedMediaTypeException", "{}")
            })
        },
    ),
    row(
        "relations",
        "http/media-type-case",
        || respelled(("content-type", "APPLICATION/JSON"), |scene| scene.ok(DENIED)),
        || respelled(("content-type", "APPLICATION/JSON"), |scene| scene.ok(SERVED.replace(',', " ,"))),
    ),
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
