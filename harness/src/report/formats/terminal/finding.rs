//! Findings, in the manner of a compiler: what is promised and where, what was sent, what was expected, what came.

use std::borrow::Cow;

use crate::contract::Level;
use crate::report::text::curl::at_once;
use crate::report::{Finding, Place, Report, Reproduction, Shown, place};

use super::paint::{Tone, count, counted, wrap};
use super::{Palette, excerpt};
use crate::report::text::legible::{legible, needs_escapes};

/// Findings shown with their exchanges; a server with more wrong than this is not mended from one report.
const SHOWN_WHOLE: usize = 20;

/// Exchanges shown of one finding: a pair that disagrees, and one to compare both with.
const SHOWN_EXCHANGES: usize = 3;

/// Longest command line shown: a full batch of account ids fits, and a terminal still shows it on one screen.
pub(in crate::report) const LONGEST_CURL: usize = 2_000;
/// The same for all requests of a finding together.
pub(in crate::report) const LONGEST_CURL_AT_ONCE: usize = 8_000;

/// Characters of a header line that are shown.
const HEADER_CHARS: usize = 200;

/// Lines about what follows from a finding.
const CONSEQUENCES: usize = 12;

/// Width of the labels before expected, actual and the other facts.
const LABEL: usize = 10;

/// Where facts begin: three columns of indent, the label, a space.
const FACT: usize = 3 + LABEL + 1;

/// All findings that nobody excused, each as a block of its own. Those of level `note` are no accusation and stand with the observations.
pub(crate) fn all(report: &Report, palette: Palette) -> impl Iterator<Item = String> {
    let judged = report.findings.iter().filter(|finding| finding.level != Level::Note);
    let judged = judged.filter(|finding| !report.excuses(finding));
    judged.enumerate().map(move |(index, finding)| {
        let mut out = head(index + 1, finding, palette);
        out.push_str(&facts(finding));
        if index < SHOWN_WHOLE {
            out.push_str(&exchanges(finding, palette));
        } else {
            out.push_str(&fact("exchanges", "left out here; --report json=FILE has them"));
        }
        out.push_str(&consequences(finding));
        out
    })
}

/// The clause, and the suite unless the clause names it.
pub(crate) fn clause_of(suite: &str, clause: &str) -> String {
    match clause.strip_prefix(suite) {
        Some(rest) if rest.starts_with('/') => legible(clause),
        _ => format!("{} ({suite})", legible(clause)),
    }
}

fn head(number: usize, finding: &Finding, palette: Palette) -> String {
    let tone = match finding.level {
        Level::Must => Tone::Bad,
        Level::Should => Tone::Doubtful,
        Level::Note => Tone::Aside,
    };
    let clause = &finding.clause;
    let title = format!("{number}. {} {}", finding.level.name(), clause_of(&finding.suite, &clause.id));
    let mut out = format!("{}\n", palette.paint(tone, &title));
    let mut source = clause.source.document.clone();
    if !clause.source.section.is_empty() {
        source.push_str(", ");
        source.push_str(&clause.source.section);
    }
    for text in [Some(&clause.sentence), Some(&source), clause.source.url.as_ref()].into_iter().flatten() {
        out.push_str(&format!("   {}\n", wrap(&legible(text), 3, 3)));
    }
    out.push('\n');
    out
}

fn facts(finding: &Finding) -> String {
    let mut out = String::new();
    out.push_str(&fact("sent", &sent(finding)));
    out.push_str(&fact("expected", &finding.expected));
    out.push_str(&fact("actual", &finding.actual));
    if let Some(place) = &finding.place {
        out.push_str(&fact("at", &place_text(place, finding.exchanges.len())));
    }
    out.push_str(&fact("seen", &seen(finding)));
    out.push_str(&fact("signature", &signature(finding)));
    out
}

/// The name of a finding, and where a waiver wants it.
pub(in crate::report) fn signature(finding: &Finding) -> String {
    let signature = &finding.signature;
    format!("{signature}; a waiver has it as evidence = \"{signature}\"")
}

/// How often a finding was seen, and whether it came again.
pub(in crate::report) fn seen(finding: &Finding) -> String {
    format!("{}; {}", counted(finding.seen, "time"), reproduction(finding.reproduction))
}

