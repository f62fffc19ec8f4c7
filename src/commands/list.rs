//! `batchspec list`: what there is to test, before anything is sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use batchspec_fixtures::{Dialect, Fault, world};
use batchspec_harness::contract::{Contract, Expectation, Level};
use batchspec_harness::generate::{Plan, PlanOptions};
use batchspec_harness::judge::CHECKS;
use batchspec_harness::report::FORMATS;
use batchspec_harness::run::{RULES, RunOptions};
use serde_json::{Value, json};

use crate::args::{Format, ListArgs, Topic};
use crate::config::catalogue::{Catalogue, subjects_of, triggers_of};
use crate::exit_codes::EXIT_CODES;
use crate::output::screen;
use crate::workshop::{faults, mutants};

/// A table: the names of its columns, which are the keys of its JSON form, and its rows.
struct Table {
    columns: &'static [&'static str],
    rows: Vec<Vec<Value>>,
}

/// Shows a table.
pub(crate) fn list(args: &ListArgs) -> anyhow::Result<u8> {
    let catalogue = Catalogue::of(&args.suites.values)?;
    let suites = catalogue.selected(args.suite.as_deref())?;
    let table = match args.topic {
        Topic::Suites => suite_table(&suites),
        Topic::Clauses => clause_table(&suites, |_| true),
        Topic::Observations => clause_table(&suites, |level| level == Level::Note),
        Topic::Checks => check_table(),
        Topic::Faults => fault_table(&suites, faults()),
        Topic::Mutants => fault_table(&suites, mutants()),
        Topic::Dialects => freedom_table(),
        Topic::Cases => case_table(&suites),
        Topic::Rules => rule_table(),
        Topic::Formats => format_table(),
        Topic::ExitCodes => exit_code_table(),
    };
    screen::show(&match args.format {
        Format::Text => table.to_text(),
        Format::Json => table.to_json()?,
    })?;
    Ok(0)
}

fn suite_table(suites: &[&Arc<Contract>]) -> Table {
    let row = |suite: &&Arc<Contract>| {
        let binding = &suite.binding;
        vec![
            json!(suite.suite),
            json!(suite.version),
            json!(suite.clauses.len()),
            json!(format!("{} {}", binding.method, binding.path)),
            json!(suite.title),
        ]
    };
    Table {
        columns: &["suite", "version", "clauses", "request", "title"],
        rows: suites.iter().map(row).collect(),
    }
}

fn clause_table(suites: &[&Arc<Contract>], is_wanted: impl Fn(Level) -> bool) -> Table {
    // The clauses of the protocol and of batches belong to every suite and are shown once.
    let mut ids: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for (_, clause) in suites.iter().flat_map(|suite| suite.clauses.iter()) {
        if is_wanted(clause.level) && !ids.contains(&clause.id.as_str()) {
            ids.push(&clause.id);
            rows.push(vec![
                json!(clause.id),
                json!(clause.level.name()),
                json!(clause.number),
                json!(clause.sentence),
            ]);
        }
    }
    Table { columns: &["clause", "level", "number", "sentence"], rows }
}

fn check_table() -> Table {
    let row = |check: &&dyn batchspec_harness::judge::Check| {
        vec![json!(check.id()), json!(check.about()), json!(check.blind())]
    };
    Table { columns: &["check", "judges", "cannot see"], rows: CHECKS.iter().map(row).collect() }
}

fn fault_table(suites: &[&Arc<Contract>], faults: &[Fault]) -> Table {
    let is_wanted = |fault: &&Fault| suites.iter().any(|suite| suite.suite == fault.suite);
    let row = |fault: &Fault| {
        vec![
            json!(fault.id),
            json!(fault.suite),
            json!(fault.clauses.first().copied().unwrap_or("(allowed)")),
            json!(fault.summary),
        ]
    };
    Table {
        columns: &["fault", "suite", "clause", "summary"],
        rows: faults.iter().filter(is_wanted).map(row).collect(),
    }
}

fn freedom_table() -> Table {
    let row = |freedom: &batchspec_fixtures::Freedom| vec![json!(freedom.id), json!(freedom.summary)];
    Table { columns: &["dialect", "summary"], rows: Dialect::freedoms().iter().map(row).collect() }
}

fn rule_table() -> Table {
    let row = |rule: &batchspec_harness::run::Rule| vec![json!(rule.id), json!(rule.about)];
    Table { columns: &["rule", "says"], rows: RULES.iter().map(row).collect() }
}

fn format_table() -> Table {
    let row = |format: &batchspec_harness::report::Format| vec![json!(format.name), json!(format.about)];
    Table { columns: &["format", "for"], rows: FORMATS.iter().map(row).collect() }
}

fn exit_code_table() -> Table {
    let row = |(code, meaning): &(u8, &str)| vec![json!(code), json!(meaning)];
    Table { columns: &["code", "meaning"], rows: EXIT_CODES.iter().map(row).collect() }
}

/// Cases by family and by the clause that their requests are made to break, as a run of the reference would have them.
fn case_table(suites: &[&Arc<Contract>]) -> Table {
    let mut rows = Vec::new();
    for suite in suites {
        let world = world(&suite.suite);
        let options = PlanOptions {
            seed: 0,
            random_cases: RunOptions::default().random_cases,
            subjects: subjects_of(&world),
            triggers: triggers_of(&world),
            credentials: Vec::new(),
            is_relayed: false,
            is_slow: false,
        };
        let plan = Plan::new(suite, &options);
        let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for case in (0..plan.len()).filter_map(|index| plan.case(index)) {
            let clause = case.steps.iter().find_map(|step| match &step.expectation {
                Expectation::Refuse(refusal) => Some(suite.clauses.get(refusal.clause).id.as_str()),
                _ => None,
            });
            *counts.entry((case.origin.family, clause.unwrap_or("(valid or open)"))).or_default() += 1;
        }
        let total: u64 = counts.values().sum();
        rows.extend(counts.into_iter().map(|((family, clause), count)| {
            vec![json!(suite.suite), json!(family), json!(count), json!(clause)]
        }));
        rows.push(vec![json!(suite.suite), json!("total"), json!(total), json!("")]);
    }
    Table { columns: &["suite", "family", "cases", "refused by"], rows }
}

impl Table {
    /// One line a row, columns aligned, the last one as long as it is.
    fn to_text(&self) -> String {
        let cell = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|column| {
                let cells = self
                    .rows
                    .iter()
                    .map(|row| row.get(column).map_or(0, |value| cell(value).chars().count()));
                cells.chain([self.columns[column].len()]).max().unwrap_or(0)
            })
            .collect();
        let line = |cells: Vec<(String, bool)>| {
            let padded = cells.into_iter().zip(&widths).map(|((text, is_number), &width)| {
                if is_number { format!("{text:>width$}") } else { format!("{text:width$}") }
            });
            format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
        };
        let mut out = line(self.columns.iter().map(|&name| (name.to_owned(), false)).collect());
        for row in &self.rows {
            out.push_str(&line(row.iter().map(|value| (cell(value), value.is_number())).collect()));
        }
        out
    }

    /// A list of objects.
    fn to_json(&self) -> anyhow::Result<String> {
        let object = |row: &Vec<Value>| -> Value {
            self.columns.iter().map(|&name| name.to_owned()).zip(row.iter().cloned()).collect()
        };
        let objects: Vec<Value> = self.rows.iter().map(object).collect();
        Ok(format!("{}\n", serde_json::to_string_pretty(&objects)?))
    }
}
