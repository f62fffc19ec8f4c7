//! The report as a page for browsers: one file that needs no network, and in which nothing of a target is markup.

mod body;
mod finding;
mod map;
mod overview;
mod policy;
mod shortened;
mod state;
mod status_counts;
mod text;
mod times;

use askama::Template;

use self::finding::{Card, cards};
use self::map::{Suite, counts, suites};
use self::overview::{Overview, overview};
use self::policy::{SCRIPT, STYLE, policy};
use self::state::{State, breaches};
use self::status_counts::{Row, fates};
use self::text::{Part, line};
use self::times::{Times, times};
use super::terminal::{count, seconds, sentence, title};
use crate::report::{Ending, Report};

/// Answers listed of those that the documentation leaves open.
const OBSERVED: usize = 500;

/// A page with the verdict, the contract as a map, each finding to open, and what was observed.
#[must_use]
pub fn to_html(report: &Report) -> String {
    // Writing to memory does not fail; were it to, the page would say why.
    page(report).render().unwrap_or_else(|error| format!("<!doctype html>\n<title>{error}</title>\n"))
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page {
    policy: String,
    style: &'static str,
    script: &'static str,
    version: String,
    title: String,
    verdict: State,
    sentence: String,
    facts: Vec<(&'static str, String)>,
    overview: Option<Overview>,
    legend: Vec<(State, usize)>,
    areas: Vec<(String, String)>,
    levels: Vec<&'static str>,
    suites: Vec<Suite>,
    findings: Vec<Card>,
    notes: Vec<Card>,
    waivers: Vec<[String; 3]>,
    faults: Vec<[String; 2]>,
    times: Vec<Times>,
    fates: Vec<Row>,
    observations: Vec<Observed>,
    unlisted: Option<String>,
}

/// One row of what was observed.
struct Observed {
    suite: String,
    subject: String,
    answer: String,
    seen: String,
    shown_by: String,
}

fn page(report: &Report) -> Page {
    let code = report.exit_code();
    let breaches = breaches(report);
    let suites = suites(report, &breaches);
    let cells = || suites.iter().flat_map(|suite| &suite.areas).flat_map(|area| &area.cells);
    let mut areas: Vec<(String, String)> = Vec::new();
    for area in suites.iter().flat_map(|suite| &suite.areas) {
        if !areas.iter().any(|(key, _)| *key == area.key) {
            areas.push((area.key.clone(), area.name.clone()));
        }
    }
    let levels = ["must", "should", "note"].into_iter();
    let (mut findings, notes): (Vec<Card>, Vec<Card>) =
        cards(report).into_iter().partition(|card| card.state != State::Observed);
    if let Some(first) = findings.first_mut() {
        first.is_open = true;
    }
    let left = report.observations.len().saturating_sub(OBSERVED);
    Page {
        overview: overview(report),
        policy: policy(),
        style: STYLE,
        script: SCRIPT,
        version: line(&format!("{} {}", report.tool.name, report.tool.version)),
        title: headline(title(code)),
        verdict: match code {
            0 => State::Held,
            1 => State::Broken,
            _ => State::Undecided,
        },
        sentence: line(&remainder(&sentence(report, code), title(code))),
        facts: facts(report, code),
        legend: counts(cells()),
        areas,
        levels: levels.filter(|level| cells().any(|cell| cell.level == *level)).collect(),
        findings,
        notes,
        waivers: report
            .stale_waivers
            .iter()
            .map(|stale| [line(&stale.place), line(&stale.clause), line(&stale.why)])
            .collect(),
        faults: report.harness_faults.iter().map(|fault| [line(&fault.place), line(&fault.what)]).collect(),
        times: times(report),
        fates: fates(report),
        observations: report.observations.iter().take(OBSERVED).map(observed).collect(),
        unlisted: (left > 0).then(|| format!("{} more in the json report.", count(left as u64))),
        suites,
    }
}

fn facts(report: &Report, code: u8) -> Vec<(&'static str, String)> {
    let (verified, of) = report.verified();
    let cases: u64 = report.suites.iter().map(|suite| suite.judged_cases).sum();
    let ending = match &report.ending {
        Ending::Completed => None,
        Ending::StoppedAtFinding => Some("stopped at the first finding"),
        Ending::Interrupted => Some("interrupted"),
        Ending::Unreachable { .. } => Some("never reached"),
        Ending::Lost { .. } => Some("lost on the way"),
    };
    let mut facts = vec![
        ("clauses verified", format!("{verified} of {of}")),
        ("cases", count(cases)),
        ("requests", count(report.requests)),
        ("took", seconds(report.elapsed_ms)),
        ("seed", report.seed.to_string()),
        ("exit code", code.to_string()),
    ];
    facts.extend(ending.map(|ending| ("ending", ending.to_owned())));
    facts
}

fn observed(observation: &crate::report::Observation) -> Observed {
    Observed {
        suite: line(&observation.suite),
        subject: line(&observation.subject),
        answer: line(&observation.answer),
        seen: count(observation.seen),
        shown_by: line(&observation.kinds_in_short()),
    }
}

/// A title for the top of the page; the program's own name stays as it is written.
fn headline(title: &str) -> String {
    if title.starts_with("batchspec") { title.to_owned() } else { capitalised(title) }
}

/// The verdict's sentence without what the title above it says already.
fn remainder(sentence: &str, title: &str) -> String {
    let rest =
        sentence.strip_prefix(capitalised(title).as_str()).map(|rest| rest.trim_start_matches([':', ' ']));
    rest.filter(|rest| rest.starts_with(char::is_alphanumeric))
        .map_or_else(|| sentence.to_owned(), capitalised)
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}
