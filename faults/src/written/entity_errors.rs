//! Servers whose entries about failed entities have the wrong members.

use super::reach::{absent_entity, each_bad, respell};
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Draft;
use batchspec_fixtures::json::Json;

const ERROR: &[&str] = &["marketplace/response/error-detail-types"];
const CODE: &[&str] = &["marketplace/response/error-code-pattern"];
const MESSAGE: &[&str] = &["marketplace/response/error-message-pattern"];

pub(super) const FAULTS: &[Fault] = &[
    Fault::marketplace(
        "error-message-null",
        "A failed entity has null as its message.",
        &["marketplace/response/maps-not-null", "marketplace/response/error-detail-types"],
        Draft(&|draft, scene| each_bad(draft, scene, |entry| entry.set("ErrorMessage", Json::Null))),
        absent_entity,
    ),
    Fault::marketplace(
        "entity-code-a-number",
        "The code of a failed entity is a number.",
        ERROR,
        Draft(&|draft, scene| each_bad(draft, scene, |entry| entry.set("ErrorCode", Json::number(404)))),
        absent_entity,
    ),
    Fault::marketplace(
        "entity-message-an-object",
        "The message of a failed entity is an object of languages.",
        ERROR,
        Draft(&|draft, scene| {
            each_bad(draft, scene, |entry| {
                entry.set("ErrorMessage", Json::object([("en", Json::text("no such entity"))]))
            });
        }),
        absent_entity,
    ),
    Fault::marketplace(
        "entity-error-in-lower-camel-case",
        "The members of a failed entity begin with small letters, as those of the sibling service do.",
        &["protocol/response-member-names"],
        Draft(&|draft, scene| {
            each_bad(draft, scene, |entry| {
                *entry = Json::object([
                    ("errorCode", Json::text("ResourceNotFound")),
                    ("errorMessage", Json::text("there is no such entity")),
                ]);
            });
        }),
        absent_entity,
    ),
    Fault::marketplace(
        "entity-code-in-words",
        "The code of a failed entity has blanks between its words.",
        CODE,
        Draft(&|draft, scene| {
            each_bad(draft, scene, |entry| entry.set("ErrorCode", Json::text("Resource Not Found")))
        }),
        absent_entity,
    ),
    Fault::marketplace(
        "entity-code-with-digits",
        "The code of a failed entity ends with a number.",
        CODE,
        Draft(&|draft, scene| {
            each_bad(draft, scene, |entry| entry.set("ErrorCode", Json::text("NotFound404")))
        }),
        absent_entity,
    ),
    Fault::marketplace(
        "entity-message-in-lines",
        "The message of a failed entity has several lines.",
        MESSAGE,
        Draft(&|draft, scene| {
            each_bad(draft, scene, |entry| {
                respell(entry, "ErrorMessage", |text| format!("{text}\nAsk the seller."))
            });
        }),
        absent_entity,
    ),
    Fault::marketplace(
        "entity-message-empty",
        "The message of a failed entity is empty.",
        MESSAGE,
        Draft(&|draft, scene| each_bad(draft, scene, |entry| entry.set("ErrorMessage", Json::text("")))),
        absent_entity,
    ),
    Fault::marketplace(
        "entity-message-too-long",
        "The message of a failed entity has more than 2048 characters.",
        MESSAGE,
        Draft(&|draft, scene| {
            each_bad(draft, scene, |entry| entry.set("ErrorMessage", Json::text("no ".repeat(700))))
        }),
        absent_entity,
    ),
];
