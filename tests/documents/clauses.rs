//! `docs/clauses.md`: every clause, what decides it and what breaks it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use batchspec_faults::faults;
use batchspec_fixtures::Fault;
use batchspec_harness::contract::{Clause, ClauseRef, Contract};
use batchspec_harness::judge::CHECKS;

use crate::contracts::contracts;

const HEAD: &str = "\
# Clauses

Every promise that batchspec knows, from the suite files and the tables that all suites share. This file is generated:
`BATCHSPEC_UPDATE=1 cargo test --test documents` writes it anew, and the tests fail when it is out of date.

Levels: a breach of a `must` clause breaks a run; of a `should` clause it warns, and breaks the run under `--strict`; a
`note` is observed and never judged. The letters after the level are the class of evidence: DOC documented, PROTO
normative for the protocol, PROTO-S recommended there, INF inferred, UNDOC without source, MODEL derived from the model.

*Decided by* names the checks that can judge the clause, *broken by* the faults of the reference servers whose root it is
(`batchspec serve --fault ID`), by which the tests prove that a breach is found.
";

/// A clause, and where it holds.
struct Entry<'c> {
    clause: &'c Clause,
    suites: Vec<&'c str>,
    checks: BTreeSet<&'static str>,
}

#[test]
fn the_list_of_clauses_is_up_to_date() {
    crate::assert_generated("docs/clauses.md", &written(&contracts()));
}

fn written(contracts: &[Arc<Contract>]) -> String {
    let mut out = HEAD.to_owned();
    let entries = entries(contracts);
    let own = |contract: &Contract| format!("{}/", contract.suite);
    let is_shared =
        |entry: &&Entry<'_>| contracts.iter().all(|contract| !entry.clause.id.starts_with(&own(contract)));
    section(&mut out, "Shared by all suites", entries.iter().filter(is_shared), contracts.len());
    for contract in contracts {
        let is_own = |entry: &&Entry<'_>| entry.clause.id.starts_with(&own(contract));
        section(&mut out, &contract.title, entries.iter().filter(is_own), 1);
    }
    out
}

/// Each clause once, in the order of the tables.
fn entries(contracts: &[Arc<Contract>]) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for contract in contracts {
        let checks = checks(contract);
        for (reference, clause) in contract.clauses.iter() {
            let mine = checks.get(&reference).cloned().unwrap_or_default();
            match entries.iter_mut().find(|entry| entry.clause.id == clause.id) {
                Some(entry) => {
                    entry.suites.push(&contract.suite);
                    entry.checks.extend(mine);
                }
                None => entries.push(Entry { clause, suites: vec![&contract.suite], checks: mine }),
            }
        }
    }
    entries
}

fn checks(contract: &Contract) -> BTreeMap<ClauseRef, BTreeSet<&'static str>> {
    let mut checks: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for check in CHECKS {
        for clause in check.clauses(contract) {
            checks.entry(clause).or_default().insert(check.id());
        }
    }
    checks
}

fn section<'e>(out: &mut String, title: &str, entries: impl Iterator<Item = &'e Entry<'e>>, of: usize) {
    writeln!(out, "\n## {title}").expect("memory");
    let mut area = "";
    for entry in entries {
        if entry.clause.area() != area {
            area = entry.clause.area();
            writeln!(out, "\n### {}", capitalised(area)).expect("memory");
        }
        out.push_str(&described(entry, of));
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn described(entry: &Entry<'_>, of: usize) -> String {
    let clause = entry.clause;
    let mut facts = vec![format!("`{}`", clause.level.name()), clause.basis.clone()];
    if !clause.number.is_empty() {
        facts.push(clause.number.clone());
    }
    if entry.suites.len() < of {
        facts.push(format!("{} only", entry.suites.join(", ")));
    }
    let source = match &clause.source.url {
        Some(url) => format!("[{}]({url})", clause.source.document),
        None => clause.source.document.clone(),
    };
    let section = match clause.source.section.as_str() {
        "" => String::new(),
        section => format!(", {section}"),
    };
    let mut out = format!("\n#### `{}`\n\n{}\n\n{}\n\n", clause.id, facts.join(" · "), clause.sentence);
    let mut item = |label: &str, text: &str| out.push_str(&format!("- *{label}:* {text}\n"));
    item("source", &format!("{source}{section}"));
    if !entry.checks.is_empty() {
        item("decided by", &listed(entry.checks.iter().copied()));
    }
    let (roots, others) = breaking(&clause.id);
    match (roots.is_empty(), others) {
        (true, 0) => {}
        (true, others) => item("broken by", &format!("{others} faults that break another clause first")),
        (false, 0) => item("broken by", &listed(roots.into_iter())),
        (false, others) => {
            item("broken by", &format!("{}; in consequence by {others} more", listed(roots.into_iter())));
        }
    }
    if let Some(need) = clause.needs {
        item("judged only if possible", need.reason());
    }
    if let Some(blind) = &clause.blind {
        item("blind", blind);
    }
    out
}

/// The faults whose root a clause is, and how many more break it.
fn breaking(clause: &str) -> (Vec<&'static str>, usize) {
    let (roots, others): (Vec<&Fault>, Vec<&Fault>) = faults()
        .iter()
        .filter(|fault| fault.clauses.contains(&clause))
        .partition(|fault| fault.clauses.first() == Some(&clause));
    (roots.into_iter().map(|fault| fault.id).collect(), others.len())
}

fn listed<'i>(ids: impl Iterator<Item = &'i str>) -> String {
    ids.map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}
