//! What makes two reports hard to compare.

use crate::report::model::{Ending, Report};
use crate::report::policy::terms::RunScope;

/// One line for each circumstance that differs, and for each run that did not come to its end.
pub(crate) fn remarks(old: &Report, new: &Report) -> Vec<String> {
    let ends = [("older", old), ("newer", new)].into_iter();
    let mut remarks: Vec<String> = ends
        .filter_map(|(which, report)| Some(format!("the {which} run {}", early_end(&report.ending)?)))
        .collect();
    if old.tool.version != new.tool.version {
        remarks.push(format!("batchspec was {} and is {}", old.tool.version, new.tool.version));
    }
    if old.seed != new.seed {
        let (old, new) = (old.seed, new.seed);
        remarks.push(format!("the seed was {old} and is {new}: each run made random cases of its own"));
    }
    if old.strict != new.strict {
        remarks.push(format!("strict judgement was {} and is {}", on(old.strict), on(new.strict)));
    }
    let (before, after) = (selection(&old.terms), selection(&new.terms));
    if before != after {
        remarks.push(format!("what was to be judged was {before} and is {after}"));
    }
    let lacks = |report: &Report, suite: &str| report.suites.iter().all(|known| known.suite != suite);
    let gone = old.suites.iter().filter(|suite| lacks(new, &suite.suite));
    remarks.extend(gone.map(|suite| format!("{}: in the older report only", suite.suite)));
    for after in &new.suites {
        let Some(before) = old.suites.iter().find(|before| before.suite == after.suite) else {
            remarks.push(format!("{}: in the newer report only", after.suite));
            continue;
        };
        let mut told = |what: &str, old: &str, new: &str| {
            if old != new {
                remarks.push(format!("{}: the {what} was {old} and is {new}", after.suite));
            }
        };
        told("target", &before.target, &after.target);
        told("clause set", &before.version, &after.version);
        told("model's checksum", &before.model_checksum, &after.model_checksum);
    }
    remarks
}

/// Why a run has not judged all that it was to judge.
fn early_end(ending: &Ending) -> Option<String> {
    match ending {
        Ending::Completed => None,
        Ending::StoppedAtFinding => Some("stopped at its first finding".to_owned()),
        Ending::Interrupted => Some("was interrupted".to_owned()),
        Ending::Unreachable { why } => Some(format!("never reached its target: {why}")),
        Ending::Lost { why } => Some(format!("lost its target: {why}")),
    }
}

/// The options that chose among the clauses.
fn selection(terms: &RunScope) -> String {
    let only = terms.only.iter().map(|glob| format!("--only {glob}"));
    let skip = terms.skip.iter().map(|glob| format!("--skip {glob}"));
    let shard = terms.shard.iter().map(|shard| format!("--partition {}", shard.partition));
    let options: Vec<String> = only.chain(skip).chain(shard).collect();
    if options.is_empty() { "everything".to_owned() } else { options.join(" ") }
}

fn on(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}
