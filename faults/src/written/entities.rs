//! Servers whose answers about entities have the wrong members.

use super::reach::{each_good, entities, one_entity, respell, success};
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Draft;
use batchspec_fixtures::json::{Json, Writing};

const SHAPE: &str = "marketplace/response/maps-shape";
const TYPES: &[&str] = &["marketplace/response/entity-member-types"];
const ARN: &str = "marketplace/response/entity-arn-pattern";
const ARN_SHAPE: &str = "marketplace/response/entity-arn-shape";
const DATE: &[&str] = &["marketplace/response/last-modified-format"];

/// A map as a list of its entries, each with its key as a member.
fn listed(body: &mut Json, name: &str) {
    if let Some(Json::Object(members)) = body.get(name).cloned() {
        let entries = members.into_iter().map(|(key, mut entry)| {
            entry.push("EntityId", Json::text(key));
            entry
        });
        body.set(name, Json::List(entries.collect()));
    }
}

fn stringified(value: &Json) -> Json {
    Json::text(String::from_utf8_lossy(&value.write(&Writing::default())))
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::marketplace(
        "details-a-list",
        "`EntityDetails` is a list of entities with their ids.",
        &[SHAPE, "batch/complete"],
        Draft(&|draft, _| success(draft, |body| listed(body, "EntityDetails"))),
        one_entity,
    ),
    Fault::marketplace(
        "errors-a-list",
        "`Errors` is a list, empty when no entity failed.",
        &[SHAPE, "batch/complete"],
        Draft(&|draft, _| {
            success(draft, |body| {
                listed(body, "Errors");
                if body.get("Errors").is_none() {
                    body.push("Errors", Json::List(Vec::new()));
                }
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "answer-in-envelope",
        "The answer is wrapped in a member `Result`.",
        &["batch/complete"],
        Draft(&|draft, _| success(draft, |body| *body = Json::object([("Result", body.clone())]))),
        one_entity,
    ),
    Fault::marketplace(
        "answer-in-list",
        "The answer is wrapped in a list.",
        &[SHAPE, "batch/complete"],
        Draft(&|draft, _| success(draft, |body| *body = Json::List(vec![body.clone()]))),
        one_entity,
    ),
    Fault::marketplace(
        "empty-errors-null",
        "`Errors` is null when no entity failed.",
        &["marketplace/response/maps-not-null", SHAPE],
        Draft(&|draft, _| {
            success(draft, |body| {
                if body.get("Errors").is_none() {
                    body.push("Errors", Json::Null);
                }
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "entity-type-an-object",
        "`EntityType` is an object of name and version.",
        TYPES,
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                let kind = [("Name", Json::text("SaaSProduct")), ("Version", Json::number("1.0"))];
                entry.set("EntityType", Json::object(kind));
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "entity-arn-a-list",
        "`EntityArn` is a list of parts.",
        TYPES,
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                let arn = entry.get("EntityArn").cloned().unwrap_or(Json::Null);
                entry.set("EntityArn", Json::List(vec![arn]));
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "entity-identifier-a-number",
        "`EntityIdentifier` is the number of the revision.",
        &["marketplace/response/entity-member-types", "marketplace/response/entity-identifier-shape"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| entry.set("EntityIdentifier", Json::number(1)))
        }),
        one_entity,
    ),
    Fault::marketplace(
        "document-stringified",
        "A document that is an object or a list is a string that holds its JSON.",
        &["protocol/document-any-json", "marketplace/response/entity-member-types"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                if let Some(document @ (Json::Object(_) | Json::List(_))) = entry.get_mut("DetailsDocument") {
                    *document = stringified(document);
                }
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "entity-type-in-words",
        "`EntityType` has blanks between its words.",
        &["marketplace/response/entity-type-pattern", "marketplace/response/entity-arn-shape"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "EntityType", |kind| kind.replace("Product", " Product"))
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "entity-arn-with-version",
        "`EntityArn` ends with the revision after an `@`.",
        &[ARN, ARN_SHAPE],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| respell(entry, "EntityArn", |arn| format!("{arn}@1")))
        }),
        one_entity,
    ),
    Fault::marketplace(
        "entity-arn-with-underscore",
        "`EntityArn` has an underscore in its service.",
        &[ARN, "marketplace/response/entity-arn-prefix"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "EntityArn", |arn| arn.replace("aws-marketplace", "aws_marketplace"));
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "entity-arn-a-path",
        "`EntityArn` is only the path of the entity.",
        &[ARN_SHAPE, "marketplace/response/entity-arn-prefix"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "EntityArn", |arn| arn.rsplit(':').next().unwrap_or("").to_owned());
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "entity-arn-without-id",
        "`EntityArn` ends with the type of the entity.",
        &[ARN_SHAPE],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "EntityArn", |arn| {
                    arn.rsplit_once('/').map_or("", |(head, _)| head).to_owned()
                });
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "revision-with-dot",
        "The revision in `EntityIdentifier` is a number with a dot.",
        &["marketplace/response/entity-identifier-pattern"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| respell(entry, "EntityIdentifier", |name| format!("{name}.0")));
        }),
        one_entity,
    ),
    Fault::marketplace(
        "identifier-without-revision",
        "`EntityIdentifier` is the id without a revision.",
        &["marketplace/response/entity-identifier-shape"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "EntityIdentifier", |name| name.split('@').next().unwrap_or("").to_owned());
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "identifier-turned-round",
        "`EntityIdentifier` has the revision first.",
        &["marketplace/response/entity-identifier-shape"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "EntityIdentifier", |name| name.rsplit('@').collect::<Vec<_>>().join("@"));
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "modified-a-number",
        "`LastModifiedDate` is a number of seconds.",
        &["marketplace/response/last-modified-format", "marketplace/response/entity-member-types"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| entry.set("LastModifiedDate", Json::number(1_690_835_828)))
        }),
        one_entity,
    ),
    Fault::marketplace(
        "modified-with-offset",
        "`LastModifiedDate` has an offset instead of Z.",
        DATE,
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "LastModifiedDate", |date| date.replace('Z', "+00:00"))
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "modified-with-fraction",
        "`LastModifiedDate` has parts of a second.",
        DATE,
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "LastModifiedDate", |date| date.replace('Z', ".123Z"))
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "modified-a-day",
        "`LastModifiedDate` is a day without a time.",
        DATE,
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| respell(entry, "LastModifiedDate", |date| date[..10].to_owned()));
        }),
        one_entity,
    ),
    Fault::marketplace(
        "modified-with-blank",
        "`LastModifiedDate` has a blank between day and time.",
        DATE,
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "LastModifiedDate", |date| date.replace('T', " "))
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "keys-with-revision",
        "The keys of `EntityDetails` are ids with revisions.",
        &[
            "marketplace/response/map-key-pattern",
            "batch/key-echo-exact",
            "batch/complete",
            "batch/no-strangers",
            "marketplace/response/entity-identifier-shape",
            "marketplace/response/entity-arn-shape",
        ],
        Draft(&|draft, _| {
            success(draft, |body| {
                let details = body.get_mut("EntityDetails").map_or(&mut [][..], Json::members_mut);
                details.iter_mut().for_each(|(key, _)| key.push_str("@1"));
            });
        }),
        || entities(3),
    ),
];
