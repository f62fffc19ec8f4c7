//! JUnit XML: well-formed, of the form that the schemas of Surefire and Jenkins share, and red when the run is.

use std::collections::BTreeSet;

use batchspec_harness::contract::Level;
use batchspec_harness::report::{Finding, Outcome, Report, to_junit};
use roxmltree::{Document, Node};
use rstest::rstest;

use super::reports;

/// What each element must have as attributes, and may have as children, in this order.
const FORMS: [(&str, &[&str], &[&str]); 9] = [
    ("testsuites", &["name", "tests", "failures", "errors", "skipped", "time"], &["testsuite"]),
    ("testsuite", &["name", "tests", "failures", "errors", "skipped", "time"], &["properties", "testcase"]),
    ("properties", &[], &["property"]),
    ("property", &["name", "value"], &[]),
    ("testcase", &["classname", "name", "time"], &["skipped", "failure", "error", "system-out"]),
    ("skipped", &["message"], &[]),
    ("failure", &["type", "message"], &[]),
    ("error", &["type", "message"], &[]),
    ("system-out", &[], &[]),
];

pub(super) fn assert_valid(text: &str, report: &Report, context: &str) {
    let document = Document::parse(text).unwrap_or_else(|error| panic!("{context}: {error}"));
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites", "{context}");
    root.descendants().filter(Node::is_element).for_each(|element| assert_form(element, context));
    assert_counts(root, context);
    elements(root, "testsuite").for_each(|suite| assert_counts(suite, context));
    let mut names = BTreeSet::new();
    for case in elements(root, "testcase") {
        assert!(
            names.insert((case.attribute("classname"), case.attribute("name"))),
            "{context}: {case:?} twice"
        );
        let marks = case.children().filter(Node::is_element);
        let marks = marks.filter(|mark| mark.tag_name().name() != "system-out");
        assert!(marks.count() <= 1, "{context}: {case:?}");
    }
    let is_red = elements(root, "failure").chain(elements(root, "error")).next().is_some();
    assert_eq!(is_red, report.exit_code() != 0, "{context}");
    let clauses = report.suites.iter().flat_map(|suite| &suite.clauses);
    let judged = clauses.filter(|tally| tally.clause.level != Level::Note).count();
    let of_run = |case: &Node<'_, '_>| {
        ["batchspec.run", "batchspec.waivers"].contains(&case.attribute("classname").unwrap_or_default())
    };
    assert_eq!(elements(root, "testcase").filter(|case| !of_run(case)).count(), judged, "{context}");
}

fn elements<'d>(root: Node<'d, 'd>, name: &'static str) -> impl Iterator<Item = Node<'d, 'd>> {
    root.descendants().filter(move |node| node.has_tag_name(name))
}

fn assert_form(element: Node<'_, '_>, context: &str) {
    let name = element.tag_name().name();
    let form = FORMS.iter().find(|(known, ..)| *known == name);
    let (_, attributes, children) = form.unwrap_or_else(|| panic!("{context}: no form for {name}"));
    let found: Vec<&str> = element.attributes().map(|attribute| attribute.name()).collect();
    assert_eq!(found.iter().collect::<BTreeSet<_>>(), attributes.iter().collect(), "{context}: {name}");
    let mut order = 0;
    for child in element.children().filter(Node::is_element) {
        let at = children.iter().position(|known| *known == child.tag_name().name());
        let at = at.unwrap_or_else(|| panic!("{context}: {child:?} in {name}"));
        assert!(at >= order, "{context}: {child:?} is out of order in {name}");
        order = at;
    }
    for number in ["tests", "failures", "errors", "skipped"] {
        if let Some(value) = element.attribute(number) {
            assert!(value.parse::<u32>().is_ok(), "{context}: {number}={value}");
        }
    }
    if let Some(time) = element.attribute("time") {
        assert!(time.parse::<f64>().is_ok_and(|time| time >= 0.0), "{context}: time={time}");
    }
}

