//! Servers that answer with values that no document has where the documents list them.

use super::reach::{accounts, bad_account, each_bad, each_trial, validation};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Draft;
use batchspec_fixtures::json::Json;

const CODE: &[&str] = &["inspector2/response/failed-account-code-enum"];

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "ended-trial-expired",
        "A trial that has ended is EXPIRED.",
        &["inspector2/response/free-trial-status-enum"],
        Draft(&|draft, _| {
            each_trial(draft, |trial| {
                if trial.get("status").and_then(Json::as_text) == Some("INACTIVE") {
                    trial.set("status", Json::text("EXPIRED"));
                }
            });
        }),
        || accounts(44),
    ),
    Fault::inspector2(
        "unknown-account-not-found",
        "An account that does not exist fails with NOT_FOUND.",
        CODE,
        Draft(&|draft, scene| each_bad(draft, scene, |entry| entry.set("code", Json::text("NOT_FOUND")))),
        bad_account,
    ),
    Fault::inspector2(
        "failed-account-code-an-exception",
        "An account fails with the name of the exception that was caught.",
        CODE,
        Draft(&|draft, scene| {
            each_bad(draft, scene, |entry| entry.set("code", Json::text("AccessDeniedException")))
        }),
        bad_account,
    ),
    Fault::inspector2(
        "reason-as-the-other-service-spells-it",
        "The reason of a ValidationException is spelled as another service of the house spells it.",
        &["inspector2/error/validation-reason-enum"],
        Draft(&|draft, _| {
            validation(draft, |body| body.set("reason", Json::text("FieldValidationFailed")));
        }),
        || vec![Ask::inspector2(r#"{"accountIds":[]}"#)],
    )
    .needing(0),
    Fault::marketplace(
        "reason-of-a-field-is-its-exception",
        "The reason of a field at fault is the name of the validator's exception.",
        &["marketplace/error/validation-reason-enum"],
        Draft(&|draft, _| {
            validation(draft, |body| {
                let Some(fields) = body.get_mut("ValidationExceptionFieldList") else { return };
                for field in fields.elements_mut() {
                    field.set("Reason", Json::text("ConstraintViolation"));
                }
            });
        }),
        || vec![Ask::marketplace(r#"{"EntityRequestList":[]}"#)],
    )
    .needing(0),
];
