//! The run as libtest-mimic trials, one for each clause, for a `[[test]]` with `harness = false`.
//!
//! ```no_run
//! use batchspec_harness::{Run, libtest, read_suite};
//!
//! fn main() -> std::process::ExitCode {
//!     let suite_toml = include_str!("../../suites/inspector2/suite.toml");
//!     let model_json = include_str!("../../suites/inspector2/model.json");
//!     let contract = read_suite(suite_toml, model_json).expect("a good suite");
//!     let run = Run::new(contract, "http://127.0.0.1:8080").expect("a good URL");
//!     libtest::main(run.waive(&["waivers.toml"]).expect("good waivers"))
//! }
//! ```
//!
//! Trials are named by their clause: `inspector2/request/account-ids-max` for a clause of the suite's own,
//! `inspector2/batch/complete` for one that all suites share. One more trial, `inspector2/run`, speaks for the run as a
//! whole. Notes are never judged and have no trial.
//!
//! However many trials are asked for, each suite is run once, with the cases that can decide them: `--exact` with one
//! clause sends that clause's cases only, which is also how cargo-nextest runs each trial. What shows only in the
//! company of other clauses' cases is then left to `SUITE/run`.
//!
//! A trial fails when its clause broke at a level that counts, when nothing could be verified, and when nothing
//! exercised the clause without a need that explains it. It is shown as ignored, with the reason, when a need was not
//! met (a subject, a trigger, credentials), when no answer decided the clause, when what broke it is waived, and when it
//! broke at a level that only strict judgement counts.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::contract::{Contract, Level, Need, glob};
use crate::report::{ClauseTally, Ending, Finding, Outcome, Palette, Report, brief};
use crate::run::{Run, RunOptions};

/// What stands for the run as a whole, after the suite's name.
const WHOLE: &str = "run";

/// The whole of a test program: reads the command line, runs the trials it asks for, prints what became of them.
///
/// # Panics
/// When a suite is given twice.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "the run of a program is its own")]
pub fn main(run: Run) -> ExitCode {
    let args = Arguments::from_args();
    libtest_mimic::run(&args, trials(&run, &args)).exit_code()
}

/// The trials of a run, for programs with trials of their own beside them.
///
/// `args` must be the arguments that the trials are then run with: they decide how much of a suite is sent. Nothing is
/// sent before the first trial runs. Clauses that the run leaves out have no trial; that it stops at its first finding is
/// ignored.
///
/// # Panics
/// When a suite is given twice.
#[must_use]
pub fn trials(run: &Run, args: &Arguments) -> Vec<Trial> {
    let mut names = BTreeSet::new();
    for suite in &run.suites {
        let name = &suite.contract.suite;
        assert!(names.insert(name.clone()), "the suite {name} is given twice: give each a test program");
    }
    run.suites.iter().flat_map(|suite| of_suite(&suite.contract, run.alone(suite), args)).collect()
}

/// The trials of the only suite of a run.
fn of_suite(contract: &Contract, mut run: Run, args: &Arguments) -> Vec<Trial> {
    let options = &run.options;
    let clauses = contract.clauses.iter().map(|(_, clause)| clause);
    let judged =
        clauses.filter(|clause| clause.level != Level::Note && is_wanted(contract, &clause.id, options));
    let judged: Vec<&str> = judged.map(|clause| clause.id.as_str()).collect();
    let whole = format!("{}/{WHOLE}", contract.suite);
    let selected: Vec<String> =
        judged.iter().map(|id| qualified(contract, id)).filter(|name| is_selected(name, args)).collect();
    let demanded = options.only.clone();
    let is_part = !is_selected(&whole, args) && selected.len() < judged.len();
    run.options.fail_fast = false;
    if is_part {
        run.options.only.clone_from(&selected);
    }
    let shared = Arc::new(Shared { run, demanded, is_part, report: OnceLock::new() });
    let mut trials = Vec::with_capacity(judged.len() + 1);
    for id in judged {
        let (shared, id) = (Arc::clone(&shared), id.to_owned());
        let name = qualified(contract, &id);
        trials.push(Trial::ignorable_test(name, move || of_clause(shared.report(), &id)));
    }
    let is_alone = selected.is_empty();
    trials.push(Trial::test(whole, move || of_whole(shared.report(), is_alone)));
    trials
}

/// One suite's run, made when the first of its trials asks for it.
struct Shared {
    run: Run,
    /// The clauses that the caller asks for, and whether the command line asks for fewer.
    demanded: Vec<String>,
    is_part: bool,
    report: OnceLock<Report>,
}

impl Shared {
    fn report(&self) -> &Report {
        self.report.get_or_init(|| {
            let report = self.run.send_blocking();
            // A clause may show only in cases that were made for others; a guess too narrow must not read as a gap.
            if self.is_part && self.has_gap(&report) {
                let mut whole = self.run.clone();
                whole.options.only.clone_from(&self.demanded);
                return whole.send_blocking();
            }
            report
        })
    }

    /// Whether the run left open what a run with more cases might decide.
    fn has_gap(&self, report: &Report) -> bool {
        let is_hopeless = |need: Need| match need {
            Need::Credentials | Need::Unobservable => true,
            Need::Trigger => self.run.suites.iter().all(|suite| suite.triggers.is_empty()),
            Need::Subject => false,
        };
        let mut tallies = report.suites.iter().flat_map(|suite| &suite.clauses);
        nothing_certain(report).is_none()
            && tallies.any(|tally| {
                matches!(tally.outcome, Outcome::NotExercised | Outcome::Undecided)
                    && !tally.clause.needs.is_some_and(is_hopeless)
            })
    }
}

