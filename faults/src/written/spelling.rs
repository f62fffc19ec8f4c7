//! Servers whose checks stand on one of several ways in.

use super::reach::parsed;
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Settings;

const EVERY_SPELLING: &[&str] = &["http/every-spelling-is-checked"];

/// A call for something that is no account, and one that is.
fn no_account() -> Ask {
    Ask::accounts(&["12345"])
}

/// A call for something that is no entity.
fn no_entity() -> Ask {
    Ask::entities(&["-"])
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "validated-by-exact-content-type",
        "The validator is mounted for the Content-Type application/json, and a charset leads past it.",
        EVERY_SPELLING,
        Settings(&|settings| {
            settings.validated = |ask| ask.field("content-type") == Some("application/json");
        }),
        || vec![no_account().header("content-type", "application/json; charset=utf-8")],
    ),
    Fault::marketplace(
        "other-media-types-unvalidated",
        "A body under another media type is parsed by hand, behind the validator.",
        EVERY_SPELLING,
        Settings(&|settings| {
            settings.gate.content_type_enforced = false;
            settings.validated =
                |ask| ask.field("content-type").is_some_and(|value| value.contains("application/json"));
        }),
        || vec![no_entity().header("content-type", "text/plain")],
    ),
    Fault::marketplace(
        "validated-if-first-byte-is-brace",
        "Only what begins with a brace is taken for JSON to be validated; white space before it leads past that.",
        EVERY_SPELLING,
        Settings(&|settings| settings.validated = |ask| ask.body.first() == Some(&b'{')),
        || {
            let mut ask = no_entity();
            ask.body.insert(0, b' ');
            vec![ask]
        },
    ),
    Fault::inspector2(
        "escapes-unvalidated",
        "The quick check of the raw text gives up at an escape and lets the request through.",
        &[
            "http/every-spelling-is-checked",
            "inspector2/request/account-id-pattern",
            "batch/invalid-item-rejects-call",
        ],
        Settings(&|settings| {
            settings.validated = |ask| !ask.body.windows(2).any(|pair| pair == b"\\u");
        }),
        || vec![Ask::inspector2(r#"{"accountIds":["\u0031"]}"#)],
    ),
    Fault::inspector2(
        "chunks-unvalidated",
        "A request without Content-Length counts as one without a body to validate.",
        EVERY_SPELLING,
        Settings(&|settings| settings.validated = |ask| ask.field("content-length").is_some()),
        || vec![no_account().header("transfer-encoding", "chunked")],
    ),
    Fault::marketplace(
        "query-unvalidated",
        "The validator is found by the whole request target, in which a query is not foreseen.",
        EVERY_SPELLING,
        Settings(&|settings| settings.validated = |ask| !ask.has_query()),
        || vec![no_entity().target("/BatchDescribeEntities?x=1")],
    ),
    Fault::marketplace(
        "unknown-member-unvalidated",
        "A body with a member that the schema does not know is read by a lenient schema that has no constraints.",
        EVERY_SPELLING,
        Settings(&|settings| {
            settings.validated = |ask| parsed(ask).is_none_or(|body| body.members().len() < 2);
        }),
        || {
            let text = r#"{"x":1,"EntityRequestList":[{"Catalog":"AWSMarketplace","EntityId":"-"}]}"#;
            vec![Ask::marketplace(text)]
        },
    ),
];
