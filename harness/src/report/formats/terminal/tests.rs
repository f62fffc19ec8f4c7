//! Whole reports as text, made by hand so that every kind of line is there.

use insta::assert_snapshot;

use super::excerpt::body;
use super::{Palette, brief, terminal};
use crate::contract::{Clause, Level, Source};
use crate::report::place::find;
use crate::report::{
    AnswerTimes, ClauseTally, Ending, Finding, HarnessFault, Observation, Outcome, Place, Prelude, Report,
    Reproduction, Shown, SuiteReport, SyntaxPlace, samples,
};

/// A clause whose texts are as long as those of suites.
fn clause(id: &str, level: Level) -> Clause {
    Clause {
        sentence: "A request holds at most 100 account ids, and a request that holds more of them is refused as a whole with a ValidationException.".to_owned(),
        source: Source {
            document: "Amazon Inspector API Reference, BatchGetFreeTrialInfo".to_owned(),
            section: "Request Body, accountIds".to_owned(),
            url: Some("https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetFreeTrialInfo.html".to_owned()),
        },
        ..samples::clause(id, level)
    }
}

fn tally(id: &str, outcome: Outcome, why: Option<&str>) -> ClauseTally {
    let plain = samples::tally(id, outcome);
    ClauseTally { clause: clause(id, plain.clause.level), held: 3, why: why.map(str::to_owned), ..plain }
}

fn suite(clauses: Vec<ClauseTally>) -> SuiteReport {
    SuiteReport {
        suite: "inspector2".to_owned(),
        title: "Amazon Inspector BatchGetFreeTrialInfo".to_owned(),
        version: "2026-11-21".to_owned(),
        operation: "BatchGetFreeTrialInfo".to_owned(),
        target: "http://127.0.0.1:4000".to_owned(),
        planned_cases: 1630,
        judged_cases: 1630,
        distinct_bodies: 1204,
        successes: 900,
        fates: Vec::new(),
        answer_times: vec![AnswerTimes {
            least_items: 2,
            most_items: Some(10),
            answers: 1200,
            p50_micros: 84,
            p95_micros: 1_240,
            p99_micros: 10_360,
            max_micros: 240_000,
        }],
        ..samples::suite(clauses)
    }
}

fn report(suites: Vec<SuiteReport>, findings: Vec<Finding>) -> Report {
    Report { seed: 42, suites, requests: 2345, elapsed_ms: 1234, ..samples::report(Vec::new(), findings) }
}

fn shown(request_body: &str, status: u16, answer_body: &str) -> Shown {
    Shown {
        answer_is_cut: false,
        request_line: "POST /freetrialinfo/batchget".to_owned(),
        written: None,
        request_headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        request_body: request_body.to_owned(),
        curl: format!(
            "curl -sS -i --path-as-is 'http://127.0.0.1:4000/freetrialinfo/batchget' -H 'content-type: application/json' --data-binary '{request_body}'"
        ),
        status: Some(status),
        failure: None,
        answer_headers: vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("date".to_owned(), "Sat, 21 Nov 2026 22:00:00 GMT".to_owned()),
        ],
        answer_body: answer_body.to_owned(),
    }
}

fn finding(id: &str, level: Level, exchanges: Vec<Shown>) -> Finding {
    Finding {
        suite: "inspector2".to_owned(),
        clause: clause(id, level),
        level,
        expected: "400 ValidationException".to_owned(),
        actual: "200 with 1 account".to_owned(),
        seen: 12,
        reproduction: Reproduction { tries: 5, times: 5 },
        items: Some(1),
        case: "breach/accountIds:length-max/0".to_owned(),
        exchanges,
        ..samples::finding(id, "0123456789abcdef")
    }
}

fn many_ids(count: usize) -> String {
    let ids: Vec<_> = (0..count).map(|number| format!("\"{:012}\"", 100_000_000_000 + number)).collect();
    format!("{{\"accountIds\":[{}]}}", ids.join(","))
}

fn small_tally() -> Vec<ClauseTally> {
    vec![
        tally("protocol/success-status", Outcome::Held, None),
        tally("protocol/error-type-header", Outcome::Observed, None),
        tally("batch/complete", Outcome::Held, None),
        tally("batch/order", Outcome::Undecided, Some("no answer held two of the requested items")),
        tally("inspector2/request/account-ids-max", Outcome::Broken, None),
        tally(
            "inspector2/error/throttling-status",
            Outcome::NotExercised,
            Some("needs a trigger: a way to provoke the documented error"),
        ),
        tally(
            "inspector2/error/internal-server-retry-after",
            Outcome::NotExercised,
            Some("needs a trigger: a way to provoke the documented error"),
        ),
        tally(
            "inspector2/error/resource-not-found-resource-identifier",
            Outcome::NotExercised,
            Some("needs a trigger: a way to provoke the documented error"),
        ),
        tally(
            "auth/signature-required",
            Outcome::NotExercised,
            Some("needs credentials: only probes of signed requests can show it (--auth-probes)"),
        ),
    ]
}

