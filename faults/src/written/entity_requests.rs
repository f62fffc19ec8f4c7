//! Servers that accept other requests for entities than the documented ones.

use super::reach::{entities, fail_on, strange_entities};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Outcomes, Refusal, Settings};
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::checks::{Absent, BrokenItems, catalog};
use batchspec_fixtures::reference::refusal::{Cause, Refusal as Broken};

const MIN: &[&str] = &["marketplace/request/entity-list-min"];
const MAX: &[&str] = &["marketplace/request/entity-list-max"];
/// A constraint that holds for an item alone and not for it among others breaks the batch's own promise first.
const MEMBERS_AMONG_OTHERS: &[&str] =
    &["batch/invalid-item-rejects-call", "marketplace/request/entity-members-required"];

const MEMBERS: &[&str] = &["marketplace/request/entity-members-required", "batch/invalid-item-rejects-call"];
/// A constraint that holds for an item alone and not for it among others breaks the batch's own promise first.
const CATALOG_AMONG_OTHERS: &[&str] =
    &["batch/invalid-item-rejects-call", "marketplace/request/catalog-pattern"];

const CATALOG: &[&str] = &["marketplace/request/catalog-pattern", "batch/invalid-item-rejects-call"];
const CATALOG_LENGTH: &[&str] = &["marketplace/request/catalog-length", "batch/invalid-item-rejects-call"];
const TYPE: &[&str] = &["marketplace/request/entity-list-type", "marketplace/request/entity-list-type-error"];

fn asked(catalog: &str, id: &str) -> Vec<Ask> {
    let item = format!("{{\"Catalog\":\"{catalog}\",\"EntityId\":\"{id}\"}}");
    vec![Ask::marketplace(format!("{{\"EntityRequestList\":[{item}]}}"))]
}

