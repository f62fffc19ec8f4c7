//! One suite against two targets, from the probe to the differences that stay.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::answers::Found;
use super::joined::joined;
use super::pair::{Pair, Shared};
use super::smallest::{Smallest, smallest};
use super::sweep::{Sighting, VALID, request_is, sweep};
use super::{AnswerDifference, Aspect, DiffRun, SuiteDiff};
use crate::generate::{Aim, Case, Origin, Plan, PlanOptions, Step};
use crate::judge::Judge;
use crate::message::{Exchange, Outcome};
use crate::report::shown;
use crate::run::options::{RunOptions, SuiteRun};
use crate::run::secrets::{scrub, without_hidden};
use crate::run::selection::planned;
use crate::runner::Stop;
use crate::runner::budget::{Budget, PlanRoom};
use crate::runner::probe::{Found as Probed, probe};
use crate::runner::wait_budget::WaitBudget;

/// Waiting for answers that never come is bounded for the whole run.
const SILENCE_BOUND: Duration = Duration::from_secs(15);
/// Cases in which a difference is looked for again before it is called passing.
const SAMPLES: usize = 3;
/// Requests with which no difference can be looked into.
const LITTLE: u64 = 8;
/// Differences told of one suite.
const MOST_TOLD: usize = 40;

/// Compares both targets under one suite; requests and time are shared among so many suites.
pub(super) async fn diff_suite(
    run: &DiffRun,
    options: &RunOptions,
    (exact, suites): (bool, u64),
    stop: &Stop,
) -> SuiteDiff {
    let SuiteRun { contract, target, subjects, triggers, .. } = &run.first;
    let mut told = blank(run);
    let mut plan_options = PlanOptions {
        seed: options.seed,
        random_cases: options.random_cases,
        subjects: subjects.clone(),
        triggers: triggers.clone(),
        credentials: Vec::new(),
        is_relayed: target.is_relayed() || run.second.is_relayed(),
        is_slow: false,
    };
    let ingredients = options.plans.ingredients(contract, &plan_options);
    let (base, pool) = &*ingredients;
    let budget = || {
        let time = options.max_time.map(|most| most / u32::try_from(suites).unwrap_or(1).max(1));
        let budget = Budget::new(options.max_requests.map(|most| most / suites.max(1)), time);
        Arc::new(WaitBudget::bounded(SILENCE_BOUND, options.lanes.max(1)).with_budget(budget))
    };
    let judge = Arc::new(Judge::new(contract, pool));
    let shared = Shared { run: run.clone(), judge, budgets: [budget(), budget()], exact };
    let mut pair = shared.pair();
    let started = Instant::now();
    match probe(&mut pair.senders[0], contract, &ingredients, subjects, &[]).await {
        Probed::Served(learned, _) => plan_options.subjects = learned,
        Probed::NotServed(why) | Probed::Silent(why) => {
            told.unreached = Some(format!("{}: {why}", told.targets[0]));
            return told;
        }
    }
    let sent = u32::try_from(pair.senders[0].sent()).unwrap_or(u32::MAX).max(1);
    let answer = started.elapsed() / sent;
    let plain = plain(&shared, base.request(contract, pool.items().first().map(|item| item.json.as_str())));
    if let Some(why) = silence(&mut pair, 1, &plain).await {
        told.unreached = Some(format!("{}: {why}", told.targets[1]));
        return told;
    }
    let rooms = shared.budgets.iter().map(|one| one.budget().for_plan_of(answer, options.lanes));
    let room = rooms.min_by_key(|room| room.requests.unwrap_or(u64::MAX));
    let plan = planned(contract, options, &plan_options, room.unwrap_or(PlanRoom::counted(None)));
    let swept = sweep(&shared, &plan, options.lanes, stop).await;
    (told.cases, told.is_cut, told.requests) = (swept.cases, swept.is_cut, swept.requests);
    let mut settling = Settling { pair, plan, plain, options, told };
    settling.settle(swept.sightings, stop).await;
    settling.told.requests += settling.pair.sent();
    settling.told
}

