//! Servers that refuse wrong requests for accounts in another than the documented way, or not at all.

use super::reach::{fail_on, strangers};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Draft, Items, Refusal, Settings};
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::checks::{Absent, BrokenItems};
use batchspec_fixtures::reference::refusal::{Cause, Refusal as Broken};

const TYPE: &[&str] = &[
    "inspector2/request/account-ids-type",
    "batch/invalid-item-rejects-call",
    "inspector2/request/account-ids-type-error",
];

fn wrong() -> Vec<Ask> {
    vec![Ask::accounts(&["abc"])]
}

/// A wrong id among good ones.
fn among() -> Vec<Ask> {
    vec![Ask::accounts(&["123456789012", "abc", "111122223333"])]
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "lone-string-taken-as-list",
        "A string in place of the list is a list of one.",
        &["inspector2/request/account-ids-type", "inspector2/request/account-ids-type-error"],
        Settings(&|settings| {
            settings.checks.coerce_list = |value| value.as_text().map(|text| vec![Json::text(text)]);
        }),
        || vec![Ask::inspector2(r#"{"accountIds":"123456789012"}"#)],
    ),
    Fault::inspector2(
        "no-list-taken-as-own-account",
        "Whatever is no list, null included, asks for one's own account.",
        &[
            "inspector2/request/account-ids-type",
            "protocol/null-equals-missing",
            "inspector2/request/account-ids-required",
        ],
        Settings(&|settings| {
            settings.checks.coerce_list = |_| Some(vec![Json::text("123456789012")]);
            settings.checks.null_list = Absent::Tolerated;
        }),
        || vec![Ask::inspector2(r#"{"accountIds":7}"#)],
    ),
    Fault::inspector2(
        "number-taken-as-account",
        "A number in the list is the account of these digits.",
        TYPE,
        Settings(&|settings| {
            settings.checks.coerce_text = |value| {
                if let Json::Number(digits) = value { Some(digits.clone()) } else { None }
            };
        }),
        || vec![Ask::inspector2(r#"{"accountIds":[123456789012]}"#)],
    ),
    Fault::inspector2(
        "object-names-taken-as-accounts",
        "An object in the place of the list is read as the list of its names.",
        &["inspector2/request/account-ids-type"],
        Settings(&|settings| {
            settings.checks.coerce_list = |value| match value {
                Json::Object(members) => {
                    Some(members.iter().map(|(name, _)| Json::Text(name.clone())).collect())
                }
                _ => None,
            };
        }),
        || vec![Ask::inspector2(r#"{"accountIds":{"123456789012":true}}"#)],
    ),
    Fault::inspector2(
        "wrong-type-500",
        "A value of the wrong type makes the server fail.",
        &["protocol/no-server-error-on-bad-input", "inspector2/request/account-ids-type-error"],
        Refusal(&|refusal, scene| fail_on(refusal, scene, &[Cause::WrongType])),
        || vec![Ask::inspector2(r#"{"accountIds":{}}"#)],
    )
    .needing(0),
    Fault::inspector2(
        "wrong-type-not-found",
        "A value of the wrong type is answered as an unknown operation.",
        &["inspector2/request/account-ids-type-error"],
        Refusal(&|refusal, _| {
            if refusal.cause == Cause::WrongType {
                refusal.status = 404;
                refusal.error = "UnknownOperationException";
            }
        }),
        || vec![Ask::inspector2(r#"{"accountIds":7}"#)],
    )
    .needing(0),
    Fault::inspector2(
        "wrong-id-500",
        "An account id that breaks the pattern makes the server fail.",
        &[
            "protocol/no-server-error-on-bad-input",
            "inspector2/request/account-id-pattern",
            "batch/invalid-item-rejects-call",
        ],
        Refusal(&|refusal, scene| fail_on(refusal, scene, &[Cause::Pattern])),
        wrong,
    ),
    Fault::inspector2(
        "wrong-id-as-type-error",
        "An account id that breaks the pattern is answered with SerializationException.",
        &["inspector2/request/account-id-pattern", "batch/invalid-item-rejects-call"],
        Refusal(&|refusal, _| {
            if refusal.cause == Cause::Pattern {
                *refusal = Broken::serialization(Cause::WrongType);
            }
        }),
        wrong,
    ),
    Fault::inspector2(
        "wrong-account-fails-alone",
        "An account id that breaks the pattern fails by itself, and the call succeeds.",
        &[
            "batch/invalid-item-rejects-call",
            "inspector2/request/account-id-pattern",
            "inspector2/response/account-id-pattern",
        ],
        Settings(&|settings| settings.checks.broken_items = BrokenItems::Fail),
        among,
    ),
    Fault::inspector2(
        "wrong-account-left-out",
        "Among good account ids one that breaks the pattern is left out.",
        &["batch/invalid-item-rejects-call", "inspector2/request/account-id-pattern", "batch/complete"],
        Settings(&|settings| {
            settings.checks.broken_items = BrokenItems::Skip;
            settings.checks.id.scope = |_, total| total > 1;
        }),
        among,
    )
    .needing(2),
    Fault::inspector2(
        "hundredth-account-lost",
        "A list of exactly 100 accounts is answered without its last one.",
        &["batch/complete", "inspector2/request/account-ids-max"],
        Items(&|items, _| items.truncate(99)),
        || strangers(100),
    )
    .needing(100),
    Fault::inspector2(
        "min-refusal-as-type-error",
        "An empty list is answered with SerializationException.",
        &["inspector2/request/account-ids-min"],
        Refusal(&|refusal, _| {
            if refusal.cause == Cause::TooFew {
                *refusal = Broken::serialization(Cause::WrongType);
            }
        }),
        || vec![Ask::inspector2(r#"{"accountIds":[]}"#)],
    )
    .needing(0),
    Fault::inspector2(
        "missing-list-as-not-found",
        "A request without accounts gets status 404.",
        &["inspector2/request/account-ids-required", "inspector2/error/validation-status"],
        Draft(&|draft, _| {
            if draft.cause == Some(Cause::Missing) {
                draft.status = 404;
            }
        }),
        || vec![Ask::inspector2("{}")],
    )
    .needing(0),
    Fault::inspector2(
        "object-taken-as-account",
        "An object in the list is the account that it names.",
        TYPE,
        Settings(&|settings| {
            settings.checks.coerce_text = |value| value.get("accountId")?.as_text().map(str::to_owned);
        }),
        || vec![Ask::inspector2(r#"{"accountIds":[{"accountId":"123456789012"}]}"#)],
    ),
];
