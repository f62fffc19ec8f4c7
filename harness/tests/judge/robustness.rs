//! Some thousand broken answers: every check keeps its head, and says the same of the same JSON however it is spelled.
//!
//! `BATCHSPEC_MUTANTS=100000 cargo test --release -p batchspec-harness --test pure robustness` tries more of them.

use std::collections::BTreeSet;

use batchspec_harness::contract::Level;
use batchspec_harness::generate::{RelationKind, Rng};
use batchspec_harness::judge::{CaseVerdicts, ItemOutcome};
use batchspec_suites::MARKETPLACE;

use super::mutants::{Node, SPELLINGS, damage, mutate, spelled};
use super::rendering::assert_renders;
use super::scene::Scene;

/// As many as a run of all tests has time for.
const MUTANTS: u64 = 2000;

fn mutants() -> u64 {
    let asked = std::env::var("BATCHSPEC_MUTANTS").ok();
    asked.map_or(MUTANTS, |asked| asked.parse().expect("BATCHSPEC_MUTANTS is a number"))
}

/// A question and the right answer to it.
#[derive(Clone, Copy)]
struct Right {
    ask: fn() -> Scene,
    status: u16,
    error: Option<&'static str>,
    body: &'static str,
}

const ACCOUNTS: &str = r#"{"accounts":[
    {"accountId":"123456789012","freeTrialInfo":[
        {"type":"EC2","start":1690836000,"end":1693428000.5,"status":"ACTIVE"},
        {"type":"LAMBDA","start":1.690836e9,"end":1693428000,"status":"INACTIVE","cloudProvider":"AWS"}]},
    {"accountId":"x 210987654321 \u00e9","freeTrialInfo":[]}],
    "failedAccounts":[{"accountId":"555500001111","code":"ACCESS_DENIED","message":"not yours"}]}"#;

