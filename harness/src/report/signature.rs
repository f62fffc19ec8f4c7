//! What findings of the same fault share: a digest of clause, place, expectation and answer, without what differs from
//! run to run.

use std::iter::Peekable;
use std::str::Chars;

use super::finding::Finding;
use crate::contract::checksum;

/// Longest text within quotation marks that may be a word of the server's vocabulary, such as `ACCESS_DENIED`.
const LONGEST_WORD: usize = 40;

/// Stands in brackets before what an item's entry holds, up to the end of the text.
const CONTENT: &str = "(with ";

/// The signature of a finding: 16 hexadecimal digits, the FNV-1a hash of its [`evidence`].
#[must_use]
pub fn signature(finding: &Finding) -> String {
    format!("{:016x}", checksum(evidence(finding).as_bytes()))
}

/// What the signature stands for, in words: suite, level, clause, place, the way in which a body is malformed, what was
/// expected and what came, with indices, numbers, ids and quoted values left out. Statuses and names of errors stay.
#[must_use]
pub fn evidence(finding: &Finding) -> String {
    let bodies: Vec<&str> = finding.exchanges.iter().map(|shown| shown.request_body.as_str()).collect();
    let (expected, actual) = (general(&finding.expected, &bodies), general(&finding.actual, &bodies));
    let disagreement = disagreement(&expected, &actual);
    // Which of a batch's items shows it, and in which collection that item is, is chance.
    let is_of_items = finding.clause.area() == "batch" || disagreement.is_some();
    let place = finding.place.as_ref().filter(|place| !is_of_items && place.syntax.is_none());
    let place = place.map_or_else(String::new, |place| {
        format!(" at {} {}", place.message, pointer(&place.pointer, &bodies))
    });
    // What a refusal broken among other items is about is told by the first of these alone; the others come and go.
    let of_item = |clause: &&String| finding.clause.area() == "batch" && clause.contains("/request/");
    let also = finding.also.iter().find(of_item).map_or_else(String::new, |clause| format!(" with {clause}"));
    let what = disagreement.unwrap_or_else(|| format!("expected {expected}; came {actual}"));
    let way =
        malformation(&finding.case).map_or_else(String::new, |way| format!(" by {}", general(way, &[])));
    format!("{} {} {}{also}{way}{place}: {what}", finding.suite, finding.level.name(), finding.clause.id)
}

/// How a body leaves JSON's grammar: each way is a fault of its own. Other cases are interchangeable.
fn malformation(case: &str) -> Option<&str> {
    let mut parts = case.split('/').skip(1);
    (parts.next() == Some("malformed")).then(|| parts.next()).flatten()
}

/// What two answers say that disagree, in an order of its own: which of them came first is chance.
fn disagreement(expected: &str, actual: &str) -> Option<String> {
    let (_, one) = expected.split_once(" as in ")?.1.split_once(": ")?;
    let other = actual.strip_prefix("in ")?;
    let other = other.split_once(": ")?.1;
    let (one, other) = (one.trim_end_matches(" (~)"), other.trim_end_matches(" (~)"));
    let (first, last) = if one <= other { (one, other) } else { (other, one) };
    Some(format!("answers disagree: {first}; {last}"))
}

/// A JSON pointer whose indices and keys of maps are stars.
fn pointer(pointer: &str, bodies: &[&str]) -> String {
    let is_name = |part: &str| part.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
    let is_item = |part: &str| {
        let text = format!("\"{part}\"");
        bodies.iter().any(|body| body.contains(&text) && !body.contains(&format!("{text}:")))
    };
    let part = |part: &str| {
        if part.is_empty() || (is_name(part) && !is_item(part)) { part.to_owned() } else { "*".to_owned() }
    };
    pointer.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Text without what differs from run to run.
fn general(text: &str, bodies: &[&str]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' => out.push_str(&quoted(&mut rest, bodies)),
            // JSON of the answer: how much of it is shown differs as well.
            '{' | '[' if is_json(&out, rest.peek()) => {
                out.push(character);
                out.push('~');
                break;
            }
            // Which member differs is chance.
            '(' if rest.clone().take(CONTENT.len() - 1).eq(CONTENT.chars().skip(1)) => {
                out.push_str("(~)");
                break;
            }
            '0'..='9' => {
                let number = number(character, &mut rest);
                out.push_str(if is_status(&number, &out) { &number } else { "#" });
            }
            _ => out.push(character),
        }
    }
    out
}

