//! Differences of two servers, as text for people.

use std::collections::BTreeSet;

use batchspec_harness::report::{Shown, wrap};
use batchspec_harness::run::{AnswerDifference, Aspect, DiffReport, SuiteDiff};

/// Longest body shown, in characters.
const LONGEST: usize = 600;

/// The whole of it, its verdict last.
pub(super) fn of(report: &DiffReport) -> String {
    let mut out = String::new();
    report.suites.iter().for_each(|suite| of_suite(&mut out, suite));
    let of_one = |suite: &SuiteDiff| suite.differences.len() + suite.unsettled.len();
    let differences: usize = report.suites.iter().map(of_one).sum();
    let cases: u64 = report.suites.iter().map(|suite| suite.cases).sum();
    let seed = report.seed;
    line(
        &mut out,
        0,
        &match differences {
            _ if cases == 0 => "Nothing was compared.".to_owned(),
            0 => format!("A and B answered {cases} cases alike. Seed {seed}."),
            1 => format!("A and B differ: 1 difference in {cases} cases. Seed {seed}."),
            more => format!("A and B differ: {more} differences in {cases} cases. Seed {seed}."),
        },
    );
    out
}

fn of_suite(out: &mut String, suite: &SuiteDiff) {
    let SuiteDiff { operation, targets: [first, second], .. } = suite;
    line(out, 0, &format!("{} {operation}: A is {first}, B is {second}", suite.suite));
    for (number, difference) in (1..).zip(&suite.differences) {
        show(out, number, difference);
    }
    if let Some(why) = &suite.unreached {
        line(out, 2, &format!("not compared further: {why}"));
    }
    let mut told = |why: &str, what: &BTreeSet<String>| {
        if !what.is_empty() {
            let what: Vec<&str> = what.iter().map(String::as_str).collect();
            line(out, 2, &format!("{why}: {}", what.join(", ")));
        }
    };
    told("left out, since A itself answers it otherwise each time", &suite.unsteady);
    told("left out, since it came once and not again", &suite.passing);
    told("differs, and the budget ended before it was asked for again", &suite.unsettled);
    if suite.is_cut && suite.unreached.is_none() {
        line(out, 2, "not all cases were sent: the budget of requests or of time ended");
    }
    out.push('\n');
}

fn show(out: &mut String, number: usize, difference: &AnswerDifference) {
    let AnswerDifference { aspect, place, told: [first, second], request_is, cases, case, .. } = difference;
    let at = if place.is_empty() { String::new() } else { format!(" at {place}") };
    let request = requested(request_is);
    let cases = if *cases == 1 { "1 case".to_owned() } else { format!("{cases} cases") };
    line(out, 2, &format!("{number}. {}{at}, on {request}: A says {first}, B says {second}", aspect.name()));
    let smallest =
        if difference.is_smallest { "smallest request" } else { "request, after others of its case" };
    line(out, 5, &format!("in {cases}, first {case}; {smallest}:"));
    for also in &difference.also {
        line(out, 5, &format!("the same on {}", requested(also)));
    }
    let [one, other] = &difference.exchanges;
    plain(out, 5, &one.curl);
    for (name, shown) in [("A", one), ("B", other)] {
        answer(out, name, shown, *aspect);
    }
}

/// What the contract says of a request.
fn requested(request_is: &str) -> String {
    match request_is {
        "valid" => "a valid request".to_owned(),
        "left open" => "a request of which the contract says nothing".to_owned(),
        clause => format!("a request that {clause} wants refused"),
    }
}

fn answer(out: &mut String, name: &str, shown: &Shown, aspect: Aspect) {
    let status = match (&shown.failure, shown.status) {
        (Some(failure), _) => failure.clone(),
        (None, Some(status)) => status.to_string(),
        (None, None) => "nothing".to_owned(),
    };
    let media = shown.answer_headers.iter().find(|(name, _)| name == "content-type");
    let media = media.filter(|_| aspect == Aspect::MediaType).map(|(_, value)| format!(", {value}"));
    line(out, 5, &format!("{name} answers {status}{}", media.unwrap_or_default()));
    if !shown.answer_body.is_empty() {
        let body = match shown.answer_body.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}...", shown.answer_body.get(..end).unwrap_or_default()),
            None => shown.answer_body.clone(),
        };
        plain(out, 7, &body);
    }
}

/// Control characters escaped, since what servers send may be anything.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

fn line(out: &mut String, indent: usize, text: &str) {
    out.push_str(&format!("{}{}\n", " ".repeat(indent), wrap(&escaped(text), indent, indent + 2)));
}

/// A text that is to be copied stays on one line.
fn plain(out: &mut String, indent: usize, text: &str) {
    out.push_str(&format!("{}{}\n", " ".repeat(indent), escaped(text)));
}
