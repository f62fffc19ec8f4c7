//! Markdown: read as its readers read it, there is no HTML, link or heading in it but our own.

use std::collections::BTreeSet;

use batchspec_harness::contract::Level;
use batchspec_harness::report::{Report, to_markdown};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};
use regex::Regex;

use super::reports;

/// Job summaries end here.
const MOST_BYTES: usize = 1 << 20;

const HEADINGS: [&str; 4] = [
    "batchspec: ",
    "Findings",
    "Waivers that excuse nothing any more",
    "Faults of batchspec itself: please report them",
];

pub(super) fn assert_valid(text: &str, report: &Report, context: &str) {
    assert!(text.len() < MOST_BYTES, "{context}: {} bytes", text.len());
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS;
    let sources: BTreeSet<&str> =
        report.findings.iter().filter_map(|finding| finding.clause.source.url.as_deref()).collect();
    let mut html = String::new();
    let mut headings = Vec::new();
    let mut is_in_heading = false;
    let mut is_in_code = false;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Html(part) => html.push_str(&part),
            Event::InlineHtml(part) => panic!("{context}: HTML in a line: {part}"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(
                    sources.contains(dest_url.as_ref()) && dest_url.starts_with("http"),
                    "{context}: {dest_url}"
                );
            }
            Event::Start(Tag::Image { dest_url, .. }) => panic!("{context}: a picture: {dest_url}"),
            Event::Start(Tag::FootnoteDefinition(name)) => panic!("{context}: a footnote: {name}"),
            Event::Start(Tag::BlockQuote(_)) => panic!("{context}: a quotation"),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => panic!("{context}: markup"),
            Event::Start(Tag::CodeBlock(_)) => is_in_code = true,
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => is_in_code = false,
            Event::Start(Tag::Heading { level, .. }) => {
                assert!(matches!(level, HeadingLevel::H2 | HeadingLevel::H3), "{context}");
                headings.push(String::new());
                is_in_heading = true;
            }
            Event::End(pulldown_cmark::TagEnd::Heading(_)) => is_in_heading = false,
            Event::Rule => panic!("{context}: a rule"),
            Event::Text(part) => {
                // Outside of code, an address would be made a link and a name would be called.
                assert!(is_in_code || !part.contains("evil.example"), "{context}: {part}");
                if let Some(heading) = headings.last_mut().filter(|_| is_in_heading) {
                    heading.push_str(&part);
                }
            }
            _ => {}
        }
    }
    let strange = headings.iter().find(|heading| !HEADINGS.iter().any(|known| heading.starts_with(known)));
    assert_eq!(strange, None, "{context}");
    assert_folds(&html, context);
    assert_tables(text, context);
    assert!(text.contains(&format!("\nExit code {};", report.exit_code())), "{context}");
}

/// All HTML is folds, each closed before the next begins.
fn assert_folds(html: &str, context: &str) {
    let fold = Regex::new("^<details><summary>[^<>]*</summary>$").expect("a pattern");
    let mut is_open = false;
    for line in html.lines().filter(|line| !line.is_empty()) {
        let opens = fold.is_match(line);
        assert!(opens || line == "</details>", "{context}: {line}");
        assert_ne!(opens, is_open, "{context}: {line}");
        is_open = opens;
    }
    assert!(!is_open, "{context}: an open end");
}

/// All rows of a table have as many cells as its head.
fn assert_tables(text: &str, context: &str) {
    let mut bars = None;
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) => {
                if ticks.len() >= open.len() && line == ticks {
                    fence = None;
                }
                continue;
            }
            None if ticks.len() >= 3 => fence = Some(ticks),
            None if line.starts_with('|') => {
                let count = line.matches('|').count();
                assert_eq!(*bars.get_or_insert(count), count, "{context}: {line}");
            }
            None => bars = None,
        }
    }
    assert_eq!(fence, None, "{context}: a block without end");
}

#[test]
fn a_finding_is_listed_and_folded() {
    let finding = reports::finding(Level::Must);
    let text = to_markdown(&reports::report_of(vec![finding.clone()]));
    for part in [
        "## batchspec: the target does not conform\n".to_owned(),
        format!("| 1 | must | `{}` | `{}` | ", finding.clause.id, finding.suite),
        format!("- expected: `{}`\n", finding.expected),
        format!("- actual: `{}`\n", finding.actual),
        format!("```text\n{}\n```\n", finding.exchanges[0].curl),
    ] {
        assert!(text.contains(&part), "{part:?} is missing in:\n{text}");
    }
}

#[test]
fn saved_findings_that_were_sent_first_stand_under_their_suite() {
    assert!(!to_markdown(&reports::conformant()).contains("sent before"));
    let report = reports::with_prelude();
    let text = to_markdown(&report);
    let suite = &report.suites[0];
    let told = format!("- `{}` at `{}`\n  - {}\n", suite.suite, suite.target, reports::SENT_BEFORE);
    assert!(text.contains(&told), "{text}");
}

#[test]
fn a_thousand_findings_fit_into_a_job_summary() {
    let mut report = reports::hostile();
    report.findings = vec![report.findings[0].clone(); 1_000];
    let text = to_markdown(&report);
    assert_valid(&text, &report, "a thousand findings");
    assert!(text.contains("1,000 findings in all"), "the rest is told");
}
