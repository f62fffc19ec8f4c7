//! `batchspec explain`: what a clause promises, where it is written, how it is tested, what the tests cannot see.

use anyhow::bail;
use batchspec_fixtures::{Fault, fault, faults, mutants};
use batchspec_harness::contract::{Clause, Contract, nearest};
use batchspec_harness::judge::{CHECKS, Check};
use batchspec_harness::report::wrap;

use crate::args::ExplainArgs;
use crate::catalogue::Catalogue;
use crate::screen;

/// Explains a clause by its id or number, or a fault by its id.
pub(crate) fn explain(args: &ExplainArgs) -> anyhow::Result<u8> {
    let catalogue = Catalogue::load()?;
    let id = args.id.as_str();
    let is_meant = |clause: &Clause| clause.id == id || clause.number.split(' ').any(|number| number == id);
    let mut texts: Vec<String> = Vec::new();
    for suite in catalogue.all() {
        for (_, clause) in suite.clauses.iter().filter(|(_, clause)| is_meant(clause)) {
            // A shared clause reads the same in every suite, unless it covers other places there.
            let text = about_clause(suite, clause);
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    texts.extend(fault(id).map(about_fault));
    if texts.is_empty() {
        let ids = catalogue
            .all()
            .iter()
            .flat_map(|suite| suite.clauses.iter().map(|(_, clause)| clause.id.as_str()));
        let ids = ids.chain(faults().iter().chain(mutants()).map(|fault| fault.id));
        bail!(
            "nothing is called {id:?}; did you mean {:?}? (`batchspec list clauses` shows all)",
            nearest(id, ids)
        );
    }
    screen::show(&texts.join("\n"))?;
    Ok(0)
}

fn about_clause(suite: &Contract, clause: &Clause) -> String {
    let mut out = format!("{}\n", clause.id);
    paragraph(&mut out, &clause.sentence);
    line(&mut out, "level", &format!("{}, {}", clause.level.name(), basis(&clause.basis)));
    line(&mut out, "number", &clause.number);
    let parts = [&clause.source.document, &clause.source.section];
    let source: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect();
    line(&mut out, "source", &source.join(", "));
    line(&mut out, "", clause.source.url.as_deref().unwrap_or_default());
    for (index, constraint) in constraints(suite, clause).into_iter().enumerate() {
        line(&mut out, if index == 0 { "covers" } else { "" }, &constraint);
    }
    line(&mut out, "blind", clause.blind.as_deref().unwrap_or_default());
    line(&mut out, "needs", clause.needs.map_or("", |need| need.reason()));
    for (index, check) in checks(suite, clause).enumerate() {
        line(
            &mut out,
            if index == 0 { "judged by" } else { "" },
            &format!("{}: {}", check.id(), check.about()),
        );
        line(&mut out, "", &format!("It cannot see: {}", check.blind()));
    }
    let breaks = |fault: &&Fault| fault.clauses.first() == Some(&clause.id.as_str());
    for (index, fault) in faults().iter().filter(breaks).enumerate() {
        line(
            &mut out,
            if index == 0 { "broken by" } else { "" },
            &format!("{}: {}", fault.id, fault.summary),
        );
    }
    out
}

fn about_fault(fault: &Fault) -> String {
    let mut out = format!("{}\n", fault.id);
    paragraph(&mut out, fault.summary);
    line(&mut out, "suite", fault.suite);
    line(&mut out, "allowed", fault.allowed.unwrap_or_default());
    for (index, clause) in fault.clauses.iter().enumerate() {
        let label = match index {
            0 => "breaks",
            1 => "and so",
            _ => "",
        };
        line(&mut out, label, clause);
    }
    line(&mut out, "serve", &format!("batchspec serve --fault {}", fault.id));
    out
}

/// What a clause covers, in the words of the model.
fn constraints(suite: &Contract, clause: &Clause) -> Vec<String> {
    let is_covered = |index: Option<_>| index.is_some_and(|index| suite.clauses.get(index).id == clause.id);
    suite
        .constraints
        .iter()
        .filter(|constraint| is_covered(constraint.clause))
        .map(|constraint| format!("{constraint} ({})", constraint.demand))
        .collect()
}

/// The checks that can decide a clause.
fn checks(suite: &Contract, clause: &Clause) -> impl Iterator<Item = &'static dyn Check> {
    let reference = suite.clauses.find(&clause.id);
    let decides =
        move |check: &&'static dyn Check| reference.is_some_and(|own| check.clauses(suite).contains(&own));
    CHECKS.iter().copied().filter(decides)
}

/// The class of evidence, spelled out.
fn basis(code: &str) -> String {
    let words = match code {
        "DOC" => "documented",
        "PROTO" => "demanded by the protocol",
        "PROTO-S" => "recommended by the protocol",
        "INF" => "inferred",
        "UNDOC" => "not documented",
        "MODEL" => "derived from the model",
        other => return other.to_owned(),
    };
    format!("{words} ({code})")
}

/// Where the text behind the labels begins.
const TEXT: usize = 12;

/// A labelled line; nothing when there is nothing to say.
fn line(out: &mut String, label: &str, text: &str) {
    if !text.is_empty() {
        out.push_str(&format!("  {label:<9} {}\n", wrap(text, TEXT, TEXT)));
    }
}

/// A paragraph without a label.
fn paragraph(out: &mut String, text: &str) {
    out.push_str(&format!("\n  {}\n\n", wrap(text, 2, 2)));
}