/// What was sent to show a finding, and the case.
pub(in crate::report) fn sent(finding: &Finding) -> String {
    let requests = match finding.exchanges.len() {
        1 => "one request".to_owned(),
        number if finding.at_once => format!("{number} requests at the same time"),
        number => format!("{number} requests"),
    };
    let up_to = if finding.exchanges.len() > 1 { "up to " } else { "" };
    let items = finding.items.map(|items| format!(" with {up_to}{}", counted(items as u64, "item")));
    let size = match finding.items {
        _ if finding.smallest => "; nothing simpler shows it",
        None | Some(0 | 1) => "",
        Some(_) => "; perhaps not the simplest that shows it",
    };
    let earlier = match finding.earlier {
        0 => String::new(),
        1 => "; a server that was just started shows it only after the first".to_owned(),
        many => format!("; a server that was just started shows it only after the first {many}"),
    };
    format!("{requests}{}{size}{earlier}; case {}", items.unwrap_or_default(), finding.case)
}

/// A place in words; `exchanges` is how many exchanges the finding shows.
pub(in crate::report) fn place_text(place: &Place, exchanges: usize) -> String {
    let pointer = match (&place.syntax, place.pointer.as_str()) {
        (Some(syntax), _) => format!("byte {}: {}", syntax.byte, syntax.what),
        (None, "") => "the whole body".to_owned(),
        (None, pointer) => pointer.to_owned(),
    };
    let which = match exchanges {
        0 | 1 => String::new(),
        _ => format!(" {}", place.exchange + 1),
    };
    format!("{}{which} {pointer}", place.message)
}

fn reproduction(reproduction: Reproduction) -> String {
    let Reproduction { tries, times } = reproduction;
    match tries {
        0 => "not sent again".to_owned(),
        _ if reproduction.is_steady() => format!("sent again, it came {times} of {tries} times"),
        _ => format!("flaky: sent again, it came {times} of {tries} times"),
    }
}

fn fact(label: &str, text: &str) -> String {
    format!("   {label:LABEL$} {}\n", wrap(&legible(text), FACT, FACT))
}

fn exchanges(finding: &Finding, palette: Palette) -> String {
    let mut out = String::new();
    let total = finding.exchanges.len();
    for (index, shown) in finding.exchanges.iter().take(SHOWN_EXCHANGES).enumerate() {
        let which = match total {
            1 => String::new(),
            _ => format!(" {}", index + 1),
        };
        let place = finding.place.as_ref().filter(|place| place.exchange == index);
        out.push('\n');
        out.push_str(&request(shown, &which, place, palette));
        out.push_str(&answer(shown, &which, place, palette));
        if !finding.at_once {
            out.push_str(&curl(&shown.curl, LONGEST_CURL, palette));
        }
    }
    if total > SHOWN_EXCHANGES {
        let more = format!("and {}", counted((total - SHOWN_EXCHANGES) as u64, "more exchange"));
        out.push_str(&format!("   {more}; --report json=FILE has them\n"));
    }
    if finding.at_once {
        out.push_str("\n   all of them at the same time\n");
        out.push_str(&curl(&curl_at_once(finding), LONGEST_CURL_AT_ONCE, palette));
    }
    out
}

/// The command that sends a finding's requests at the same time.
pub(in crate::report) fn curl_at_once(finding: &Finding) -> String {
    at_once(finding.exchanges.iter().map(|shown| shown.curl.as_str()))
}

fn request(shown: &Shown, which: &str, place: Option<&Place>, palette: Palette) -> String {
    let title = format!("request{which}");
    let line = format!("{} {}", palette.paint(Tone::Heading, &title), legible(&shown.request_title()));
    let headers: Vec<_> = shown.request_headers.iter().filter(|(name, _)| !is_plumbing(name)).collect();
    message(&line, &headers, &shown.request_body, "request", place, palette)
}

fn answer(shown: &Shown, which: &str, place: Option<&Place>, palette: Palette) -> String {
    let title = palette.paint(Tone::Heading, &format!("answer{which}"));
    let Some(status) = shown.status else {
        let why = shown.failure.as_deref().unwrap_or("no answer");
        return format!("   {title} none: {}\n", wrap(&legible(why), 16, 5));
    };
    let headers: Vec<_> = shown.answer_headers.iter().filter(|(name, _)| is_telling(name)).collect();
    let line = format!("{title} {status}");
    message(&line, &headers, &shown.answer_body, "answer", place, palette)
}

