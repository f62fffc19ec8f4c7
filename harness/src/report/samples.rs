//! Small reports for the tests of this stage.

use super::finding::{Finding, Reproduction};
use super::model::{ClauseTally, Ending, FORMAT, Observation, Outcome, Prelude, Report, SuiteReport, Tool};
use super::policy::terms::RunScope;
use crate::contract::{Clause, Level, Source};

/// A clause of a few words.
pub(super) fn clause(id: &str, level: Level) -> Clause {
    Clause {
        id: id.to_owned(),
        number: "I03".to_owned(),
        level,
        basis: "DOC".to_owned(),
        sentence: "A promise.".to_owned(),
        source: Source { document: "A page".to_owned(), section: String::new(), url: None },
        blind: None,
        needs: None,
        role: None,
    }
}

/// A finding of level `must` in the suite `one`.
pub(super) fn finding(id: &str, signature: &str) -> Finding {
    Finding {
        suite: "one".to_owned(),
        clause: clause(id, Level::Must),
        signature: signature.to_owned(),
        level: Level::Must,
        also: Vec::new(),
        expected: "this".to_owned(),
        actual: "that".to_owned(),
        place: None,
        seen: 1,
        reproduction: Reproduction { tries: 3, times: 3 },
        at_once: false,
        earlier: 0,
        smallest: true,
        items: None,
        case: "one/accept/plain/0".to_owned(),
        exchanges: Vec::new(),
        waived: None,
        known: false,
        follows_by: None,
        consequences: Vec::new(),
    }
}

/// What became of a clause; one that was observed is a note, all others are of level `must`.
pub(super) fn tally(id: &str, outcome: Outcome) -> ClauseTally {
    let level = if outcome == Outcome::Observed { Level::Note } else { Level::Must };
    ClauseTally { clause: clause(id, level), outcome, held: 1, broken: 0, undecided: 0, why: None }
}

/// What the suite `one` does where that is left open.
pub(super) fn habit(answer: &str) -> Observation {
    Observation {
        suite: "one".to_owned(),
        clause: "batch/order".to_owned(),
        subject: "the order".to_owned(),
        answer: answer.to_owned(),
        seen: 1,
        shown_by: Vec::new(),
    }
}

/// What the suite `one` showed.
pub(super) fn suite(clauses: Vec<ClauseTally>) -> SuiteReport {
    SuiteReport {
        suite: "one".to_owned(),
        title: "One".to_owned(),
        version: "1".to_owned(),
        operation: "Do".to_owned(),
        model_checksum: "0".to_owned(),
        target: "http://127.0.0.1:1".to_owned(),
        unverified: false,
        planned_cases: 1,
        judged_cases: 1,
        distinct_bodies: 1,
        successes: 1,
        prelude: Prelude::default(),
        not_served: None,
        supplied: Vec::new(),
        clauses,
        answer_times: Vec::new(),
        fates: Vec::new(),
        unasked_subjects: Vec::new(),
    }
}

/// A completed run of the suite `one`.
pub(crate) fn report(clauses: Vec<ClauseTally>, findings: Vec<Finding>) -> Report {
    Report {
        format: FORMAT,
        tool: Tool { name: "batchspec".to_owned(), version: "0".to_owned() },
        seed: 1,
        strict: false,
        terms: RunScope::default(),
        ending: Ending::Completed,
        suites: vec![suite(clauses)],
        findings,
        observations: Vec::new(),
        stale_waivers: Vec::new(),
        harness_faults: Vec::new(),
        requests: 1,
        elapsed_ms: 1,
    }
}
