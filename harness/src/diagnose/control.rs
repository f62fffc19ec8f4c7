//! Control experiments: is a refusal due to what a case was made for, or would the plain request fare the same?

use super::items::items;
use crate::contract::{Expectation, validate};
use crate::generate::{Aim, Case, ItemKind, Origin, Relation, Step};
use crate::judge::{ItemOutcome, Violation, outcomes};
use crate::message::Exchange;
use crate::runner::sender::Sender;
use crate::runner::workers::Work;
use crate::tally::failure::Failure;

/// What the plain request showed.
pub(crate) enum Control {
    /// It is served: the case's own subject is the cause.
    Served,
    /// It fares the same: this is the cause.
    FaresTheSame(Box<Failure>),
    /// There is nothing to compare with.
    None,
}

/// Items of a batch that are tried alone at most.
const ALONE: usize = 12;

/// Sends the plain form of a valid request that was aimed at a clause and not served.
pub(crate) async fn control(work: &Work, sender: &mut Sender, failure: &Failure) -> Control {
    let clause = failure.violation.clause;
    let at = failure.violation.step;
    let Some(step) = failure.case.steps.get(at) else { return Control::None };
    if work.wait_budget.budget().is_spent() {
        return Control::None;
    }
    if work.contract.known.of_the_wire().contains(&clause) {
        return plainly(work, sender, failure).await;
    }
    let is_valid = matches!(step.expectation, Expectation::Accept { .. });
    if !is_aimed(work, failure) || failure.violation.item.is_some() || !is_valid {
        return Control::None;
    }
    let Some(exchange) = failure.exchanges.get(at) else { return Control::None };
    let batch = items(&work.contract, exchange);
    let plain = work.plan.base().request(work.contract.as_ref(), batch.iter().map(String::as_str));
    // The same bytes again compare nothing: then the size is the subject, and other sizes are the control.
    let same = plain.body == step.request.body && plain.headers == step.request.headers;
    let others: Vec<Vec<String>> = match batch.len() {
        _ if !same => vec![batch.clone()],
        0 => return Control::None,
        1 => {
            let pool = work.plan.pool();
            let friends =
                pool.present().chain(pool.items().iter().filter(|item| item.kind == ItemKind::Drawn));
            let friends = friends.map(|item| item.json.clone()).filter(|item| *item != batch[0]).take(2);
            vec![batch.iter().cloned().chain(friends).collect()]
        }
        count => batch.chunks(count.div_ceil(2)).map(<[String]>::to_vec).collect(),
    };
    if same && let Some(control) = each_alone(work, sender, failure, &batch).await {
        return control;
    }
    if same
        && batch.len() == 1
        && work.contract.is_size(clause)
        && others_alone_are_served(work, sender).await
    {
        // Lists of one are served: it is this item, and not how many there are. A server error refuses nothing.
        let answer = exchange.last().and_then(|attempt| attempt.outcome.answer());
        let is_refused = answer.is_some_and(|answer| answer.status < 500);
        let plain = work.contract.values.iter().find_map(|rule| rule.strict_clause).filter(|_| is_refused);
        let mut failure = failure.clone();
        failure.attribute(plain.unwrap_or(work.contract.known.success_status));
        return Control::FaresTheSame(Box::new(failure));
    }
    let by_aim = failure.case.aim == Aim::Clause(clause);
    for (index, items) in (0..).zip(others) {
        let request = work.plan.base().request(work.contract.as_ref(), items.iter().map(String::as_str));
        let expectation = validate(&work.contract, &request);
        let origin = Origin { family: "control", variant: failure.case.origin.variant.clone(), index };
        let steps = vec![Step { request, expectation, lane: 0 }];
        let case = Case { origin, aim: Aim::Plain, steps, relation: None };
        let (exchanges, verdicts) = sender.try_case(&case).await;
        let unserved = |violation: &Violation| {
            exchanges.iter().any(|exchange| {
                let answer = exchange.last().and_then(|attempt| attempt.outcome.answer());
                answer.is_none_or(|answer| answer.status != work.contract.binding.status)
            }) && violation.step == 0
        };
        let same = |violation: &Violation| violation.clause == clause && !by_aim;
        if let Some(violation) = verdicts.violations.into_iter().find(|found| unserved(found) || same(found))
        {
            let same = Failure::new(failure.seen, violation, case, exchanges);
            return Control::FaresTheSame(Box::new(same));
        }
    }
    Control::Served
}

