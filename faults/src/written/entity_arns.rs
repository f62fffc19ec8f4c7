//! Servers that build the ARN of an entity from the wrong parts.

use super::reach::{each_good, entities, one_entity, respell};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Draft, Items};
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::checks::CATALOG;

const SHAPE: &str = "marketplace/response/entity-arn-shape";
const PREFIX: &str = "marketplace/response/entity-arn-prefix";

/// A request for an entity that exists, in these catalogs.
fn in_catalogs(catalogs: &[&str]) -> Vec<Ask> {
    let ids = batchspec_fixtures::world("marketplace").present;
    let items = catalogs.iter().zip(ids).map(|(catalog, id)| {
        Json::object([("Catalog", Json::text(*catalog)), ("EntityId", Json::text(*id))])
    });
    let body = Json::object([("EntityRequestList", Json::List(items.collect()))]);
    vec![Ask::marketplace(body.write(&batchspec_fixtures::json::Writing::default()))]
}

/// One of the parts of an ARN that stand between colons.
fn replace_part(arn: &str, at: usize, with: &str) -> String {
    let mut parts: Vec<&str> = arn.split(':').collect();
    if let Some(part) = parts.get_mut(at) {
        *part = with;
    }
    parts.join(":")
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::marketplace(
        "entity-arn-a-urn",
        "`EntityArn` begins with `urn:`.",
        &[SHAPE, PREFIX],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "EntityArn", |arn| arn.replacen("arn:", "urn:", 1));
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "entity-arn-of-default-catalog",
        "Entities are looked up by id alone, and every ARN names the default catalog.",
        &[SHAPE, "marketplace/response/absent-entity-is-item-error"],
        Items(&|items, _| items.iter_mut().for_each(|item| CATALOG.clone_into(&mut item.catalog))),
        || in_catalogs(&["Foo"]),
    ),
    Fault::marketplace(
        "entity-arn-of-first-catalog",
        "The catalog of the first item is taken for that of all items.",
        &[
            SHAPE,
            "marketplace/response/absent-entity-is-item-error",
            "batch/permutation-invariant",
            "batch/removal-invariant",
            "batch/split-invariant",
            "batch/repeat-stable",
        ],
        Items(&|items, _| {
            if let Some(first) = items.first().map(|first| first.catalog.clone()) {
                items.iter_mut().for_each(|item| item.catalog.clone_from(&first));
            }
        }),
        || in_catalogs(&[CATALOG, "Foo"]),
    )
    .needing(2),
    Fault::marketplace(
        "entity-arn-of-one-type",
        "Every `EntityArn` says that the entity is a product.",
        &[SHAPE],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "EntityArn", |arn| {
                    arn.replace("/Offer/", "/SaaSProduct/").replace("/ResaleAuthorization/", "/SaaSProduct/")
                });
            });
        }),
        || vec![Ask::entities(&["offer-example123"])],
    ),
    Fault::marketplace(
        "entity-arn-account-undefined",
        "`EntityArn` is built from an account that the configuration lacks.",
        &[SHAPE, PREFIX, "response/no-traces-of-a-language"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "EntityArn", |arn| replace_part(arn, 4, "undefined"))
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "entity-arn-of-the-client",
        "`EntityArn` names the service as the SDK's client is called.",
        &[PREFIX],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "EntityArn", |arn| replace_part(arn, 2, "marketplace-catalog"))
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "entity-arn-account-a-number",
        "The account in `EntityArn` was a number once and has lost its leading zeros.",
        &[PREFIX],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| respell(entry, "EntityArn", |arn| replace_part(arn, 4, "42")));
        }),
        one_entity,
    ),
    Fault::marketplace(
        "identifier-with-empty-revision",
        "The revision in `EntityIdentifier` is empty.",
        &["marketplace/response/entity-identifier-shape"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "EntityIdentifier", |name| {
                    format!("{}@", name.split('@').next().unwrap_or_default())
                });
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "modified-on-the-31st",
        "Every `LastModifiedDate` is moved to the last day of its month, which is taken to be the 31st.",
        &["marketplace/response/last-modified-format"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "LastModifiedDate", |date| format!("{}31{}", &date[..8], &date[10..]));
            });
        }),
        || entities(20),
    ),
    Fault::marketplace(
        "document-in-list",
        "`DetailsDocument` is a list that holds the document.",
        &["marketplace/response/entity-member-types"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                if let Some(document) = entry.get_mut("DetailsDocument") {
                    *document = Json::List(vec![document.clone()]);
                }
            });
        }),
        one_entity,
    ),
];
