//! Mocks whose answers depend on when and how often they were asked.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use batchspec_harness::{Report, Run, read_suite};
use batchspec_suites::INSPECTOR2;
use serde_json::Value;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::accounts::Accounts;

/// More than a lane reads beside others.
const HEAVY_BYTES: usize = 600 * 1024;

async fn report(mock: impl Respond + 'static) -> Report {
    let server = MockServer::start().await;
    let place = Mock::given(method("POST")).and(path("/freetrialinfo/batchget"));
    place.respond_with(mock).mount(&server).await;
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json).expect("a good suite");
    Run::new(contract, &server.uri()).expect("a good URL").send().await
}

/// Conforming; from the 300th answer on every 40th success has white space of 600 KiB in it.
struct Heavy {
    answers: AtomicUsize,
}

impl Respond for Heavy {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let number = self.answers.fetch_add(1, Ordering::Relaxed);
        match Accounts::Conforming.answer(&request.body) {
            Ok(body) if number >= 300 && number.is_multiple_of(40) => {
                let text = format!("{}{body}", " ".repeat(HEAVY_BYTES));
                ResponseTemplate::new(200).set_body_raw(text, "application/json")
            }
            _ => Accounts::Conforming.respond(request),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_turn_large_are_read_whole() {
    let report = report(Heavy { answers: AtomicUsize::new(0) }).await;
    report.assert_conformant();
    let unread: u64 = report.suites[0].fates.iter().map(|fates| fates.unanswered).sum();
    assert_eq!(unread, 0);
}

/// At the first request of each case of respelled JSON an account is answered on both sides; never again.
struct Slip {
    met: Mutex<BTreeSet<String>>,
}

impl Respond for Slip {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let label = request.headers.get("x-batchspec-case").and_then(|label| label.to_str().ok());
        let label = label.filter(|label| label.contains("/relation/respelled/"));
        let answer = Accounts::Conforming.answer(&request.body).ok();
        let (Some(label), Some(mut answer)) = (label, answer) else {
            return Accounts::Conforming.respond(request);
        };
        let is_first = self.met.lock().unwrap_or_else(PoisonError::into_inner).insert(label.to_owned());
        if is_first
            && let Some(account) = answer["accounts"][0]["accountId"].as_str().map(str::to_owned)
            && let Some(failed) = answer["failedAccounts"].as_array_mut()
        {
            let mut entry = Value::default();
            entry["accountId"] = account.into();
            entry["code"] = "ACCESS_DENIED".into();
            entry["message"] = "not a member of your organisation".into();
            failed.push(entry);
        }
        ResponseTemplate::new(200).set_body_json(answer)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_answer_of_several_says_wrongly_is_told_though_it_never_comes_again() {
    let report = report(Slip { met: Mutex::default() }).await;
    let found = report.findings.iter().find(|finding| finding.clause.id == "batch/exclusive");
    let reproduction = found.map(|finding| finding.reproduction.times);
    assert_eq!((reproduction, report.exit_code()), (Some(0), 1));
}