/// Whether a bracket begins an array or object, and not a part of a pattern or of a place.
fn is_json(before: &str, next: Option<&char>) -> bool {
    (before.is_empty() || before.ends_with(' ')) && matches!(next, Some('"' | '{' | '[' | '}' | ']'))
}

/// What follows a quotation mark, up to its end: a word of the server's vocabulary as it is, anything else as `~`.
fn quoted(rest: &mut Peekable<Chars<'_>>, bodies: &[&str]) -> String {
    let mut inner = String::new();
    while let Some(character) = rest.next() {
        match character {
            '"' => break,
            '\\' => inner.extend([Some('\\'), rest.next()].into_iter().flatten()),
            _ => inner.push(character),
        }
    }
    let is_word = (3..=LONGEST_WORD).contains(&inner.len())
        && inner.chars().all(|character| character.is_ascii_uppercase() || character == '_');
    let is_asked = bodies.iter().any(|body| body.contains(&inner));
    // A text that is cut.
    while rest.next_if_eq(&'.').is_some() {}
    if is_word && !is_asked { format!("\"{inner}\"") } else { "\"~\"".to_owned() }
}

/// A number, with a sign within its exponent, a fraction, and commas between its thousands.
fn number(first: char, rest: &mut Peekable<Chars<'_>>) -> String {
    let mut number = String::from(first);
    while let Some(&next) = rest.peek() {
        if !next.is_ascii_digit() && next != '.' && next != ',' {
            break;
        }
        number.push(next);
        rest.next();
    }
    number
}

/// Whether a number is an HTTP status, by where it stands: `503 without an error type`, `status 503`, `a 503 that`.
fn is_status(number: &str, before: &str) -> bool {
    let is_in_place = before.is_empty() || ["status ", "a ", ": "].iter().any(|lead| before.ends_with(lead));
    is_in_place && number.len() == 3 && matches!(number.as_bytes()[0], b'1'..=b'5')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{general, pointer};

    #[rstest]
    #[case::an_id("\"312981256811\" under succeeded or failed", "\"~\" under succeeded or failed")]
    #[case::counts("1 of 3 requested items missing", "# of # requested items missing")]
    #[case::a_status("503 without an error type", "503 without an error type")]
    #[case::a_status_in_words("status 500", "status 500")]
    #[case::a_length("length 101: \"abc\"...", "length #: \"~\"")]
    #[case::a_word("\"ACTIV\"", "\"ACTIV\"")]
    #[case::a_word_that_was_asked_for("\"ASKED\" twice", "\"~\" twice")]
    #[case::quotes_within("\"a\\\"7\" twice", "\"~\" twice")]
    #[case::a_cut_text("\"abc", "\"~\"")]
    #[case::a_cut_object("object {\"accountId\":\"12", "object {~")]
    #[case::an_empty_list("array []", "array [~")]
    #[case::content("it succeeds (with name \"a)b\")", "it succeeds (~)")]
    #[case::a_pattern("text that matches ^[a-z]{2}$", "text that matches ^[a-z]{#}$")]
    #[case::a_place("output.accounts[].type is one of EC2", "output.accounts[].type is one of EC#")]
    #[case::a_moment("1,234.5 seconds", "# seconds")]
    fn what_differs_from_run_to_run_is_left_out(#[case] text: &str, #[case] wanted: &str) {
        assert_eq!(general(text, &["{\"accountIds\":[\"ASKED\"]}"]), wanted);
    }

    #[test]
    fn indices_and_keys_of_maps_are_left_out_of_places() {
        let bodies = ["{\"accountIds\":[\"Asked\",\"\"]}"];
        assert_eq!(
            pointer("/accounts/0/freeTrialInfo/12/status", &bodies),
            "/accounts/*/freeTrialInfo/*/status"
        );
        assert_eq!(pointer("/EntityDetails/prod-1~1a/EntityType", &bodies), "/EntityDetails/*/EntityType");
        assert_eq!(pointer("/EntityDetails/Asked", &bodies), "/EntityDetails/*");
        assert_eq!(pointer("/accountIds/7", &bodies), "/accountIds/*");
        assert_eq!(pointer("", &bodies), "");
    }
}
