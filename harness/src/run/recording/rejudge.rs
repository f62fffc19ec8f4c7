//! Judges recordings again, by today's checks, without sending anything.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Instant;

use super::recorded_cases::{RecordedCase, recorded_cases};
use super::recorder::RecordedRun;
use crate::contract::{ClauseRef, Contract};
use crate::diagnose::findings::{Offline, findings_on_record};
use crate::diagnose::live::Record;
use crate::generate::{Case, ItemKind};
use crate::judge::Judge;
use crate::report::{
    Ending, FORMAT, Finding, HarnessFault, Prelude, Recording, Report, Reproduction, RunScope, SuiteReport,
    Tool,
};
use crate::run::options::RunOptions;
use crate::run::selection::wanted;
use crate::run::suite::{clause_tally, observations};
use crate::runner::event::Event;
use crate::runner::observer::RunPhase;
use crate::tally::failure::{CaseContext, Failure, Signature};
use crate::tally::totals::Tally;

/// What judging recordings again came to.
#[derive(Debug)]
pub struct Rejudged {
    /// The report, as of a run.
    pub report: Report,
    /// Exchanges that were judged one by one, since no run says which of them belong together.
    pub alone: u64,
    /// Why entries were not judged, in words that follow "not judged, since", and how many of them.
    pub left: BTreeMap<&'static str, u64>,
}

/// Judges every exchange of these recordings by the checks of today and what `contracts` say of its request.
///
/// Cases that a run recorded are judged with all their requests, as it judged them; so are the outcomes that it remembered
/// of each item. Of the options, the seed does not count, nor do lanes. Nothing is sent: a finding is neither made smaller
/// nor traced to its cause, and what was sent again when it was recorded counts as that.
pub fn rejudge(
    recordings: &[Recording],
    contracts: &[Arc<Contract>],
    options: &RunOptions,
    events: &dyn Fn(Event),
) -> Rejudged {
    let started = Instant::now();
    let runs: Vec<RecordedRun> = recordings
        .iter()
        .filter_map(|recording| serde_json::from_value(recording.about.clone()?).ok())
        .collect();
    let mut desks: Vec<OfflineSuite> =
        contracts.iter().map(|contract| OfflineSuite::new(contract, &runs, options)).collect();
    let (mut alone, mut left) = (0, BTreeMap::new());
    for recording in recordings {
        let found = |recorded_case: RecordedCase| {
            alone += u64::from(recorded_case.place.is_none());
            desks[recorded_case.contract].judge(&recorded_case);
        };
        recorded_cases(recording, contracts, found, |why| *left.entry(why).or_insert(0) += 1);
    }
    let mut report = Report {
        format: FORMAT,
        tool: Tool::this(),
        seed: runs.first().map_or(0, |run| run.seed),
        strict: options.strict,
        terms: RunScope { only: options.only.clone(), skip: options.skip.clone(), ..RunScope::default() },
        ending: Ending::Completed,
        suites: Vec::new(),
        findings: Vec::new(),
        observations: Vec::new(),
        stale_waivers: Vec::new(),
        harness_faults: Vec::new(),
        requests: 0,
        elapsed_ms: 0,
    };
    for offline_suite in desks.into_iter().filter(|offline_suite| offline_suite.tally.cases > 0) {
        offline_suite.close(&mut report, options, events);
    }
    report.elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Rejudged { report, alone, left }
}

/// One suite's exchanges on their way to the report.
struct OfflineSuite {
    contract: Arc<Contract>,
    judge: Judge,
    clauses: Vec<ClauseRef>,
    tally: Tally,
    bases: BTreeSet<String>,
    again: SentAgain,
}

impl OfflineSuite {
    fn new(contract: &Arc<Contract>, runs: &[RecordedRun], options: &RunOptions) -> Self {
        let suites = runs.iter().flat_map(|run| &run.suites).filter(|suite| suite.suite == contract.suite);
        let items: BTreeMap<String, ItemKind> =
            suites.clone().flat_map(|suite| suite.items.clone()).collect();
        let told = suites.clone().flat_map(|suite| suite.told.clone()).collect();
        Self {
            contract: Arc::clone(contract),
            judge: Judge::knowing(contract, items).told(told),
            clauses: wanted(contract, options),
            tally: Tally::default(),
            bases: suites.map(|suite| suite.target.clone()).collect(),
            again: BTreeMap::new(),
        }
    }

