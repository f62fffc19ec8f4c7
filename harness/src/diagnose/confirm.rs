//! Sends a finding's case again: does it come each time, now and then, or only beside other requests?

use super::spent::Spent;
use crate::contract::{Contract, Level, validate};
use crate::generate::{Case, Relation, RelationKind, Rng, Step};
use crate::judge;
use crate::judge::ErrorType;
use crate::message::json::{Document, Kind};
use crate::message::{Answer, Exchange, Outcome, WireFault};
use crate::report::Reproduction;
use crate::runner::sender::Sender;
use crate::runner::workers::Work;
use crate::tally::failure::Failure;

/// How often a finding is sent again.
pub(crate) const TRIES: u32 = 3;
/// How often one is sent again that does not come each time: enough to see what happens at every tenth request.
pub(crate) const MORE: u32 = 27;
/// Requests under way at the same time when only a crowd may show it, unless that takes as many as the run had.
const CROWD: u8 = 8;
/// How often that is tried.
pub(crate) const CROWDS: u32 = 10;
/// Crowds that may show it by their number of requests alone.
const SELDOM: u32 = 2;

/// Sends the case again, and tells how often it went wrong in the same way.
///
/// What never comes again alone is tried beside other requests; if it comes then, that is the failure's case from now on.
pub(crate) async fn confirm(
    work: &Work,
    sender: &mut Sender,
    failure: &mut Failure,
    spent: &mut Spent,
) -> Reproduction {
    take_apart(work, sender, failure, spent).await;
    // Requests whose answers disagree are sent in turn, at least three rounds (see the head of batch_clauses.toml). A
    // violation in a single answer needs no rounds.
    let compares = failure.case.relation.is_some() && failure.violation.is_disagreement();
    let in_turn = compares && !failure.case.is_at_once();
    let case = if in_turn { failure.case.rounds(3) } else { failure.case.clone() };
    // Each try takes the whole time that a body is held back for.
    let tries = if failure.waits_for_continue() { 1 } else { TRIES };
    let mut reproduction = again(sender, &case, failure, spent, tries).await;
    if reproduction.is_steady() || is_passing(&work.contract, failure) || work.wait_budget.is_spent() {
        return reproduction;
    }
    if !compares {
        let more = again(sender, &case, failure, spent, MORE).await;
        reproduction.tries += more.tries;
        reproduction.times += more.times;
    }
    if reproduction.times > 0 || compares {
        return reproduction;
    }
    if let Some(found) = after_another(work, sender, failure, spent).await {
        return found;
    }
    let mut alone = failure.clone();
    let crowded =
        if work.lanes > 1 { confirm_concurrently(work, sender, failure, spent).await } else { None };
    if let Some(crowded) = crowded.filter(|crowded| crowded.times > SELDOM) {
        return crowded;
    }
    let is_doubtful = crowded.is_some() && !work.target.is_paced();
    if is_doubtful || may_be_of_the_crowd(work, failure) {
        let longer = one_by_one(sender, &mut alone, spent).await;
        reproduction.tries += longer.tries;
        reproduction.times += longer.times;
    }
    // A crowd sends more requests, and so meets more of what happens now and then anyway.
    match crowded {
        Some(crowded) if reproduction.times == 0 => crowded,
        _ => {
            *failure = alone;
            reproduction
        }
    }
}

/// Where several ways of sending share one case, the one that went wrong is sent alone from now on, if it shows the same
/// there: each round of all of them would cost as much as many rounds of one.
async fn take_apart(work: &Work, sender: &mut Sender, failure: &mut Failure, spent: &mut Spent) {
    let Some(part) = part(work, failure) else { return };
    let (exchanges, verdicts) = sender.try_case(&part).await;
    spent.count(&exchanges);
    let shown = verdicts.violations.into_iter().find(|violation| failure.is_shown_by(violation));
    if let Some(violation) = shown {
        failure.replace(violation, part, exchanges);
    }
}

