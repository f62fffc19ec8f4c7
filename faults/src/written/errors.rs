//! Servers whose refusals are right in substance and wrong in form.

use super::clauses::{ACCOUNT_REFUSALS, ENTITY_REFUSALS, led};
use super::reach::{error, respell, validation};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Draft, Refusal, Reply};
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::draft::Draft as Answer;

fn no_accounts() -> Vec<Ask> {
    vec![Ask::inspector2(r#"{"accountIds":[]}"#)]
}

fn no_entities() -> Vec<Ask> {
    vec![Ask::marketplace(r#"{"EntityRequestList":[]}"#)]
}

/// Turns the header field of that name into another, or none.
fn rename(draft: &mut Answer, name: &str, to: Option<&str>) {
    match to {
        Some(to) => draft
            .headers
            .iter_mut()
            .filter(|(held, _)| held == name)
            .for_each(|(held, _)| *held = to.to_owned()),
        None => draft.headers.retain(|(held, _)| held != name),
    }
}

const INSPECTOR_MEMBERS: &[&str] = &["inspector2/error/validation-members"];
const MARKETPLACE_MEMBERS: &[&str] = &["marketplace/error/validation-members"];

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "error-type-nowhere",
        "Errors do not say their type.",
        &led::<13>("protocol/error-type-identified", &ACCOUNT_REFUSALS),
        Draft(&|draft, _| rename(draft, "x-amzn-errortype", None)),
        no_accounts,
    )
    .needing(0),
    Fault::marketplace(
        "error-type-in-other-header",
        "Errors say their type in a header field of the server's own.",
        &led::<17>("protocol/error-type-identified", &ENTITY_REFUSALS),
        Draft(&|draft, _| rename(draft, "x-amzn-errortype", Some("x-error-code"))),
        no_entities,
    )
    .needing(0),
    Fault::inspector2(
        "error-code-is-the-status",
        "The error handler puts the status into the body's `code`, beside the header that names the type.",
        &["protocol/error-type-agrees"],
        Draft(&|draft, _| {
            if let (Some(_), status, Some(body)) = (draft.cause, draft.status, &mut draft.body) {
                body.push("code", Json::number(status));
            }
        }),
        no_accounts,
    )
    .needing(0),
    Fault::marketplace(
        "error-type-of-the-base-class",
        "The body's `__type` names the class that all exceptions of the service inherit from.",
        &["protocol/error-type-agrees"],
        Draft(&|draft, _| {
            error(draft, |body| {
                body.push(
                    "__type",
                    Json::text("com.amazonaws.marketplacecatalog#MarketplaceCatalogException"),
                );
            });
        }),
        no_entities,
    )
    .needing(0),
    Fault::inspector2(
        "error-body-a-string",
        "The body of an error is its message as a JSON string.",
        &[
            "protocol/error-body-structure",
            "inspector2/error/validation-members",
            "inspector2/error/modelled-statuses",
        ],
        Draft(&|draft, _| {
            error(draft, |body| *body = body.get("message").cloned().unwrap_or(Json::text("error")))
        }),
        no_accounts,
    )
    .needing(0),
    Fault::marketplace(
        "error-body-a-list",
        "The body of an error is a list of errors.",
        &["protocol/error-body-structure", "marketplace/error/validation-members"],
        Draft(&|draft, _| error(draft, |body| *body = Json::List(vec![body.clone()]))),
        no_entities,
    )
    .needing(0),
    Fault::marketplace(
        "error-body-a-page",
        "The body of an error is a page in HTML.",
        &[
            "protocol/error-body-structure",
            "protocol/error-media-type-json",
            "marketplace/error/validation-members",
        ],
        Reply(&|reply, _| {
            if !reply.succeeds() {
                reply.set_header("content-type", "text/html");
                reply.body = b"<html><body><h1>Error</h1></body></html>".to_vec();
            }
        }),
        no_entities,
    )
    .needing(0),
    Fault::inspector2(
        "error-labelled-text",
        "The JSON of an error is labelled text/plain.",
        &["protocol/error-media-type-json"],
        Draft(&|draft, _| {
            if draft.cause.is_some() {
                draft.media_type = "text/plain";
            }
        }),
        no_accounts,
    )
    .needing(0),
    Fault::marketplace(
        "errors-with-status-200",
        "A refusal has status 200 and the error in its body.",
        &[
            "protocol/status-matches-scope",
            "marketplace/error/validation-status",
            "marketplace/error/modelled-statuses",
            "protocol/malformed-json-rejected",
            "protocol/non-object-body-rejected",
            "protocol/null-list-element-rejected",
            "protocol/null-equals-missing",
            "protocol/empty-body-rejected",
            "protocol/unknown-path",
            "protocol/wrong-method",
            "batch/complete",
            "batch/invalid-item-rejects-call",
            "marketplace/request/entity-list-required",
            "marketplace/request/entity-list-min",
            "marketplace/request/entity-list-max",
            "marketplace/request/entity-members-required",
            "marketplace/request/catalog-pattern",
            "marketplace/request/catalog-length",
            "marketplace/request/entity-id-pattern",
            "marketplace/request/entity-id-length",
            "marketplace/request/entity-list-type",
            "marketplace/request/entity-list-type-error",
        ],
        Draft(&|draft, _| draft.status = 200),
        no_entities,
    )
    .needing(0),
    Fault::inspector2(
        "validation-status-422",
        "A ValidationException has status 422.",
        &led::<13>("inspector2/error/validation-status", &ACCOUNT_REFUSALS),
        Refusal(&|refusal, _| {
            if refusal.error == "ValidationException" {
                refusal.status = 422;
            }
        }),
        no_accounts,
    )
    .needing(0),
    Fault::marketplace(
        "validation-status-400",
        "A ValidationException has status 400, as with most services.",
        &led::<17>("marketplace/error/validation-status", &ENTITY_REFUSALS),
        Refusal(&|refusal, _| {
            if refusal.error == "ValidationException" {
                refusal.status = 400;
            }
        }),
        no_entities,
    )
    .needing(0),
    Fault::inspector2(
        "validation-without-message",
        "A ValidationException has no message.",
        INSPECTOR_MEMBERS,
        Draft(&|draft, _| {
            validation(draft, |body| {
                body.remove("message");
            });
        }),
        no_accounts,
    )
    .needing(0),
    Fault::inspector2(
        "validation-without-reason",
        "A ValidationException has no reason.",
        INSPECTOR_MEMBERS,
        Draft(&|draft, _| {
            validation(draft, |body| {
                body.remove("reason");
            });
        }),
        no_accounts,
    )
    .needing(0),
    Fault::inspector2(
        "validation-fields-are-names",
        "The fields of a ValidationException are a list of names.",
        INSPECTOR_MEMBERS,
        Draft(&|draft, _| {
            validation(draft, |body| body.set("fields", Json::List(vec![Json::text("accountIds")])))
        }),
        no_accounts,
    )
    .needing(0),
    Fault::inspector2(
        "validation-field-without-message",
        "The fields of a ValidationException have names and no messages.",
        INSPECTOR_MEMBERS,
        Draft(&|draft, _| {
            validation(draft, |body| {
                for field in body.get_mut("fields").map_or(&mut [][..], Json::elements_mut) {
                    field.remove("message");
                }
            });
        }),
        no_accounts,
    )
    .needing(0),
    Fault::inspector2(
        "validation-reason-in-lower-case",
        "The reason of a ValidationException is spelled in lower case.",
        &["inspector2/error/validation-reason-enum"],
        Draft(&|draft, _| validation(draft, |body| respell(body, "reason", str::to_ascii_lowercase))),
        no_accounts,
    )
    .needing(0),
    Fault::marketplace(
        "validation-fields-an-object",
        "The list of failed fields is an object keyed by field.",
        MARKETPLACE_MEMBERS,
        Draft(&|draft, _| {
            validation(draft, |body| {
                let fields = Json::object([("EntityRequestList", Json::text("too short"))]);
                body.set("ValidationExceptionFieldList", fields);
            });
        }),
        no_entities,
    )
    .needing(0),
    Fault::marketplace(
        "validation-message-a-list",
        "The message of a ValidationException is a list of messages.",
        MARKETPLACE_MEMBERS,
        Draft(&|draft, _| {
            validation(draft, |body| body.set("Message", Json::List(vec![Json::text("too short")])))
        }),
        no_entities,
    )
    .needing(0),
    Fault::marketplace(
        "validation-field-reason-in-lower-case",
        "The reason of a failed field is spelled in lower case.",
        &["marketplace/error/validation-reason-enum"],
        Draft(&|draft, _| {
            validation(draft, |body| {
                let fields = body.get_mut("ValidationExceptionFieldList");
                for field in fields.map_or(&mut [][..], Json::elements_mut) {
                    respell(field, "Reason", str::to_ascii_lowercase);
                }
            });
        }),
        no_entities,
    )
    .needing(0),
    Fault::marketplace(
        "error-message-empty",
        "The message of an error is empty.",
        &["marketplace/error/message-pattern"],
        Draft(&|draft, _| error(draft, |body| body.set("Message", Json::text("")))),
        no_entities,
    )
    .needing(0),
    Fault::marketplace(
        "error-message-in-lines",
        "The message of an error is a stack trace in lines.",
        &["marketplace/error/message-pattern"],
        Draft(&|draft, _| {
            error(draft, |body| body.set("Message", Json::text("invalid input\n  at Handler.handle")))
        }),
        no_entities,
    )
    .needing(0),
    Fault::inspector2(
        "validation-field-without-name",
        "The fields of a ValidationException have messages and no names.",
        INSPECTOR_MEMBERS,
        Draft(&|draft, _| {
            validation(draft, |body| {
                for field in body.get_mut("fields").map_or(&mut [][..], Json::elements_mut) {
                    field.remove("name");
                }
            });
        }),
        no_accounts,
    )
    .needing(0),
];