    fn judge(&mut self, recorded_case: &RecordedCase) {
        let RecordedCase { base, place, case, exchanges, .. } = recorded_case;
        let mut verdicts = self.judge.judge(case, exchanges);
        // What a run remembers of items is what its plan showed: moments of other exchanges are not known.
        if !matches!(place, Some(RunPhase::Planned(_))) {
            verdicts.outcomes.clear();
        }
        if *place == Some(RunPhase::After) {
            let broken = verdicts.violations.iter().map(Signature::of).collect();
            self.again.entry(key(case)).or_default().push(broken);
        }
        if place.is_none() {
            self.bases.insert(base.clone());
        }
        let number = self.tally.cases;
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        let context = CaseContext { is_prelude: false, index, moment: number, until: number, before: None };
        self.tally.add(&context, &self.clauses, case, exchanges, verdicts);
    }

    /// Writes the suite's part of the report.
    fn close(mut self, report: &mut Report, options: &RunOptions, events: &dyn Fn(Event)) {
        let suite = self.contract.suite.clone();
        events(Event::SuiteStarted { suite: suite.clone(), planned: self.tally.cases });
        let findings = self.findings(options);
        findings.iter().for_each(|finding| events(Event::Found(Box::new(finding.clone()))));
        events(Event::SuiteEnded { suite: suite.clone() });
        let (contract, tally) = (&self.contract, &self.tally);
        let clauses = contract.clauses.iter().filter(|(clause, _)| self.clauses.contains(clause));
        let nowhere = "no exchange that was kept shows it";
        report.suites.push(SuiteReport {
            suite: suite.clone(),
            title: contract.title.clone(),
            version: contract.version.clone(),
            operation: contract.operation.clone(),
            model_checksum: format!("{:016x}", contract.model_checksum),
            target: self.bases.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
            unverified: false,
            planned_cases: tally.cases,
            judged_cases: tally.cases,
            distinct_bodies: tally.distinct_bodies(),
            successes: tally.successes,
            prelude: Prelude::default(),
            not_served: None,
            supplied: Vec::new(),
            answer_times: tally.answer_times(),
            fates: tally.fates(),
            unasked_subjects: Vec::new(),
            clauses: clauses.map(|(clause, _)| clause_tally(contract, tally, clause, nowhere)).collect(),
        });
        report.findings.extend(findings);
        report.observations.extend(observations(contract, tally));
        report.harness_faults.extend(tally.check_faults.iter().map(|(check, case)| HarnessFault {
            place: format!("check {check}"),
            what: format!("panicked on case {suite}/{case}"),
        }));
        report.requests += tally.requests;
    }

    fn findings(&mut self, options: &RunOptions) -> Vec<Finding> {
        let again = &self.again;
        let again = |signature: &Signature, failure: &Failure| reproduction(again, signature, failure);
        let offline = Offline {
            contract: &self.contract,
            clauses: &self.clauses,
            is_strict: options.strict,
            without_rules: &options.without_rules,
            base: self.bases.first().map_or("", String::as_str),
            record: Record { judge: &self.judge, again: &again },
        };
        findings_on_record(&offline, &mut self.tally)
    }
}

/// What broke each time that the same requests were sent after the plan, by what these requests share.
type SentAgain = BTreeMap<u64, Vec<BTreeSet<Signature>>>;

/// How often the same requests were sent again when the recording was made, and went wrong again.
fn reproduction(again: &SentAgain, signature: &Signature, failure: &Failure) -> Reproduction {
    let again = again.get(&key(&failure.case)).map_or(&[][..], Vec::as_slice);
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let times = again.iter().filter(|broken| broken.contains(signature)).count();
    Reproduction { tries: number(again.len()), times: number(times) }
}

/// What sendings of the same requests share, however often each is repeated.
fn key(case: &Case) -> u64 {
    let mut different = Vec::new();
    for step in &case.steps {
        if !different.contains(&&step.request) {
            different.push(&step.request);
        }
    }
    let mut hasher = DefaultHasher::new();
    different.hash(&mut hasher);
    hasher.finish()
}
