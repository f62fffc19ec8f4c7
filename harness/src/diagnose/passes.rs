//! The passes of diagnosis, as a table: each takes one failure and answers what is to become of it.

use super::answer::{Answer, Asked, Retraction};
use super::confirm::{EPISODES, MORE, TRIES, confirm, is_passing, may_be_of_the_crowd};
use super::confirmed::ConfirmedFailure;
use super::control::{Control, control};
use super::earlier::needs_earlier;
use super::ended::is_unanswered;
use super::live::{Around, Live, Record};
use super::reread;
use super::shrink::{count, shrink};
use crate::contract::{Contract, Expectation};
use crate::generate::Aim;
use crate::judge::DISAGREEMENT;
use crate::report::Reproduction;
use crate::runner::sender::Sender;
use crate::tally::failure::Failure;

/// One step of diagnosis.
pub(crate) struct Pass {
    /// Stable kebab-case name.
    pub(crate) name: &'static str,
    /// What it finds out, in one sentence.
    pub(crate) about: &'static str,
    /// When it is asked.
    pub(crate) turn: Turn,
    /// What it asks.
    pub(crate) ask: Ask,
}

/// When a pass is asked about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// As failures were seen, before they are put in order.
    AsSeen,
    /// In order, one failure through all passes before the next.
    InOrder,
    /// When all failures are known, with those that the run's memory shows.
    Together,
}

