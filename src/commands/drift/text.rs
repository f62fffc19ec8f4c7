//! What moved, as text for people.

use batchspec_harness::report::wrap;

use super::Drift;
use super::operations::{Moved, OperationDrift, State};
use super::speakers::Speaker;
use super::touched::{Agrees, Touched};

/// Clauses shown of one change: a structure that came has one for each of its places.
const MOST_CLAUSES: usize = 5;

/// The whole of it, its verdict last.
pub(super) fn of(drift: &Drift) -> String {
    let mut out = String::new();
    for operation in &drift.operations {
        show(&mut out, operation);
        out.push('\n');
    }
    for refused in &drift.refused {
        let why = |side: &Option<String>| side.clone().unwrap_or_else(|| "it could be read".to_owned());
        let (old, new) = (why(&refused.old), why(&refused.new));
        line(&mut out, 0, &format!("{} is left out: before, {old}; now, {new}", refused.service));
    }
    let Drift { compared, .. } = drift;
    let both = format!("{compared} {} in both", counted(*compared, "operation is", "operations are"));
    line(
        &mut out,
        0,
        &match drift.operations.len() {
            0 => format!("Nothing of what is promised moved; {both}. Exit code 0."),
            moved => {
                format!("{moved} {} moved; {both}. Exit code 1.", counted(moved, "operation", "operations"))
            }
        },
    );
    out
}

fn show(out: &mut String, drift: &OperationDrift) {
    let became = match drift.state {
        State::Came => " came",
        State::Gone => " is gone",
        State::NoBatch => " takes no batch any more",
        State::Moved => "",
    };
    line(out, 0, &format!("{} {}{became}", drift.service, drift.operation));
    if drift.state != State::Moved {
        drift.suites.iter().for_each(|suite| line(out, 2, &format!("the suite {suite} speaks of it")));
    }
    for moved in &drift.changes {
        line(out, 2, &told(moved));
        for clause in moved.clauses.iter().take(MOST_CLAUSES) {
            line(out, 4, &format!("touches {}", touched(clause)));
        }
        match moved.clauses.len().saturating_sub(MOST_CLAUSES) {
            0 => {}
            more => line(out, 4, &format!("touches {more} more (--format json has them)")),
        }
    }
    let mut speakers = |what: &str, speakers: &[Speaker]| {
        for Speaker { name, clause } in speakers {
            line(out, 2, &format!("{what} {name} speaks of {clause}"));
        }
    };
    speakers("the waiver at", &drift.waivers);
    speakers("the saved finding", &drift.findings);
}

fn told(moved: &Moved) -> String {
    let Moved { place, kind, old, new, .. } = moved;
    let what = format!("{place}, {kind}");
    match (*kind, old, new) {
        ("enum", Some(old), Some(new)) => format!("{what}: {}", values(old, new)),
        (_, Some(old), Some(new)) => format!("{what}: was {old}, is {new}"),
        (_, None, Some(new)) => format!("{what}: new, {new}"),
        (_, Some(old), None) => format!("{what}: gone, was {old}"),
        (_, None, None) => what,
    }
}

/// Values that came and that went; of those that stayed nothing is to be told.
fn values(old: &str, new: &str) -> String {
    let listed = |demand: &str| -> Vec<String> {
        demand.trim_start_matches("one of ").split(", ").map(str::to_owned).collect()
    };
    let (old, new) = (listed(old), listed(new));
    let only = |side: &[String], other: &[String]| -> Vec<String> {
        side.iter().filter(|value| !other.contains(value)).cloned().collect()
    };
    let parts = [("new", only(&new, &old)), ("gone", only(&old, &new))];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(word, values)| format!("{word} {}", values.join(", ")))
        .collect();
    if parts.is_empty() { "the same values in another order".to_owned() } else { parts.join("; ") }
}

fn touched(touched: &Touched) -> String {
    let Touched { suite, clause, level, agrees } = touched;
    let name = match clause.strip_prefix(suite.as_str()) {
        Some(rest) if rest.starts_with('/') => clause.clone(),
        _ => format!("{clause} ({suite})"),
    };
    let agrees = match agrees {
        None => "",
        Some(Agrees::Old) => "; the suite agrees with the older version",
        Some(Agrees::New) => "; the suite agrees with the newer version",
        Some(Agrees::Both) => "; the suite allows for both versions",
        Some(Agrees::Neither) => "; the suite agrees with neither version",
    };
    format!("{name}, {}{agrees}", level.name())
}

fn counted(number: usize, one: &'static str, many: &'static str) -> &'static str {
    if number == 1 { one } else { many }
}

/// A line, control characters escaped, since models are written by others.
fn line(out: &mut String, indent: usize, text: &str) {
    let text: String = text
        .chars()
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect();
    out.push_str(&format!("{}{}\n", " ".repeat(indent), wrap(&text, indent, indent + 2)));
}
