//! `batchspec explain`: what anything that has an id is, from the registers.

mod entry;
mod met;

use anyhow::bail;
use batchspec_fixtures::{Dialect, Fault};
use batchspec_harness::contract::{Clause, Contract, Level, near};
use batchspec_harness::generate::FAMILIES;
use batchspec_harness::judge::{CHECKS, Check};
use batchspec_harness::report::FORMATS;
use batchspec_harness::run::{RULES, passes};

use crate::args::{ExplainArgs, Format};
use crate::config::catalogue::Catalogue;
use crate::exit_codes::EXIT_CODES;
use crate::output::screen;
use crate::workshop::{fault, faults, mutants};
use entry::Entry;

/// Explains a clause by its id or number, and whatever else has an id: a suite, a check, a fault, a case, a saved finding.
pub(crate) fn explain(args: &ExplainArgs) -> anyhow::Result<u8> {
    let catalogue = Catalogue::of(&args.suites.values)?;
    let id = args.id.as_str();
    let mut entries = [about_clauses(&catalogue, id), about_others(&catalogue, id)].concat();
    entries.extend(met::about(&catalogue, id)?);
    if entries.is_empty() {
        bail!(unknown(&catalogue, id));
    }
    screen::show(&match args.format {
        Format::Text => entries.iter().map(Entry::to_text).collect::<Vec<_>>().join("\n"),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&entries)?),
    })?;
    Ok(0)
}

/// What is said where nothing has this id.
fn unknown(catalogue: &Catalogue, id: &str) -> String {
    let suites = || catalogue.all().iter();
    let clauses = suites().flat_map(|suite| suite.clauses.iter().map(|(_, clause)| clause.id.as_str()));
    let ids = clauses
        .chain(suites().map(|suite| suite.suite.as_str()))
        .chain(faults().iter().chain(mutants()).map(|fault| fault.id))
        .chain(CHECKS.iter().map(|check| check.id()))
        .chain(Dialect::freedoms().iter().map(|freedom| freedom.id))
        .chain(FAMILIES.iter().map(|(family, _)| *family))
        .chain(FORMATS.iter().map(|format| format.name))
        .chain(RULES.iter().map(|rule| rule.id))
        .chain(passes().map(|[name, ..]| name));
    match near(id, ids) {
        Some(near) => {
            format!(
                "nothing is called {id:?}; did you mean {near:?}? (`batchspec list clauses` shows all clauses)"
            )
        }
        None => format!(
            "nothing is called {id:?}: `batchspec list clauses` shows all clauses, and `batchspec list --help` what else \
             has an id"
        ),
    }
}

fn about_clauses(catalogue: &Catalogue, id: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for suite in catalogue.all() {
        // Files of waivers name the suite of a shared clause as well.
        let of_suite = id.strip_prefix(&suite.suite).and_then(|rest| rest.strip_prefix('/'));
        let is_meant = |clause: &Clause| {
            [Some(id), of_suite].contains(&Some(clause.id.as_str()))
                || clause.number.split(' ').any(|number| number == id)
        };
        for (_, clause) in suite.clauses.iter().filter(|(_, clause)| is_meant(clause)) {
            // A shared clause reads the same in every suite, unless it covers other places there.
            let entry = about_clause(suite, clause);
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
    }
    entries
}

fn about_others(catalogue: &Catalogue, id: &str) -> Vec<Entry> {
    let check = CHECKS.iter().find(|check| check.id() == id).map(|check| about_check(catalogue, *check));
    let freedom = Dialect::freedoms().iter().find(|freedom| freedom.id == id).map(|freedom| {
        Entry::new("dialect", freedom.id, freedom.summary)
            .line("serve", &format!("batchspec serve --dialect {}", freedom.id))
    });
    let format = FORMATS.iter().find(|format| format.name == id).map(|format| {
        Entry::new("format", format.name, format.about)
            .line("write", &format!("batchspec run --report {}=PATH", format.name))
    });
    let code = EXIT_CODES.iter().find(|(code, _)| code.to_string() == id);
    let code = code.map(|(code, meaning)| Entry::new("exit code", &code.to_string(), meaning));
    let rule = RULES.iter().find(|rule| rule.id == id);
    let rule = rule.map(|rule| Entry::new("rule", rule.id, rule.about).line("needed by", rule.needed_by));
    let pass = passes().find(|[name, ..]| *name == id);
    let pass = pass.map(|[name, about, asks]| Entry::new("pass", name, about).line("asks", asks));
    [fault(id).map(about_fault), check, freedom, format, code, rule, pass].into_iter().flatten().collect()
}

fn about_clause(suite: &Contract, clause: &Clause) -> Entry {
    let parts = [&clause.source.document, &clause.source.section];
    let source: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect();
    let breaks = |fault: &&Fault| fault.clauses.first() == Some(&clause.id.as_str());
    let judges = checks(suite, clause).flat_map(|check| {
        [format!("{}: {}", check.id(), check.about()), format!("It cannot see: {}", check.blind())]
    });
    let kind = if clause.level == Level::Note { "observation" } else { "clause" };
    Entry::new(kind, &clause.id, &clause.sentence)
        .line("level", &format!("{}, {}", clause.level.name(), basis(&clause.basis)))
        .line("number", &clause.number)
        .lines("source", [source.join(", "), clause.source.url.clone().unwrap_or_default()])
        .lines("covers", constraints(suite, clause))
        .line("blind", clause.blind.as_deref().unwrap_or_default())
        .line("needs", clause.needs.map_or("", |need| need.reason()))
        .lines("judged by", judges)
        .lines(
            "broken by",
            faults().iter().filter(breaks).map(|fault| format!("{}: {}", fault.id, fault.summary)),
        )
}

fn about_check(catalogue: &Catalogue, check: &dyn Check) -> Entry {
    let mut ids: Vec<String> = Vec::new();
    for suite in catalogue.all() {
        let judged = check.clauses(suite).into_iter().map(|clause| suite.clauses.get(clause).id.clone());
        ids.extend(judged);
    }
    ids.sort();
    ids.dedup();
    Entry::new("check", check.id(), check.about()).line("blind", check.blind()).lines("judges", ids)
}

fn about_fault(fault: &Fault) -> Entry {
    let root = fault.clauses.first().copied().unwrap_or_default();
    let others = fault.clauses.iter().skip(1).map(|clause| (*clause).to_owned());
    Entry::new("fault", fault.id, fault.summary)
        .line("suite", fault.suite)
        .line("allowed", fault.allowed.unwrap_or_default())
        .line("breaks", root)
        .lines("and so", others)
        .line("serve", &format!("batchspec serve --fault {}", fault.id))
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