/// The name of a clause's trial: unique over all suites.
fn qualified(contract: &Contract, id: &str) -> String {
    match id.strip_prefix(&contract.suite) {
        Some(rest) if rest.starts_with('/') => id.to_owned(),
        _ => format!("{}/{id}", contract.suite),
    }
}

fn is_wanted(contract: &Contract, id: &str, options: &RunOptions) -> bool {
    let qualified = qualified(contract, id);
    let among = |globs: &[String]| globs.iter().any(|one| glob(one, id) || glob(one, &qualified));
    (options.only.is_empty() || among(&options.only)) && !among(&options.skip)
}

/// Whether the command line asks for the trial of this name.
fn is_selected(name: &str, args: &Arguments) -> bool {
    !args.is_filtered_out(&Trial::test(name, || Ok(())))
}

/// What a report says of one clause.
fn of_clause(report: &Report, id: &str) -> Result<Completion, Failed> {
    if let Some(why) = nothing_certain(report) {
        return Err(why.into());
    }
    let tallies = || report.suites.iter().flat_map(|suite| &suite.clauses);
    let Some(tally) = tallies().find(|tally| tally.clause.id == id) else {
        return Err("the run did not judge this clause".into());
    };
    let why = tally.why.as_deref().unwrap_or("no reason is known");
    match (tally.outcome, &report.ending) {
        (Outcome::Broken, _) => broken(report, tally),
        (_, Ending::Lost { why }) => Err(format!("the target was lost during the run: {why}").into()),
        (Outcome::Held | Outcome::Observed, _) => Ok(Completion::Completed),
        (Outcome::Undecided, _) => Ok(Completion::ignored_with(format!("undecided: {why}"))),
        (Outcome::NotExercised, _) if tally.clause.needs.is_some() => {
            Ok(Completion::ignored_with(format!("not exercised: {why}")))
        }
        (Outcome::NotExercised, _) => Err(format!("not exercised, so not verified: {why}").into()),
    }
}

/// Why a report says nothing certain of any clause.
fn nothing_certain(report: &Report) -> Option<String> {
    if let Some(fault) = report.harness_faults.first() {
        return Some(format!("batchspec itself went wrong: {}: {}", fault.place, fault.what));
    }
    if let Ending::Unreachable { why } = &report.ending {
        return Some(format!("the target was never reached: {why}"));
    }
    let unserved = report.suites.iter().find_map(|suite| suite.not_served.as_ref());
    unserved.map(|why| format!("the operation is not served: {why}"))
}

fn broken(report: &Report, tally: &ClauseTally) -> Result<Completion, Failed> {
    let mut told = telling(&report.findings, &tally.clause.id);
    let is_excused = |finding: &Finding| finding.waived.is_some() || (report.terms.new_only && finding.known);
    if !told.is_empty() && told.iter().all(|finding| is_excused(finding)) {
        let reason = told.iter().find_map(|finding| finding.waived.as_ref());
        let why = reason.map_or("known", |waived| waived.reason.as_str());
        return Ok(Completion::ignored_with(format!("broken, and excused: {why}")));
    }
    // What is excused is not what fails the trial.
    told.retain(|finding| !is_excused(finding));
    // A finding of a lesser level than its clause is no more than a warning.
    let level = told.iter().map(|finding| finding.level.max(tally.clause.level)).min();
    let counts = match level.unwrap_or(tally.clause.level) {
        Level::Must => true,
        Level::Should => report.strict,
        Level::Note => false,
    };
    if !counts {
        let what = told.first().map_or_else(String::new, |finding| {
            format!(": expected {}, came {}", finding.expected, finding.actual)
        });
        return Ok(Completion::ignored_with(format!("a warning that only strict judgement counts{what}")));
    }
    let mut reduced = report.clone();
    reduced.findings = told.into_iter().cloned().collect();
    for suite in &mut reduced.suites {
        suite.clauses.retain(|kept| kept.clause.id == tally.clause.id);
    }
    let is_told = reduced.findings.iter().any(|finding| finding.clause.id == tally.clause.id);
    // What broke through another clause's finding is told in that clause's words, so its own are put before.
    let before = if is_told { String::new() } else { format!("{}\n\n", tally.clause.sentence) };
    Err(format!("{before}{}", brief(&reduced, Palette::PLAIN)).into())
}

/// Findings that show how a clause broke, consequences of others included.
fn telling<'r>(findings: &'r [Finding], id: &str) -> Vec<&'r Finding> {
    let mut told = Vec::new();
    for finding in findings {
        if finding.clause.id == id || finding.also.iter().any(|also| also == id) {
            told.push(finding);
        } else {
            told.extend(telling(&finding.consequences, id));
        }
    }
    told
}

/// What a report says as a whole. What the other trials show at length is only named.
fn of_whole(report: &Report, is_alone: bool) -> Result<(), Failed> {
    if report.is_conformant() {
        return Ok(());
    }
    let broken: BTreeSet<&str> = report.breaking().map(|finding| finding.clause.id.as_str()).collect();
    if is_alone || broken.is_empty() {
        return Err(brief(report, Palette::PLAIN).into());
    }
    let broken: Vec<&str> = broken.into_iter().collect();
    Err(format!("broken, as their own trials show: {}", broken.join(", ")).into())
}
