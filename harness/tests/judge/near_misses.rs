//! Pairs of answers that differ in one thing: with it a clause is broken, without it nothing is.

use batchspec_harness::generate::RelationKind;
use batchspec_harness::message::{Credentials, WireFault};

use super::scene::Scene;

/// A check, a clause that it decides, an answer that breaks it, and a near one that breaks nothing.
pub(super) struct Row {
    pub(super) check: &'static str,
    pub(super) clause: &'static str,
    pub(super) rejected: fn() -> Scene,
    pub(super) passed: fn() -> Scene,
}

pub(super) const fn row(
    check: &'static str,
    clause: &'static str,
    rejected: fn() -> Scene,
    passed: fn() -> Scene,
) -> Row {
    Row { check, clause, rejected, passed }
}

pub(super) const GOOD: &str = r#"{"accountId":"123456789012","freeTrialInfo":[]}"#;

/// A valid request for one account.
pub(super) fn one() -> Scene {
    Scene::accounts(r#"{"accountIds":["123456789012"]}"#)
}

/// A valid request for two accounts.
fn two() -> Scene {
    Scene::accounts(r#"{"accountIds":["123456789012","210987654321"]}"#)
}

/// A request without accounts, which must be refused.
pub(super) fn none() -> Scene {
    Scene::accounts(r#"{"accountIds":[]}"#)
}

/// A valid request to another path.
pub(super) fn elsewhere() -> Scene {
    one().with_path("/elsewhere")
}

/// A request that is no JSON.
fn garbled() -> Scene {
    Scene::accounts("{")
}

pub(super) fn entity() -> Scene {
    Scene::entities(r#"{"EntityRequestList":[{"Catalog":"AWSMarketplace","EntityId":"prod-1a"}]}"#)
}

/// A success that holds these entries.
pub(super) fn lists(accounts: &str, failed: &str) -> String {
    format!(r#"{{"accounts":[{accounts}],"failedAccounts":[{failed}]}}"#)
}

/// A success for the one account, with this trial.
pub(super) fn trial(members: &str) -> Scene {
    let account = format!(r#"{{"accountId":"123456789012","freeTrialInfo":[{{{members}}}]}}"#);
    one().ok(lists(&account, ""))
}

pub(super) fn details(members: &str) -> Scene {
    entity().ok(format!(r#"{{"EntityDetails":{{"prod-1a":{{{members}}}}}}}"#))
}

fn denied(code: &str) -> Scene {
    one().ok(lists("", &format!(r#"{{"accountId":"123456789012","code":"{code}","message":"no"}}"#)))
}

fn typed(content_type: &str) -> Scene {
    one().answered(200, &[("content-type", content_type)], lists(GOOD, ""))
}

pub(super) const INVALID: &str = r#"{"message":"it is invalid","reason":"FIELD_VALIDATION_FAILED"}"#;

/// A refusal with these headers beside the type in them.
fn refused(headers: &[(&str, &str)], body: &str) -> Scene {
    none().answered(400, headers, body)
}

const JSON: (&str, &str) = ("content-type", "application/json");
const VALIDATION: (&str, &str) = ("x-amzn-errortype", "ValidationException");

fn throttled(headers: &[(&str, &str)], body: &str) -> Scene {
    let headers = [&[JSON, ("x-amzn-errortype", "ThrottlingException")], headers].concat();
    one().answered(429, &headers, body)
}

/// The three answers to one request sent three times.
fn thrice(first: Scene, second: Scene, third: Scene) -> Scene {
    first.repeated(RelationKind::Repeated, vec![second, third])
}

pub(super) const ROWS: &[Row] = &[
    row(
        "answered",
        "protocol/success-status",
        || one().failed(WireFault::Dropped),
        || one().failed(WireFault::Refused),
    ),
    row(
        "answered",
        "protocol/answer-is-json-text",
        || one().failed(WireFault::CutShort),
        || one().ok(lists(GOOD, "")),
    ),
    row(
        "answered",
        "protocol/no-server-error-on-bad-input",
        || none().failed(WireFault::TimedOut { limit_ms: 1000 }),
        || none().error(400, "ValidationException", INVALID),
    ),
    row(
        "server-error",
        "protocol/success-status",
        || one().error(500, "InternalServerException", r#"{"message":"oh"}"#),
        || one().error(500, "InternalServerException", r#"{"message":"oh"}"#).ok(lists(GOOD, "")),
    ),
    row(
        "server-error",
        "protocol/no-server-error-on-bad-input",
        || garbled().error(500, "InternalServerException", "{}"),
        || garbled().error(400, "SerializationException", "{}"),
    ),
    row(
        "acceptance",
        "protocol/success-status",
        || one().answered(204, &[], ""),
        || one().ok(lists(GOOD, "")),
    ),
    row(
        "acceptance",
        "inspector2/request/account-id-strict-accepted",
        || one().error(400, "ValidationException", INVALID),
        || one().error(429, "ThrottlingException", r#"{"message":"later"}"#),
    ),
    row(
        "refusal",
        "inspector2/request/account-ids-min",
        || none().ok(lists("", "")),
        || none().error(400, "ValidationException", INVALID),
    ),
    row(
        "refusal",
        "protocol/malformed-json-rejected",
        || garbled().error(403, "AccessDeniedException", "{}"),
        || garbled().error(400, "SerializationException", "{}"),
    ),
    row(
        "refusal",
        "protocol/wrong-method",
        || one().with_method("PUT").ok(lists(GOOD, "")),
        || one().with_method("PUT").ok(r#"{"message":"hello"}"#),
    ),
    row(
        "refusal",
        "inspector2/request/account-ids-type-error",
        || Scene::accounts(r#"{"accountIds":7}"#).error(403, "AccessDeniedException", "{}"),
        || Scene::accounts(r#"{"accountIds":7}"#).error(400, "ValidationException", INVALID),
    ),
    row(
        "refusal",
        "protocol/unknown-path",
        || elsewhere().ok(lists(GOOD, "")),
        || elsewhere().answered(501, &[], "<html>"),
    ),
    row(
        "authentication",
        "auth/unsigned-rejected",
        || one().signed_by(Credentials::Missing).ok(lists(GOOD, "")),
        || one().signed_by(Credentials::Missing).answered(403, &[], "<AccessDenied/>"),
    ),
    row(
        "authentication",
        "auth/malformed-header-rejected",
        || one().signed_by(Credentials::Unreadable).error(404, "IncompleteSignature", "{}"),
        || one().signed_by(Credentials::Unreadable).error(400, "IncompleteSignatureException", "{}"),
    ),
    row(
        "authentication",
        "auth/unknown-key-rejected",
        || one().signed_by(Credentials::UnknownKey).error(403, "SerializationException", "{}"),
        || one().signed_by(Credentials::UnknownKey).error(401, "ns#UnrecognizedClientException:x", "{}"),
    ),
    row(
        "authentication",
        "auth/bad-signature-rejected",
        || one().signed_by(Credentials::Old).ok(lists(GOOD, "")),
        || one().signed_by(Credentials::Old).error(400, "RequestExpired", "{}"),
    ),
    row(
        "authentication",
        "auth/before-validation",
        || none().signed_by(Credentials::Missing).error(400, "ValidationException", INVALID),
        || none().signed_by(Credentials::Missing).answered(401, &[], ""),
    ),
    row(
        "provocation",
        "inspector2/error/modelled-statuses",
        || one().provoking("AccessDeniedException").error(400, "ValidationException", INVALID),
        || one().provoking("AccessDeniedException").error(403, "AccessDeniedException", "{}"),
    ),
    row(
        "error-identity",
        "protocol/error-type-identified",
        || refused(&[JSON], INVALID),
        || refused(&[JSON], r#"{"__type":"a.b#ValidationException:http://x","message":"","reason":"OTHER"}"#),
    ),
    row(
        "error-identity",
        "protocol/error-known-set",
        || none().error(400, "InvalidParameterException", "{}"),
        || none().error(400, "IncompleteSignatureException", "{}"),
    ),
    row(
        "error-identity",
        "protocol/error-body-structure",
        || none().error(400, "ValidationException", "[]"),
        || none().error(400, "ValidationException", "{}"),
    ),
    row(
        "error-identity",
        "protocol/error-media-type-json",
        || refused(&[("content-type", "text/plain"), VALIDATION], INVALID),
        || refused(&[("content-type", "application/problem+json"), VALIDATION], INVALID),
    ),
    row(
        "error-shape",
        "inspector2/error/validation-status",
        || none().error(422, "ValidationException", INVALID),
        || none().error(400, "ValidationException", INVALID),
    ),
    row(
        "error-shape",
        "inspector2/error/validation-members",
        || none().error(400, "ValidationException", r#"{"reason":"OTHER"}"#),
        || none().error(400, "ValidationException", r#"{"reason":"OTHER","message":""}"#),
    ),
    row(
        "error-shape",
        "inspector2/error/validation-reason-enum",
        || none().error(400, "ValidationException", r#"{"reason":"other","message":"no"}"#),
        || none().error(400, "ValidationException", r#"{"reason":"OTHER","message":"no"}"#),
    ),
    row(
        "error-shape",
        "inspector2/error/retry-after-integer",
        || throttled(&[("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT")], r#"{"message":"later"}"#),
        || throttled(&[("retry-after", "30")], r#"{"message":"later"}"#),
    ),
    row(
        "error-shape",
        "inspector2/error/retry-after-in-header",
        || throttled(&[], r#"{"message":"later","retryAfterSeconds":30}"#),
        || throttled(&[], r#"{"message":"later"}"#),
    ),
    row(
        "success-media-type",
        "protocol/success-content-type-json",
        || typed("text/plain"),
        || typed("Application/JSON; charset=utf-8"),
    ),
    row(
        "success-media-type",
        "protocol/success-content-type-exact",
        || typed("application/x-amz-json-1.1"),
        || typed("application/json"),
    ),
    row(
        "success-media-type",
        "protocol/answer-is-json-text",
        || one().ok(format!("{} x", lists(GOOD, ""))),
        || one().ok(format!("{} \r\n", lists(GOOD, ""))),
    ),
    row(
        "success-media-type",
        "protocol/answer-is-json-text",
        || one().ok(format!("\u{feff}{}", lists(GOOD, ""))),
        || one().ok(format!("\n{}", lists(GOOD, ""))),
    ),
    row(
        "success-shape",
        "inspector2/response/lists-present",
        || one().ok(format!(r#"{{"accounts":[{GOOD}]}}"#)),
        || one().ok(lists(GOOD, "")),
    ),
    row(
        "success-shape",
        "protocol/response-no-null-members",
        || one().ok(lists(&format!("{GOOD},null"), "")),
        || one().ok(lists(GOOD, "")),
    ),
    row(
        "success-shape",
        "inspector2/response/timestamps-number",
        || trial(r#""type":"EC2","status":"ACTIVE","start":"1690836000","end":1690836000"#),
        || trial(r#""type":"EC2","status":"ACTIVE","start":1.690836E9,"end":1690836000.5"#),
    ),
    row(
        "success-shape",
        "inspector2/response/free-trial-members",
        || trial(r#""type":"EC2","start":1,"end":2"#),
        || trial(r#""type":"EC2","status":"ACTIVE","start":1,"end":2"#),
    ),
    row(
        "success-shape",
        "inspector2/response/failed-account-code-enum",
        || denied("access_denied"),
        || denied("INTERNAL_ERROR"),
    ),
    row(
        "success-shape",
        "protocol/document-any-json",
        || details(r#""DetailsDocument":"{\"a\":1}""#),
        || details(r#""DetailsDocument":{"a":[null,1e400]}"#),
    ),
    row(
        "success-shape",
        "marketplace/response/last-modified-format",
        || details(r#""LastModifiedDate":"2023-07-31T20:37:08.123Z""#),
        || details(r#""LastModifiedDate":"2023-07-31T20:37:08Z""#),
    ),
    row(
        "suite-rules",
        "inspector2/response/start-before-end",
        || trial(r#""type":"EC2","status":"ACTIVE","start":1690836001,"end":1690836000"#),
        || trial(r#""type":"EC2","status":"ACTIVE","start":1690836000,"end":1.690836e9"#),
    ),
    row(
        "suite-rules",
        "marketplace/response/entity-identifier-shape",
        || details(r#""EntityIdentifier":"prod-1ab@1""#),
        || details(r#""EntityIdentifier":"prod-1a@1""#),
    ),
    row(
        "duplicate-keys",
        "protocol/duplicate-response-keys",
        || one().ok(lists(r#"{"accountId":"123456789012","freeTrialInfo":[],"account\u0049d":"x"}"#, "")),
        || one().ok(lists(r#"{"accountId":"123456789012","freeTrialInfo":[],"accountid":"x"}"#, "")),
    ),
    row(
        "batch-partition",
        "batch/complete",
        || two().ok(lists(GOOD, "")),
        || two().ok(lists(&format!(r#"{{"accountId":"210987654321","freeTrialInfo":[]}},{GOOD}"#), "")),
    ),
    row(
        "batch-partition",
        "batch/exclusive",
        || one().ok(lists(GOOD, r#"{"accountId":"123456789012","code":"ACCESS_DENIED","message":""}"#)),
        || two().ok(lists(GOOD, r#"{"accountId":"210987654321","code":"ACCESS_DENIED","message":""}"#)),
    ),
    row(
        "batch-partition",
        "batch/no-strangers",
        || one().ok(lists(&format!(r#"{GOOD},{{"accountId":"999988887777","freeTrialInfo":[]}}"#), "")),
        || one().ok(lists(GOOD, "")),
    ),
    row(
        "batch-partition",
        "batch/answered-once",
        || one().ok(lists(&format!("{GOOD},{GOOD}"), "")),
        || {
            let twice = Scene::accounts(r#"{"accountIds":["123456789012","123456789012"]}"#);
            twice.ok(lists(&format!("{GOOD},{GOOD}"), ""))
        },
    ),
    row(
        "batch-partition",
        "batch/key-echo-exact",
        || one().ok(lists(r#"{"accountId":"123456789012 ","freeTrialInfo":[]}"#, "")),
        || one().ok(lists(r#"{"accountId":"\u003123456789012","freeTrialInfo":[]}"#, "")),
    ),
    row(
        "relations",
        "batch/repeat-stable",
        || thrice(one().ok(lists(GOOD, "")), denied("ACCESS_DENIED"), one().ok(lists(GOOD, ""))),
        || thrice(one().ok(lists(GOOD, "")), denied("INTERNAL_ERROR"), one().ok(lists(GOOD, ""))),
    ),
    row(
        "item-failure",
        "marketplace/response/absent-entity-is-item-error",
        || entity().ok(r#"{"EntityDetails":{"a-1":{"ErrorCode":"ResourceNotFound","ErrorMessage":"no"}}}"#),
        || entity().ok(r#"{"EntityDetails":{"a-1":{"ErrorCode":"x","EntityType":"Offer"}}}"#),
    ),
    row(
        "scope",
        "protocol/status-matches-scope",
        || one().error(200, "ValidationException", &lists(GOOD, "")),
        || one().ok(lists(GOOD, "")),
    ),
];
