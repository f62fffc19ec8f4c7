//! Findings as the page shows them: everything that is needed to understand and repeat one.

use super::body;
use super::state::{State, anchor, consequence_anchor, state_under};
use super::text::{Part, line};
use crate::contract::{Clause, Level};
use crate::report::formats::terminal::{
    count, counted, curl_at_once, curl_or_why_not, place_text, seen, sent, signature,
};
use crate::report::text::web::web_address;
use crate::report::{Finding, Place, Report, Shown, Waived, place};

/// Exchanges shown of one finding: a pair that disagrees, and one to compare both with.
const SHOWN_EXCHANGES: usize = 3;

/// Findings shown with their exchanges; a page with more of them is slow, and nobody mends a server from the next one.
const SHOWN_WHOLE: usize = 100;

/// Longest command line shown, which must be whole: half of one sends something else. A full batch of ids fits well.
const LONGEST_CURL: usize = 20_000;

/// Consequences and headers listed; the JSON report has them all.
const LISTED: usize = 30;

/// One finding.
pub(crate) struct Card {
    pub(crate) anchor: String,
    /// The first of all that is to be mended is open from the start.
    pub(crate) is_open: bool,
    pub(crate) state: State,
    pub(crate) standing: &'static str,
    pub(crate) level: &'static str,
    pub(crate) suite: String,
    pub(crate) suite_key: String,
    pub(crate) area: String,
    pub(crate) clause: String,
    pub(crate) sentence: String,
    pub(crate) source: SourceLink,
    pub(crate) expected: String,
    pub(crate) actual: String,
    pub(crate) times: String,
    pub(crate) flaky: Option<String>,
    pub(crate) facts: Vec<(&'static str, String)>,
    pub(crate) waived: Option<Excuse>,
    pub(crate) exchanges: Vec<Pair>,
    pub(crate) left_out: Option<String>,
    /// Sends all requests at the same time.
    pub(crate) at_once: Option<Command>,
    pub(crate) replay: Option<String>,
    pub(crate) consequences: Vec<Card>,
}

/// Where a clause is written.
pub(crate) struct SourceLink {
    pub(crate) title: String,
    pub(crate) section: String,
    pub(crate) address: Option<String>,
}

/// What somebody said who knows of a finding.
pub(crate) struct Excuse {
    pub(crate) reason: String,
    pub(crate) link: Option<String>,
    /// Whether the link leads to the web.
    pub(crate) is_web: bool,
    pub(crate) until: Option<String>,
    pub(crate) is_flaky: bool,
}

/// A request and what became of it.
pub(crate) struct Pair {
    pub(crate) which: String,
    pub(crate) request: Message,
    pub(crate) answer: Message,
    /// None where the requests are only worth sending together.
    pub(crate) curl: Option<Command>,
}

/// A command line, or why it is not shown.
pub(crate) type Command = Result<String, String>;

/// One of the two.
pub(crate) struct Message {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<Part>,
}

/// All findings in the order of the report, notes and all.
pub(crate) fn cards(report: &Report) -> Vec<Card> {
    let root = |(index, finding): (usize, &Finding)| {
        let consequence = |(inner, of): (usize, &Finding)| {
            let state = state_under(report, finding, of.level);
            card(of, consequence_anchor(index, inner), state, index < SHOWN_WHOLE && inner < LISTED)
        };
        let state = state_under(report, finding, finding.level);
        let mut card = card(finding, anchor(index), state, index < SHOWN_WHOLE);
        card.standing = standing(report, finding);
        card.consequences = finding.consequences.iter().enumerate().map(consequence).collect();
        // What follows from a finding is replayed by replaying its root.
        card.replay =
            Some(&finding.signature).filter(|_| finding.level != Level::Note).and_then(|s| replay(s));
        card
    };
    report.findings.iter().enumerate().map(root).collect()
}

fn card(finding: &Finding, anchor: String, state: State, is_whole: bool) -> Card {
    let clause = &finding.clause;
    let shown = if is_whole { SHOWN_EXCHANGES.min(finding.exchanges.len()) } else { 0 };
    let left_out = finding.exchanges.len() - shown;
    let pair = |(index, shown)| pair(finding, index, shown);
    Card {
        anchor,
        is_open: false,
        state,
        standing: "",
        level: finding.level.name(),
        suite: line(&finding.suite),
        suite_key: super::text::name(&finding.suite),
        area: super::text::name(clause.area()),
        clause: line(&clause.id),
        sentence: line(&clause.sentence),
        source: source(clause),
        expected: line(&finding.expected),
        actual: line(&finding.actual),
        times: format!("{}×", count(finding.seen)),
        flaky: (!finding.reproduction.is_steady())
            .then(|| format!("flaky, {} of {}", finding.reproduction.times, finding.reproduction.tries)),
        facts: facts(finding),
        waived: finding.waived.as_ref().map(excuse),
        exchanges: finding.exchanges.iter().take(shown).enumerate().map(pair).collect(),
        left_out: (left_out > 0)
            .then(|| format!("{} in the json report.", counted(left_out as u64, "more exchange"))),
        at_once: (finding.at_once && is_whole)
            .then(|| curl_or_why_not(&curl_at_once(finding), LONGEST_CURL).map(str::to_owned)),
        replay: None,
        consequences: Vec::new(),
    }
}

/// Whether a finding breaks the run, in a few words.
fn standing(report: &Report, finding: &Finding) -> &'static str {
    match &finding.waived {
        _ if finding.level == Level::Note => "never judged",
        Some(waived) if waived.flaky => "known to be flaky",
        Some(_) => "waived",
        None if report.excuses(finding) => "known from the baseline",
        None if report.breaks(finding) => "breaks the run",
        None => "warns only",
    }
}

