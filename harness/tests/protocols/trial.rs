//! Every case of a plan, answered by a function, and what the checks say of the answers.

use std::collections::BTreeSet;
use std::sync::Arc;

use batchspec_harness::contract::{Contract, SuiteText};
use batchspec_harness::generate::{Case, Inputs, Plan, PlanOptions, settled};
use batchspec_harness::judge::Judge;
use batchspec_harness::message::{Answer, Attempt, Exchange, Link, Outcome, Request, Which};

/// Reads a suite.
#[track_caller]
pub(crate) fn loaded(suite: &str, model: &str) -> Arc<Contract> {
    let text = SuiteText { suite_file: "suite.toml", suite, model_file: "model.json", model };
    match Contract::load(&text) {
        Ok(contract) => Arc::new(settled(contract, &Inputs::new()).expect("sampled values fit")),
        Err(mistakes) => panic!("{mistakes}"),
    }
}

/// An answer with these header fields.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()));
    Answer { status, headers: headers.collect(), body: body.into().into(), is_cut: false }
}

/// A plan of all deterministic cases and some random ones, of which none is a fault of the harness.
#[track_caller]
pub(crate) fn plan(contract: &Arc<Contract>) -> Plan {
    let options = PlanOptions { seed: 3, random_cases: 20, ..PlanOptions::default() };
    let plan = Plan::new(contract, &options);
    assert_eq!(plan.faults(), []);
    plan
}

/// The ids of the clauses that the answers of `serve` break, each with the first case that shows it.
pub(crate) fn broken(
    contract: &Arc<Contract>,
    serve: impl Fn(&Request) -> Answer,
) -> BTreeSet<(String, String)> {
    let plan = plan(contract);
    let judge = Judge::new(contract, plan.pool());
    let mut seen = BTreeSet::new();
    let mut found = BTreeSet::new();
    for case in (0..plan.len()).filter_map(|index| plan.case(index)) {
        let verdicts = judge.judge(&case, &exchanges(&case, &serve));
        assert_eq!(verdicts.faults, Vec::<&str>::new(), "{}", case.origin);
        for violation in verdicts.violations {
            let id = contract.clauses.get(violation.clause).id.clone();
            if seen.insert(id.clone()) {
                let shown = format!("{}: {} / {}", case.origin, violation.expected, violation.actual);
                found.insert((id, shown));
            }
        }
    }
    found
}

fn exchanges(case: &Case, serve: impl Fn(&Request) -> Answer) -> Vec<Exchange> {
    let mut carried = 0;
    let mut exchange = |request: &Request| {
        carried = if request.writing.connection == Which::Same { carried + 1 } else { 0 };
        let mut answer = serve(request);
        if request.method == "HEAD" {
            answer.body = Vec::new().into();
        }
        let link = Link {
            before: carried,
            stays: true,
            ended: request.writing.awaits_end.then_some(true),
            ..Link::default()
        };
        let attempt = Attempt { outcome: Outcome::Answered(answer), micros: 1000, link };
        Exchange { request: request.clone(), attempts: vec![attempt] }
    };
    case.steps.iter().map(|step| exchange(&step.request)).collect()
}

/// The ids alone.
pub(crate) fn ids(broken: &BTreeSet<(String, String)>) -> Vec<&str> {
    broken.iter().map(|(id, _)| id.as_str()).collect()
}
