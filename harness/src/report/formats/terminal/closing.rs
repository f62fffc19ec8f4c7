//! The end of the report: what was observed, what went wrong with the harness, and the verdict.

use crate::contract::Level;
use crate::report::{Ending, Finding, Gap, Report};

use super::paint::{Palette, Tone, count, counted, wrap};
use crate::report::text::legible::legible;

/// Faults of the harness itself; `None` when there are none.
pub(crate) fn harness_faults(report: &Report, palette: Palette) -> Option<String> {
    if report.harness_faults.is_empty() {
        return None;
    }
    let title = "Faults of batchspec itself: please report them";
    let mut out = format!("{}\n", palette.paint(Tone::Bad, title));
    for fault in &report.harness_faults {
        let text = format!("{}: {}", fault.place, fault.what);
        out.push_str(&format!("  {}\n", wrap(&legible(&text), 2, 6)));
    }
    Some(out)
}

/// Totals, and the verdict in one sentence.
pub(crate) fn verdict(report: &Report, palette: Palette) -> String {
    let (verified, of) = report.verified();
    let (cases, bodies) = report
        .suites
        .iter()
        .fold((0, 0), |(cases, bodies), suite| (cases + suite.judged_cases, bodies + suite.distinct_bodies));
    let totals = format!(
        "verified {verified} of {}; {}, {}, {} different bodies; seed {}; {}",
        counted(of as u64, "clause"),
        counted(cases, "case"),
        counted(report.requests, "request"),
        count(bodies),
        report.seed,
        seconds(report.elapsed_ms),
    );
    let code = report.exit_code();
    let tone = match code {
        0 => Tone::Good,
        _ => Tone::Bad,
    };
    let sentence = format!("{} Exit code {code}.", legible(&sentence(report, code)));
    format!("{}\n{}\n", wrap(&totals, 0, 2), palette.paint(tone, &wrap(&sentence, 0, 2)))
}

/// What an exit code says, in a few words.
pub(in crate::report) fn title(code: u8) -> &'static str {
    match code {
        0 => "the target conforms",
        1 => "the target does not conform",
        3 => "the target was not there",
        5 => "batchspec itself went wrong",
        130 => "interrupted",
        _ => "no verdict",
    }
}

/// What `code` means for this report; it may hold words of the target.
pub(in crate::report) fn sentence(report: &Report, code: u8) -> String {
    let mut text = match (code, &report.ending) {
        (130, _) => "Interrupted: this is what was found until then.".to_owned(),
        (5, _) => "batchspec itself went wrong, so this run says nothing certain.".to_owned(),
        (1, _) if report.breaking().next().is_none() => {
            format!("Nothing breaks the run but its waivers: {}.", findings(report))
        }
        (1, _) => format!("The target does not conform: {}.", findings(report)),
        (_, Ending::Unreachable { why }) => format!("{} was never reached: {why}.", last_target(report)),
        (_, Ending::Lost { why }) => format!("{} was lost during the run: {why}.", last_target(report)),
        (4, _) => gap(report),
        _ => "The target conforms in everything that was verified.".to_owned(),
    };
    match &report.ending {
        Ending::StoppedAtFinding if code == 1 => text.push_str(" The run stopped at the first of them."),
        Ending::Unreachable { why } if code == 1 => {
            text.push_str(&format!(" {} was never reached: {why}.", last_target(report)));
        }
        Ending::Lost { why } if code == 1 => text.push_str(&format!(" Later it was lost: {why}.")),
        _ => {}
    }
    let excused = report.findings.iter().filter(|finding| report.excuses(finding)).count();
    if excused > 0 {
        text.push_str(&format!(" Excused: {}.", counted(excused as u64, "finding")));
    }
    let warnings = warnings(report);
    if code != 1 && warnings > 0 {
        text.push_str(&format!(" {} that only --strict counts.", counted(warnings as u64, "warning")));
    }
    if let Some(told) = not_asked_for(report) {
        text.push_str(&told);
    }
    if report.suites.iter().any(|suite| suite.unverified) {
        text.push_str(" Certificates were not checked: somebody in between may have answered.");
    }
    text
}

/// Subjects that no request can ask for: the first of them, and how many more.
fn not_asked_for(report: &Report) -> Option<String> {
    let mut unasked = report.suites.iter().flat_map(|suite| &suite.unasked_subjects);
    let first = unasked.next()?;
    let more = match unasked.count() {
        0 => String::new(),
        number => format!(" ({} more in the report)", count(number as u64)),
    };
    Some(format!(" {first:?} is a subject that no valid request asks for{more}."))
}

fn findings(report: &Report) -> String {
    let level = |level: Level| {
        report.findings.iter().filter(|finding| finding.level == level && !report.excuses(finding)).count()
    };
    let found = [Level::Must, Level::Should]
        .into_iter()
        .filter(|&wanted| level(wanted) > 0)
        .map(|wanted| counted(level(wanted) as u64, &format!("\"{}\" finding", wanted.name())));
    let stale = match report.stale_waivers.len() {
        0 => None,
        number => Some(format!("{} to delete", counted(number as u64, "waiver"))),
    };
    found.chain(stale).collect::<Vec<_>>().join(", ")
}

/// Why nothing broke and the run says nothing all the same.
fn gap(report: &Report) -> String {
    let suites = |names: &[String]| names.join(" and ");
    match report.gap() {
        Some(Gap::Unserved(names)) => {
            let found = report.suites.iter().find(|suite| names.contains(&suite.suite));
            let why = found.and_then(|suite| suite.not_served.as_ref());
            let why = why.map_or_else(String::new, |why| format!(": {why}"));
            format!("No verdict: {} gave no judgeable success to any valid request{why}.", suites(&names))
        }
        Some(Gap::NothingDecided(names)) => {
            format!("No verdict: no clause of {} that was to be judged could be decided.", suites(&names))
        }
        Some(Gap::OnlyNotes) => {
            "No verdict: no clause was to be judged, and notes are only observed.".to_owned()
        }
        Some(Gap::StoppedEarly) => {
            "No verdict: the run stopped at a finding that is excused, and left the rest untested.".to_owned()
        }
        Some(Gap::TooLittle { exercised, required }) => {
            format!(
                "Too little was exercised: {exercised:.1} % of the clauses, and {required} % is demanded."
            )
        }
        Some(Gap::NoSuite) | None => "No verdict: no suite was run.".to_owned(),
    }
}

/// Findings that break the run only under strict judgement.
fn warnings(report: &Report) -> usize {
    let is_warning =
        |finding: &&Finding| finding.level == Level::Should && !report.strict && !report.excuses(finding);
    report.findings.iter().filter(is_warning).count()
}

/// Where the suite was sent with which the run ended.
fn last_target(report: &Report) -> &str {
    report.suites.last().map_or("The target", |suite| &suite.target)
}

/// A time for people.
pub(in crate::report) fn seconds(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        _ => format!("{}.{} s", count(ms / 1_000), ms % 1_000 / 100),
    }
}