/// What went wrong of a packed case, without the rest.
fn part(work: &Work, failure: &Failure) -> Option<Case> {
    let (case, at) = (&failure.case, failure.violation.step);
    let relation = case.relation.as_ref()?;
    if case.is_long_run() {
        let is_of_run = failure.violation.clause == work.contract.known.http_close_announced;
        return if is_of_run { None } else { case.only(&[at]) };
    }
    let ways = relation.variants.iter().filter(|variant| **variant == Relation::FIRST).count();
    let before =
        at.checked_sub(1).filter(|before| relation.variants.get(*before) == Some(&Relation::FIRST))?;
    (ways > 1 && before > 0 && relation.compares(at)).then(|| case.only(&[0, before, at])).flatten()
}

/// Requests that follow one another, at most, until one gets no answer.
const ONE_BY_ONE: u64 = 600;
/// How many times the distance at which answers failed to come is looked at.
const DISTANCES: u64 = 3;

/// Whether an answer did not come in time, and may have been late for no other reason than that we sent much at once:
/// no document promises how many callers a target serves, and small ones let the kernel forget some.
pub(crate) fn may_be_of_the_crowd(work: &Work, failure: &Failure) -> bool {
    let is_late = |exchange: &Exchange| {
        let outcome = exchange.last().map(|attempt| &attempt.outcome);
        matches!(outcome, Some(Outcome::Failed(fault)) if fault.waited_ms().is_some())
    };
    work.lanes > 1 && !work.target.is_paced() && failure.exchanges.iter().any(is_late)
}

/// Sends the case again and again, one request at a time, for long enough to meet what happens now and then.
async fn one_by_one(sender: &mut Sender, failure: &mut Failure, spent: &mut Spent) -> Reproduction {
    let distance = spent.cases / failure.seen.max(1);
    let most = (DISTANCES * distance).clamp(u64::from(MORE), ONE_BY_ONE);
    let case = failure.case.clone();
    let mut all = Reproduction { tries: 0, times: 0 };
    for _ in 0..most {
        let once = again(sender, &case, failure, spent, 1).await;
        all.tries += once.tries;
        all.times += once.times;
        if once.tries == 0 || once.times > 0 {
            break;
        }
    }
    all
}

/// Sends it right after what its lane carried before, and right after a refused request.
async fn after_another(
    work: &Work,
    sender: &mut Sender,
    failure: &mut Failure,
    spent: &mut Spent,
) -> Option<Reproduction> {
    let [step] = failure.case.steps.as_slice() else { return None };
    let mut refused = work.plan.base().request(&work.contract, []);
    refused.body.bytes = "{".into();
    for first in failure.before.clone().into_iter().chain([refused]) {
        let expectation = validate(&work.contract, &first);
        let first = Step { request: first, expectation, lane: step.lane };
        let mut case = failure.case.clone();
        case.origin.variant.push_str("/after-another");
        case.steps.insert(0, first);
        let (exchanges, verdicts) = sender.try_case(&case).await;
        spent.count(&exchanges);
        let violation = verdicts.violations.into_iter().find(|violation| failure.is_shown_by(violation));
        if let Some(violation) = violation {
            let again = again(sender, &case, failure, spent, TRIES).await;
            failure.replace(violation, case, exchanges);
            let next = work.contract.known.http_next_request_unharmed;
            let own = work.contract.clauses.get(failure.violation.clause).level;
            let is_must = own == Level::Must && failure.violation.level.is_none();
            if is_must && again.times > 0 && failure.violation.item.is_none() && work.clauses.contains(&next)
            {
                // It never comes alone: what was left on the connection is read as a part of it. A warning stays one.
                failure.attribute(next);
            }
            return Some(again);
        }
    }
    None
}

async fn again(
    sender: &mut Sender,
    case: &Case,
    failure: &mut Failure,
    spent: &mut Spent,
    tries: u32,
) -> Reproduction {
    let (mut tried, mut times) = (0, 0);
    for _ in 0..tries {
        let (exchanges, verdicts) = sender.try_case(case).await;
        if exchanges.is_empty() {
            break;
        }
        tried += 1;
        spent.count(&exchanges);
        times += u32::from(verdicts.violations.iter().any(|violation| failure.is_shown_by(violation)));
        failure.refresh(&verdicts.violations, exchanges);
    }
    Reproduction { tries: tried, times }
}

