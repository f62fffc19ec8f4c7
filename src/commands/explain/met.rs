//! What reports name beside clauses: suites, cases and the families that they are of, findings.

use anyhow::Context as _;
use batchspec_harness::contract::{Contract, Level};
use batchspec_harness::generate::family;

use super::entry::Entry;
use crate::config::catalogue::Catalogue;
use crate::output::saved;

/// The suite (also by its operation or path), the case or its family, and the saved finding of this name.
///
/// # Errors
/// When a finding is named that is not saved here, or cannot be read.
pub(crate) fn about(catalogue: &Catalogue, id: &str) -> anyhow::Result<Vec<Entry>> {
    let found = [about_suite(catalogue, id), about_case(catalogue, id), about_finding(catalogue, id)?];
    Ok(found.into_iter().flatten().collect())
}

fn about_suite(catalogue: &Catalogue, id: &str) -> Option<Entry> {
    let names = |suite: &Contract| {
        [&suite.suite, &suite.operation, &suite.binding.path].map(String::as_str).contains(&id)
    };
    let suite = catalogue.all().iter().find(|suite| names(suite))?;
    let (binding, id) = (&suite.binding, &suite.suite);
    let notes = suite.clauses.iter().filter(|(_, clause)| clause.level == Level::Note).count();
    let judged = suite.clauses.len() - notes;
    let entry = Entry::new("suite", id, &suite.title)
        .line("version", &suite.version)
        .line("operation", &suite.operation)
        .line("request", &format!("{} {}", binding.method, binding.path))
        .line("clauses", &format!("{judged} judged, {notes} observed: batchspec list clauses {id}"));
    Some(entry.line("test", &format!("batchspec run {id} --target URL")))
}

/// A family alone, or a case as findings name it: suite, family, what it tries, number.
fn about_case(catalogue: &Catalogue, id: &str) -> Option<Entry> {
    if let Some((name, about)) = family(id) {
        return Some(Entry::new("family", name, about));
    }
    let (first, rest) = id.split_once('/')?;
    let suite = catalogue.all().iter().find(|suite| suite.suite == first);
    let (name, tried) = if suite.is_some() { rest.split_once('/')? } else { (first, rest) };
    let (name, about) = family(name)?;
    let shrunk =
        tried.contains("/shrunk").then_some("its requests were made smaller, as far as they still show it");
    let entry = Entry::new("case", id, about).line("suite", suite.map_or("", |suite| &suite.suite));
    Some(entry.line("family", name).line("shrunk", shrunk.unwrap_or_default()))
}

fn about_finding(catalogue: &Catalogue, id: &str) -> anyhow::Result<Option<Entry>> {
    if !saved::is_signature(id) {
        return Ok(None);
    }
    let path = saved::path_of(id);
    let finding = saved::read(&path).with_context(|| {
        format!("{id} is a signature, and `batchspec run` saves findings in the folder where it runs")
    })?;
    let clauses = catalogue.all().iter().filter(|suite| suite.suite == finding.suite);
    let clause = clauses
        .filter_map(|suite| suite.clauses.find(&finding.clause).map(|at| suite.clauses.get(at)))
        .next();
    let entry = Entry::new("finding", id, clause.map_or("", |clause| &clause.sentence))
        .line("clause", &format!("{} ({})", finding.clause, finding.suite))
        .line("level", finding.level.name())
        .line("target", &finding.target)
        .line("file", &path.display().to_string());
    Ok(Some(entry.line("replay", &format!("batchspec replay {id}"))))
}
