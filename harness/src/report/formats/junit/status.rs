//! What becomes of a clause's test case.

use crate::contract::Level;
use crate::report::{ClauseTally, Finding, Outcome, Report, Waived};

/// What a test case says of a clause.
pub(crate) enum TestCaseStatus<'r> {
    /// It held.
    Passed,
    /// It broke, and that breaks the run. No witness when only the tally knows of it.
    Failed(Vec<TestCaseEvidence<'r>>),
    /// It is not judged, or its breach does not count; why, and what shows the breach.
    Skipped(String, Vec<TestCaseEvidence<'r>>),
}

/// A finding in which a clause broke.
pub(crate) struct TestCaseEvidence<'r> {
    /// The finding that stands in the report by itself.
    pub(crate) root: &'r Finding,
    /// That one, what follows from it, or whichever of them breaks the clause besides its own.
    pub(crate) finding: &'r Finding,
    /// The level at which it breaks the clause.
    level: Level,
}

impl TestCaseEvidence<'_> {
    /// Whether it breaks the run: as its cause does, and at a level that counts.
    fn is_breaking(&self, report: &Report) -> bool {
        let counts = self.level == Level::Must || (report.strict && self.level == Level::Should);
        counts && report.breaking().any(|breaking| std::ptr::eq(breaking, self.root))
    }
}

/// What a run says of a clause that it tallied.
pub(crate) fn of_tally<'r>(report: &'r Report, suite: &str, tally: &ClauseTally) -> TestCaseStatus<'r> {
    let witnesses = witnesses(report, suite, &tally.clause.id, tally.clause.level);
    if !witnesses.is_empty() {
        return of_witnesses(report, witnesses);
    }
    let why = tally.why.as_deref().unwrap_or("no reason recorded");
    match tally.outcome {
        Outcome::Held => TestCaseStatus::Passed,
        Outcome::Broken if tally.clause.level == Level::Must && !report.is_conformant() => {
            TestCaseStatus::Failed(Vec::new())
        }
        Outcome::Broken => TestCaseStatus::Skipped(
            format!("broken in {} answers, but no finding shows it", tally.broken),
            Vec::new(),
        ),
        Outcome::Undecided => TestCaseStatus::Skipped(format!("undecided: {why}"), Vec::new()),
        Outcome::NotExercised => TestCaseStatus::Skipped(format!("not exercised: {why}"), Vec::new()),
        Outcome::Observed => TestCaseStatus::Skipped("observed, never judged".to_owned(), Vec::new()),
    }
}

/// What a run says of a clause with these findings, one at least.
pub(crate) fn of_witnesses<'r>(
    report: &'r Report,
    witnesses: Vec<TestCaseEvidence<'r>>,
) -> TestCaseStatus<'r> {
    if witnesses.iter().any(|witness| witness.is_breaking(report)) {
        let (breaking, _) = witnesses.into_iter().partition(|witness| witness.is_breaking(report));
        return TestCaseStatus::Failed(breaking);
    }
    let waived = witnesses.iter().find_map(|witness| witness.root.waived.as_ref());
    let why = waived.map_or_else(|| "warns only: --strict counts it".to_owned(), waiver);
    TestCaseStatus::Skipped(why, witnesses)
}

/// All findings of a suite in which a clause broke at a level that is judged.
pub(crate) fn witnesses<'r>(
    report: &'r Report,
    suite: &str,
    clause: &str,
    own_level: Level,
) -> Vec<TestCaseEvidence<'r>> {
    let mut witnesses = Vec::new();
    for root in report.findings.iter().filter(|finding| finding.suite == suite) {
        for finding in std::iter::once(root).chain(&root.consequences) {
            if finding.clause.id == clause {
                witnesses.push(TestCaseEvidence { root, finding, level: finding.level });
            } else if finding.also.iter().any(|also| also == clause) {
                witnesses.push(TestCaseEvidence { root, finding, level: own_level.max(finding.level) });
            }
        }
    }
    witnesses.retain(|witness| witness.level != Level::Note);
    witnesses
}

fn waiver(waived: &Waived) -> String {
    let link = waived.link.as_ref().map(|link| format!(" ({link})")).unwrap_or_default();
    let until = waived.until.as_ref().map(|until| format!(", until {until}")).unwrap_or_default();
    format!("waived: {}{link}{until}", waived.reason)
}