fn blank(run: &DiffRun) -> SuiteDiff {
    SuiteDiff {
        suite: run.first.contract.suite.clone(),
        operation: run.first.contract.operation.clone(),
        targets: [run.first.target.url(), run.second.url()],
        cases: 0,
        requests: 0,
        is_cut: false,
        unreached: None,
        differences: Vec::new(),
        unsteady: BTreeSet::new(),
        passing: BTreeSet::new(),
        unsettled: BTreeSet::new(),
    }
}

/// The plainest request, to see whether a target answers at all.
fn plain(shared: &Shared, request: crate::message::Request) -> Case {
    let expectation = crate::contract::validate(shared.contract(), &request);
    Case {
        origin: Origin { family: "probe", variant: "pace".to_owned(), index: 0 },
        aim: Aim::Plain,
        steps: vec![Step { request, expectation, lane: 0 }],
        relation: None,
    }
}

/// Why a target gives the plainest request no answer, asked three times.
async fn silence(pair: &mut Pair, side: usize, plain: &Case) -> Option<String> {
    let sender = pair.senders.get_mut(side)?;
    let mut why = None;
    for _ in 0..3 {
        let exchanges = sender.send(plain).await;
        match exchanges.first()?.last().map(|attempt| &attempt.outcome) {
            Some(Outcome::Failed(fault)) => why = Some(fault.to_string()),
            _ => return None,
        }
    }
    why
}

/// Sightings of one difference.
struct Group {
    cases: u64,
    samples: Vec<Sighting>,
}

/// What names a difference: the words of each side, but for values, which differ from item to item.
fn key(found: &Found, request_is: &str) -> (Aspect, String, [String; 2], String) {
    let told = if found.aspect == Aspect::Value { Default::default() } else { found.told.clone() };
    // What is told of an item is the same whatever else was asked for.
    let is_told = !matches!(found.aspect, Aspect::Item | Aspect::Value);
    let request_is = if is_told { request_is } else { "" };
    (found.aspect, found.place.clone(), told, request_is.to_owned())
}

struct Settling<'o> {
    pair: Pair,
    plan: Arc<Plan>,
    plain: Case,
    options: &'o RunOptions,
    told: SuiteDiff,
}