/// Whether a case is made for the clause that it breaks, or for the size of the batch.
fn is_aimed(work: &Work, failure: &Failure) -> bool {
    let clause = failure.violation.clause;
    let harmless = work.contract.known.harmless_variation_accepted;
    let by_aim = matches!(&failure.case.aim, Aim::Clause(aim) if *aim == clause || *aim == harmless);
    by_aim || work.contract.is_size(clause)
}

/// Sends the plain request in the place of each request of a case about the wire, on the same connections: what is refused
/// then, too, was not refused for how it was written.
async fn plainly(work: &Work, sender: &mut Sender, failure: &Failure) -> Control {
    let case = &failure.case;
    let plain = case.steps.iter().zip(case.relation.iter().flat_map(|relation| &relation.variants));
    let plain = plain.filter(|(_, variant)| **variant == Relation::PLAIN).map(|(step, _)| step).next();
    let Some(plain) = plain.filter(|_| failure.violation.item.is_none()) else { return Control::None };
    let steps = case.steps.iter().map(|step| {
        let mut plain = Step { lane: step.lane, ..plain.clone() };
        plain.request.writing.connection = step.request.writing.connection;
        plain
    });
    let origin = Origin { family: "control", ..case.origin.clone() };
    let case = Case { origin, aim: Aim::Plain, steps: steps.collect(), relation: None };
    let (exchanges, verdicts) = sender.try_case(&case).await;
    let status =
        |exchanges: &[Exchange], at: usize| Some(exchanges.get(at)?.last()?.outcome.answer()?.status);
    let at = failure.violation.step;
    let refused = status(&failure.exchanges, at).filter(|status| *status != work.contract.binding.status);
    let same = |violation: &Violation| refused.is_some() && status(&exchanges, violation.step) == refused;
    match verdicts.violations.into_iter().find(same) {
        Some(violation) => {
            Control::FaresTheSame(Box::new(Failure::new(failure.seen, violation, case, exchanges)))
        }
        None => Control::Served,
    }
}

/// Whether any of a few other items is served alone.
async fn others_alone_are_served(work: &Work, sender: &mut Sender) -> bool {
    let pool = work.plan.pool();
    let drawn = pool.items().iter().filter(|item| item.kind == ItemKind::Drawn).take(2);
    for (index, item) in (0..).zip(pool.present().take(2).chain(drawn)) {
        let request = work.plan.base().request(&work.contract, [item.json.as_str()]);
        let expectation = validate(&work.contract, &request);
        let origin = Origin { family: "alone", variant: "other".to_owned(), index };
        let steps = vec![Step { request, expectation, lane: 0 }];
        let case = Case { origin, aim: Aim::Plain, steps, relation: None };
        let exchanges = sender.send(&case).await;
        let answer = exchanges.first().and_then(|exchange| exchange.last()?.outcome.answer());
        if answer.is_some_and(|answer| answer.status == work.contract.binding.status) {
            return true;
        }
    }
    false
}

/// A batch of odd items that is refused as a whole: where each of them is served alone, and one of them fails there, it is
/// the failure among others that is not served, and not the oddity.
async fn each_alone(
    work: &Work,
    sender: &mut Sender,
    failure: &Failure,
    batch: &[String],
) -> Option<Control> {
    let answer = failure.exchanges.last()?.last()?.outcome.answer()?;
    let is_refused = (400..500).contains(&answer.status);
    if !is_refused || !(2..=ALONE).contains(&batch.len()) || work.contract.is_size(failure.violation.clause) {
        return None;
    }
    let mut fails = false;
    for (index, item) in (0..).zip(batch) {
        let request = work.plan.base().request(work.contract.as_ref(), [item.as_str()]);
        let expectation = validate(&work.contract, &request);
        let origin = Origin { family: "alone", variant: failure.case.origin.variant.clone(), index };
        let steps = vec![Step { request, expectation, lane: 0 }];
        let case = Case { origin, aim: Aim::Plain, steps, relation: None };
        let exchanges = sender.send(&case).await;
        let found = outcomes(&work.contract, exchanges.first()?)?;
        fails |= found.values().any(|outcome| matches!(outcome, ItemOutcome::Failed(_)));
    }
    let mut failure = failure.clone();
    failure.attribute(work.contract.known.batch_item_failure_keeps_200);
    fails.then(|| Control::FaresTheSame(Box::new(failure)))
}