fn ask_accounts() -> Scene {
    Scene::accounts(r#"{"accountIds":["123456789012","x 210987654321 \u00e9","555500001111"]}"#)
}

fn rights() -> Vec<Right> {
    let asks: [fn() -> Scene; 3] = [
        || Scene::entities(MARKETPLACE.examples[0].request),
        || Scene::entities(MARKETPLACE.examples[1].request),
        || Scene::entities(MARKETPLACE.examples[2].request),
    ];
    let documented = asks.into_iter().zip(MARKETPLACE.examples);
    let mut rights: Vec<Right> = documented
        .map(|(ask, example)| Right { ask, status: 200, error: None, body: example.response })
        .collect();
    rights.push(Right { ask: ask_accounts, status: 200, error: None, body: ACCOUNTS });
    rights.push(Right {
        ask: || Scene::accounts(r#"{"accountIds":["123456789012","abc"]}"#),
        status: 400,
        error: Some("ValidationException"),
        body: r#"{"message":"no","reason":"FIELD_VALIDATION_FAILED","fields":[{"name":"/accountIds/1","message":"no"}]}"#,
    });
    rights.push(Right {
        ask: || Scene::entities(r#"{"EntityRequestList":[]}"#),
        status: 422,
        error: None,
        body: r#"{"__type":"a#ValidationException","Message":"no","ValidationExceptionFieldList":[
            {"Reason":"FieldValidationFailed","Field":"EntityRequestList","Message":"too few"}]}"#,
    });
    rights
}

impl Right {
    fn scene(self, rng: &Rng, body: Vec<u8>) -> Scene {
        let mut rng = rng.clone();
        let status = if rng.chance(1, 8) {
            [200, 201, 204, 302, 400, 403, 404, 422, 429, 500, 503][rng.below(11)]
        } else {
            self.status
        };
        let types = ["application/json", "text/html", "application/problem+json", "", "\u{1b}[31m"];
        let kind = if rng.chance(1, 8) { types[rng.below(types.len())] } else { types[0] };
        let mut headers = vec![("content-type", kind)];
        headers.extend(self.error.map(|error| ("x-amzn-errortype", error)));
        (self.ask)().answered(status, &headers, body)
    }
}

/// Clause, lesser level, clauses broken with it, step, signature.
type Broken = (String, Option<Level>, Vec<String>, usize, String);

/// What counts of a verdict: excerpts and places of the answer may differ between spellings.
#[derive(Debug, PartialEq)]
struct Verdict {
    broken: BTreeSet<Broken>,
    held: BTreeSet<String>,
    undecided: BTreeSet<(String, &'static str)>,
    outcomes: Vec<Option<Vec<(String, ItemOutcome)>>>,
}

fn verdict(scene: &Scene, verdicts: &CaseVerdicts) -> Verdict {
    let id = |clause| scene.id(clause).to_owned();
    Verdict {
        broken: verdicts
            .violations
            .iter()
            .map(|broken| {
                let also = broken.also.iter().map(|clause| id(*clause)).collect();
                (id(broken.clause), broken.level, also, broken.step, broken.signature.clone())
            })
            .collect(),
        held: scene.held(verdicts).into_iter().map(str::to_owned).collect(),
        undecided: verdicts.undecided.iter().map(|(clause, why)| (id(*clause), *why)).collect(),
        outcomes: verdicts
            .outcomes
            .iter()
            .map(|outcomes| {
                outcomes.as_ref().map(|outcomes| {
                    outcomes.iter().map(|(key, outcome)| (key.to_string(), outcome.clone())).collect()
                })
            })
            .collect(),
    }
}

/// The body of one mutant: its tree changed, or its bytes.
fn mutant(right: Right, rng: &mut Rng) -> Vec<u8> {
    let mut tree = Node::read(right.body.as_bytes()).expect("a right answer is JSON");
    if rng.chance(2, 3) {
        for _ in 0..=rng.below(3) {
            mutate(&mut tree, rng);
        }
        return spelled(&tree, SPELLINGS[0]).into_bytes();
    }
    let mut bytes = right.body.as_bytes().to_vec();
    damage(&mut bytes, rng);
    bytes
}

#[test]
fn right_answers_break_nothing() {
    for right in rights() {
        let scene = (right.ask)();
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(right.error.map(|error| ("x-amzn-errortype", error)));
        let scene = scene.answered(right.status, &headers, right.body);
        let verdicts = scene.judged();
        assert_eq!(scene.broken(&verdicts), BTreeSet::new(), "{:?}", verdicts.violations);
    }
}

#[test]
fn broken_answers_are_judged_and_reported_without_panic() {
    let rights = rights();
    let (mut accused, mut unread) = (0, 0);
    for number in 0..mutants() {
        let mut rng = Rng::new(7, "mutants", number);
        let right = rights[rng.below(rights.len())];
        let body = mutant(right, &mut rng);
        unread += usize::from(Node::read(&body).is_none());
        let scene = right.scene(&rng, body);
        let verdicts = scene.judged();
        assert_eq!(verdicts.faults, Vec::<&str>::new(), "mutant {number} makes a check panic");
        accused += usize::from(!verdicts.violations.is_empty());
        assert_renders(&scene, &verdicts, number);
        let whole = || (right.ask)().ok(right.body);
        let among = whole().repeated(RelationKind::Repeated, vec![scene, whole()]);
        assert_eq!(among.judged().faults, Vec::<&str>::new(), "mutant {number} among others");
    }
    assert!(accused > 1000 && unread > 200, "{accused} accused and {unread} unreadable: too few to tell");
}

#[test]
fn the_verdict_is_the_same_for_every_spelling() {
    let rights = rights();
    let mut compared = 0;
    for number in 0..mutants() {
        let mut rng = Rng::new(7, "mutants", number);
        let right = rights[rng.below(rights.len())];
        let body = mutant(right, &mut rng);
        let Some(tree) = Node::read(&body) else { continue };
        let scene = right.scene(&rng, body);
        let expected = verdict(&scene, &scene.judged());
        for spelling in SPELLINGS {
            let scene = right.scene(&rng, spelled(&tree, spelling).into_bytes());
            assert_eq!(verdict(&scene, &scene.judged()), expected, "mutant {number}, {spelling:?}");
            compared += 1;
        }
    }
    assert!(compared > 4000, "{compared} spellings compared: too few to tell");
}

#[test]
fn what_another_operation_answers_is_not_judged() {
    for status in [200, 302, 404, 500] {
        let asked = Scene::accounts(r#"{"accountIds":["123456789012"]}"#).with_path("/BatchDescribeEntities");
        let verdicts = asked.answered(status, &[], "{\"accounts\": nonsense").judged();
        assert!(verdicts.violations.is_empty() && verdicts.observations.is_empty(), "{status}: {verdicts:?}");
    }
}