/// Sends it several times at once, other batches between.
pub(crate) async fn confirm_concurrently(
    work: &Work,
    sender: &mut Sender,
    failure: &mut Failure,
    spent: &mut Spent,
) -> Option<Reproduction> {
    let most = u8::try_from(work.lanes).unwrap_or(u8::MAX);
    for size in [Some(CROWD), Some(most).filter(|most| *most > CROWD)].into_iter().flatten() {
        let crowded = confirm_concurrently_with(size, work, sender, failure, spent).await;
        if crowded.is_some() {
            return crowded;
        }
    }
    None
}

async fn confirm_concurrently_with(
    size: u8,
    work: &Work,
    sender: &mut Sender,
    failure: &mut Failure,
    spent: &mut Spent,
) -> Option<Reproduction> {
    let mut times = 0;
    let mut shown = None;
    for turn in 0..CROWDS {
        let case = crowd(work, &failure.case, (size, turn))?;
        let (exchanges, verdicts) = sender.try_case(&case).await;
        spent.count(&exchanges);
        let violation = verdicts.violations.into_iter().find(|violation| failure.is_shown_by(violation));
        if let Some(violation) = violation {
            times += 1;
            shown = Some((violation, case, exchanges));
        }
    }
    let (violation, case, exchanges) = shown?;
    failure.replace(violation, case, exchanges);
    Some(Reproduction { tries: CROWDS, times })
}

/// The case's one request on every other lane, drawn batches on those between.
fn crowd(work: &Work, case: &Case, (size, turn): (u8, u32)) -> Option<Case> {
    let [step] = case.steps.as_slice() else { return None };
    let mut rng = Rng::new(u64::from(turn), "crowd", 0);
    let steps = (0..size).map(|lane| match lane % 2 {
        0 => Step { lane, ..step.clone() },
        _ => Step { lane, ..work.plan.valid_step(&mut rng) },
    });
    let variants = (0..size).map(|lane| if lane % 2 == 0 { 0 } else { lane }).collect();
    let relation = Some(Relation { kind: RelationKind::AtOnce, variants });
    Some(Case { steps: steps.collect(), relation, ..case.clone() })
}

/// Separate times that no answer came from which it is no hiccup.
pub(crate) const EPISODES: usize = 3;

/// Whether an answer names an error that may come at any time: one of the operation, or of all services.
fn is_documented(contract: &Contract, answer: &Answer) -> bool {
    let content = answer.content();
    let document = Document::parse(&content).ok();
    let body = document.as_ref().map(Document::root).filter(|root| root.kind() == Kind::Object);
    let named = ErrorType::read(answer, body);
    named.is_some_and(|error| {
        contract.error(&error.name).is_some() || judge::is_passing(&error.name, answer.status)
    })
}

/// A missing answer or a documented transient error that did not come again: the documentation allows both once. Some
/// promises are broken only by a server error on every attempt.
pub(crate) fn is_passing(contract: &Contract, failure: &Failure) -> bool {
    let known = &contract.known;
    let on_every_attempt =
        [known.no_server_error_on_bad_input, known.hostile_bytes_no_5xx, known.harmless_variation_accepted];
    let on_every_attempt = on_every_attempt.contains(&failure.violation.clause);
    failure.exchanges.iter().any(|exchange| match exchange.last().map(|attempt| &attempt.outcome) {
        Some(Outcome::Failed(fault)) => {
            !matches!(fault, WireFault::NotHttp { .. }) && failure.episodes() < EPISODES
        }
        Some(Outcome::Answered(answer)) if answer.status == 429 || answer.status >= 500 => {
            on_every_attempt || is_documented(contract, answer) || failure.episodes() < EPISODES
        }
        Some(Outcome::Answered(_)) => false,
        None => false,
    })
}
