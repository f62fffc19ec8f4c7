//! Pairs of answers that differ in one thing: whether what an entry says agrees with itself, the request and what was told.

use batchspec_harness::generate::{ItemKind, RelationKind};

use super::near_misses::{GOOD, Row, details, entity, lists, none, one, row, trial};
use super::scene::Scene;

/// An entity of a type that it tells, with this ARN.
fn arn(arn: &str) -> Scene {
    details(&format!(r#""EntityType":"SaaSProduct@1.0","EntityArn":"{arn}""#))
}

/// The answer to one id in two catalogs, with an ARN in this one.
fn in_both_catalogs(catalog: &str) -> Scene {
    let item = |catalog: &str| format!(r#"{{"Catalog":"{catalog}","EntityId":"prod-1a"}}"#);
    let asked = format!(r#"{{"EntityRequestList":[{},{}]}}"#, item("AWSMarketplace"), item("Foo"));
    let arn = format!("arn:aws:aws-marketplace:us-east-1:123456789012:{catalog}/Offer/prod-1a");
    Scene::entities(&asked).ok(format!(r#"{{"EntityDetails":{{"prod-1a":{{"EntityArn":"{arn}"}}}}}}"#))
}

/// The one account fails with this code.
fn failing(code: &str) -> Scene {
    one().ok(lists("", &format!(r#"{{"accountId":"123456789012","code":"{code}","message":"no"}}"#)))
}

/// The one account succeeds with these trials, and was told as absent.
fn absent_with(trials: &str) -> Scene {
    let account = format!(r#"{{"accountId":"123456789012","freeTrialInfo":[{trials}]}}"#);
    one().ok(lists(&account, "")).told("123456789012", ItemKind::Absent)
}

/// A failed account with this message.
fn message(message: &str) -> Scene {
    let entry = format!(r#"{{"accountId":"123456789012","code":"ACCESS_DENIED","message":"{message}"}}"#);
    one().ok(lists("", &entry))
}

/// The last of three answers, after a request that invents a member.
fn after_invention(last: &str) -> Scene {
    let inventing = r#"{"leaked0123456789":1,"accountIds":["123456789012"]}"#;
    let echo = r#"{"accounts":[],"failedAccounts":[],"leaked0123456789":1}"#;
    let others = vec![Scene::accounts(inventing).ok(echo), one().ok(last)];
    one().ok(lists(GOOD, "")).repeated(RelationKind::AfterInvention, others)
}

const TRIAL: &str = r#"{"type":"EC2","status":"ACTIVE","start":1690836000,"end":1690836001}"#;

pub(super) const ROWS: &[Row] = &[
    row(
        "success-shape",
        "protocol/response-member-names",
        || details(r#""DetailsDocument":{},"entity_type":"Offer@1.0""#),
        || details(r#""DetailsDocument":{},"EntityType":"Offer","entityType":"Offer","entityTypes":[]"#),
    ),
    row(
        "as-told",
        "subjects/as-told",
        || failing("ACCESS_DENIED").told("123456789012", ItemKind::Present),
        || failing("INTERNAL_ERROR").told("123456789012", ItemKind::Present),
    ),
    row("as-told", "subjects/as-told", || absent_with(TRIAL), || absent_with("")),
    row(
        "as-told",
        "subjects/as-told",
        || one().ok(lists(GOOD, "")).told("123456789012", ItemKind::Denied),
        || {
            let denied = one().told("123456789012", ItemKind::Denied);
            denied.error(403, "AccessDeniedException", r#"{"message":"no"}"#)
        },
    ),
    row(
        "traces",
        "response/no-traces-of-a-language",
        || message("[object Object] is denied"),
        || message("This is undefined behaviour, and None of our business"),
    ),
    row(
        "traces",
        "response/no-traces-of-a-language",
        || entity().ok(r#"{"EntityDetails":{},"Errors":{"prod-1a":{"ErrorMessage":"null"}}}"#),
        || {
            let null = r#"{"EntityRequestList":[{"Catalog":"AWSMarketplace","EntityId":"null"}]}"#;
            Scene::entities(null).ok(r#"{"EntityDetails":{},"Errors":{"null":{"ErrorMessage":"null"}}}"#)
        },
    ),
    row(
        "traces",
        "response/no-traces-of-a-language",
        || details(r#""DetailsDocument":{"Sku":"undefined"}"#),
        || details(r#""DetailsDocument":{"Sku":"None","Title":"null"}"#),
    ),
    row(
        "traces",
        "response/no-traces-of-a-language",
        || {
            none().error(
                400,
                "ValidationException",
                r#"{"message":"java.lang.Object@1a2b3c","reason":"OTHER"}"#,
            )
        },
        || {
            none().error(
                400,
                "ValidationException",
                r#"{"message":"java.lang@example.com","reason":"OTHER"}"#,
            )
        },
    ),
    row(
        "leaks",
        "response/requested-names-do-not-leak",
        || after_invention(r#"{"accounts":[],"failedAccounts":[],"leaked0123456789":1}"#),
        || after_invention(r#"{"accounts":[],"failedAccounts":[],"leaked":1}"#),
    ),
    row(
        "suite-rules",
        "marketplace/response/entity-member-types",
        || details(r#""DetailsDocument":[{"a":1}]"#),
        || details(r#""DetailsDocument":null"#),
    ),
    row(
        "suite-rules",
        "marketplace/response/entity-arn-shape",
        || arn("arn:aws:aws-marketplace:us-east-1:123456789012:AWSMarketplace/Offer/prod-1a"),
        || arn("arn:aws-cn:aws-marketplace:cn-north-1:000000000042:AWSMarketplace/SaaSProduct/prod-1a"),
    ),
    row(
        "suite-rules",
        "marketplace/response/entity-arn-prefix",
        || arn("arn:aws:aws-marketplace:us-east-1:42:AWSMarketplace/SaaSProduct/prod-1a"),
        || {
            arn(
                "arn:aws-us-gov:aws-marketplace:us-gov-west-1:000000000042:AWSMarketplace/SaaSProduct/prod-1a",
            )
        },
    ),
    row(
        "suite-rules",
        "marketplace/response/entity-arn-shape",
        || details(r#""EntityArn":"arn:aws:aws-marketplace:us-east-1:123456789012:Foo/Offer/prod-1a""#),
        || {
            details(
                r#""EntityArn":"arn:aws:aws-marketplace:us-east-1:123456789012:AWSMarketplace/Offer/prod-1a""#,
            )
        },
    ),
    row(
        "suite-rules",
        "marketplace/response/entity-arn-shape",
        || in_both_catalogs("Baz"),
        || in_both_catalogs("Foo"),
    ),
    row(
        "suite-rules",
        "marketplace/response/entity-identifier-shape",
        || details(r#""EntityIdentifier":"prod-1a@""#),
        || details(r#""EntityIdentifier":"prod-1a@null""#),
    ),
    row(
        "suite-rules",
        "marketplace/response/last-modified-format",
        || details(r#""LastModifiedDate":"2023-06-31T10:00:00Z""#),
        || details(r#""LastModifiedDate":"2024-02-29T10:00:00Z""#),
    ),
    row(
        "suite-rules",
        "inspector2/response/start-before-end",
        || trial(r#""type":"EC2","status":"ACTIVE","start":28180600,"end":28180601"#),
        || trial(r#""type":"EC2","status":"ACTIVE","start":1609459200,"end":1609459200"#),
    ),
];
