//! Servers whose answers about accounts have the wrong members.

use super::reach::{accounts, bad_account, each_bad, each_good, one_account, respell, success};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Draft;
use batchspec_fixtures::alteration::Scene;
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::draft::Draft as Answer;

const LISTS: &[&str] = &["inspector2/response/lists-present"];
const ACCOUNT: &[&str] = &["inspector2/response/account-members"];
const FAILED: &[&str] = &["inspector2/response/failed-account-members"];

fn all() -> Vec<Ask> {
    accounts(44)
}

/// Removes an empty collection.
fn omit_empty(draft: &mut Answer, name: &str) {
    if draft.cause.is_none()
        && let Some(body) = &mut draft.body
        && body.get(name) == Some(&Json::List(Vec::new()))
    {
        body.remove(name);
    }
}

fn drop_message(draft: &mut Answer, scene: &Scene) {
    each_bad(draft, scene, |entry| {
        entry.remove("message");
    });
}

/// A hyphen after every fourth character.
fn grouped(id: &str) -> String {
    let symbols: Vec<char> = id.chars().collect();
    symbols.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "no-failed-accounts-omitted",
        "`failedAccounts` is not there when no account failed.",
        LISTS,
        Draft(&|draft, _| omit_empty(draft, "failedAccounts")),
        one_account,
    ),
    Fault::inspector2(
        "no-accounts-omitted",
        "`accounts` is not there when every account failed.",
        LISTS,
        Draft(&|draft, _| omit_empty(draft, "accounts")),
        bad_account,
    ),
    Fault::inspector2(
        "no-failed-accounts-null",
        "`failedAccounts` is null when no account failed.",
        &["inspector2/response/lists-present", "protocol/response-no-null-members"],
        Draft(&|draft, _| {
            success(draft, |body| {
                if body.get("failedAccounts") == Some(&Json::List(Vec::new())) {
                    body.set("failedAccounts", Json::Null);
                }
            });
        }),
        one_account,
    ),
    Fault::inspector2(
        "accounts-an-object",
        "`accounts` is an object keyed by account id.",
        &["inspector2/response/lists-present", "batch/complete", "inspector2/response/account-members"],
        Draft(&|draft, _| {
            success(draft, |body| {
                let Some(Json::List(accounts)) = body.remove("accounts") else {
                    return;
                };
                let keyed = accounts.into_iter().map(|entry| {
                    let id = entry.get("accountId").and_then(Json::as_text).unwrap_or("").to_owned();
                    (id, entry)
                });
                body.push("accounts", Json::Object(keyed.collect()));
            });
        }),
        one_account,
    ),
    Fault::inspector2(
        "no-trials-omitted",
        "An account without trials has no list of them.",
        ACCOUNT,
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                if entry.get("freeTrialInfo") == Some(&Json::List(Vec::new())) {
                    entry.remove("freeTrialInfo");
                }
            });
        }),
        all,
    ),
    Fault::inspector2(
        "trials-not-a-list",
        "An account has its only or first trial instead of a list.",
        ACCOUNT,
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                let Some(Json::List(trials)) = entry.get("freeTrialInfo").cloned() else {
                    return;
                };
                if let Some(first) = trials.into_iter().next() {
                    entry.set("freeTrialInfo", first);
                }
            });
        }),
        all,
    ),
    Fault::inspector2(
        "account-id-a-number",
        "The account id in an answer is a number.",
        &[
            "inspector2/response/account-members",
            "batch/complete",
            "batch/key-echo-exact",
            "batch/no-strangers",
            "inspector2/response/account-id-pattern",
        ],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                if let Some(Json::Text(id)) = entry.get("accountId").cloned() {
                    let digits = id.trim_start_matches('0');
                    entry.set("accountId", Json::number(if digits.is_empty() { "0" } else { digits }));
                }
            });
        }),
        one_account,
    ),
    Fault::inspector2(
        "failed-account-without-message",
        "A failed account has no message.",
        FAILED,
        Draft(&drop_message),
        bad_account,
    ),
    Fault::inspector2(
        "failed-account-without-code",
        "A failed account has no code.",
        FAILED,
        Draft(&|draft, scene| {
            each_bad(draft, scene, |entry| {
                entry.remove("code");
            });
        }),
        bad_account,
    ),
    Fault::inspector2(
        "failed-account-code-a-number",
        "The code of a failed account is a number.",
        &["inspector2/response/failed-account-members", "inspector2/response/failed-account-code-enum"],
        Draft(&|draft, scene| each_bad(draft, scene, |entry| entry.set("code", Json::number(403)))),
        bad_account,
    ),
    Fault::inspector2(
        "failed-account-message-null",
        "The message of a failed account is null.",
        &["inspector2/response/failed-account-members", "protocol/response-no-null-members"],
        Draft(&|draft, scene| each_bad(draft, scene, |entry| entry.set("message", Json::Null))),
        bad_account,
    ),
    Fault::inspector2(
        "failed-account-code-in-lower-case",
        "The code of a failed account is spelled in lower case.",
        &["inspector2/response/failed-account-code-enum"],
        Draft(&|draft, scene| {
            each_bad(draft, scene, |entry| respell(entry, "code", str::to_ascii_lowercase))
        }),
        bad_account,
    ),
    Fault::inspector2(
        "account-ids-grouped",
        "Account ids come back with hyphens between groups of digits.",
        &[
            "inspector2/response/account-id-pattern",
            "batch/key-echo-exact",
            "batch/complete",
            "batch/no-strangers",
        ],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                respell(entry, "accountId", grouped);
            });
        }),
        one_account,
    ),
    Fault::inspector2(
        "failed-account-without-id",
        "A failed account has no id.",
        &["inspector2/response/failed-account-members", "batch/complete"],
        Draft(&|draft, scene| {
            each_bad(draft, scene, |entry| {
                entry.remove("accountId");
            });
        }),
        bad_account,
    ),
];
