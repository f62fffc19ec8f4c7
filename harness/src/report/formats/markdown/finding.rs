//! One finding, folded behind its clause.

use super::safe::{block, code, id, link, plain};
use crate::contract::Level;
use crate::report::formats::terminal::{
    LONGEST_CURL, LONGEST_CURL_AT_ONCE, by_rule, counted, curl_at_once, curl_or_why_not, place_text, seen,
    sent,
};
use crate::report::{Finding, Report, Shown};

/// Exchanges shown: a pair that disagrees, and one to compare both with.
const SHOWN_EXCHANGES: usize = 3;

/// Consequences and clauses listed; the JSON report has them all.
const LISTED: usize = 30;

/// Headers listed of a message.
const HEADERS: usize = 30;

/// Whether a finding breaks the run, in a word or two.
pub(crate) fn standing(report: &Report, finding: &Finding) -> &'static str {
    match &finding.waived {
        Some(_) => "no: waived",
        None if finding.level == Level::Should && !report.strict => "no: warns",
        None => "yes",
    }
}

/// All that is needed to understand and repeat it.
pub(crate) fn folded(number: usize, finding: &Finding) -> String {
    let clause = &finding.clause;
    // `plain` writes everything as a number that means something to HTML.
    let title =
        format!("{number}. {} {} ({})", finding.level.name(), plain(&clause.id), plain(&finding.suite));
    let mut out = format!("{}\n\n", plain(&clause.sentence));
    let source = link(&clause.source.document, clause.source.url.as_deref());
    let mut fact = |label: &str, text: String| out.push_str(&format!("- {label}: {text}\n"));
    match clause.source.section.as_str() {
        "" => fact("source", source),
        section => fact("source", format!("{source}, {}", plain(section))),
    }
    if let Some(waived) = &finding.waived {
        let link = waived.link.as_ref().map(|link| format!(", {}", code(link))).unwrap_or_default();
        let until = waived.until.as_ref().map(|until| format!(", until {}", code(until)));
        fact("waived", format!("{}{link}{}", code(&waived.reason), until.unwrap_or_default()));
    }
    fact("expected", code(&finding.expected));
    fact("actual", code(&finding.actual));
    if let Some(place) = &finding.place {
        fact("at", code(&place_text(place, finding.exchanges.len())));
    }
    fact("seen", plain(&seen(finding)));
    fact("sent", code(&sent(finding)));
    if !finding.also.is_empty() {
        fact("also breaks", ids(finding.also.iter().map(String::as_str)));
    }
    for consequence in finding.consequences.iter().take(LISTED) {
        fact("from it follows", consequence_line(consequence));
    }
    if finding.consequences.len() > LISTED {
        fact("from it follows", format!("{} more", finding.consequences.len() - LISTED));
    }
    for (index, shown) in finding.exchanges.iter().take(SHOWN_EXCHANGES).enumerate() {
        out.push_str(&exchange(index + 1, shown));
        if !finding.at_once {
            out.push_str(&command(&shown.curl, LONGEST_CURL));
        }
    }
    if finding.exchanges.len() > SHOWN_EXCHANGES {
        let more = finding.exchanges.len() - SHOWN_EXCHANGES;
        out.push_str(&format!("\n{} in the json report\n", counted(more as u64, "more exchange")));
    }
    if finding.at_once {
        out.push_str("\nall of them at the same time\n\n");
        out.push_str(&command(&curl_at_once(finding), LONGEST_CURL_AT_ONCE));
    }
    super::folded(&title, &out)
}

/// A command line, or why it is not shown.
fn command(curl: &str, longest: usize) -> String {
    match curl_or_why_not(curl, longest) {
        Ok(curl) => block(curl),
        Err(why) => format!("The curl line {why}; the json report has it.\n"),
    }
}

fn ids<'i>(all: impl Iterator<Item = &'i str>) -> String {
    all.take(LISTED).map(id).collect::<Vec<_>>().join(", ")
}

fn consequence_line(consequence: &Finding) -> String {
    format!(
        "{} {}: expected {}, came {} ({}{})",
        consequence.level.name(),
        id(&consequence.clause.id),
        code(&consequence.expected),
        code(&consequence.actual),
        counted(consequence.seen, "time"),
        plain(&by_rule(consequence.follows_by.as_deref()))
    )
}

fn exchange(number: usize, shown: &Shown) -> String {
    let request = message(&shown.request_title(), &shown.request_headers, &shown.request_body);
    let answer = match shown.status {
        Some(status) => message(&status.to_string(), &shown.answer_headers, &shown.answer_body),
        None => format!("none: {}", shown.failure.as_deref().unwrap_or("no answer")),
    };
    format!("\nrequest {number}\n\n{}\nanswer {number}\n\n{}\n", block(&request), block(&answer))
}

fn message(line: &str, headers: &[(String, String)], body: &str) -> String {
    let headers: String =
        headers.iter().take(HEADERS).map(|(name, value)| format!("{name}: {value}\n")).collect();
    format!("{line}\n{headers}\n{body}")
}