pub(crate) fn source(clause: &Clause) -> SourceLink {
    SourceLink {
        title: line(&clause.source.document),
        section: line(&clause.source.section),
        address: clause.source.url.as_deref().and_then(web_address).map(str::to_owned),
    }
}

fn excuse(waived: &Waived) -> Excuse {
    let link = waived.link.as_deref();
    Excuse {
        reason: line(&waived.reason),
        link: link.map(line),
        is_web: link.and_then(web_address).is_some_and(|address| line(address) == address),
        until: waived.until.as_deref().map(line),
        is_flaky: waived.flaky,
    }
}

fn facts(finding: &Finding) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(place) = &finding.place {
        facts.push(("at", line(&place_text(place, finding.exchanges.len()))));
    }
    facts.push(("seen", seen(finding)));
    facts.push(("sent", line(&sent(finding))));
    if !finding.also.is_empty() {
        facts.push(("also breaks", line(&finding.also.join(", "))));
    }
    if let Some(rule) = &finding.follows_by {
        facts.push(("follows by rule", line(rule)));
    }
    facts.push(("signature", line(&signature(finding))));
    facts
}

fn pair(finding: &Finding, index: usize, shown: &Shown) -> Pair {
    let place = finding.place.as_ref().filter(|place| place.exchange == index);
    let which = match finding.exchanges.len() {
        1 => String::new(),
        _ => format!(" {}", index + 1),
    };
    let (answer_line, answer_body) = match shown.status {
        Some(status) => (status.to_string(), shown.answer_body.as_str()),
        None => (format!("none: {}", line(shown.failure.as_deref().unwrap_or("no answer"))), ""),
    };
    Pair {
        which,
        request: Message {
            line: line(&shown.request_title()),
            headers: headers(&shown.request_headers),
            body: parts(&shown.request_body, "request", place),
        },
        answer: Message {
            line: answer_line,
            headers: headers(&shown.answer_headers),
            body: parts(answer_body, "answer", place),
        },
        curl: (!finding.at_once).then(|| curl_or_why_not(&shown.curl, LONGEST_CURL).map(str::to_owned)),
    }
}

fn parts(body: &str, side: &str, place: Option<&Place>) -> Vec<Part> {
    let place = place.filter(|place| place.message == side);
    body::parts(body, place.and_then(|place| place::focus(body, place)))
}

fn headers(headers: &[(String, String)]) -> Vec<(String, String)> {
    headers.iter().take(LISTED).map(|(name, value)| (line(name), line(value))).collect()
}

/// The command that sends a finding again; none for what is no signature, which a shell might read as something else.
fn replay(signature: &str) -> Option<String> {
    let is_signature = signature.len() == 16 && signature.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_signature.then(|| format!("batchspec replay {signature}"))
}

#[cfg(test)]
mod tests {
    use super::{cards, replay};
    use crate::report::samples::{finding, report};
    use crate::report::{Report, Waived};

    #[test]
    fn only_signatures_reach_a_command() {
        assert_eq!(replay("5b0d462aaa48933c").as_deref(), Some("batchspec replay 5b0d462aaa48933c"));
        for other in ["", "5b0d462aaa48933", "5b0d462aaa48933;", "$(reboot)$(reboot"] {
            assert_eq!(replay(other), None);
        }
    }

    #[test]
    fn only_the_web_is_linked() {
        let mut finding = finding("batch/complete", "a");
        let mut waived = |link: &str| {
            let link = Some(link.to_owned());
            finding.waived =
                Some(Waived { reason: "known".to_owned(), link: link.clone(), until: None, flaky: false });
            finding.clause.source.url = link;
            let report: Report = report(Vec::new(), vec![finding.clone()]);
            let card = cards(&report).remove(0);
            (card.waived.is_some_and(|excuse| excuse.is_web), card.source.address.is_some())
        };
        assert_eq!(waived("https://example.com/issues/7"), (true, true));
        for other in ["javascript:alert(1)", "data:text/html,x", "//example.com", "https://a/\"onclick="] {
            assert_eq!(waived(other), (false, false), "{other}");
        }
    }
}
