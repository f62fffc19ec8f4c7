//! Shards of one run, merged into the report that one run would have made.
//!
//! Equal to an unsharded run are: the outcome of each clause, which findings there are by clause and signature, the
//! observations by what was seen, the faults of the harness, and the exit code. Not equal are times, counts of cases,
//! requests and answers (shards send many cases more than once; they are added up), the order of findings (by level and
//! clause), and under which root a consequence stands: what a shard that lacks the root's clause saw alone is put under
//! the root when another shard found it there, and stands beside it otherwise.

use std::collections::BTreeSet;

use super::terms::{RunScope, Shard};
use crate::report::finding::Finding;
use crate::report::model::{ClauseTally, Ending, Report, SuiteReport};

/// Why reports cannot be merged, as a fragment that names them by their position, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotOneRun(String);

/// Merges the reports of all shards of one run, in any order.
///
/// Waivers and a baseline count as the shards applied them. A waiver with a glob can become stale only in the
/// merged report, so apply the waivers to that as well.
///
/// # Errors
/// When the reports are no shards of one run: of another seed, target, version or clause set, of different terms, or
/// when a shard is missing or there twice.
pub fn merge(reports: &[Report]) -> Result<Report, NotOneRun> {
    let wrong = |what: String| Err(NotOneRun(what));
    let Some(first) = reports.first() else { return wrong("there is no report".to_owned()) };
    let mut seen = BTreeSet::new();
    let mut of = 0;
    for (number, report) in (1..).zip(reports) {
        let Some(shard) = &report.terms.shard else {
            return wrong(format!("report {number} is of a whole run, not of a shard"));
        };
        if let Some(what) = difference(first, report) {
            return wrong(format!("report {number} differs from report 1 in {what}"));
        }
        of = shard.partition.of();
        if !seen.insert(shard.partition.index()) {
            return wrong(format!("shard {} is there twice", shard.partition));
        }
        if let Some(stranger) = stranger(report, shard) {
            return wrong(format!(
                "report {number} judges {stranger}, which is not of shard {}",
                shard.partition
            ));
        }
    }
    let missing: Vec<String> =
        (1..=of).filter(|index| !seen.contains(index)).map(|index| format!("{index}/{of}")).collect();
    if !missing.is_empty() {
        return wrong(format!("these shards are missing: {}", missing.join(", ")));
    }
    Ok(merged(first, reports))
}

/// In what two reports differ that shards of one run share.
fn difference(first: &Report, report: &Report) -> Option<&'static str> {
    let (one, other) = (first.terms.shard.as_ref()?, report.terms.shard.as_ref()?);
    let whole = |terms: &RunScope| RunScope { shard: None, ..terms.clone() };
    let about = |suite: &SuiteReport| {
        [&suite.suite, &suite.version, &suite.operation, &suite.model_checksum].map(Clone::clone)
    };
    // A run that ends early has reports of its first suites only.
    let pairs = || first.suites.iter().zip(&report.suites);
    match () {
        () if first.tool.version != report.tool.version => Some("the version of batchspec"),
        () if first.seed != report.seed => Some("its seed"),
        () if first.strict != report.strict || whole(&first.terms) != whole(&report.terms) => {
            Some("what was to be judged, or what breaks the run")
        }
        () if one.partition.of() != other.partition.of() => Some("the number of shards"),
        () if one.clauses != other.clauses => Some("its clauses"),
        () if pairs().any(|(one, other)| about(one) != about(other)) => Some("its suites or their versions"),
        () if pairs().any(|(one, other)| one.target != other.target) => Some("its target"),
        () => None,
    }
}

/// A clause that a report judges although it belongs to another shard, or to none.
fn stranger<'r>(report: &'r Report, shard: &Shard) -> Option<&'r str> {
    let mut ids = report.suites.iter().flat_map(|suite| {
        suite.clauses.iter().map(move |tally| (suite.suite.as_str(), tally.clause.id.as_str()))
    });
    let is_shared = |suite: &str, id: &str| {
        shard.clauses.iter().any(|all| all.suite == suite && all.clauses.iter().any(|clause| clause == id))
    };
    ids.find(|(suite, id)| !shard.partition.owns(id) || !is_shared(suite, id)).map(|(_, id)| id)
}

