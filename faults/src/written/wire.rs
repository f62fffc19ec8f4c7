//! Servers whose success is not 200 with one JSON text.

use super::reach::{
    absent_entity, accounts, each_bad, each_good, one_account, one_entity, parsed, strangers, success,
};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Draft, Reply, Request};
use batchspec_fixtures::alteration::Ending;
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::draft::{Delivery, Reply as Answer};

const TEXT: &str = "protocol/answer-is-json-text";

fn status(reply: &mut Answer, status: u16) {
    if reply.succeeds() {
        reply.status = status;
    }
}

/// Calls for most of the world: the documents are of many kinds.
fn all_entities() -> Vec<Ask> {
    batchspec_fixtures::world("marketplace").present.chunks(20).map(Ask::entities).collect()
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "success-201",
        "A success has status 201.",
        &[
            "protocol/success-status",
            "inspector2/request/account-ids-min",
            "inspector2/request/account-ids-max",
            "inspector2/request/account-id-strict-accepted",
            "inspector2/request/account-id-odd-accepted",
            "inspector2/request/method-path",
            "batch/item-failure-keeps-200",
            "protocol/content-type-parameters-ignored",
            "protocol/accept-wildcards",
            "protocol/harmless-variation-accepted",
            "protocol/hostile-bytes-no-5xx",
        ],
        Reply(&|reply, _| status(reply, 201)),
        one_account,
    ),
    Fault::inspector2(
        "success-202",
        "A success of more than ten accounts has status 202.",
        &[
            "protocol/success-status",
            "inspector2/request/account-ids-max",
            "batch/split-invariant",
            "batch/removal-invariant",
        ],
        Reply(&|reply, scene| {
            if scene.items.len() > 10 {
                status(reply, 202);
            }
        }),
        || accounts(11),
    )
    .needing(11),
    Fault::marketplace(
        "success-206",
        "A success with failed entities has status 206.",
        &[
            "protocol/success-status",
            "marketplace/response/absent-entity-is-item-error",
            "batch/item-failure-keeps-200",
            "marketplace/response/all-absent-keeps-200",
            "marketplace/request/entity-id-odd-accepted",
            "protocol/status-matches-scope",
        ],
        Reply(&|reply, _| {
            if reply.body.windows(8).any(|part| part == b"\"Errors\"") {
                status(reply, 206);
            }
        }),
        absent_entity,
    ),
    Fault::marketplace(
        "success-204",
        "A success where every entity failed has status 204 and no body.",
        &[
            "protocol/success-status",
            "marketplace/response/all-absent-keeps-200",
            "batch/item-failure-keeps-200",
            "batch/complete",
            "protocol/answer-is-json-text",
            "marketplace/request/entity-id-odd-accepted",
            "protocol/success-content-type-json",
        ],
        Draft(&|draft, _| {
            let nothing = Some(&Json::Object(Vec::new()));
            if draft.body.as_ref().and_then(|body| body.get("EntityDetails")) == nothing {
                draft.status = 204;
                draft.body = None;
            }
        }),
        absent_entity,
    ),
    Fault::inspector2(
        "success-redirected",
        "A success of exactly seven accounts is said to have moved.",
        &["protocol/success-status", "batch/split-invariant", "batch/removal-invariant"],
        Reply(&|reply, scene| {
            if scene.items.len() == 7 {
                status(reply, 302);
                reply.set_header("location", "/freetrialinfo/batchget/");
            }
        }),
        || accounts(7),
    )
    .needing(7),
    Fault::inspector2(
        "large-batch-hangs",
        "A batch of 50 or more accounts gets no answer.",
        &[
            "protocol/success-status",
            "inspector2/request/account-ids-max",
            "batch/complete",
            "protocol/no-server-error-on-bad-input",
            "batch/split-invariant",
            "batch/removal-invariant",
        ],
        Request(&|ask, _| {
            let Some(Json::List(ids)) = parsed(ask)?.get("accountIds").cloned() else {
                return None;
            };
            (50..=100).contains(&ids.len()).then_some(Ending::Never)
        }),
        || strangers(50),
    )
    .needing(50),
    Fault::inspector2(
        "success-text-plain",
        "A success is labelled text/plain.",
        &["protocol/success-content-type-json", "protocol/success-content-type-exact"],
        Draft(&|draft, _| {
            if draft.cause.is_none() {
                draft.media_type = "text/plain";
            }
        }),
        one_account,
    ),
    Fault::marketplace(
        "success-without-content-type",
        "A success has no Content-Type.",
        &["protocol/success-content-type-json", "protocol/success-content-type-exact"],
        Reply(&|reply, _| {
            if reply.succeeds() {
                reply.remove_header("content-type");
            }
        }),
        one_entity,
    ),
    Fault::marketplace(
        "success-in-other-json-type",
        "A success is labelled application/x-amz-json-1.1.",
        &["protocol/success-content-type-exact"],
        Draft(&|draft, _| {
            if draft.cause.is_none() {
                draft.media_type = "application/x-amz-json-1.1";
            }
        }),
        one_entity,
    ),
    Fault::inspector2(
        "answer-with-byte-order-mark",
        "Answers begin with a byte order mark.",
        &[TEXT],
        Reply(&|reply, _| {
            if reply.succeeds() {
                reply.body.splice(0..0, *b"\xef\xbb\xbf");
            }
        }),
        one_account,
    ),
    Fault::marketplace(
        "answer-followed-by-log",
        "A line of the log follows the JSON of an answer.",
        &[TEXT],
        Reply(&|reply, _| {
            if reply.succeeds() {
                reply.body.extend_from_slice(b"\ndone in 3 ms\n");
            }
        }),
        one_entity,
    ),
    Fault::inspector2(
        "answer-with-trailing-comma",
        "The list of accounts ends with a comma.",
        &[TEXT],
        Reply(&|reply, _| {
            let text = String::from_utf8_lossy(&reply.body)
                .replace("}],\"failedAccounts\"", "},],\"failedAccounts\"");
            if reply.succeeds() {
                reply.body = text.into_bytes();
            }
        }),
        one_account,
    ),
    Fault::marketplace(
        "answer-with-nan",
        "A document holds NaN.",
        &[TEXT],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                if let Some(document) = entry.get_mut("DetailsDocument") {
                    document.push("Rating", Json::number("NaN"));
                }
            });
        }),
        one_entity,
    ),
    Fault::inspector2(
        "answer-cut-short",
        "An answer of more than 1000 bytes ends before its declared length.",
        &[TEXT, "protocol/success-status", "inspector2/request/account-ids-max"],
        Reply(&|reply, _| {
            if reply.succeeds() && reply.body.len() > 1000 {
                reply.delivery = Delivery::Cut(100);
            }
        }),
        || strangers(20),
    )
    .needing(3),
    Fault::marketplace(
        "answer-in-latin-1",
        "Answers are encoded in ISO 8859-1.",
        &[TEXT],
        Reply(&|reply, _| {
            let text = String::from_utf8_lossy(&reply.body).into_owned();
            if reply.succeeds() && text.contains('ß') {
                reply.body =
                    text.chars().map(|symbol| u8::try_from(u32::from(symbol)).unwrap_or(b'?')).collect();
            }
        }),
        all_entities,
    ),
    Fault::marketplace(
        "answer-twice-encoded",
        "The body of an answer is a JSON string that holds the JSON.",
        &["marketplace/response/maps-shape", "batch/complete"],
        Reply(&|reply, _| {
            if reply.succeeds() {
                let text = Json::text(String::from_utf8_lossy(&reply.body));
                reply.body = text.write(&batchspec_fixtures::json::Writing::default());
            }
        }),
        one_entity,
    ),
    Fault::inspector2(
        "names-twice-in-answer",
        "Each account is written with its id at both ends.",
        &["protocol/duplicate-response-keys"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                let id = entry.get("accountId").cloned();
                entry.push("accountId", id.unwrap_or(Json::Null));
            });
        }),
        one_account,
    ),
    Fault::inspector2(
        "null-among-accounts",
        "The list of accounts ends with null.",
        &["protocol/response-no-null-members", "inspector2/response/account-members"],
        Draft(&|draft, _| {
            success(draft, |body| {
                if let Some(Json::List(accounts)) = body.get_mut("accounts") {
                    accounts.push(Json::Null);
                }
            });
        }),
        one_account,
    ),
    Fault::marketplace(
        "null-in-errors",
        "Each entity that failed is null in the map of errors.",
        &[
            "protocol/response-no-null-members",
            "marketplace/response/error-detail-types",
            "marketplace/response/maps-not-null",
        ],
        Draft(&|draft, scene| each_bad(draft, scene, |entry| *entry = Json::Null)),
        absent_entity,
    ),
    Fault::inspector2(
        "answer-by-concatenation",
        "Account ids are written between quotes without escapes.",
        &[TEXT, "inspector2/request/account-id-odd-accepted", "batch/complete", "batch/key-echo-exact"],
        Reply(&|reply, _| {
            if reply.succeeds() {
                let text = String::from_utf8_lossy(&reply.body).replace("\\\"", "\"");
                reply.body = text.into_bytes();
            }
        }),
        || vec![Ask::inspector2(r#"{"accountIds":["\"123456789012\""]}"#)],
    ),
    Fault::marketplace(
        "answer-with-raw-tabs",
        "Tabs within strings are written as they are.",
        &[TEXT],
        Reply(&|reply, _| {
            if reply.succeeds() {
                reply.body = String::from_utf8_lossy(&reply.body).replace("\\t", "\t").into_bytes();
            }
        }),
        all_entities,
    ),
    Fault::marketplace(
        "absent-entity-null-in-details",
        "An entity that does not exist is null among the others and no error.",
        &[
            "protocol/response-no-null-members",
            "marketplace/response/entity-member-types",
            "marketplace/response/maps-not-null",
            "marketplace/response/absent-entity-is-item-error",
            "marketplace/response/all-absent-keeps-200",
        ],
        Draft(&|draft, _| {
            success(draft, |body| {
                let Some(Json::Object(failed)) = body.remove("Errors") else {
                    return;
                };
                if let Some(Json::Object(details)) = body.get_mut("EntityDetails") {
                    details.extend(failed.into_iter().map(|(id, _)| (id, Json::Null)));
                }
            });
        }),
        absent_entity,
    ),
];