fn assert_counts(element: Node<'_, '_>, context: &str) {
    for (attribute, counted) in
        [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
    {
        let number = element.descendants().filter(|node| node.has_tag_name(counted)).count();
        let told = element.attribute(attribute).and_then(|told| told.parse().ok());
        assert_eq!(told, Some(number), "{context}: {attribute} of {:?}", element.attribute("name"));
    }
}

/// What became of one clause's test case: the element that marks it, that element's texts, and the output.
fn marked(report: &Report, suite: &str, clause: &str) -> (String, String, String) {
    let text = to_junit(report);
    let document = Document::parse(&text).expect("XML");
    let is_its = |case: &Node<'_, '_>| {
        case.attribute("name") == Some(clause)
            && case
                .attribute("classname")
                .is_some_and(|class| class.starts_with(&format!("batchspec.{suite}.")))
    };
    let case = document.descendants().filter(|node| node.has_tag_name("testcase")).find(is_its);
    let case = case.expect("the test case");
    let mark = case.children().find(|node| node.is_element() && !node.has_tag_name("system-out"));
    let name = mark.map_or("passed", |mark| mark.tag_name().name()).to_owned();
    let message = mark.and_then(|mark| mark.attribute("message")).unwrap_or_default();
    let body = mark.and_then(|mark| mark.text()).unwrap_or_default();
    let output = case.children().find(|node| node.has_tag_name("system-out")).and_then(|node| node.text());
    (name, format!("{message}\n{body}"), output.unwrap_or_default().to_owned())
}

#[test]
fn a_broken_must_fails_with_all_that_is_needed_to_repeat_it() {
    let finding = reports::finding(Level::Must);
    let report = reports::report_of(vec![finding.clone()]);
    let (mark, text, _) = marked(&report, &finding.suite, &finding.clause.id);
    assert_eq!(mark, "failure");
    let curl = &finding.exchanges[0].curl;
    for part in [&finding.clause.sentence, &finding.expected, &finding.actual, &finding.case, curl] {
        assert!(text.contains(part.as_str()), "{part} is missing in:\n{text}");
    }
}

#[test]
fn a_should_that_only_warns_is_no_failure_and_told() {
    let finding = reports::finding(Level::Should);
    let report = reports::report_of(vec![finding.clone()]);
    let (mark, text, output) = marked(&report, &finding.suite, &finding.clause.id);
    assert_eq!((mark.as_str(), text.trim()), ("skipped", "warns only: --strict counts it"));
    assert!(output.contains(&finding.actual) && output.contains(&finding.case), "{output}");
    let strict = Report { strict: true, ..report };
    assert_eq!(marked(&strict, &finding.suite, &finding.clause.id).0, "failure");
}

#[test]
fn what_is_waived_is_skipped_with_the_reason_and_so_is_what_follows_from_it() {
    let consequence = reports::finding(Level::Should);
    let also = "batch/exclusive".to_owned();
    let waived =
        Finding { consequences: vec![consequence.clone()], also: vec![also.clone()], ..reports::waived() };
    let report = Report { strict: true, ..reports::report_of(vec![waived.clone()]) };
    assert_eq!(report.exit_code(), 0);
    for clause in [&waived.clause.id, &consequence.clause.id, &also] {
        let (mark, text, output) = marked(&report, &waived.suite, clause);
        assert_eq!(mark, "skipped", "{clause}");
        let why = "waived: the gateway cuts batches (https://example.com/issues/7), until 2027-01-31";
        assert_eq!(text.trim(), why, "{clause}");
        assert!(output.contains("expected: "), "{clause}: {output}");
    }
}

#[test]
fn what_follows_from_a_broken_must_fails_as_well() {
    let also = "batch/exclusive".to_owned();
    let consequence = reports::finding(Level::Should);
    let cause = Finding {
        consequences: vec![consequence.clone()],
        also: vec![also.clone()],
        ..reports::finding(Level::Must)
    };
    let report = Report { strict: true, ..reports::report_of(vec![cause.clone()]) };
    for clause in [&consequence.clause.id, &also] {
        let (mark, text, _) = marked(&report, &cause.suite, clause);
        assert_eq!(mark, "failure", "{clause}");
        assert!(text.contains(&cause.clause.id), "{clause} does not name its cause: {text}");
    }
}

#[test]
fn what_follows_from_a_broken_must_and_only_warns_is_skipped() {
    let consequence = reports::finding(Level::Should);
    let cause = Finding { consequences: vec![consequence.clone()], ..reports::finding(Level::Must) };
    let (mark, text, _) =
        marked(&reports::report_of(vec![cause.clone()]), &cause.suite, &consequence.clause.id);
    assert_eq!((mark.as_str(), text.trim()), ("skipped", "warns only: --strict counts it"));
}

#[rstest]
#[case(Outcome::Undecided, "undecided: because")]
#[case(Outcome::NotExercised, "not exercised: because")]
fn what_was_not_decided_is_skipped_with_the_reason(#[case] outcome: Outcome, #[case] message: &str) {
    let mut report = reports::conformant();
    let tally = &mut report.suites[1].clauses[0];
    (tally.outcome, tally.why) = (outcome, Some("because".to_owned()));
    let clause = tally.clause.id.clone();
    let (mark, text, _) = marked(&report, &report.suites[1].suite, &clause);
    assert_eq!((mark.as_str(), text.trim()), ("skipped", message));
}

#[test]
fn a_finding_under_a_clause_that_the_tally_calls_held_or_leaves_out_fails() {
    let finding = reports::finding(Level::Must);
    let mut report = reports::conformant();
    report.findings = vec![finding.clone()];
    assert_eq!(marked(&report, &finding.suite, &finding.clause.id).0, "failure");
    for suite in &mut report.suites {
        suite.clauses.retain(|tally| tally.clause.id != finding.clause.id);
    }
    assert_eq!(marked(&report, &finding.suite, &finding.clause.id).0, "failure");
}

#[test]
fn saved_findings_that_were_sent_first_are_a_property_and_turn_nothing_red() {
    let told = |report: &Report| {
        let text = to_junit(report);
        let document = Document::parse(&text).expect("XML");
        let properties =
            document.descendants().filter(|node| node.attribute("name") == Some("saved-findings"));
        properties.filter_map(|node| node.attribute("value").map(str::to_owned)).collect::<BTreeSet<_>>()
    };
    let mended = reports::with_prelude();
    assert_eq!((mended.exit_code(), told(&reports::conformant())), (0, BTreeSet::new()));
    assert_eq!(told(&mended), BTreeSet::from([reports::SENT_BEFORE.to_owned()]));
    assert_valid(&to_junit(&mended), &mended, "a saved finding that is mended");
}

#[rstest]
#[case::stale_waiver("stale waiver", "failure", "stale-waiver")]
#[case::harness_fault("harness fault", "error", "harness-fault")]
#[case::unserved("unserved", "error", "not-served")]
#[case::unreachable("unreachable", "error", "unreachable")]
#[case::lost("lost", "error", "lost")]
#[case::interrupted("interrupted", "error", "interrupted")]
#[case::nothing("nothing", "error", "verdict")]
fn what_is_wrong_with_the_run_has_a_test_case(
    #[case] name: &str,
    #[case] mark: &'static str,
    #[case] kind: &str,
) {
    let (_, report) = reports::all().into_iter().find(|(known, _)| *known == name).expect("a report");
    let text = to_junit(&report);
    let document = Document::parse(&text).expect("XML");
    let mut marks = document.descendants().filter(|node| node.has_tag_name(mark));
    assert!(marks.any(|node| node.attribute("type") == Some(kind)), "{text}");
}