fn merged(first: &Report, reports: &[Report]) -> Report {
    let all = first.terms.shard.as_ref().map(|shard| shard.clauses.clone()).unwrap_or_default();
    let mut whole = Report {
        format: first.format,
        tool: first.tool.clone(),
        seed: first.seed,
        strict: first.strict,
        terms: RunScope { shard: None, ..first.terms.clone() },
        ending: Ending::Completed,
        suites: Vec::new(),
        findings: Vec::new(),
        observations: Vec::new(),
        stale_waivers: Vec::new(),
        harness_faults: Vec::new(),
        requests: reports.iter().map(|report| report.requests).sum(),
        elapsed_ms: reports.iter().map(|report| report.elapsed_ms).max().unwrap_or(0),
    };
    for suite in &all {
        let parts = reports.iter().flat_map(|report| &report.suites).filter(|part| part.suite == suite.suite);
        whole.suites.extend(joined(parts, &suite.clauses));
    }
    for report in reports {
        whole.findings.extend(report.findings.iter().cloned());
        whole.observations.extend(report.observations.iter().cloned());
        whole.stale_waivers.extend(report.stale_waivers.iter().cloned());
        whole.harness_faults.extend(report.harness_faults.iter().cloned());
        if rank(&report.ending) > rank(&whole.ending) {
            whole.ending.clone_from(&report.ending);
        }
    }
    let suite_at = |suite: &str| all.iter().position(|known| known.suite == suite);
    let clause_at = |suite: &str, id: &str| {
        all.iter().find(|known| known.suite == suite)?.clauses.iter().position(|clause| clause == id)
    };
    whole.findings.sort_by_key(|finding| {
        let at = clause_at(&finding.suite, &finding.clause.id);
        (finding.level, suite_at(&finding.suite), at, finding.signature.clone())
    });
    under_their_roots(&mut whole.findings);
    whole.observations.sort_by_key(|seen| {
        (
            suite_at(&seen.suite),
            clause_at(&seen.suite, &seen.clause),
            seen.subject.clone(),
            seen.answer.clone(),
        )
    });
    // An expired waiver is told by every shard, and the same fault of the harness may show in several.
    whole.stale_waivers.sort_by(|one, other| (&one.place, &one.why).cmp(&(&other.place, &other.why)));
    whole.stale_waivers.dedup();
    whole.harness_faults.sort();
    whole.harness_faults.dedup();
    whole
}

/// One suite of several shards, its clauses in the order of the clause table.
fn joined<'r>(parts: impl Iterator<Item = &'r SuiteReport>, order: &[String]) -> Option<SuiteReport> {
    let mut parts = parts;
    let mut whole = parts.next()?.clone();
    for part in parts {
        whole.planned_cases += part.planned_cases;
        whole.judged_cases += part.judged_cases;
        // Most bodies are sent by several shards: this is what is certain.
        whole.distinct_bodies = whole.distinct_bodies.max(part.distinct_bodies);
        whole.successes += part.successes;
        // Each shard sends those of its own clauses, and sees all that do not fit.
        whole.prelude.tried += part.prelude.tried;
        whole.prelude.broken += part.prelude.broken;
        whole.prelude.unfit = whole.prelude.unfit.max(part.prelude.unfit);
        whole.not_served = whole.not_served.or_else(|| part.not_served.clone());
        whole.clauses.extend(part.clauses.iter().cloned());
        whole.unasked_subjects.extend(part.unasked_subjects.iter().cloned());
        // Shares of shares tell nothing.
        whole.answer_times.clear();
        // Shards send the same requests where they share them.
        whole.fates.clear();
    }
    whole.unasked_subjects.sort();
    whole.unasked_subjects.dedup();
    let at = |tally: &ClauseTally| order.iter().position(|id| *id == tally.clause.id);
    whole.clauses.sort_by_key(at);
    Some(whole)
}

/// Drops findings that another shard has as a consequence of its own finding.
fn under_their_roots(findings: &mut Vec<Finding>) {
    let id = |finding: &Finding| (finding.suite.clone(), finding.signature.clone());
    let roots: BTreeSet<_> = findings.iter().map(id).collect();
    let under = findings.iter().flat_map(|root| {
        root.consequences.iter().filter(move |next| next.signature != root.signature).map(id)
    });
    let mut under: BTreeSet<_> = under.collect();
    // Two that stand under each other have no root but themselves.
    let mutual: Vec<_> = findings
        .iter()
        .filter(|root| under.contains(&id(root)))
        .flat_map(|root| root.consequences.iter().map(id).filter(|next| roots.contains(next)))
        .collect();
    mutual.iter().for_each(|next| {
        under.remove(next);
    });
    findings.retain(|finding| !under.contains(&id(finding)));
}