fn raw(list: &str) -> Vec<Ask> {
    vec![Ask::marketplace(format!("{{\"EntityRequestList\":{list}}}"))]
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::marketplace(
        "missing-entities-answered-empty",
        "A request without entities gets an empty answer.",
        &["marketplace/request/entity-list-required", "protocol/null-equals-missing"],
        Settings(&|settings| settings.checks.missing_list = Absent::Tolerated),
        || vec![Ask::marketplace("{}")],
    )
    .needing(0),
    Fault::marketplace(
        "empty-entity-list-answered",
        "An empty list of entities gets an empty answer.",
        MIN,
        Settings(&|settings| settings.checks.count.min = 0),
        || raw("[]"),
    )
    .needing(0),
    Fault::marketplace(
        "single-entity-refused",
        "A list of one entity is refused.",
        &["marketplace/request/entity-list-min", "protocol/success-status", "protocol/content-type-parameters-ignored", "protocol/accept-wildcards", "protocol/harmless-variation-accepted", "protocol/hostile-bytes-no-5xx", "marketplace/request/entity-strict-accepted", "marketplace/request/entity-id-odd-accepted", "marketplace/response/all-absent-keeps-200", "batch/split-invariant", "batch/removal-invariant"],
        Settings(&|settings| settings.checks.count.min = 2),
        || entities(1),
    ),
    Fault::marketplace(
        "twenty-one-entities-answered",
        "A list of 21 entities is answered.",
        MAX,
        Settings(&|settings| settings.checks.count.max = 21),
        || strange_entities(21),
    )
    .needing(21),
    Fault::marketplace(
        "entity-max-not-enforced",
        "A list of any length is answered.",
        MAX,
        Settings(&|settings| settings.checks.count.max = usize::MAX),
        || strange_entities(40),
    )
    .needing(21),
    Fault::marketplace(
        "twenty-entities-refused",
        "A list of 20 entities is refused.",
        &["marketplace/request/entity-list-max", "protocol/success-status", "marketplace/request/entity-strict-accepted", "batch/split-invariant", "batch/removal-invariant"],
        Settings(&|settings| settings.checks.count.max = 19),
        || entities(20),
    )
    .needing(20),
    Fault::marketplace(
        "long-entity-list-cut",
        "Of a longer list the first 20 entities are answered.",
        &["marketplace/request/entity-list-max", "batch/complete"],
        Settings(&|settings| settings.checks.count.cut = true),
        || strange_entities(21),
    )
    .needing(21),
    Fault::marketplace(
        "equal-entities-counted-once",
        "The length of the list is that of the set of its members.",
        &["protocol/length-unit", "marketplace/request/entity-list-max"],
        Settings(&|settings| settings.checks.count.distinct = true),
        || vec![Ask::entities(&["example-123-abcd"; 21])],
    )
    .needing(21),
    Fault::marketplace(
        "entities-counted-by-catalog",
        "A list of any length is answered if no catalog has more than 20 entities in it.",
        MAX,
        Settings(&|settings| settings.checks.count.by_catalog = true),
        || {
            let mut items = vec![r#"{"Catalog":"Foo","EntityId":"none-0"}"#.to_owned()];
            items.extend((0..20).map(|n| format!(r#"{{"Catalog":"AWSMarketplace","EntityId":"none-{n}"}}"#)));
            raw(&format!("[{}]", items.join(",")))
        },
    )
    .needing(21),
    Fault::marketplace(
        "id-of-other-catalog-unchecked",
        "The id of an entity in a catalog that nobody knows may be anything.",
        &["marketplace/request/entity-id-pattern", "marketplace/request/entity-id-length", "batch/invalid-item-rejects-call"],
        Settings(&|settings| settings.checks.strange_ids_taken = true),
        || asked("Foo", "-none"),
    ),
    Fault::marketplace(
        "other-catalog-left-out",
        "Entities are looked up in the known catalog only; those of another one are in neither map.",
        &["batch/complete"],
        Outcomes(&|outcomes, scene| {
            let is_known = |id: &str| {
                scene.items.iter().any(|item| item.id == id && item.catalog == batchspec_fixtures::reference::checks::CATALOG)
            };
            outcomes.retain(|outcome| is_known(&outcome.id));
            None
        }),
        || asked("Foo", "example-123-abcd"),
    ),
    Fault::marketplace(
        "catalog-defaulted",
        "An entity request without a catalog is one of AWSMarketplace.",
        MEMBERS,
        Settings(&|settings| settings.checks.missing_catalog = Absent::Tolerated),
        || raw(r#"[{"EntityId":"example-123-abcd"}]"#),
    ),
    Fault::marketplace(
        "entity-without-id-left-out",
        "Among good entity requests one without an id is left out.",
        MEMBERS_AMONG_OTHERS,
        Settings(&|settings| settings.checks.missing_id = Absent::Tolerated),
        || raw(r#"[{"Catalog":"AWSMarketplace"},{"Catalog":"AWSMarketplace","EntityId":"example-123-abcd"}]"#),
    )
    .needing(2),
    Fault::marketplace(
        "missing-member-500",
        "An entity request without one of its members makes the server fail.",
        &[
            "protocol/no-server-error-on-bad-input",
            "marketplace/request/entity-members-required",
            "marketplace/request/entity-list-required",
            "protocol/null-equals-missing",
            "protocol/empty-body-rejected",
            "batch/invalid-item-rejects-call",
        ],
        Refusal(&|refusal, scene| fail_on(refusal, scene, &[Cause::Missing])),
        || raw("[{}]"),
    ),
    Fault::marketplace(
        "entity-names-without-case",
        "Member names are compared without case.",
        &["marketplace/request/entity-members-required", "marketplace/request/entity-list-required"],
        Settings(&|settings| settings.checks.same_name = str::eq_ignore_ascii_case),
        || raw(r#"[{"catalog":"AWSMarketplace","entityId":"example-123-abcd"}]"#),
    ),
    Fault::marketplace(
        "catalog-pattern-not-enforced",
        "A catalog may hold anything.",
        CATALOG,
        Settings(&|settings| settings.checks.catalog.pattern = |_| true),
        || asked("AWS Marketplace", "example-123-abcd"),
    ),
    Fault::marketplace(
        "catalog-with-digits-accepted",
        "A catalog may hold digits.",
        CATALOG,
        Settings(&|settings| settings.checks.catalog.pattern = |text| text.bytes().all(|byte| byte.is_ascii_alphanumeric())),
        || asked("A1", "example-123-abcd"),
    ),
    Fault::marketplace(
        "catalog-letters-of-all-scripts",
        "A catalog may hold letters of any script.",
        CATALOG,
        Settings(&|settings| settings.checks.catalog.pattern = |text| text.chars().all(char::is_alphabetic)),
        || asked("AWSMarché", "example-123-abcd"),
    ),
    Fault::marketplace(
        "long-catalog-accepted",
        "A catalog may be longer than 64 letters.",
        CATALOG_LENGTH,
        Settings(&|settings| settings.checks.catalog.max = usize::MAX),
        || asked(&"A".repeat(65), "example-123-abcd"),
    ),
    Fault::marketplace(
        "empty-catalog-accepted",
        "The empty string passes for a catalog.",
        &["marketplace/request/catalog-length", "marketplace/request/catalog-pattern", "batch/invalid-item-rejects-call"],
        Settings(&|settings| {
            settings.checks.catalog.min = 0;
            settings.checks.catalog.pattern = |text| text.is_empty() || catalog(text);
        }),
        || asked("", "example-123-abcd"),
    ),
    Fault::marketplace(
        "second-catalog-unchecked",
        "Only the first catalog is looked at.",
        CATALOG_AMONG_OTHERS,
        Settings(&|settings| settings.checks.catalog.scope = |place, _| place == 0),
        || {
            raw(concat!(
                r#"[{"Catalog":"AWSMarketplace","EntityId":"example-123-abcd"},"#,
                r#"{"Catalog":"A 1","EntityId":"offer-example123"}]"#
            ))
        },
    )
    .needing(2),
    Fault::marketplace(
        "lone-object-taken-as-list",
        "An object in place of the list is a list of one.",
        TYPE,
        Settings(&|settings| {
            settings.checks.coerce_list =
                |value| matches!(value, Json::Object(_)).then(|| vec![value.clone()]);
        }),
        || raw(r#"{"Catalog":"AWSMarketplace","EntityId":"example-123-abcd"}"#),
    ),
    Fault::marketplace(
        "number-taken-as-entity-id",
        "A number as an entity id is its digits.",
        &["marketplace/request/entity-list-type", "marketplace/request/entity-list-type-error", "batch/invalid-item-rejects-call"],
        Settings(&|settings| {
            settings.checks.coerce_text =
                |value| if let Json::Number(digits) = value { Some(digits.clone()) } else { None };
        }),
        || raw(r#"[{"Catalog":"AWSMarketplace","EntityId":12345}]"#),
    ),
    Fault::marketplace(
        "entity-type-error-not-found",
        "A value of the wrong type is answered as an unknown operation.",
        &["marketplace/request/entity-list-type-error"],
        Refusal(&|refusal, _| {
            if refusal.cause == Cause::WrongType {
                refusal.status = 404;
                refusal.error = "UnknownOperationException";
            }
        }),
        || raw("7"),
    )
    .needing(0),
    Fault::marketplace(
        "wrong-entity-as-type-error",
        "A part of an entity request that breaks its length or pattern is answered with SerializationException.",
        &["marketplace/request/catalog-length", "marketplace/request/catalog-pattern", "marketplace/request/entity-id-length", "marketplace/request/entity-id-pattern", "batch/invalid-item-rejects-call"],
        Refusal(&|refusal, _| {
            if matches!(refusal.cause, Cause::Pattern | Cause::Length) {
                *refusal = Broken::serialization(Cause::WrongType);
            }
        }),
        || vec![Ask::entities(&["a_b"])],
    ),
    Fault::marketplace(
        "wrong-entity-fails-alone",
        "An entity request that breaks a constraint fails by itself, and the call succeeds.",
        &[
            "batch/invalid-item-rejects-call",
            "marketplace/request/entity-id-pattern",
            "marketplace/request/entity-id-length",
            "marketplace/request/catalog-pattern",
            "marketplace/request/catalog-length",
            "marketplace/response/map-key-pattern",
        ],
        Settings(&|settings| settings.checks.broken_items = BrokenItems::Fail),
        || vec![Ask::entities(&["example-123-abcd", "a_b"])],
    ),
];
