//! Servers that mistake the head of a request: path, method, media types.

use super::clauses::{ACCOUNTS_UNSERVED, ENTITIES_UNSERVED, led};
use super::reach::{one_account, one_entity};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Refusal, Settings};
use batchspec_fixtures::reference::refusal::Cause;

const PATH: &[&str] = &["protocol/unknown-path"];
const METHOD: &[&str] = &["protocol/wrong-method"];
const PARAMETERS: &[&str] = &["protocol/content-type-parameters-ignored", "protocol/success-status"];

fn aimed(asks: Vec<Ask>, target: &str) -> Vec<Ask> {
    asks.into_iter().map(|ask| ask.target(target)).collect()
}

fn by(asks: Vec<Ask>, method: &str) -> Vec<Ask> {
    asks.into_iter().map(|ask| ask.method(method)).collect()
}

fn typed(asks: Vec<Ask>, content_type: &str) -> Vec<Ask> {
    asks.into_iter().map(|ask| ask.header("content-type", content_type)).collect()
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "every-path-served",
        "Every path of the server is the operation.",
        PATH,
        Settings(&|settings| settings.gate.path = |_| true),
        || aimed(one_account(), "/nowhere"),
    ),
    Fault::marketplace(
        "path-in-any-case-served",
        "The path is compared without case.",
        PATH,
        Settings(&|settings| settings.gate.path = |path| path.eq_ignore_ascii_case("/BatchDescribeEntities")),
        || aimed(one_entity(), "/batchdescribeentities"),
    ),
    Fault::marketplace(
        "path-prefix-served",
        "Everything below the path is the operation.",
        PATH,
        Settings(&|settings| settings.gate.path = |path| path.starts_with("/BatchDescribeEntities")),
        || aimed(one_entity(), "/BatchDescribeEntities/nowhere"),
    ),
    Fault::inspector2(
        "path-moved",
        "The operation is served at another path than the documented one.",
        &led::<25>("inspector2/request/method-path", &ACCOUNTS_UNSERVED),
        Settings(&|settings| settings.gate.path = |path| path == "/freeTrialInfo/batchGet"),
        one_account,
    ),
    Fault::marketplace(
        "path-in-lower-case-only",
        "The operation is served at its path in lower case only.",
        &led::<31>("marketplace/request/method-path", &ENTITIES_UNSERVED),
        Settings(&|settings| settings.gate.path = |path| path == "/batchdescribeentities"),
        one_entity,
    ),
    Fault::inspector2(
        "method-put-only",
        "The operation is called with PUT only.",
        &led::<25>("inspector2/request/method-path", &ACCOUNTS_UNSERVED),
        Settings(&|settings| settings.gate.methods = &["PUT"]),
        one_account,
    ),
    Fault::inspector2(
        "get-served",
        "GET with a body is served like POST.",
        METHOD,
        Settings(&|settings| settings.gate.methods = &["POST", "GET"]),
        || by(one_account(), "GET"),
    ),
    Fault::marketplace(
        "put-served",
        "PUT and PATCH are served like POST.",
        METHOD,
        Settings(&|settings| settings.gate.methods = &["POST", "PUT", "PATCH"]),
        || by(one_entity(), "PUT"),
    ),
    Fault::inspector2(
        "delete-served",
        "DELETE is served like POST.",
        METHOD,
        Settings(&|settings| settings.gate.methods = &["POST", "DELETE"]),
        || by(one_account(), "DELETE"),
    ),
    Fault::inspector2(
        "charset-refused",
        "A Content-Type with any parameter is refused.",
        PARAMETERS,
        Settings(&|settings| settings.gate.parameters = str::is_empty),
        || typed(one_account(), "application/json; charset=utf-8"),
    ),
    Fault::marketplace(
        "content-type-parameter-refused",
        "The only parameter of a Content-Type that is taken is charset=utf-8.",
        PARAMETERS,
        Settings(&|settings| {
            settings.gate.parameters =
                |parameters| parameters.is_empty() || parameters.trim().eq_ignore_ascii_case("charset=utf-8");
        }),
        || typed(one_entity(), "application/json; profile=\"x\""),
    ),
    Fault::marketplace(
        "wrong-method-invented-type",
        "Another method is answered with an error type that nobody has heard of.",
        &["protocol/error-known-set"],
        Refusal(&|refusal, _| {
            if refusal.cause == Cause::WrongMethod {
                refusal.error = "MethodNotAllowed";
            }
        }),
        || by(one_entity(), "PUT"),
    ),
    Fault::inspector2(
        "media-type-invented-type",
        "A wrong Content-Type or Accept is answered with an error type that nobody has heard of.",
        &["protocol/error-known-set"],
        Refusal(&|refusal, _| {
            if matches!(refusal.cause, Cause::ContentType | Cause::Accept) {
                refusal.error = "BadContent";
            }
        }),
        || typed(one_account(), "text/plain"),
    ),
];