fn message(
    line: &str,
    headers: &[&(String, String)],
    body: &str,
    side: &str,
    place: Option<&Place>,
    palette: Palette,
) -> String {
    let mut out = format!("   {line}\n");
    for (name, value) in headers {
        let text = legible(&shortened(&format!("{name}: {value}")));
        out.push_str(&format!("     {}\n", palette.paint(Tone::Aside, &wrap(&text, 5, 7))));
    }
    let focus = place.filter(|place| place.message == side).and_then(|place| place::focus(body, place));
    out.push_str(&excerpt::body(body, focus.as_ref(), 5, palette));
    out
}

/// A header line as far as it is worth reading.
fn shortened(line: &str) -> Cow<'_, str> {
    match line.char_indices().nth(HEADER_CHARS) {
        Some((end, _)) => {
            format!("{} [… {} characters …]", &line[..end], count(line[end..].chars().count() as u64)).into()
        }
        None => line.into(),
    }
}

/// Request headers that say nothing about the case.
fn is_plumbing(name: &str) -> bool {
    ["host", "user-agent", "content-length", "connection", "x-batchspec-case"]
        .iter()
        .any(|plumbing| name.eq_ignore_ascii_case(plumbing))
}

/// Answer headers that the contract speaks of, or that say who answered.
fn is_telling(name: &str) -> bool {
    ["content-type", "content-encoding", "x-amzn-errortype", "retry-after", "location", "allow", "server"]
        .iter()
        .any(|telling| name.eq_ignore_ascii_case(telling))
}

/// The command line, whole or not at all: half of one sends something else.
fn curl(command: &str, longest: usize, palette: Palette) -> String {
    match curl_or_why_not(command, longest) {
        Ok(curl) => format!("   {}\n", palette.paint(Tone::Aside, curl)),
        Err(why) => format!("   the curl line {why}; --report json=FILE has it whole\n"),
    }
}

/// A command line of up to `longest` characters, if it can be shown as it is, or why it is not shown.
pub(in crate::report) fn curl_or_why_not(curl: &str, longest: usize) -> Result<&str, String> {
    let length = curl.chars().count();
    if length > longest {
        Err(format!("has {} characters", count(length as u64)))
    } else if needs_escapes(curl) {
        Err("holds characters that a terminal does not show".to_owned())
    } else {
        Ok(curl)
    }
}

/// What the same cause breaks besides, one line each.
fn consequences(finding: &Finding) -> String {
    let mut out = String::new();
    if !finding.also.is_empty() {
        out.push('\n');
        out.push_str(&format!("   also breaks {}\n", wrap(&legible(&finding.also.join(", ")), 15, 15)));
    }
    let told = told_once(&finding.consequences);
    if !told.is_empty() {
        out.push_str("\n   what follows from it:\n");
    }
    for (text, seen, rule) in told.iter().take(CONSEQUENCES) {
        let text = format!("{text} ({}{})", counted(*seen, "time"), by_rule(*rule));
        out.push_str(&format!("   - {}\n", wrap(&legible(&text), 5, 5)));
    }
    if let Some(more) = told.len().checked_sub(CONSEQUENCES).filter(|more| *more > 0) {
        out.push_str(&format!("   - {} more; --report json=FILE has them\n", count(more as u64)));
    }
    out
}

/// The rule by which a finding follows from another; `batchspec explain` tells what it says.
pub(in crate::report) fn by_rule(rule: Option<&str>) -> String {
    rule.map(|rule| format!("; by rule {}", legible(rule))).unwrap_or_default()
}

/// Consequences in words with the number of times and the rule, those that read the same as one.
fn told_once(consequences: &[Finding]) -> Vec<(String, u64, Option<&str>)> {
    let mut told: Vec<(String, u64, Option<&str>)> = Vec::new();
    for consequence in consequences {
        let text = format!(
            "{} {}: expected {}, came {}",
            consequence.level.name(),
            consequence.clause.id,
            consequence.expected,
            consequence.actual
        );
        match told.iter_mut().find(|(known, ..)| *known == text) {
            Some((_, seen, _)) => *seen += consequence.seen,
            None => told.push((text, consequence.seen, consequence.follows_by.as_deref())),
        }
    }
    told
}
