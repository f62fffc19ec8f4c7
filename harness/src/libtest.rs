//! The run as libtest-mimic trials, one for each clause, for a `[[test]]` with `harness = false`.
//!
//! ```no_run
//! use batchspec_harness::run::{RunOptions, SuiteRun};
//!
//! fn main() -> std::process::ExitCode {
//!     let suite_toml = include_str!("../../suites/inspector2/suite.toml");
//!     let model_json = include_str!("../../suites/inspector2/model.json");
//!     let contract = batchspec_harness::read_suite(suite_toml, model_json).expect("a good suite");
//!     let suite = SuiteRun::at(contract, "http://127.0.0.1:8080").expect("a good URL");
//!     batchspec_harness::libtest::main(vec![suite], &RunOptions::default())
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
use std::slice;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::contract::{Contract, Level, Need, glob};
use crate::report::{ClauseTally, Ending, Finding, Outcome, Palette, Report, brief};
use crate::run::{RunOptions, SuiteRun, run_blocking};

/// What stands for the run as a whole, after the suite's name.
const WHOLE: &str = "run";

/// The whole of a test program: reads the command line, runs the trials it asks for, prints what became of them.
///
/// # Panics
/// When a suite is given twice.
#[must_use]
pub fn main(suites: Vec<SuiteRun>, options: &RunOptions) -> ExitCode {
    let args = Arguments::from_args();
    libtest_mimic::run(&args, trials(suites, options, &args)).exit_code()
}

/// Like [`main`], but calls `amend` on each report before the trials read it: to apply waivers, or to demand a share of
/// decided clauses.
///
/// ```no_run
/// # fn suite() -> batchspec_harness::run::SuiteRun { unimplemented!() }
/// use batchspec_harness::run::RunOptions;
/// use batchspec_harness::{libtest, read_waivers, today};
///
/// fn main() -> std::process::ExitCode {
///     let suite = suite();
///     let waivers = read_waivers(&["waivers.toml"], &[suite.contract.clone()]).expect("good waivers");
///     libtest::main_with(vec![suite], &RunOptions::default(), move |report| report.waive(&waivers, today()))
/// }
/// ```
///
/// # Panics
/// When a suite is given twice.
#[must_use]
pub fn main_with(
    suites: Vec<SuiteRun>,
    options: &RunOptions,
    amend: impl Fn(&mut Report) + Send + Sync + 'static,
) -> ExitCode {
    let args = Arguments::from_args();
    libtest_mimic::run(&args, trials_with(suites, options, &args, amend)).exit_code()
}

/// The trials of these suites, for programs with trials of their own beside them.
///
/// `args` must be the arguments that the trials are then run with: they decide how much of a suite is sent. Nothing is
/// sent before the first trial runs. Clauses that `options` leave out have no trial; `fail_fast` is ignored.
///
/// # Panics
/// When a suite is given twice.
#[must_use]
pub fn trials(suites: Vec<SuiteRun>, options: &RunOptions, args: &Arguments) -> Vec<Trial> {
    trials_with(suites, options, args, |_| ())
}

/// Like [`trials`], but calls `amend` on each report before the trials read it.
///
/// # Panics
/// When a suite is given twice.
#[must_use]
pub fn trials_with(
    suites: Vec<SuiteRun>,
    options: &RunOptions,
    args: &Arguments,
    amend: impl Fn(&mut Report) + Send + Sync + 'static,
) -> Vec<Trial> {
    let amend: Amend = Arc::new(amend);
    let mut names = BTreeSet::new();
    for suite in &suites {
        let name = &suite.contract.suite;
        assert!(names.insert(name.clone()), "the suite {name} is given twice: give each a test program");
    }
    suites.into_iter().flat_map(|suite| of_suite(suite, options, args, &amend)).collect()
}

/// What is done to each report before the trials read it.
type Amend = Arc<dyn Fn(&mut Report) + Send + Sync>;

fn of_suite(suite: SuiteRun, options: &RunOptions, args: &Arguments, amend: &Amend) -> Vec<Trial> {
    let contract = Arc::clone(&suite.contract);
    let clauses = contract.clauses.iter().map(|(_, clause)| clause);
    let judged =
        clauses.filter(|clause| clause.level != Level::Note && is_wanted(&contract, &clause.id, options));
    let judged: Vec<&str> = judged.map(|clause| clause.id.as_str()).collect();
    let whole = format!("{}/{WHOLE}", contract.suite);
    let selected: Vec<String> =
        judged.iter().map(|id| qualified(&contract, id)).filter(|name| is_selected(name, args)).collect();
    let mut options = RunOptions { fail_fast: false, ..options.clone() };
    let demanded = options.only.clone();
    let is_part = !is_selected(&whole, args) && selected.len() < judged.len();
    if is_part {
        options.only.clone_from(&selected);
    }
    let amend = Arc::clone(amend);
    let shared = Arc::new(Shared { suite, options, demanded, is_part, amend, report: OnceLock::new() });
    let mut trials = Vec::with_capacity(judged.len() + 1);
    for id in judged {
        let (shared, id) = (Arc::clone(&shared), id.to_owned());
        let name = qualified(&contract, &id);
        trials.push(Trial::ignorable_test(name, move || of_clause(shared.report(), &id)));
    }
    let is_alone = selected.is_empty();
    trials.push(Trial::test(whole, move || of_whole(shared.report(), is_alone)));
    trials
}

/// One suite's run, made when the first of its trials asks for it.
struct Shared {
    suite: SuiteRun,
    options: RunOptions,
    /// The clauses that the caller's options ask for, and whether the command line asks for fewer.
    demanded: Vec<String>,
    is_part: bool,
    amend: Amend,
    report: OnceLock<Report>,
}

impl Shared {
    fn report(&self) -> &Report {
        self.report.get_or_init(|| {
            let report = self.run(&self.options);
            // A clause may show only in cases that were made for others; a guess too narrow must not read as a gap.
            if self.is_part && self.has_gap(&report) {
                return self.run(&RunOptions { only: self.demanded.clone(), ..self.options.clone() });
            }
            report
        })
    }

    fn run(&self, options: &RunOptions) -> Report {
        let mut report = run_blocking(slice::from_ref(&self.suite), options);
        (self.amend)(&mut report);
        report
    }

    /// Whether the run left open what a run with more cases might decide.
    fn has_gap(&self, report: &Report) -> bool {
        let is_hopeless = |need: Need| match need {
            Need::Credentials | Need::Unobservable => true,
            Need::Trigger => self.suite.triggers.is_empty(),
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