/// Whom a pass asks.
pub(crate) enum Ask {
    /// The target, by sending requests.
    Target(for<'a> fn(&'a mut Live, &'a mut ConfirmedFailure) -> Asked<'a>),
    /// A recording of what was sent.
    Record(fn(&Record<'_>, &Contract, &mut ConfirmedFailure) -> Answer),
    /// Nobody: the failure and what the run remembers say it.
    Nobody(fn(&Around<'_>, &ConfirmedFailure) -> Answer),
}

/// All passes in the order in which they are asked. A run asks those of the target, a recording those of records, and both
/// those that ask nobody.
pub(crate) const PASSES: &[Pass] = &[
    Pass {
        name: "control",
        about: "Is it due to what its case was made for, or does the plain request fare the same?",
        turn: Turn::AsSeen,
        ask: Ask::Target(controlled),
    },
    Pass {
        name: "after-the-end",
        about: "Did no answer come because another request had ended the target?",
        turn: Turn::InOrder,
        ask: Ask::Target(after_the_end),
    },
    Pass {
        name: "on-record",
        about: "How often did it come again when the recording was made?",
        turn: Turn::InOrder,
        ask: Ask::Record(on_record),
    },
    Pass {
        name: "read-again",
        about: "Do other items change when they are read, too?",
        turn: Turn::InOrder,
        ask: Ask::Target(read_again),
    },
    Pass {
        name: "confirm",
        about: "How often does it come again when it is sent again?",
        turn: Turn::InOrder,
        ask: Ask::Target(confirmed),
    },
    Pass {
        name: "shrink",
        about: "What is the smallest case that shows it?",
        turn: Turn::InOrder,
        ask: Ask::Target(shrunk),
    },
    Pass {
        name: "passed",
        about: "Was it a hiccup, or a world that changed between two answers?",
        turn: Turn::InOrder,
        ask: Ask::Target(passed),
    },
    Pass {
        name: "served-at-times",
        about: "Is a valid request served at times, whatever the case was made for?",
        turn: Turn::InOrder,
        ask: Ask::Nobody(served_at_times),
    },
    Pass {
        name: "needs-earlier",
        about: "Does a target that was just started show it, or what must be sent before?",
        turn: Turn::Together,
        ask: Ask::Target(needs_earlier),
    },
    Pass {
        name: "traced-furthest",
        about: "Does a disagreement follow from the one that was traced furthest?",
        turn: Turn::Together,
        ask: Ask::Nobody(traced_furthest),
    },
    Pass {
        name: "varies-by-itself",
        about: "Does an item that is otherwise than told succeed at other times?",
        turn: Turn::Together,
        ask: Ask::Nobody(varies_by_itself),
    },
];

/// All passes in words: the name, what each finds out, and whom it asks.
pub fn passes() -> impl Iterator<Item = [&'static str; 3]> {
    let asks = |ask: &Ask| match ask {
        Ask::Target(_) => "the target",
        Ask::Record(_) => "a recording",
        Ask::Nobody(_) => "nobody",
    };
    PASSES.iter().map(move |pass| [pass.name, pass.about, asks(&pass.ask)])
}

fn controlled<'a>(live: &'a mut Live, suspect: &'a mut ConfirmedFailure) -> Asked<'a> {
    Box::pin(async move {
        let mut changed: Option<Box<Failure>> = None;
        // What fares the same plainly may still do so for the number of its items.
        let rounds = if live.may_spend { 2 } else { 0 };
        for _ in 0..rounds {
            let current = changed.as_deref().unwrap_or(&suspect.failure);
            let clause = current.violation.clause;
            match control(&live.work, &mut live.sender, current).await {
                Control::FaresTheSame(same) => {
                    let is_new = same.violation.clause != clause;
                    changed = Some(same);
                    if is_new {
                        continue;
                    }
                }
                Control::Served => {
                    // Only the case's own subject makes it go wrong, whatever goes wrong then.
                    if let Aim::Clause(aim) = current.case.aim
                        && aim == live.work.contract.known.harmless_variation_accepted
                        && aim != clause
                        && shows_again(&mut live.sender, current).await
                    {
                        let mut attributed = current.clone();
                        attributed.attribute(aim);
                        changed = Some(Box::new(attributed));
                    }
                }
                Control::None => {}
            }
            break;
        }
        changed.map_or(Answer::Kept, Answer::Reattributed)
    })
}

/// Whether the case goes wrong in the same way without what was sent before it.
async fn shows_again(sender: &mut Sender, failure: &Failure) -> bool {
    let (_, verdicts) = sender.try_case(&failure.case).await;
    verdicts.violations.iter().any(|violation| failure.is_shown_by(violation))
}

/// What got no answer after the target's end says nothing of the request; where it could be started anew, it is sent again.
fn after_the_end<'a>(live: &'a mut Live, suspect: &'a mut ConfirmedFailure) -> Asked<'a> {
    let failure = &suspect.failure;
    let is_later = live.ended_at.is_some_and(|end| failure.moments.iter().all(|moment| *moment >= end));
    let is_silent = failure.exchanges.last().is_some_and(is_unanswered);
    let answer = if live.work.restart.is_none() && is_later && is_silent && !failure.moments.is_empty() {
        Answer::Retracted(Retraction::Undecided("the target had ended before"))
    } else {
        Answer::Kept
    };
    Box::pin(std::future::ready(answer))
}

fn on_record(record: &Record<'_>, contract: &Contract, suspect: &mut ConfirmedFailure) -> Answer {
    let failure = &mut suspect.failure;
    if failure.violation.is_of_rereading() {
        // A run confirms it with other items, and what that showed was kept as well.
        let seen = u32::try_from(failure.seen).unwrap_or(u32::MAX);
        if seen < 2 {
            return Answer::Retracted(Retraction::Passed);
        }
        reread::cut_to_row(failure);
        suspect.shrunk = reread::shrunk(contract, failure);
        suspect.reproduction = Reproduction { tries: seen - 1, times: seen - 1 };
        return Answer::Kept;
    }
    suspect.reproduction = (record.again)(&suspect.signature, failure);
    suspect.shrunk.items = count(contract, &failure.case);
    let is_gone = suspect.reproduction.tries > 0 && failure.case.relation.is_some();
    if suspect.reproduction.times == 0 && (is_passing(contract, failure) || is_gone) {
        return Answer::Retracted(Retraction::Passed);
    }
    Answer::Kept
}

fn read_again<'a>(live: &'a mut Live, suspect: &'a mut ConfirmedFailure) -> Asked<'a> {
    Box::pin(async move {
        if !suspect.failure.violation.is_of_rereading() {
            return Answer::Kept;
        }
        if live.may_spend {
            let Live { work, sender, spent, .. } = live;
            (suspect.reproduction, suspect.shrunk) =
                reread::confirm(work, sender, &mut suspect.failure, spent).await;
        }
        if suspect.reproduction.times == 0 { Answer::Retracted(Retraction::Passed) } else { Answer::Kept }
    })
}

fn confirmed<'a>(live: &'a mut Live, suspect: &'a mut ConfirmedFailure) -> Asked<'a> {
    Box::pin(async move {
        if live.may_spend && !suspect.failure.violation.is_of_rereading() {
            let Live { work, sender, spent, .. } = live;
            suspect.reproduction = confirm(work, sender, &mut suspect.failure, spent).await;
        }
        Answer::Kept
    })
}

fn shrunk<'a>(live: &'a mut Live, suspect: &'a mut ConfirmedFailure) -> Asked<'a> {
    Box::pin(async move {
        let is_steady_enough = suspect.reproduction.times > 0;
        if live.may_spend && is_steady_enough && !suspect.failure.violation.is_of_rereading() {
            let Live { work, sender, spent, .. } = live;
            suspect.shrunk = shrink(sender, &work.contract, &work.wait_budget, &mut suspect.failure).await;
            spent.requests += suspect.shrunk.requests;
        }
        Answer::Kept
    })
}

/// What never came again may have been a hiccup, and answers that disagree once may come of a world that changed between
/// them.
fn passed<'a>(live: &'a mut Live, suspect: &'a mut ConfirmedFailure) -> Asked<'a> {
    let (contract, failure, reproduction) = (&live.work.contract, &suspect.failure, suspect.reproduction);
    let compares = failure.case.relation.is_some() && failure.violation.is_disagreement();
    let answer = if compares && reproduction.tries == 0 && failure.episodes() < EPISODES {
        Answer::Retracted(Retraction::Undecided("answers disagreed, and it was too late to ask again"))
    } else if reproduction.tries == 0 || reproduction.times > 0 {
        Answer::Kept
    } else if reproduction.tries > TRIES + MORE && may_be_of_the_crowd(&live.work, failure) {
        // Only where enough was asked one by one: a target that keeps everybody waiting uses up the patience for that.
        Answer::Retracted(Retraction::OfTheCrowd)
    } else if is_passing(contract, failure)
        || compares
        // What was told speaks of what an item is, and not of a failure that passed.
        || suspect.signature.clause == contract.known.subjects_as_told
    {
        Answer::Retracted(Retraction::Passed)
    } else {
        Answer::Kept
    };
    Box::pin(std::future::ready(answer))
}

/// What comes and goes is not due to what the case was made for.
fn served_at_times(around: &Around<'_>, suspect: &ConfirmedFailure) -> Answer {
    if suspect.reproduction.is_steady() || !is_served_late(around.contract, &suspect.failure) {
        return Answer::Kept;
    }
    let mut failure = suspect.failure.clone();
    failure.violation.clause = around.contract.known.success_status;
    Answer::Reattributed(Box::new(failure))
}

/// A valid request that was answered, but not served.
fn is_served_late(contract: &Contract, failure: &Failure) -> bool {
    let valid = failure.case.steps.iter().all(|step| matches!(step.expectation, Expectation::Accept { .. }));
    let unserved = failure.exchanges.iter().any(|exchange| {
        let answer = exchange.last().and_then(|attempt| attempt.outcome.answer());
        answer.is_none_or(|answer| answer.status != contract.binding.status)
    });
    let of_request = contract.clauses.get(failure.violation.clause).area() == "request";
    valid && unserved && (of_request || failure.case.aim == Aim::Clause(failure.violation.clause))
}

/// Relations that fail, and other items' disagreements, follow from the disagreement that was traced furthest.
fn traced_furthest(around: &Around<'_>, suspect: &ConfirmedFailure) -> Answer {
    let is_disagreement = suspect.signature.text == DISAGREEMENT;
    match around.traced.filter(|cause| is_disagreement && *cause != suspect.signature.clause) {
        Some(cause) => Answer::Explained(vec![cause], "traced-furthest"),
        None => Answer::Kept,
    }
}

/// An item that succeeds only sometimes does not contradict its configuration: the variation is the fault.
fn varies_by_itself(around: &Around<'_>, suspect: &ConfirmedFailure) -> Answer {
    let known = &around.contract.known;
    let varies = |key: &String| {
        let mut outcomes = around.memory.outcomes(key).filter(|outcome| !outcome.is_passing());
        let first = outcomes.next();
        outcomes.any(|outcome| first.is_some_and(|first| first.differs_in_kind(outcome)))
    };
    if suspect.signature.clause != known.subjects_as_told
        || !suspect.failure.violation.item.as_ref().is_some_and(varies)
    {
        return Answer::Kept;
    }
    let variations = [
        known.batch_repeat_stable,
        known.batch_permutation_invariant,
        known.batch_split_invariant,
        known.batch_removal_invariant,
        known.harmless_variation_accepted,
    ];
    Answer::Explained(variations.to_vec(), "varies-by-itself")
}
