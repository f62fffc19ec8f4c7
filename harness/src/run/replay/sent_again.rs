//! Sends the case of a saved finding again: is it still broken?

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::contract::{ClauseRef, Contract, Level};
use crate::diagnose::confirm::{CROWDS, MORE, TRIES};
use crate::diagnose::ended::as_cut_off;
use crate::diagnose::saved::is_served;
use crate::generate::{Case, ItemKind, Plan, PlanOptions, Subjects};
use crate::judge::{CaseVerdicts, Judge, Violation};
use crate::message::{Exchange, Outcome};
use crate::report::SavedFinding;
use crate::runner::probe::{Found, probe};
use crate::runner::sender::Sender;
use crate::runner::wait_budget::WaitBudget;
use crate::send::{Target, reachable};

/// Waiting for answers that never come is bounded for each finding.
const SILENCE_BOUND: Duration = Duration::from_secs(15);

/// A saved finding that is fit to be sent again.
#[derive(Debug)]
pub struct Replay {
    contract: Arc<Contract>,
    judge: Arc<Judge>,
    /// As it was saved.
    case: Case,
    /// As it is sent.
    sent: Case,
    /// Items of which nothing is known, where they are needed: what reading changed once is changed.
    fresh: Option<Plan>,
    clause: ClauseRef,
    reported_under: Vec<ClauseRef>,
    beside: Vec<ClauseRef>,
    is_disagreement: bool,
    is_unserved: bool,
    ends_target: bool,
    one_connection: bool,
    tries: u32,
    is_steady: bool,
    never_came_again: bool,
}

/// Why a saved finding cannot be sent again. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The suite is another one now.
    #[error(
        "it was found by clause set {found} of {suite} (model {found_model}), and this version of batchspec has \
         {known} (model {known_model}): run the suite anew"
    )]
    OtherClauseSet {
        /// The suite.
        suite: String,
        /// The clause set that it was found by.
        found: String,
        /// The checksum of its model.
        found_model: String,
        /// The clause set that there is now.
        known: String,
        /// The checksum of its model.
        known_model: String,
    },
    /// It is about signatures, which are not a part of what is asked for.
    #[error("it is about signatures, which only a run can make: use `batchspec replay`")]
    Signed,
    /// Its parts do not fit together.
    #[error("the saved finding is damaged: {what}")]
    Damaged {
        /// What is wrong.
        what: String,
    },
}

/// What sending it again showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It came each time.
    StillBroken,
    /// It came now and then.
    Flaky,
    /// It did not come, but the same requests broke another clause that they did not break before.
    BrokenOtherwise,
    /// It did not come, and no answer decided its clause; or it never came again in the run that found it, so that its
    /// absence proves nothing.
    Undecided,
    /// Its clause held each time.
    Fixed,
}

/// The verdict and how often the finding came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replayed {
    /// The verdict.
    pub verdict: Verdict,
    /// How often it was sent.
    pub tries: u32,
    /// How often the finding came.
    pub times: u32,
    /// What else there is to say, in words.
    pub why: Option<String>,
}

/// What one try showed.
enum Shown {
    Again,
    Another(ClauseRef),
    Undecided(String),
    Held,
}

/// A plan whose items are those that were known when a finding was saved.
fn items_of(saved: &SavedFinding, contract: &Arc<Contract>) -> Plan {
    let keys = |wanted: ItemKind| {
        let known = saved.items.iter().filter(|(_, kind)| **kind == wanted);
        known.map(|(key, _)| key.clone()).collect()
    };
    let subjects = Subjects {
        present: keys(ItemKind::Present),
        absent: keys(ItemKind::Absent),
        denied: keys(ItemKind::Denied),
    };
    let seed = u64::from_str_radix(&saved.signature, 16).unwrap_or_default();
    Plan::without_cases(contract, &PlanOptions { seed, subjects, ..PlanOptions::default() })
}