impl Settling<'_> {
    /// Sends what was sighted again, makes it smaller, and tells each difference that stays once.
    async fn settle(&mut self, sightings: Vec<Sighting>, stop: &Stop) {
        let mut groups: BTreeMap<_, Group> = BTreeMap::new();
        for sighting in sightings {
            let key = key(&sighting.found, &sighting.request_is);
            let group = groups.entry(key).or_insert(Group { cases: 0, samples: Vec::new() });
            group.cases += 1;
            group.samples.push(sighting);
            // Valid requests show it best.
            group.samples.sort_by_key(|sample| sample.request_is != VALID);
            group.samples.truncate(SAMPLES);
        }
        let mut kept: BTreeMap<_, AnswerDifference> = BTreeMap::new();
        for group in groups.into_values() {
            if stop.is_asked() || self.told.unreached.is_some() || kept.len() >= MOST_TOLD {
                self.told.is_cut = true;
                break;
            }
            let Some((found, difference)) = self.one(&group).await else { continue };
            let key = key(&found, &difference.request_is);
            kept.entry(key).and_modify(|known| known.cases += group.cases).or_insert(difference);
        }
        self.told.differences = joined(&self.told.suite, kept.into_values().collect());
    }

    async fn one(&mut self, group: &Group) -> Option<(Found, AnswerDifference)> {
        for sample in &group.samples {
            let case = usize::try_from(sample.case).ok().and_then(|number| self.plan.case(number))?;
            let name = case.origin.to_string();
            let Some(shown) = self.again(&case, sample.step, &sample.found).await else { continue };
            if sample.found.aspect == Aspect::Answer && self.is_lost().await {
                return None;
            }
            if self.is_unsteady(&shown).await {
                return None;
            }
            let small = smallest(&mut self.pair, shown, &sample.request_is).await;
            // Whatever comes and goes is no difference of the two.
            let small = match self.again(&small.case, small.step, &small.found).await {
                Some(again) => Smallest { is_smallest: small.is_smallest, ..again },
                None if self.is_spent() => small,
                None => continue,
            };
            if self.is_unsteady(&small).await {
                return None;
            }
            return Some((small.found.clone(), self.tell(&small, group.cases, name)));
        }
        let unsettled = self.is_spent();
        let told = if unsettled { &mut self.told.unsettled } else { &mut self.told.passing };
        told.extend(group.samples.first().map(|sample| named(&sample.found)));
        None
    }

    /// Whether nothing more may be sent, or too little to look into anything.
    fn is_spent(&self) -> bool {
        let is_little = |left: u64| left < LITTLE;
        let mut left = self.pair.senders.iter().filter_map(|sender| sender.budget_left());
        self.pair.shared.is_spent() || left.any(is_little)
    }

    /// Sends a case to both again; `None` when they do not differ as before.
    async fn again(&mut self, case: &Case, step: usize, wanted: &Found) -> Option<Smallest> {
        let [first, second] = self.pair.ask(case).await?;
        let found = self.pair.differences([&first, &second]);
        let (_, found) = found.into_iter().find(|(at, found)| *at == step && found.is_like(wanted))?;
        let answers = [first.get(step)?.clone(), second.get(step)?.clone()];
        let is_smallest = case.steps.len() == 1;
        Some(Smallest { case: case.clone(), step, answers, found, is_smallest })
    }

    /// Whether the first target differs from itself in this, too.
    async fn is_unsteady(&mut self, shown: &Smallest) -> bool {
        let exact = self.pair.shared.exact;
        if exact {
            return false;
        }
        let Some(again) = self.pair.ask_first(&shown.case).await else { return false };
        let Some(again) = again.get(shown.step) else { return false };
        let own = super::answers::compare(self.pair.shared.contract(), [&shown.answers[0], again], exact);
        let is_unsteady = own.iter().any(|own| own.is_at(&shown.found));
        if is_unsteady {
            self.told.unsteady.insert(named(&shown.found));
        }
        is_unsteady
    }

    /// Whether one of the two is gone: then nothing that follows is a difference.
    async fn is_lost(&mut self) -> bool {
        for side in 0..2 {
            if let Some(why) = silence(&mut self.pair, side, &self.plain).await {
                let target = self.told.targets.get(side).cloned().unwrap_or_default();
                self.told.unreached = Some(format!("{target}: {why}"));
                return true;
            }
        }
        false
    }

    fn tell(&self, small: &Smallest, cases: u64, case: String) -> AnswerDifference {
        let run = &self.pair.shared.run;
        let both = [run.first.clone(), SuiteRun { target: Arc::clone(&run.second), ..run.first.clone() }];
        let scrub = scrub(&both, self.options);
        let clean = |side: usize| {
            let (exchange, target): (&Exchange, _) = (&small.answers[side], &both[side].target);
            let exchange = without_hidden(exchange, &scrub);
            scrub.whole(shown(&exchange, &target.url(), target.headers()))
        };
        AnswerDifference {
            aspect: small.found.aspect,
            place: small.found.place.clone(),
            told: small.found.told.each_ref().map(|told| scrub.text(told)),
            request_is: request_is(self.pair.shared.contract(), &small.case, small.step),
            also: Vec::new(),
            cases,
            case,
            is_smallest: small.is_smallest,
            exchanges: [clean(0), clean(1)],
        }
    }
}

fn named(found: &Found) -> String {
    if found.place.is_empty() {
        found.aspect.name().to_owned()
    } else {
        format!("{} at {}", found.aspect.name(), found.place)
    }
}
