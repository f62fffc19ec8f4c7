//! The reports on which every format is tried: real ones, and real ones altered until every kind of thing is there.

use std::net::TcpListener;
use std::sync::OnceLock;

use batchspec_faults::fault;
use batchspec_fixtures::ServeOptions;
use batchspec_harness::Run;
use batchspec_harness::contract::Level;
use batchspec_harness::report::{
    Ending, Finding, HarnessFault, Observation, Outcome, Place, Prelude, Report, Reproduction, StaleWaiver,
    Waived,
};
use batchspec_harness::run::{RunOptions, SuiteRun};

use crate::contracts::contracts;
use crate::reference::Reference;
use crate::world::with_world;

/// What a target, or whoever writes a suite, might send to break out of a format. `evil.example` marks it.
pub(super) const HOSTILE: &str = "\u{0}\u{1}\u{7}\u{8}\u{1b}[2J\u{1b}]0;x\u{7}\r\n\t]]> --> <!-- <script>alert(1)</script> \
    </details></summary><b> ``` ````` ~~~ | \\| ` `` [x](javascript:evil.example) ![x](http://evil.example/i.png) \
    <http://evil.example> http://evil.example www.evil.example @everyone #1 me@evil.example &lt; &amp; {0} {{ \" ' \\ \
    \u{7f}\u{85}\u{9b}31m\u{202e}\u{200b}\u{feff}\u{fffd}\u{fffe}\u{ffff}\u{e0041}\u{2028}\n# evil.example\n- item\n\n\
    </details>\n<script>\n```\n~~~\n***\n1. evil.example\n> evil.example\n\t code\n";

/// A run of the reference servers that conforms.
pub(super) fn conformant() -> Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    let made = || {
        let server = Reference::start(ServeOptions::default());
        run(server.url(), true)
    };
    REPORT.get_or_init(made).clone()
}

/// A run of a reference server that loses ids.
pub(super) fn broken() -> Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    let made = || {
        let server =
            Reference::start(ServeOptions { fault: fault("last-account-lost"), ..Default::default() });
        run(server.url(), false)
    };
    REPORT.get_or_init(made).clone()
}

/// A run where nobody is.
pub(super) fn unreachable() -> Report {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    run(&url, false)
}

fn run(url: &str, is_world_told: bool) -> Report {
    let suites = contracts().into_iter().map(|contract| {
        let contract = std::sync::Arc::unwrap_or_clone(contract);
        let suite = SuiteRun::at(contract, url).expect("a good URL");
        if is_world_told { with_world(suite) } else { suite }
    });
    let options = RunOptions { seed: 1, random_cases: 5, ..RunOptions::default() };
    Run::of(suites.collect(), options).send_blocking()
}

/// A finding of this level, about a clause of this level.
pub(super) fn finding(level: Level) -> Finding {
    let mut finding = broken().findings.first().expect("a finding").clone();
    let report = conformant();
    let suite = report.suites.iter().find(|suite| suite.suite == finding.suite).expect("its suite");
    let held = |tally: &&batchspec_harness::report::ClauseTally| tally.clause.level == level;
    if level != Level::Must {
        finding.clause = suite.clauses.iter().find(held).expect("a clause of each level").clause.clone();
    }
    finding.level = level;
    finding.waived = None;
    finding.consequences.clear();
    finding
}

/// A report with these findings, and tallies that fit.
pub(super) fn report_of(findings: Vec<Finding>) -> Report {
    let mut report = conformant();
    for finding in &findings {
        let broken = std::iter::once(finding).chain(&finding.consequences);
        for broken in broken {
            let suite = report.suites.iter_mut().find(|suite| suite.suite == broken.suite);
            let clauses = &mut suite.expect("its suite").clauses;
            let tally = clauses.iter_mut().find(|tally| tally.clause.id == broken.clause.id);
            let tally = tally.expect("its clause");
            if tally.clause.level != Level::Note {
                (tally.outcome, tally.broken) = (Outcome::Broken, broken.seen);
            }
        }
    }
    report.findings = findings;
    report
}

/// A finding that somebody excused.
pub(super) fn waived() -> Finding {
    let waived = Waived {
        reason: "the gateway cuts batches".to_owned(),
        link: Some("https://example.com/issues/7".to_owned()),
        until: Some("2027-01-31".to_owned()),
        flaky: false,
    };
    Finding { waived: Some(waived), ..finding(Level::Must) }
}

/// Saved findings went before: one is mended, and two do not fit any more.
pub(super) fn with_prelude() -> Report {
    let mut report = conformant();
    report.suites[0].prelude = Prelude { tried: 1, broken: 0, unfit: 2 };
    report
}

/// What is told of [`with_prelude`].
pub(super) const SENT_BEFORE: &str =
    "sent before: 1 saved finding, of which 0 came again; 2 could not be sent";

