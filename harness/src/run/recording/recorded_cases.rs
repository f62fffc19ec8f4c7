//! From the entries of a recording to cases with their exchanges, as they were sent.

use std::sync::Arc;

use super::recorder::Label;
use crate::contract::{Contract, validate};
use crate::generate::{Aim, Case, Origin, SavedAim, Step};
use crate::message::{Attempt, Exchange, Request};
use crate::report::{RecordedEntry, Recording};
use crate::runner::observer::RunPhase;

/// The family of provoked errors, which the names of cases begin with.
const PROVOKED: &str = "trigger";

/// A case that was kept with its exchanges.
pub(crate) struct RecordedCase {
    /// The contract's number.
    pub(crate) contract: usize,
    /// The target's base URL.
    pub(crate) base: String,
    /// Where it stood in the run; `None` where no run sent it.
    pub(crate) place: Option<RunPhase>,
    pub(crate) case: Case,
    pub(crate) exchanges: Vec<Exchange>,
}

/// Calls `found` with each case of a recording, and `left` with why an entry cannot be judged.
pub(crate) fn recorded_cases(
    recording: &Recording,
    contracts: &[Arc<Contract>],
    mut found: impl FnMut(RecordedCase),
    mut left: impl FnMut(&'static str),
) {
    let mut open = Open::default();
    for entry in &recording.entries {
        let label =
            entry.label.as_ref().and_then(|label| serde_json::from_value::<Label>(label.clone()).ok());
        let attempt = match &entry.attempt {
            Ok(attempt) => attempt,
            Err(why) => {
                open.close(contracts, &mut found);
                let is_known = label.is_some() || alone(entry, contracts).is_some();
                left(if is_known { why } else { STRANGER });
                continue;
            }
        };
        match label {
            Some(label) => {
                let Some(contract) = contracts.iter().position(|known| known.suite == label.suite) else {
                    left("their suite is not known");
                    continue;
                };
                if !open.takes(contract, &label) {
                    open.close(contracts, &mut found);
                }
                open.take(contract, label, entry, attempt);
            }
            None => {
                open.close(contracts, &mut found);
                match alone(entry, contracts) {
                    Some((contract, base, request, aim)) => {
                        let exchange = Exchange { request, attempts: vec![attempt.clone()] };
                        let origin = entry.shown_for.as_ref().map_or("recorded", |(_, case)| case_name(case));
                        let steps = vec![step(&contracts[contract], &exchange.request, 0)];
                        let case = Case { origin: Origin::read(origin), aim, steps, relation: None };
                        found(RecordedCase { contract, base, place: None, case, exchanges: vec![exchange] });
                    }
                    None => left(STRANGER),
                }
            }
        }
    }
    open.close(contracts, &mut found);
}

/// Why an entry is left alone that calls something else.
const STRANGER: &str = "they call no operation under test";

/// The case's name without the suite's.
fn case_name(case: &str) -> &str {
    case.split_once('/').map_or(case, |(_, name)| name)
}

/// What an entry is that no run labelled: the contract's number, the base URL, the request as the contract sees it, and
/// what it was made to show.
fn alone(entry: &RecordedEntry, contracts: &[Arc<Contract>]) -> Option<(usize, String, Request, Aim)> {
    let request = entry.request.clone();
    if let Some((suite, case)) = &entry.shown_for {
        let contract = contracts.iter().position(|known| known.suite == *suite)?;
        let provoked = case_name(case).strip_prefix(PROVOKED).and_then(|rest| rest.split('/').nth(1));
        let aim = provoked.map_or(Aim::Plain, |error| Aim::Provoke(error.to_owned()));
        return Some((contract, entry.base.clone(), request, aim));
    }
    let (path, query) = request.path.split_at(request.path.find('?').unwrap_or(request.path.len()));
    contracts.iter().enumerate().find_map(|(number, contract)| {
        let binding = &contract.binding;
        // What stands before the path is the target's, as stages of gateways are.
        let before = path.strip_suffix(binding.path.as_str()).filter(|_| request.method == binding.method)?;
        let base = format!("{}{before}", entry.base);
        let request = Request { path: format!("{}{query}", binding.path).into(), ..request.clone() };
        Some((number, base, request, Aim::Plain))
    })
}

fn step(contract: &Contract, request: &Request, lane: u8) -> Step {
    Step { request: request.clone(), expectation: validate(contract, request), lane }
}

/// A case whose exchanges are being read.
#[derive(Default)]
struct Open {
    contract: usize,
    base: String,
    last: Option<Label>,
    begins: bool,
    steps: Vec<(u8, Exchange)>,
}

impl Open {
    /// Whether an entry goes on with what is being read: the next attempt, or the next step.
    fn takes(&self, contract: usize, label: &Label) -> bool {
        self.last.as_ref().is_some_and(|last| {
            let is_next = (label.step == last.step && label.attempt == last.attempt + 1)
                || (label.step == last.step + 1 && label.attempt == 1);
            self.contract == contract && last.case == label.case && last.place == label.place && is_next
        })
    }

    fn take(&mut self, contract: usize, label: Label, entry: &RecordedEntry, attempt: &Attempt) {
        if self.last.is_none() {
            self.contract = contract;
            self.base.clone_from(&entry.base);
            self.begins = label.step == 0 && label.attempt == 1;
        }
        if let Some((_, exchange)) = self.steps.last_mut().filter(|_| label.attempt > 1) {
            exchange.attempts.push(attempt.clone());
        } else {
            let mut request = entry.request.clone();
            request.path = label.path.clone().into();
            request.body.framing = label.framing;
            request.writing.clone_from(&label.writing);
            self.steps.push((label.lane, Exchange { request, attempts: vec![attempt.clone()] }));
        }
        self.last = Some(label);
    }

    /// Gives what was read as one case, or, where some of its requests are missing, each request as one.
    fn close(&mut self, contracts: &[Arc<Contract>], found: &mut impl FnMut(RecordedCase)) {
        let Self { contract, base, last, begins, steps } = std::mem::take(self);
        let (Some(label), Some(known)) = (last, contracts.get(contract)) else { return };
        let aim = read_aim(&label.aim, known);
        let origin = Origin::read(&label.case);
        let is_whole = begins && steps.len() == label.steps;
        let parts = if is_whole { vec![steps] } else { steps.into_iter().map(|step| vec![step]).collect() };
        for part in parts {
            let steps = part.iter().map(|(lane, exchange)| step(known, &exchange.request, *lane)).collect();
            let relation = label.relation.clone().filter(|_| is_whole);
            let case = Case { origin: origin.clone(), aim: aim.clone(), steps, relation };
            let exchanges = part.into_iter().map(|(_, exchange)| exchange).collect();
            found(RecordedCase { contract, base: base.clone(), place: Some(label.place), case, exchanges });
        }
    }
}

/// The aim by today's clauses; none where a clause is gone.
fn read_aim(aim: &SavedAim, contract: &Contract) -> Aim {
    aim.read(contract).unwrap_or(Aim::Plain)
}
