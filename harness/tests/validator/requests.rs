//! The two shipped suites and plain requests to them.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use batchspec_harness::contract::{ClauseRef, Contract, Expectation, SuiteText};
use batchspec_harness::message::{Body, Credentials, Request, Writing};
use batchspec_suites::{INSPECTOR2, MARKETPLACE, SuiteFiles};

pub(crate) static ACCOUNTS: LazyLock<Arc<Contract>> = LazyLock::new(|| load(&INSPECTOR2));
pub(crate) static ENTITIES: LazyLock<Arc<Contract>> = LazyLock::new(|| load(&MARKETPLACE));

fn load(files: &SuiteFiles) -> Arc<Contract> {
    let text = SuiteText {
        suite_file: "suite.toml",
        suite: files.suite_toml,
        model_file: "model.json",
        model: files.model_json,
    };
    match Contract::load(&text) {
        Ok(contract) => Arc::new(contract),
        Err(mistakes) => panic!("{mistakes}"),
    }
}

/// The documented request around a body.
pub(crate) fn request(contract: &Contract, body: impl Into<bytes::Bytes>) -> Request {
    Request {
        method: Cow::Owned(contract.binding.method.clone()),
        path: Cow::Owned(contract.binding.path.clone()),
        headers: vec![("Content-Type".into(), "application/json".into())],
        body: Body::of(body),
        credentials: Credentials::Own,
        writing: Writing::default(),
    }
}

pub(crate) fn id(contract: &Contract, clause: ClauseRef) -> &str {
    &contract.clauses.get(clause).id
}

/// An expectation in one line: `accept`, `accept odd-clause`, `refuse clause also clause`, `observe`.
pub(crate) fn told(contract: &Contract, expectation: &Expectation) -> String {
    match expectation {
        Expectation::Accept { odd: None } => "accept".to_owned(),
        Expectation::Accept { odd: Some(odd) } => format!("accept {}", id(contract, *odd)),
        Expectation::Refuse(refusal) => {
            let also = refusal.also.iter().map(|clause| format!(" also {}", id(contract, *clause)));
            format!("refuse {}{}", id(contract, refusal.clause), also.collect::<String>())
        }
        Expectation::Observe(why) => format!("observe {why}"),
    }
}