#[test]
fn a_conforming_target_takes_few_lines() {
    let mut report = report(vec![suite(small_tally())], Vec::new());
    report.observations.push(Observation {
        suite: "inspector2".to_owned(),
        clause: "protocol/error-type-header".to_owned(),
        subject: "where the error type is".to_owned(),
        answer: "X-Amzn-Errortype".to_owned(),
        seen: 412,
        shown_by: Vec::new(),
    });
    assert_snapshot!(terminal(&report, Palette::PLAIN));
}

#[test]
fn a_finding_tells_all_that_is_needed_to_understand_and_repeat_it() {
    let answer = "{\"accounts\":[{\"accountId\":\"123456789012\",\"freeTrialInfo\":[{\"end\":1,\"start\":0,\"status\":\"ACTIV\",\"type\":\"EC2\"}]}],\"failedAccounts\":[]}";
    let mut root = finding(
        "inspector2/response/status-enum",
        Level::Must,
        vec![shown("{\"accountIds\":[\"123456789012\"]}", 200, answer)],
    );
    root.expected = "one of ACTIVE, INACTIVE".to_owned();
    root.actual = "\"ACTIV\"".to_owned();
    root.place = Some(Place {
        message: "answer".to_owned(),
        exchange: 0,
        pointer: "/accounts/0/freeTrialInfo/0/status".to_owned(),
        syntax: None,
    });
    root.also = vec!["batch/repeat-stable".to_owned()];
    root.consequences = vec![finding("batch/complete", Level::Must, Vec::new())];
    let mut flaky = finding(
        "batch/repeat-stable",
        Level::Should,
        vec![shown(&many_ids(101), 200, answer), shown(&many_ids(2), 500, "")],
    );
    flaky.reproduction.times = 2;
    flaky.smallest = false;
    flaky.items = Some(101);
    flaky.place = Some(Place {
        message: "request".to_owned(),
        exchange: 0,
        pointer: "/accountIds/100".to_owned(),
        syntax: None,
    });
    let report = report(vec![suite(small_tally())], vec![root, flaky]);
    assert_snapshot!(brief(&report, Palette::PLAIN));
}

#[test]
fn requests_at_the_same_time_are_one_command() {
    let pair = vec![shown("{\"a\":1}", 200, "{}"), shown("{\"b\":2}", 200, "{}")];
    let mut finding = finding("batch/no-strangers", Level::Must, pair);
    finding.at_once = true;
    let told = terminal(&report(vec![suite(small_tally())], vec![finding]), Palette::PLAIN);
    let commands: Vec<&str> = told.lines().filter(|line| line.contains("curl ")).collect();
    let [command] = commands.as_slice() else { panic!("{told}") };
    assert!(command.trim_start().starts_with("curl -Z --parallel-immediate -sS -i "), "{command}");
    let (one, other) = command.split_once(" --next ").expect("two requests");
    assert!(one.contains("{\"a\":1}") && other.contains("{\"b\":2}"), "{command}");
}

#[test]
fn the_byte_that_leaves_the_grammar_is_pointed_at() {
    let mut finding = finding("protocol/malformed-json-rejected", Level::Must, Vec::new());
    finding.exchanges = vec![shown("{\"a\":[1,\u{fffd}]}", 200, "{}")];
    let syntax = SyntaxPlace { byte: 8, what: "bytes that are not UTF-8".to_owned() };
    finding.place = Some(Place {
        message: "request".to_owned(),
        exchange: 0,
        pointer: String::new(),
        syntax: Some(syntax),
    });
    let told = terminal(&report(vec![suite(small_tally())], vec![finding]), Palette::PLAIN);
    assert!(told.contains("   at         request byte 8: bytes that are not UTF-8\n"), "{told}");
    assert!(told.contains("\n     {\"a\":[1,\u{fffd}]}\n             ^\n"), "{told}");
}