impl Replay {
    /// Holds a saved finding against the suite as it is now; what must come of its requests is asked of the validator.
    ///
    /// # Errors
    /// When it belongs to another suite or clause set, or its parts do not fit together.
    pub fn new(saved: &SavedFinding, contract: &Arc<Contract>) -> Result<Self, ReplayError> {
        let known_model = format!("{:016x}", contract.model_checksum);
        let is_same = saved.suite == contract.suite
            && saved.clause_set == contract.version
            && saved.model_checksum == known_model;
        if !is_same {
            return Err(ReplayError::OtherClauseSet {
                suite: contract.suite.clone(),
                found: saved.clause_set.clone(),
                found_model: saved.model_checksum.clone(),
                known: contract.version.clone(),
                known_model,
            });
        }
        let damaged = |what: String| ReplayError::Damaged { what };
        let find = |id: &String| {
            let found = contract.clauses.find(id);
            found.ok_or_else(|| damaged(format!("{id:?} is no clause of {}", contract.suite)))
        };
        let case = saved.case.read(contract).map_err(damaged)?;
        let reproduction = saved.reproduction;
        let tries = match () {
            () if !reproduction.is_steady() => TRIES + MORE,
            () if case.is_at_once() => CROWDS,
            () => TRIES,
        };
        Ok(Self {
            contract: Arc::clone(contract),
            judge: Arc::new(Judge::knowing(contract, saved.items.clone()).told(saved.told.clone())),
            clause: find(&saved.clause)?,
            reported_under: saved.reported_under.iter().map(find).collect::<Result<_, _>>()?,
            beside: saved.beside.iter().map(find).collect::<Result<_, _>>()?,
            is_disagreement: saved.is_disagreement,
            is_unserved: saved.is_unserved,
            ends_target: saved.ends_target,
            one_connection: saved.one_connection,
            tries,
            never_came_again: reproduction.tries > 0 && reproduction.times == 0,
            is_steady: reproduction.is_steady(),
            // Requests whose answers disagree are sent in turn, as when they were confirmed.
            sent: match () {
                () if case.rereads() || case.is_at_once() || case.relation.is_none() => case.clone(),
                () => case.rounds(3),
            },
            fresh: case.rereads().then(|| items_of(saved, contract)),
            case,
        })
    }

    /// The clause that broke.
    #[must_use]
    pub fn clause(&self) -> ClauseRef {
        self.clause
    }

    /// The case as it was saved.
    pub(crate) fn case(&self) -> &Case {
        &self.case
    }

    /// What to send when it is tried for the time of this number: `case`, but with other items where its own were changed.
    pub(crate) fn tried<'c>(&'c self, case: &'c Case, number: u32) -> Cow<'c, Case> {
        let other = self.fresh.as_ref().and_then(|fresh| fresh.reread_again(case, number));
        other.map_or(Cow::Borrowed(case), Cow::Owned)
    }

    /// Whether it came each time in the run that found it.
    pub(crate) fn is_steady(&self) -> bool {
        self.is_steady
    }

    /// Whether the verdicts on its case tell the finding.
    pub(crate) fn came_again(&self, verdicts: &CaseVerdicts) -> bool {
        verdicts.violations.iter().any(|violation| {
            self.reported_under.contains(&violation.clause)
                || (self.is_disagreement && violation.is_disagreement())
        })
    }

