//! Somebody's mock of Amazon Inspector: wiremock with a responder that reads the request.

use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// Accounts with an even last digit have a trial, the others are unknown.
#[derive(Debug, Clone, Copy)]
pub(super) enum Accounts {
    /// As documented.
    Conforming,
    /// Of three ids or more the last one is lost.
    Forgetful,
    /// A list of any length is served.
    Boundless,
    /// As documented, and no account is known.
    Empty,
}

impl Accounts {
    /// Starts the mock; it ends when the server is dropped.
    pub(super) async fn serve(self) -> MockServer {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path("/freetrialinfo/batchget"))
            .respond_with(self)
            .mount(&server)
            .await;
        server
    }

    pub(super) fn answer(self, body: &[u8]) -> Result<Value, &'static str> {
        let body: Value = serde_json::from_slice(body).map_err(|_| "CANNOT_PARSE")?;
        let ids = body.get("accountIds").filter(|ids| !ids.is_null()).ok_or("FIELD_VALIDATION_FAILED")?;
        let ids = ids.as_array().ok_or("CANNOT_PARSE")?;
        let ids: Option<Vec<&str>> = ids.iter().map(Value::as_str).collect();
        let mut ids = ids.ok_or("CANNOT_PARSE")?;
        let is_too_long = ids.len() > 100 && !matches!(self, Self::Boundless);
        if ids.is_empty() || is_too_long || !ids.iter().all(|id| is_account_id(id)) {
            return Err("FIELD_VALIDATION_FAILED");
        }
        ids.sort_unstable();
        ids.dedup();
        if matches!(self, Self::Forgetful) && ids.len() >= 3 {
            ids.pop();
        }
        let (known, unknown): (Vec<&str>, Vec<&str>) =
            ids.into_iter().partition(|id| has_trial(id) && !matches!(self, Self::Empty));
        let known = known.into_iter().map(|id| {
            let trial =
                json!({"start": 1_690_836_000, "end": 1_692_132_000, "status": "INACTIVE", "type": "EC2"});
            json!({"accountId": id, "freeTrialInfo": [trial]})
        });
        let unknown = unknown.into_iter().map(|id| {
            json!({"accountId": id, "code": "ACCESS_DENIED", "message": "not a member of your organisation"})
        });
        Ok(json!({"accounts": known.collect::<Vec<_>>(), "failedAccounts": unknown.collect::<Vec<_>>()}))
    }
}

impl Respond for Accounts {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        match self.answer(&request.body) {
            Ok(body) => ResponseTemplate::new(200).set_body_json(body),
            Err(reason) => ResponseTemplate::new(400)
                .insert_header("x-amzn-errortype", "ValidationException")
                .set_body_json(json!({"message": "the input is not valid", "reason": reason})),
        }
    }
}

/// Twelve digits in a row, anywhere.
fn is_account_id(id: &str) -> bool {
    id.as_bytes().windows(12).any(|window| window.iter().all(u8::is_ascii_digit))
}

fn has_trial(id: &str) -> bool {
    id.bytes().rfind(u8::is_ascii_digit).is_some_and(|digit| digit % 2 == 0)
}