/// The worst ending is the whole's.
fn rank(ending: &Ending) -> u8 {
    match ending {
        Ending::Completed => 0,
        Ending::StoppedAtFinding => 1,
        Ending::Lost { .. } => 2,
        Ending::Unreachable { .. } => 3,
        Ending::Interrupted => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::merge;
    use crate::report::policy::{Partition, Shard, SuiteClauses};
    use crate::report::samples::{finding, habit, report, tally};
    use crate::report::{Ending, Outcome, Report};

    const CLAUSES: [&str; 6] = ["a/b/a", "a/b/b", "a/b/c", "a/b/d", "a/b/e", "a/b/f"];

    /// Two shards of one run, in which all clauses held.
    fn shards() -> Vec<Report> {
        let shard = |index| {
            let partition = Partition::new(index, 2).expect("a shard");
            let own = CLAUSES.iter().filter(|id| partition.owns(id));
            let mut report = report(own.map(|id| tally(id, Outcome::Held)).collect(), Vec::new());
            let clauses = CLAUSES.iter().map(|&id| id.to_owned()).collect();
            let clauses = vec![SuiteClauses { suite: "one".to_owned(), clauses }];
            report.terms.shard = Some(Shard { partition, clauses });
            report
        };
        vec![shard(1), shard(2)]
    }

    fn refusal(reports: &[Report]) -> String {
        merge(reports).expect_err("no one run").to_string()
    }

    #[test]
    fn the_whole_has_all_clauses_in_their_order() {
        let mut shards = shards();
        shards.reverse();
        shards[0].observations = vec![habit("as asked")];
        let whole = merge(&shards).expect("one run");
        let ids: Vec<_> = whole.suites[0].clauses.iter().map(|tally| tally.clause.id.as_str()).collect();
        assert_eq!(ids, CLAUSES);
        assert_eq!((whole.requests, whole.observations.len(), whole.exit_code()), (2, 1, 0));
        assert_eq!(whole.terms.shard, None);
    }

    #[test]
    fn a_finding_stands_under_the_root_that_another_shard_found() {
        let mut shards = shards();
        let mut root = finding("a/b/a", "1");
        root.consequences = vec![finding("a/b/b", "2")];
        shards[0].findings = vec![root];
        shards[1].findings = vec![finding("a/b/b", "2"), finding("a/b/c", "3")];
        let whole = merge(&shards).expect("one run");
        let roots: Vec<_> = whole.findings.iter().map(|finding| finding.signature.as_str()).collect();
        assert_eq!((roots, whole.exit_code()), (vec!["1", "3"], 1));
    }

    #[test]
    fn two_findings_under_each_other_are_both_kept() {
        let mut shards = shards();
        let (mut one, mut other) = (finding("a/b/a", "1"), finding("a/b/b", "2"));
        one.consequences = vec![finding("a/b/b", "2")];
        other.consequences = vec![finding("a/b/a", "1")];
        shards[0].findings = vec![one];
        shards[1].findings = vec![other];
        assert_eq!(merge(&shards).expect("one run").findings.len(), 2);
    }

    #[test]
    fn the_worst_ending_is_the_whole_s() {
        let mut shards = shards();
        shards[1].ending = Ending::Lost { why: "gone".to_owned() };
        assert_eq!(merge(&shards).expect("one run").exit_code(), 3);
    }

    #[test]
    fn what_is_not_one_run_is_refused() {
        let shards = shards();
        assert_eq!(refusal(&[]), "there is no report");
        assert_eq!(refusal(&shards[..1]), "these shards are missing: 2/2");
        assert_eq!(refusal(&[shards[0].clone(), shards[0].clone()]), "shard 1/2 is there twice");
        let changed = |change: &dyn Fn(&mut Report)| {
            let mut shards = shards.clone();
            change(&mut shards[1]);
            refusal(&shards)
        };
        assert!(changed(&|report| report.seed = 7).ends_with("differs from report 1 in its seed"));
        assert!(changed(&|report| report.suites[0].target.push('2')).ends_with("in its target"));
        assert!(changed(&|report| report.suites[0].version.push('2')).ends_with("or their versions"));
        assert!(
            changed(&|report| report.terms.only.push("a/*".to_owned())).contains("what was to be judged")
        );
        assert!(changed(&|report| report.terms.shard = None).contains("is of a whole run"));
        let stranger = changed(&|report| report.suites[0].clauses.push(tally("a/b/z", Outcome::Held)));
        assert!(stranger.contains("judges a/b/z"), "{stranger}");
        let other = changed(&|report| {
            let shard = report.terms.shard.as_mut().expect("a shard");
            shard.clauses[0].clauses.push("a/b/z".to_owned());
        });
        assert!(other.ends_with("in its clauses"), "{other}");
    }
}