    /// Sends the case as often as a run does to confirm it, and judges each answer by today's checks.
    ///
    /// Never fails: a target that does not answer leaves the finding undecided, unless that is the finding.
    pub async fn at(&self, target: &Arc<Target>) -> Replayed {
        let wait_budget = Arc::new(WaitBudget::bounded(SILENCE_BOUND, 1));
        let mut sender = Sender::new(&self.contract, &self.judge, target, &wait_budget)
            .on_one_connection(self.one_connection);
        let mut replayed = Replayed { verdict: Verdict::Fixed, tries: 0, times: 0, why: None };
        let (mut another, mut undecided) = (None, None);
        if self.ends_target
            && let Err(gone) = reachable(target, Duration::ZERO).await
        {
            return Replayed { verdict: Verdict::Undecided, why: Some(gone.to_string()), ..replayed };
        }
        while replayed.tries < self.planned(replayed.times) && !(wait_budget.is_spent() && replayed.tries > 0)
        {
            if replayed.tries > 0 && replayed.times == 0 && self.is_disagreement && self.fresh.is_none() {
                // What goes wrong at every third request must not be missed because each round has just so many.
                let alone = self.sent.only(&[0]);
                let _ = sender.send(alone.as_ref().unwrap_or(&self.sent)).await;
            }
            let case = self.tried(&self.sent, replayed.tries);
            let (mut exchanges, mut verdicts) = sender.try_case(&case).await;
            replayed.tries += 1;
            if self.ends_target {
                exchanges = as_cut_off(exchanges);
                verdicts = self.judge.judge(&case, &exchanges);
            }
            match self.read(&exchanges, &verdicts) {
                Shown::Again => replayed.times += 1,
                Shown::Another(clause) => another = another.or(Some(clause)),
                Shown::Undecided(why) => undecided = undecided.or(Some(why)),
                Shown::Held => {}
            }
        }
        (replayed.verdict, replayed.why) = match (replayed.times, another, undecided) {
            (times, ..) if times == replayed.tries => (Verdict::StillBroken, None),
            (1.., ..) => (Verdict::Flaky, None),
            (0, Some(clause), _) => {
                let id = &self.contract.clauses.get(clause).id;
                (Verdict::BrokenOtherwise, Some(format!("the same requests now break {id}")))
            }
            (0, None, Some(why)) => (Verdict::Undecided, Some(why)),
            (0, None, None) if self.never_came_again => {
                (Verdict::Undecided, Some("it did not come again when it was found, either".to_owned()))
            }
            (0, None, None) => (Verdict::Fixed, None),
        };
        if matches!(replayed.verdict, Verdict::Fixed | Verdict::BrokenOtherwise)
            && let Some(why) = self.not_served(&mut sender).await
        {
            (replayed.verdict, replayed.why) = (Verdict::Undecided, Some(why));
        }
        replayed
    }

    /// Why the target serves nothing at all to this caller, if that is so: what does not go wrong there is not mended.
    async fn not_served(&self, sender: &mut Sender) -> Option<String> {
        let ingredients = Plan::ingredients(&self.contract, &PlanOptions::default());
        match probe(sender, &self.contract, &ingredients, &Subjects::default(), &[]).await {
            Found::Served(..) => None,
            Found::NotServed(why) | Found::Silent(why) => Some(why),
        }
    }

    /// How often it is sent when it came so many times: disagreements that do not come are looked for longer, since they
    /// may depend on what was sent before.
    fn planned(&self, times: u32) -> u32 {
        if self.ends_target && times > 0 {
            // There is nobody left to ask again.
            times
        } else if self.is_disagreement && times == 0 && self.fresh.is_none() {
            self.tries.max(TRIES + MORE)
        } else {
            self.tries
        }
    }

    fn read(&self, exchanges: &[Exchange], verdicts: &CaseVerdicts) -> Shown {
        if self.came_again(verdicts) {
            return Shown::Again;
        }
        let level = |violation: &Violation| {
            violation.level.unwrap_or(self.contract.clauses.get(violation.clause).level)
        };
        let is_new = |violation: &&Violation| {
            level(violation) != Level::Note && !self.beside.contains(&violation.clause)
        };
        if let Some(violation) = verdicts.violations.iter().find(is_new) {
            return Shown::Another(violation.clause);
        }
        let unanswered = exchanges.iter().find_map(|exchange| match &exchange.last()?.outcome {
            Outcome::Failed(fault) => Some(fault.to_string()),
            Outcome::Answered(_) => None,
        });
        if let Some(fault) = unanswered {
            return Shown::Undecided(fault);
        }
        if !verdicts.faults.is_empty() {
            return Shown::Undecided(format!("check {} panicked", verdicts.faults.join(", ")));
        }
        let why = verdicts.undecided.iter().find(|(clause, _)| self.reported_under.contains(clause));
        // Where a valid request was not served, a success that breaks nothing is all that can be asked for.
        let is_mended = self.is_unserved && why.is_none() && is_served(&self.contract, &self.sent, exchanges);
        if is_mended || self.reported_under.iter().any(|clause| verdicts.held(*clause)) {
            return Shown::Held;
        }
        let why = why.or(verdicts.undecided.first()).map(|(_, why)| (*why).to_owned());
        Shown::Undecided(why.unwrap_or_else(|| "no answer decided the clause".to_owned()))
    }
}
