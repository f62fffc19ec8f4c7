//! The page of a scan: services and operations first, and of a size that opens however many there are.

use batchspec_harness::report::{Outcome, Report, to_html};

use super::html::{named, read, with_class, with_id};
use super::reports;

/// A report about so many operations: those of a broken run again and again, every third of them not served.
fn report_of_many(operations: usize) -> Report {
    let (broken, conformant) = (reports::broken(), reports::conformant());
    let mut report = broken.clone();
    report.suites.clear();
    report.findings.clear();
    for number in 0..operations {
        let origin = if number % 2 == 0 { &broken } else { &conformant };
        let suite = origin.suites.iter().find(|suite| suite.suite == "inspector2").expect("a suite");
        let renamed = |text: &str| text.replacen("inspector2/", &format!("service-{number}/"), 1);
        let mut suite = suite.clone();
        suite.suite = format!("service-{number}");
        suite.operation = format!("BatchGet{number}");
        suite.title = format!("Service {} BatchGet{number}", number / 4);
        suite.clauses.iter_mut().for_each(|tally| tally.clause.id = renamed(&tally.clause.id));
        let findings = origin.findings.iter().filter(|finding| finding.suite == "inspector2");
        if number % 3 == 2 {
            suite.not_served = Some("it does not implement it <b>".to_owned());
            suite.successes = 0;
            suite.clauses.iter_mut().for_each(|tally| tally.outcome = Outcome::NotExercised);
        } else {
            report.findings.extend(findings.cloned().map(|mut finding| {
                finding.suite.clone_from(&suite.suite);
                finding.clause.id = renamed(&finding.clause.id);
                finding
            }));
        }
        report.suites.push(suite);
    }
    report
}

#[test]
fn a_page_of_many_operations_is_valid_and_tells_of_each_by_word_and_sign() {
    let report = report_of_many(12);
    let page = to_html(&report);
    super::html::assert_whole(&page, &report, "twelve operations");
    let elements = read(&page, "twelve operations");
    let marks = with_class(&elements, "op");
    assert_eq!(marks.len(), 12);
    for (mark, suite) in marks.iter().zip(&report.suites) {
        assert!(mark.text.contains(&suite.operation), "{}", mark.text);
        match &suite.not_served {
            Some(_) => {
                assert!(
                    mark.text.contains("not served") && mark.attribute("href").is_none(),
                    "{}",
                    mark.text
                );
            }
            None => {
                let to = mark.attribute("href").and_then(|to| to.strip_prefix('#')).expect("a link");
                assert_eq!(
                    with_id(&elements, to).map(|title| title.text.as_str()),
                    Some(suite.operation.as_str())
                );
                let says = ["breaks what it must keep", "holds"].iter().any(|word| mark.text.contains(word));
                assert!(says, "{}", mark.text);
            }
        }
    }
    let services: Vec<&str> = named(&elements, "th")
        .into_iter()
        .filter(|cell| cell.text.starts_with("Service ") && cell.attribute("scope") == Some("row"))
        .map(|cell| cell.text.as_str())
        .collect();
    assert_eq!(services, ["Service 0", "Service 1", "Service 2"]);
    assert!(with_id(&elements, "alike").is_some(), "the same fault in several operations is told once");
}

#[test]
fn a_page_of_two_hundred_operations_opens() {
    let page = to_html(&report_of_many(200));
    let megabytes = page.len() / 1_000_000;
    assert!(megabytes < 12, "{megabytes} MB");
}
