//! Servers that do nothing yet: the operation is not there, or answers whatever it is asked.

use super::clauses::{ACCOUNTS_UNSERVED, ENTITIES_UNSERVED, led};
use super::reach::{one_account, one_entity};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Reply, Settings};
use batchspec_fixtures::reference::checks::{Absent, NullElements};
use batchspec_fixtures::reference::settings::Settings as Rules;

/// Whatever is asked of an operation without its checks is served.
fn without_checks(settings: &mut Rules) {
    let checks = &mut settings.checks;
    checks.missing_list = Absent::Tolerated;
    checks.null_list = Absent::Tolerated;
    checks.missing_catalog = Absent::Tolerated;
    checks.missing_id = Absent::Tolerated;
    checks.null_elements = NullElements::Skipped;
    (checks.count.min, checks.count.max) = (0, usize::MAX);
    for text in [&mut checks.catalog, &mut checks.id] {
        (text.min, text.max) = (0, usize::MAX);
        text.pattern = |_| true;
    }
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "operation-unknown",
        "The operation is not written yet: its path gets the error that unknown actions get.",
        &led::<25>("inspector2/request/method-path", &ACCOUNTS_UNSERVED),
        Reply(&|reply, _| {
            reply.status = 400;
            reply.set_header("content-type", "application/json");
            reply.remove_header("x-amzn-errortype");
            reply.body =
                br#"{"__type":"InvalidAction","message":"The action or operation requested is invalid."}"#
                    .to_vec();
        }),
        one_account,
    ),
    Fault::marketplace(
        "page-for-everything",
        "A single-page application stands in front: every request gets its page.",
        &led::<31>("marketplace/request/method-path", &ENTITIES_UNSERVED),
        Reply(&|reply, _| {
            reply.status = 200;
            reply.set_header("content-type", "text/html; charset=utf-8");
            reply.remove_header("x-amzn-errortype");
            reply.body = b"<!doctype html><html><body><div id=\"root\"></div></body></html>".to_vec();
        }),
        one_entity,
    ),
    Fault::inspector2(
        "accounts-unvalidated",
        "Nothing that is asked of accounts is validated.",
        &[
            "inspector2/request/account-ids-required",
            "inspector2/request/account-ids-min",
            "inspector2/request/account-ids-max",
            "inspector2/request/account-id-pattern",
            "protocol/null-equals-missing",
            "protocol/null-list-element-rejected",
            "batch/invalid-item-rejects-call",
        ],
        Settings(&without_checks),
        || vec![Ask::inspector2("{}"), Ask::inspector2(r#"{"accountIds":["1"]}"#)],
    )
    .needing(0),
    Fault::marketplace(
        "entities-unvalidated",
        "Nothing that is asked of entities is validated.",
        &[
            "marketplace/request/entity-list-required",
            "marketplace/request/entity-list-min",
            "marketplace/request/entity-list-max",
            "marketplace/request/entity-members-required",
            "marketplace/request/catalog-length",
            "marketplace/request/catalog-pattern",
            "marketplace/request/entity-id-length",
            "marketplace/request/entity-id-pattern",
            "protocol/length-unit",
            "protocol/null-equals-missing",
            "protocol/null-list-element-rejected",
            "batch/invalid-item-rejects-call",
        ],
        Settings(&without_checks),
        || vec![Ask::marketplace("{}"), Ask::marketplace(r#"{"EntityRequestList":[{}]}"#)],
    )
    .needing(0),
];