/// Every kind of report, by name.
pub(super) fn all() -> Vec<(&'static str, Report)> {
    let stale = StaleWaiver {
        place: "batchspec.toml:12".to_owned(),
        clause: "batch/complete".to_owned(),
        why: "nothing it excuses was found: delete it".to_owned(),
    };
    let harness_fault = HarnessFault { place: "check echo".to_owned(), what: "panicked".to_owned() };
    let reproduction = Reproduction { tries: 3, times: 1 };
    let consequence = finding(Level::Should);
    let cause = Finding {
        consequences: vec![consequence],
        also: vec!["batch/exclusive".to_owned()],
        ..finding(Level::Must)
    };
    let excused = Finding { waived: waived().waived, ..cause.clone() };
    let mut unserved = conformant();
    unserved.suites[0].successes = 0;
    unserved.suites[0].not_served = Some("every valid request was answered with 404".to_owned());
    let mut undecided = conformant();
    undecided.suites[0].clauses[0].outcome = Outcome::Undecided;
    undecided.suites[0].clauses[0].why = Some("no answer held two items".to_owned());
    vec![
        ("conformant", conformant()),
        ("broken", broken()),
        ("must", report_of(vec![finding(Level::Must)])),
        ("should", report_of(vec![finding(Level::Should)])),
        ("should, strict", Report { strict: true, ..report_of(vec![finding(Level::Should)]) }),
        ("note", report_of(vec![finding(Level::Note)])),
        ("waived", report_of(vec![waived()])),
        ("flaky", report_of(vec![Finding { reproduction, ..finding(Level::Must) }])),
        ("consequences", report_of(vec![cause])),
        ("consequences of what is waived", report_of(vec![excused])),
        ("two of one clause", report_of(vec![finding(Level::Must), waived(), finding(Level::Must)])),
        ("stale waiver", Report { stale_waivers: vec![stale], ..conformant() }),
        (
            "harness fault",
            Report { harness_faults: vec![harness_fault.clone(), harness_fault], ..conformant() },
        ),
        ("undecided", undecided),
        ("unserved", unserved),
        ("unreachable", unreachable()),
        ("lost", Report { ending: Ending::Lost { why: "silence".to_owned() }, ..conformant() }),
        ("interrupted", Report { ending: Ending::Interrupted, ..conformant() }),
        ("stopped", Report { ending: Ending::StoppedAtFinding, ..report_of(vec![finding(Level::Must)]) }),
        ("saved findings", with_prelude()),
        ("nothing", Report { suites: Vec::new(), ..conformant() }),
        ("hostile", hostile()),
    ]
}

/// A report in which everything that comes from outside is hostile.
pub(super) fn hostile() -> Report {
    let text = || HOSTILE.to_owned();
    let mut evil = waived();
    (evil.expected, evil.actual, evil.case) = (text(), text(), text());
    evil.place = Some(Place {
        message: "answer".to_owned(),
        exchange: 0,
        pointer: format!("/{HOSTILE}/0"),
        syntax: None,
    });
    evil.waived = evil.waived.map(|waived| Waived {
        reason: text(),
        link: Some(text()),
        until: Some(text()),
        ..waived
    });
    // What a suite file says, which nobody checks for markup either.
    (evil.clause.sentence, evil.clause.source.document) = (suite_text(), suite_text());
    (evil.clause.source.section, evil.clause.source.url) =
        (suite_text(), Some("javascript:alert(1)".to_owned()));
    let large: String = HOSTILE.chars().cycle().take(64 * 1024).collect();
    let mut answered = evil.exchanges[0].clone();
    answered.request_line = format!("POST /{HOSTILE}?a=b&{HOSTILE}");
    answered.request_headers = vec![(text(), text())];
    (answered.request_body, answered.answer_body) = (large.clone(), large);
    answered.curl = format!("curl '{HOSTILE}'");
    answered.answer_headers = vec![("content-type".to_owned(), text()), ("location".to_owned(), text())];
    let mut failed = answered.clone();
    (failed.status, failed.failure) = (None, Some(text()));
    (failed.answer_headers, failed.answer_body) = (Vec::new(), String::new());
    evil.exchanges = vec![answered.clone(), failed, answered.clone(), answered];
    let unwaived = Finding { waived: None, ..evil.clone() };
    evil.consequences = vec![unwaived.clone()];
    let mut report = report_of(vec![unwaived, evil]);
    report.suites[0].target = format!("http://{HOSTILE}");
    report.suites[1].not_served = Some(text());
    report.suites[1].successes = 0;
    report.suites[0].clauses[1].why = Some(suite_text());
    report.suites[0].clauses[1].outcome = Outcome::Undecided;
    report.ending = Ending::Lost { why: text() };
    report.harness_faults.push(HarnessFault { place: text(), what: text() });
    report.stale_waivers.push(StaleWaiver { place: text(), clause: text(), why: text() });
    report.observations.push(Observation {
        suite: "inspector2".to_owned(),
        clause: "protocol/empty-body".to_owned(),
        subject: text(),
        answer: text(),
        seen: 1,
        shown_by: vec![text()],
    });
    report
}

/// The same as [`HOSTILE`] from a suite file, without its mark.
fn suite_text() -> String {
    HOSTILE.replace("evil.example", "suite.example")
}
