//! Servers whose documented errors, those that have nothing to do with the input, are wrong in form.

use super::reach::{error, one_account, one_entity};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Draft, Refusal, Reply};
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::gate::TRIGGER;
use batchspec_fixtures::reference::refusal::{Cause, Documented};

fn triggered(asks: Vec<Ask>, word: &str) -> Vec<Ask> {
    asks.into_iter().map(|ask| ask.header(TRIGGER, word)).collect()
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "throttling-status-503",
        "A throttled call has status 503.",
        &["inspector2/error/modelled-statuses", "protocol/success-status"],
        Refusal(&|refusal, _| {
            if refusal.cause == Cause::Documented(Documented::Throttling) {
                refusal.status = 503;
            }
        }),
        || triggered(one_account(), "throttling"),
    ),
    Fault::inspector2(
        "access-denied-status-401",
        "A caller without permission gets status 401.",
        &["inspector2/error/modelled-statuses", "protocol/success-status"],
        Refusal(&|refusal, _| {
            if refusal.cause == Cause::Documented(Documented::AccessDenied) {
                refusal.status = 401;
            }
        }),
        || triggered(one_account(), "access-denied"),
    ),
    Fault::inspector2(
        "internal-error-without-message",
        "A server error has no message.",
        &["inspector2/error/modelled-statuses"],
        Draft(&|draft, _| {
            if draft.status == 500 {
                draft.body = Some(Json::object([]));
            }
        }),
        || triggered(one_account(), "internal"),
    ),
    Fault::marketplace(
        "throttling-status-400",
        "A throttled call has status 400, as in older services.",
        &["marketplace/error/modelled-statuses", "protocol/success-status"],
        Refusal(&|refusal, _| {
            if refusal.cause == Cause::Documented(Documented::Throttling) {
                refusal.status = 400;
            }
        }),
        || triggered(one_entity(), "throttling"),
    ),
    Fault::marketplace(
        "internal-error-status-502",
        "A service error has status 502.",
        &["marketplace/error/modelled-statuses", "protocol/success-status"],
        Refusal(&|refusal, _| {
            if refusal.cause == Cause::Documented(Documented::Internal) {
                refusal.status = 502;
            }
        }),
        || triggered(one_entity(), "internal"),
    ),
    Fault::inspector2(
        "retry-after-a-date",
        "Retry-After is a date.",
        &["inspector2/error/retry-after-integer"],
        Reply(&|reply, _| {
            if matches!(reply.status, 429 | 500) {
                reply.set_header("retry-after", "Mon, 31 Jul 2023 20:37:08 GMT");
            }
        }),
        || triggered(one_account(), "throttling"),
    ),
    Fault::inspector2(
        "retry-after-with-fraction",
        "Retry-After has parts of a second.",
        &["inspector2/error/retry-after-integer"],
        Reply(&|reply, _| {
            if matches!(reply.status, 429 | 500) {
                reply.set_header("retry-after", "0.5");
            }
        }),
        || triggered(one_account(), "internal"),
    ),
    Fault::inspector2(
        "retry-after-in-body",
        "The seconds to wait stand in the body, as the page prints them.",
        &["inspector2/error/retry-after-in-header"],
        Draft(&|draft, _| {
            if matches!(draft.status, 429 | 500) {
                draft.headers.retain(|(name, _)| name != "retry-after");
                error(draft, |body| body.set("retryAfterSeconds", Json::number(1)));
            }
        }),
        || triggered(one_account(), "throttling"),
    ),
    Fault::inspector2(
        "access-denied-without-message",
        "A caller without permission gets no message.",
        &["inspector2/error/modelled-statuses"],
        Draft(&|draft, _| {
            if draft.status == 403 {
                draft.body = Some(Json::object([]));
            }
        }),
        || triggered(one_account(), "access-denied"),
    ),
];
