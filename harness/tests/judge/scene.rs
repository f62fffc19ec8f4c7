//! Exchanges made by hand, and what the checks say of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use batchspec_harness::contract::{ClauseRef, Contract, validate};
use batchspec_harness::generate::{
    Aim, Case, ItemKind, Origin, Plan, PlanOptions, Relation, RelationKind, Step,
};
use batchspec_harness::judge::{CHECKS, CaseVerdicts, Check, Contents, Judge, Reading};
use batchspec_harness::message::{
    Answer, Attempt, Credentials, Exchange, Framing, Link, Outcome, Request, WireFault,
};

use crate::contract::classes::contract;
use crate::validator::requests::{ACCOUNTS, ENTITIES, request};

static OF_ACCOUNTS: LazyLock<Judge> = LazyLock::new(|| judge(&ACCOUNTS));
static OF_ENTITIES: LazyLock<Judge> = LazyLock::new(|| judge(&ENTITIES));

/// A judge who knows of no item but those that a plan draws.
fn judge(contract: &Arc<Contract>) -> Judge {
    let (_, pool) = Plan::ingredients(contract, &PlanOptions { seed: 1, ..PlanOptions::default() });
    Judge::new(contract, &pool)
}

/// A case with the exchanges that it brought.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) contract: Arc<Contract>,
    pub(super) case: Case,
    pub(super) exchanges: Vec<Exchange>,
    /// What the user told of items.
    told: BTreeMap<String, ItemKind>,
}

impl Scene {
    fn asking(contract: &Arc<Contract>, request: &Request) -> Self {
        let expectation = validate(contract, request);
        let step = Step { request: request.clone(), expectation, lane: 0 };
        let origin = Origin { family: "table", variant: "row".to_owned(), index: 0 };
        let case = Case { origin, aim: Aim::Plain, steps: vec![step], relation: None };
        let exchange = Exchange { request: request.clone(), attempts: Vec::new() };
        let told = BTreeMap::new();
        Self { contract: Arc::clone(contract), case, exchanges: vec![exchange], told }
    }

    /// The user told this of an item.
    pub(super) fn told(mut self, key: &str, kind: ItemKind) -> Self {
        self.told.insert(key.to_owned(), kind);
        self
    }

    /// A request for accounts, whose answer is still to come.
    pub(super) fn accounts(body: &str) -> Self {
        Self::asking(&ACCOUNTS, &request(&ACCOUNTS, body.as_bytes().to_vec()))
    }

    /// A request for entities, whose answer is still to come.
    pub(super) fn entities(body: &str) -> Self {
        Self::asking(&ENTITIES, &request(&ENTITIES, body.as_bytes().to_vec()))
    }

    /// A request to the API of this contract, whose answer is still to come.
    pub(super) fn to(contract: &Arc<Contract>, body: &str) -> Self {
        Self::asking(contract, &request(contract, body.as_bytes().to_vec()))
    }

    /// A request to the API of a class, whose answer is still to come.
    pub(super) fn of(class: &str, body: &str) -> Self {
        let contract = contract(class);
        Self::asking(&contract, &request(&contract, body.as_bytes().to_vec()))
    }

    fn changed(mut self, change: impl FnOnce(&mut Request)) -> Self {
        let step = &mut self.case.steps[0];
        change(&mut step.request);
        step.expectation = validate(&self.contract, &step.request);
        self.exchanges[0].request = step.request.clone();
        self
    }

    pub(super) fn with_method(self, method: &str) -> Self {
        self.changed(|request| request.method = method.to_owned().into())
    }

    pub(super) fn with_path(self, path: &str) -> Self {
        self.changed(|request| request.path = path.to_owned().into())
    }

    pub(super) fn with_header(self, name: &'static str, value: &str) -> Self {
        self.changed(|request| {
            request.headers.retain(|(held, _)| !held.eq_ignore_ascii_case(name));
            request.headers.push((name.into(), value.to_owned().into()));
        })
    }

    pub(super) fn signed_by(self, credentials: Credentials) -> Self {
        self.changed(|request| request.credentials = credentials)
    }

    pub(super) fn provoking(mut self, error: &str) -> Self {
        self.case.aim = Aim::Provoke(error.to_owned());
        self
    }

    fn with_outcome(mut self, outcome: Outcome) -> Self {
        let exchange = self.exchanges.last_mut().expect("a request");
        exchange.attempts.push(Attempt { outcome, micros: 1000, link: Link::default() });
        self
    }

    pub(super) fn failed(self, fault: WireFault) -> Self {
        self.with_outcome(Outcome::Failed(fault))
    }

