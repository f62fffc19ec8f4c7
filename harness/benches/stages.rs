//! What one case costs in each stage: a batch of ten account ids from the plan to its verdict.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use batchspec_harness::contract::{Contract, validate};
use batchspec_harness::generate::{Aim, Case, Origin, Plan, PlanOptions, Step};
use batchspec_harness::judge::Judge;
use batchspec_harness::message::json::Document;
use batchspec_harness::message::{Answer, Attempt, Exchange, Link, Outcome};
use batchspec_harness::read_suite;
use criterion::{Criterion, criterion_group, criterion_main};

/// Items of the batch.
const ITEMS: usize = 10;

/// One case with the answer of a server that keeps every promise.
struct Scene {
    contract: Arc<Contract>,
    plan: Plan,
    case: Case,
    exchanges: Vec<Exchange>,
}

impl Scene {
    fn new() -> Self {
        let suite = batchspec_suites::INSPECTOR2;
        let contract =
            Arc::new(read_suite(suite.suite_toml, suite.model_json).expect("the suite is well formed"));
        let plan = Plan::new(&contract, &PlanOptions { random_cases: 10_000, ..PlanOptions::default() });
        let items: Vec<_> = plan.pool().items().iter().take(ITEMS).collect();
        let request = plan.base().request(&contract, items.iter().map(|item| item.json.as_str()));
        let entries = items.iter().map(|item| {
            format!(
                r#"{{"accountId":"{}","freeTrialInfo":[{{"type":"EC2","start":1690835828,"end":4102444800,"status":"ACTIVE","cloudProvider":"AWS"}}]}}"#,
                item.key
            )
        });
        let entries: Vec<String> = entries.collect();
        let answer = Answer {
            is_cut: false,
            status: 200,
            headers: vec![("content-type".to_owned(), b"application/json".to_vec())],
            body: format!(r#"{{"accounts":[{}],"failedAccounts":[]}}"#, entries.join(",")).into(),
        };
        let attempt = Attempt { outcome: Outcome::Answered(answer), micros: 100, link: Link::default() };
        let exchanges = vec![Exchange { request: request.clone(), attempts: vec![attempt] }];
        let expectation = validate(&contract, &request);
        let origin = Origin { family: "bench", variant: "ten".to_owned(), index: 0 };
        let steps = vec![Step { request, expectation, lane: 0 }];
        let case = Case { origin, aim: Aim::Plain, steps, relation: None };
        Self { contract, plan, case, exchanges }
    }

    fn body(&self) -> &[u8] {
        match &self.exchanges[0].attempts[0].outcome {
            Outcome::Answered(answer) => &answer.body,
            Outcome::Failed(_) => &[],
        }
    }
}

fn stages(criterion: &mut Criterion) {
    let scene = Scene::new();
    let judge = Judge::new(&scene.contract, scene.plan.pool());
    let verdicts = judge.judge(&scene.case, &scene.exchanges);
    assert!(verdicts.violations.is_empty() && verdicts.faults.is_empty(), "{verdicts:?}");
    let fixed = scene.plan.len() - 10_000;
    let mut number = 0;
    criterion.bench_function("read both files of a suite", |bench| {
        let suite = batchspec_suites::INSPECTOR2;
        bench.iter(|| {
            read_suite(black_box(suite.suite_toml), black_box(suite.model_json)).expect("well formed")
        });
    });
    criterion.bench_function("make the deterministic cases of a plan", |bench| {
        bench.iter(|| Plan::new(&scene.contract, &PlanOptions::default()).len());
    });
    criterion.bench_function("make a random case and validate it", |bench| {
        bench.iter(|| {
            number = (number + 1) % 10_000;
            scene.plan.case(fixed + number).expect("a case")
        });
    });
    criterion.bench_function("validate a request of ten items", |bench| {
        bench.iter(|| validate(&scene.contract, black_box(&scene.case.steps[0].request)));
    });
    criterion.bench_function("parse an answer of ten items", |bench| {
        bench.iter(|| Document::parse(black_box(scene.body())).expect("JSON").depth());
    });
    criterion.bench_function("judge an exchange of ten items by all checks", |bench| {
        bench.iter(|| judge.judge(black_box(&scene.case), black_box(&scene.exchanges)));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_secs(1));
    targets = stages
}
criterion_main!(benches);
