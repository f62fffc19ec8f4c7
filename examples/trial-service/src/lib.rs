//! A small service that answers as Amazon Inspector's BatchGetFreeTrialInfo does, with one mistake that its author knows.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use serde_json::{Value, json};

/// Accounts that have a trial.
const WITH_TRIAL: [&str; 2] = ["123456789012", "111122223333"];

/// The service, for a listener or for a test.
pub fn service() -> Router {
    Router::new()
        .route("/freetrialinfo/batchget", post(batch_get_free_trial_info))
        .fallback(async || refused(StatusCode::NOT_FOUND, "UnknownOperationException", &json!({})))
}

async fn batch_get_free_trial_info(body: Bytes) -> Response {
    match account_ids(&body) {
        Ok(ids) => look_up(&ids),
        Err(reason) => {
            let body = json!({ "message": "the input is not valid", "reason": reason });
            refused(StatusCode::BAD_REQUEST, "ValidationException", &body)
        }
    }
}

/// The ids that a body asks for, each once, or the reason of the refusal.
fn account_ids(body: &[u8]) -> Result<BTreeSet<String>, &'static str> {
    let body: Value = serde_json::from_slice(body).map_err(|_| "CANNOT_PARSE")?;
    let fields = body.as_object().ok_or("CANNOT_PARSE")?;
    let ids = fields.get("accountIds").filter(|ids| !ids.is_null()).ok_or("FIELD_VALIDATION_FAILED")?;
    let ids = ids.as_array().ok_or("CANNOT_PARSE")?;
    let ids: Option<Vec<&str>> = ids.iter().map(Value::as_str).collect();
    let ids = ids.ok_or("CANNOT_PARSE")?;
    // The mistake: one hundred is the documented limit, not one thousand.
    if !(1..=1000).contains(&ids.len()) || !ids.iter().all(|id| is_account_id(id)) {
        return Err("FIELD_VALIDATION_FAILED");
    }
    Ok(ids.into_iter().map(str::to_owned).collect())
}

/// Whether there are twelve digits in a row, anywhere.
fn is_account_id(id: &str) -> bool {
    id.as_bytes().windows(12).any(|window| window.iter().all(u8::is_ascii_digit))
}

fn look_up(ids: &BTreeSet<String>) -> Response {
    let (mut accounts, mut failed) = (Vec::new(), Vec::new());
    for id in ids {
        if WITH_TRIAL.contains(&id.as_str()) {
            let trial = json!({
                "type": "EC2", "status": "INACTIVE", "start": 1_690_836_000, "end": 1_692_132_000,
            });
            accounts.push(json!({ "accountId": id, "freeTrialInfo": [trial] }));
        } else {
            let why = "the caller may not see this account";
            failed.push(json!({ "accountId": id, "code": "ACCESS_DENIED", "message": why }));
        }
    }
    let body = json!({ "accounts": accounts, "failedAccounts": failed });
    ([(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn refused(status: StatusCode, error: &'static str, body: &Value) -> Response {
    let headers = [(CONTENT_TYPE.as_str(), "application/json"), ("x-amzn-errortype", error)];
    (status, headers, body.to_string()).into_response()
}