#[test]
fn colours_change_nothing_but_colours() {
    let report =
        report(vec![suite(small_tally())], vec![finding("a/b/c", Level::Must, vec![shown("{}", 200, "{}")])]);
    let coloured = terminal(&report, Palette { colour: true });
    assert!(coloured.contains("\u{1b}[1;31m"));
    let mut plain = coloured;
    for code in ["1", "2", "1;31", "33", "32", "1;35", "0"] {
        plain = plain.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(plain, terminal(&report, Palette::PLAIN));
}

#[test]
fn nothing_a_target_sends_reaches_the_terminal_as_a_command() {
    let hostile = "\u{1b}[2J\u{7}\u{202e}\u{200b}\u{9b}31m\r\n\u{feff}";
    let mut finding = finding("a/b/c", Level::Must, vec![shown(hostile, 200, hostile)]);
    hostile.clone_into(&mut finding.actual);
    hostile.clone_into(&mut finding.expected);
    finding.exchanges[0].answer_headers[0].1 = hostile.to_owned();
    let mut report = report(vec![suite(small_tally())], vec![finding]);
    report.suites[0].not_served = Some(hostile.to_owned());
    report.observations.push(Observation {
        suite: "a".to_owned(),
        clause: "a/b".to_owned(),
        subject: hostile.to_owned(),
        answer: hostile.to_owned(),
        seen: 1,
        shown_by: vec![hostile.to_owned()],
    });
    report.harness_faults.push(HarnessFault { place: hostile.to_owned(), what: hostile.to_owned() });
    report.ending = Ending::Lost { why: hostile.to_owned() };
    let text = terminal(&report, Palette::PLAIN);
    let odd = text.chars().find(|character| {
        (character.is_control() && *character != '\n') || "\u{202e}\u{200b}\u{feff}".contains(*character)
    });
    assert_eq!(odd, None, "{text:?}");
    assert!(text.contains("\\u{1b}[2J"), "{text}");
}

#[test]
fn an_unreachable_target_takes_one_line() {
    let mut report = report(vec![suite(small_tally())], Vec::new());
    report.ending = Ending::Unreachable { why: "no connection could be made".to_owned() };
    report.requests = 0;
    report.suites[0].judged_cases = 0;
    assert_snapshot!(terminal(&report, Palette::PLAIN));
}

#[test]
fn saved_findings_that_were_sent_first_take_one_line() {
    let mut report = report(vec![suite(small_tally())], Vec::new());
    assert!(!terminal(&report, Palette::PLAIN).contains("sent before"));
    report.suites[0].prelude = Prelude { tried: 1, broken: 0, unfit: 2 };
    let text = terminal(&report, Palette::PLAIN);
    let told = "\n  sent before: 1 saved finding, of which 0 came again; 2 could not be sent\n";
    assert!(text.contains(told), "{text}");
}

#[test]
fn an_unserved_operation_has_no_tally() {
    let mut report = report(vec![suite(small_tally())], Vec::new());
    report.suites[0].successes = 0;
    report.suites[0].not_served = Some("every valid request was answered with 404".to_owned());
    assert_snapshot!(terminal(&report, Palette::PLAIN));
}

#[test]
fn no_line_is_wider_than_the_page_but_curl_and_urls() {
    let mut finding = finding(
        "inspector2/request/account-ids-max",
        Level::Must,
        vec![shown(&many_ids(200), 200, &many_ids(200))],
    );
    finding.expected = "word ".repeat(100);
    finding.also = vec!["inspector2/request/account-ids-max".to_owned(); 10];
    let report = report(vec![suite(small_tally())], vec![finding]);
    let text = terminal(&report, Palette::PLAIN);
    for line in text.lines().filter(|line| !line.trim_start().starts_with("curl")) {
        assert!(line.chars().count() <= super::paint::WIDTH, "{line}");
    }
    assert!(text.contains("the curl line has 3,"), "{text}");
}

#[test]
fn carets_stand_under_the_place() {
    let text = "{\"a\":[\"日本\",{\"b\\u0041\":\"e\u{301}\\t\u{7f}x\"}]}";
    let place = find(text, "/a/1/bA").expect("a place");
    assert_eq!(&text[place.clone()], "\"e\u{301}\\t\u{7f}x\"");
    assert_snapshot!(body(text, Some(&place), 2, Palette::PLAIN));
    assert_eq!(find(text, ""), None);
    assert_eq!(find(text, "/a/7").map(|place| place.start), Some(1), "the key of what exists around it");
    assert_eq!(find("{\"a\":", "/a"), None);
    assert_eq!(find("{\"~/\":1}", "/~0~1"), Some(6..7));
}

#[test]
fn long_bodies_are_cut_around_the_place() {
    let text = many_ids(101);
    let place = find(&text, "/accountIds/50").expect("a place");
    assert_snapshot!(body(&text, Some(&place), 2, Palette::PLAIN));
    assert_snapshot!(body(&text, None, 2, Palette::PLAIN));
}

#[test]
fn subjects_that_nobody_can_ask_for_are_told_with_the_verdict() {
    let mut one = suite(small_tally());
    one.unasked_subjects = vec!["nobody".to_owned(), "somebody".to_owned()];
    let text = terminal(&report(vec![one], Vec::new()), Palette::PLAIN);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "\"nobody\" is a subject that no valid request asks for (1 more in the report).";
    assert!(text.contains(told), "{text}");
}
