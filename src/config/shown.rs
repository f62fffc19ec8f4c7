//! `batchspec config`: what is in force, and where each value comes from.

use batchspec_harness::report::{redacted_header, wrap};
use batchspec_harness::send::Target;
use serde_json::{Value, json};

use super::{Layer, in_force};
use crate::args::{ConfigArgs, Format};
use crate::config::catalogue::Catalogue;
use crate::options::{AnyOption as _, Given, table};
use crate::output::screen;

/// Where values come from that no source gives.
const DEFAULT: &str = "default";

/// One value in force.
struct Row {
    key: String,
    value: Value,
    from: String,
}

/// Shows what a run with these arguments would do.
pub(crate) fn show(args: &ConfigArgs) -> anyhow::Result<u8> {
    let typed = &args.run.values;
    let catalogue = Catalogue::of(typed)?;
    let rows = rows(&in_force(typed, &catalogue)?);
    screen::show(&match args.format {
        Format::Text => to_text(&rows),
        Format::Json => {
            let object = |row: &Row| json!({ "key": row.key, "value": row.value, "from": row.from });
            format!("{}\n", serde_json::to_string_pretty(&rows.iter().map(object).collect::<Vec<_>>())?)
        }
    })?;
    Ok(0)
}

fn rows(layer: &Layer) -> Vec<Row> {
    let mut rows = Vec::new();
    for option in table::ALL.iter().filter(|option| option.row().is_configurable()) {
        match option.row() {
            row if row.is_short() => {}
            row if row.name == table::TARGET.row().name => rows.extend(targets(row.name, layer)),
            row if row.name == table::HEADER.row().name => rows.extend(headers(layer)),
            row => {
                let found = layer.options.any(row);
                let value = option.shown(found.map(|found| &found.value));
                let from = found.map_or_else(|| DEFAULT.to_owned(), |found| found.origin.to_string());
                rows.push(Row { key: row.name.to_owned(), value, from });
            }
        }
    }
    for waiver in &layer.entries {
        let key = if waiver.flaky { "flaky" } else { "waiver" };
        rows.push(Row { key: key.to_owned(), value: json!(waiver.clause), from: waiver.place.clone() });
    }
    for (suite, subjects) in &layer.subjects {
        rows.push(given(&format!("subjects.{suite}"), subjects, |subjects| {
            json!({ "present": subjects.present, "absent": subjects.absent, "denied": subjects.denied })
        }));
    }
    for (suite, triggers) in &layer.triggers {
        rows.push(given(&format!("triggers.{suite}"), triggers, |triggers| {
            // How an error is provoked may hold a secret; that it is will do.
            json!(triggers.iter().map(|trigger| trigger.error.as_str()).collect::<Vec<_>>())
        }));
    }
    for (suite, inputs) in &layer.inputs {
        rows.push(given(&format!("inputs.{suite}"), inputs, |inputs| json!(inputs)));
    }
    rows
}

/// The target for all suites, and those for one.
fn targets(key: &str, layer: &Layer) -> Vec<Row> {
    let reference = if layer.targets.is_empty() { table::TARGET.shown(None) } else { Value::Null };
    let for_all = layer.target.as_ref().map_or_else(
        || Row { key: key.to_owned(), value: reference, from: DEFAULT.to_owned() },
        |url| given(key, url, |url| json!(without_secrets(url))),
    );
    let of_suite = |(suite, url): (&String, &Given<String>)| {
        given(&format!("targets.{suite}"), url, |url| json!(without_secrets(url)))
    };
    std::iter::once(for_all).chain(layer.targets.iter().map(of_suite)).collect()
}

fn headers(layer: &Layer) -> Vec<Row> {
    let shown = |header: &Given<(String, String)>| {
        let (name, value) = &header.value;
        given(&format!("headers.{name}"), header, |_| json!(redacted_header(name, value)))
    };
    layer.headers.iter().map(shown).collect()
}

fn given<T>(key: &str, found: &Given<T>, value: impl Fn(&T) -> Value) -> Row {
    Row { key: key.to_owned(), value: value(&found.value), from: found.origin.to_string() }
}

/// A URL as reports show it; one that is wrong is not shown, since nobody knows what it holds.
fn without_secrets(url: &str) -> String {
    Target::new(url).map_or_else(|error| format!("wrong: {error}"), |target| target.url())
}

fn to_text(rows: &[Row]) -> String {
    let value = |row: &Row| match &row.value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let width = |of: &dyn Fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or(0);
    let (keys, origins) = (width(&|row| row.key.chars().count()), width(&|row| row.from.chars().count()));
    let line = |row: &Row| {
        let head = format!("{:keys$}  {:origins$}  ", row.key, row.from);
        let at = head.chars().count();
        format!("{head}{}\n", wrap(&value(row), at, at))
    };
    rows.iter().map(line).collect()
}