    /// Another attempt was answered so.
    pub(super) fn answered(self, status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()));
        let answer = Answer { status, headers: headers.collect(), body: body.into().into(), is_cut: false };
        self.with_outcome(Outcome::Answered(answer))
    }

    pub(super) fn ok(self, body: impl Into<Vec<u8>>) -> Self {
        self.answered(200, &[("content-type", "application/json")], body)
    }

    pub(super) fn error(self, status: u16, kind: &str, body: &str) -> Self {
        self.answered(status, &[("content-type", "application/json"), ("x-amzn-errortype", kind)], body)
    }

    /// The same request sent again, with the answers of other scenes.
    pub(super) fn repeated(mut self, kind: RelationKind, others: Vec<Self>) -> Self {
        for other in others {
            self.case.steps.extend(other.case.steps);
            self.exchanges.extend(other.exchanges);
        }
        let variants = vec![0; self.case.steps.len()];
        self.case.relation = Some(Relation { kind, variants });
        self
    }

    /// The plain request of a case whose other requests must be answered like it; `others` are the first one and the next one.
    pub(super) fn compared_with(self, kind: RelationKind, others: [Self; 2]) -> Self {
        let mut case = self.repeated(kind, others.into());
        case.case.relation =
            Some(Relation { kind, variants: vec![Relation::PLAIN, Relation::FIRST, Relation::NEXT] });
        case
    }

    pub(super) fn in_chunks(self) -> Self {
        self.changed(|request| request.body.framing = Framing::Chunked)
    }

    pub(super) fn held_back(self) -> Self {
        self.changed(|request| request.headers.push(("expect".into(), "100-continue".into())))
    }

    /// The last attempt was answered on a connection that had carried so many answers.
    pub(super) fn linked(mut self, before: u32, stays: bool) -> Self {
        let attempts = self.exchanges.iter_mut().flat_map(|exchange| exchange.attempts.last_mut());
        attempts.for_each(|attempt| attempt.link = Link { before, stays, ..Link::default() });
        self
    }

    /// The client waited for the end of the connection, which came or did not.
    pub(super) fn ended(mut self, ended: bool) -> Self {
        let attempts = self.exchanges.iter_mut().flat_map(|exchange| exchange.attempts.last_mut());
        attempts.for_each(|attempt| attempt.link = Link { ended: Some(ended), ..Link::default() });
        self
    }

    /// The request says that it is HTTP/1.0.
    pub(super) fn of_old_version(self) -> Self {
        self.changed(|request| request.writing.old_version = true)
    }

    /// The last attempt was answered in HTTP/1.0.
    pub(super) fn in_http_1_0(mut self) -> Self {
        let attempts = self.exchanges.iter_mut().flat_map(|exchange| exchange.attempts.last_mut());
        attempts.for_each(|attempt| attempt.link = Link { is_old: true, ..Link::default() });
        self
    }

    /// What all checks together say.
    pub(super) fn judged(&self) -> CaseVerdicts {
        let judge = if self.contract.suite == ACCOUNTS.suite { &*OF_ACCOUNTS } else { &*OF_ENTITIES };
        judge.judge(&self.case, &self.exchanges)
    }

    /// What one check says, without a word about the items that exist.
    pub(super) fn judged_by(&self, check: &str) -> CaseVerdicts {
        let kinds = BTreeMap::new();
        let contents: Vec<Contents> = self.exchanges.iter().map(Contents::read).collect();
        let steps = self.case.steps.iter().zip(self.exchanges.iter().zip(&contents)).enumerate();
        let readings: Vec<Reading<'_>> = steps
            .map(|(at, (step, (exchange, contents)))| {
                Reading::new(&self.contract, &kinds, &self.case, (at, step), exchange, contents)
                    .with_told(&self.told)
            })
            .collect();
        let mut verdicts = CaseVerdicts::new(self.contract.clauses.len());
        let check = registered(check);
        readings.iter().for_each(|reading| check.judge(reading, &mut verdicts));
        if let Some(relation) = &self.case.relation {
            check.compare(relation, &readings, &mut verdicts);
        }
        verdicts
    }

    pub(super) fn id(&self, clause: ClauseRef) -> &str {
        &self.contract.clauses.get(clause).id
    }

    /// The ids of the clauses that the verdicts say are broken, consequences included.
    pub(super) fn broken<'s>(&'s self, verdicts: &CaseVerdicts) -> BTreeSet<&'s str> {
        let clauses = verdicts
            .violations
            .iter()
            .flat_map(|broken| std::iter::once(broken.clause).chain(broken.also.iter().copied()));
        clauses.map(|clause| self.id(clause)).collect()
    }

    /// The ids of the clauses that the verdicts say hold.
    pub(super) fn held<'s>(&'s self, verdicts: &CaseVerdicts) -> BTreeSet<&'s str> {
        let held = self.contract.clauses.iter().filter(|(reference, _)| verdicts.held(*reference));
        held.map(|(_, clause)| clause.id.as_str()).collect()
    }
}

/// The check of this id.
#[track_caller]
fn registered(id: &str) -> &'static dyn Check {
    let found = CHECKS.iter().find(|check| check.id() == id);
    *found.unwrap_or_else(|| panic!("no check is called {id}"))
}
