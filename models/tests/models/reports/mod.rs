//! Faults of public reports (docs/bug-reports.md), served by small servers with the public models: each is found, and the
//! mended version is not accused.

mod servers;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use batchspec_harness::contract::{Contract, Level, SuiteText};
use batchspec_harness::generate::{Case, Inputs, Plan, PlanOptions, Subjects, settled};
use batchspec_harness::judge::Judge;
use batchspec_harness::message::{Answer, Attempt, Exchange, Link, Outcome, Request, Which};
use batchspec_models::write::suite;
use batchspec_models::{errata, import_of};

use self::servers::REPORTS;
use super::support;

/// A report, its operation, what is known to exist, the server with the fault or without it, and a part of the clause.
struct Report {
    id: &'static str,
    service: &'static str,
    operation: &'static str,
    present: &'static [&'static str],
    serve: fn(&Contract, &Request, bool) -> Answer,
    clause: &'static str,
}

fn contract(data: &Path, report: &Report) -> Arc<Contract> {
    let known = errata::known().expect("errata");
    let found = import_of(data, Some(report.service), report.operation, &known).expect("a model");
    let files = suite(found.operations.first().expect("the operation"));
    let text = SuiteText {
        suite_file: "suite.toml",
        suite: &files.suite,
        model_file: "model.json",
        model: &files.model,
    };
    let contract = Contract::load(&text).unwrap_or_else(|mistakes| panic!("{}: {mistakes}", report.id));
    Arc::new(settled(contract, &Inputs::new()).expect("sampled values fit"))
}

fn exchanges(case: &Case, serve: impl Fn(&Request) -> Answer) -> Vec<Exchange> {
    let mut carried = 0;
    let mut exchange = |request: &Request| {
        carried = if request.writing.connection == Which::Same { carried + 1 } else { 0 };
        let mut answer = serve(request);
        if request.method == "HEAD" {
            answer.body = Vec::new().into();
        }
        let ended = request.writing.awaits_end.then_some(true);
        let link = Link { before: carried, stays: true, ended, ..Link::default() };
        let attempt = Attempt { outcome: Outcome::Answered(answer), micros: 1000, link };
        Exchange { request: request.clone(), attempts: vec![attempt] }
    };
    case.steps.iter().map(|step| exchange(&step.request)).collect()
}

/// Clauses that bind or recommend and are broken, those of answers' forms included, each with the first case that shows it.
fn broken(contract: &Arc<Contract>, report: &Report, is_faulty: bool) -> BTreeSet<(String, String)> {
    let present = report.present.iter().map(|key| (*key).to_owned()).collect();
    let subjects = Subjects { present, ..Subjects::default() };
    let told = subjects.kinds();
    let options = PlanOptions { seed: 3, random_cases: 30, subjects, ..PlanOptions::default() };
    let plan = Plan::new(contract, &options);
    let judge = Judge::new(contract, plan.pool()).told(told);
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    for case in (0..plan.len()).filter_map(|index| plan.case(index)) {
        let verdicts =
            judge.judge(&case, &exchanges(&case, |request| (report.serve)(contract, request, is_faulty)));
        for violation in verdicts.violations {
            let clause = contract.clauses.get(violation.clause);
            if clause.level != Level::Note && seen.insert(clause.id.clone()) {
                let shown = format!("{}: {} / {}", case.origin, violation.expected, violation.actual);
                found.insert((clause.id.clone(), shown));
            }
        }
    }
    found
}

#[test]
fn faults_of_public_reports_are_found_and_mended_versions_are_not_accused() {
    let Some(data) = support::botocore() else { return };
    let mut wrong = Vec::new();
    for report in REPORTS {
        let contract = contract(&data, report);
        let mut mended = broken(&contract, report, false);
        // The small servers are right about batches; that they speak HTTP and JSON well is proven elsewhere.
        mended.retain(|(id, _)| {
            let is_of_fault = !report.clause.is_empty() && id.contains(report.clause);
            let is_of_batch = id.starts_with("batch/") || id.starts_with("subjects/");
            is_of_batch || is_of_fault && !id.contains("/response/")
        });
        if !mended.is_empty() {
            wrong.push(format!("{} {} accuses the mended one: {mended:#?}", report.id, report.operation));
        }
        if report.clause.is_empty() {
            continue;
        }
        let faulty = broken(&contract, report, true);
        if !faulty.iter().any(|(id, _)| id.contains(report.clause)) {
            wrong.push(format!(
                "{} {} does not find {}: {faulty:#?}",
                report.id, report.operation, report.clause
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
