//! `batchspec compare`: what an older and a newer report say differently.

use batchspec_harness::report::{Breach, ChangedClause, Comparison, compare as compared, wrap};

use crate::args::{CompareArgs, Format, Worse};
use crate::output::{report_file, screen};

/// Compares two reports, and gives 1 when things got worse.
pub(crate) fn compare(args: &CompareArgs) -> anyhow::Result<u8> {
    let comparison = compared(&report_file::read(&args.old)?, &report_file::read(&args.new)?);
    let is_worse = args.fail_on.iter().any(|worse| match worse {
        Worse::Broken => comparison.has_broken(),
        Worse::Untested => !comparison.untested.is_empty(),
    });
    screen::show(&match args.format {
        Format::Text => to_text(&comparison, &args.fail_on),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&comparison)?),
    })?;
    Ok(u8::from(is_worse))
}

fn to_text(comparison: &Comparison, minded: &[Worse]) -> String {
    let mut out = String::new();
    section(&mut out, "Remarks", &comparison.remarks, Clone::clone);
    section(&mut out, "Newly broken", &comparison.broken, breach);
    section(&mut out, "Newly untested", &comparison.untested, |next| {
        format!("{}: {}", named(&next.id.suite, &next.id.clause), next.why)
    });
    section(&mut out, "Fixed", &comparison.fixed, breach);
    section(&mut out, "Newly tested", &comparison.tested, |id| named(&id.suite, &id.clause));
    section(&mut out, "Behaves otherwise where that is left open", &comparison.observations, |habit| {
        let answers = |answers: &[String]| match answers {
            [] => "not seen".to_owned(),
            answers => answers.join(" or "),
        };
        let id = named(&habit.id.suite, &habit.id.clause);
        format!("{id}: {}: was {}, is {}", habit.subject, answers(&habit.old), answers(&habit.new))
    });
    section(&mut out, "Other clauses", &comparison.clauses, changed);
    out.push_str(&verdict(comparison, minded));
    out.push('\n');
    out
}

/// What makes it worse, by number.
fn verdict(comparison: &Comparison, minded: &[Worse]) -> String {
    let broken = comparison.broken.iter().filter(|breach| breach.counts).count();
    let numbers =
        [(Worse::Broken, broken, "broken"), (Worse::Untested, comparison.untested.len(), "untested")];
    let worse: Vec<String> = numbers
        .into_iter()
        .filter(|(worse, number, _)| *number > 0 && minded.contains(worse))
        .map(|(_, number, what)| format!("{number} newly {what}"))
        .collect();
    if !worse.is_empty() {
        return format!("It got worse: {}. Exit code 1.", worse.join(", "));
    }
    let is_told = !comparison.broken.is_empty() || !comparison.untested.is_empty();
    let counts = if is_told { " that counts" } else { "" };
    format!("Nothing got worse{counts}. Exit code 0.")
}

fn section<T>(out: &mut String, title: &str, entries: &[T], line: impl Fn(&T) -> String) {
    if entries.is_empty() {
        return;
    }
    out.push_str(&format!("{title}\n"));
    for entry in entries {
        let text: String = line(entry)
            .chars()
            .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
            .collect();
        out.push_str(&format!("  {}\n", wrap(&text, 2, 4)));
    }
    out.push('\n');
}

fn breach(breach: &Breach) -> String {
    let aside = match (breach.waived, breach.counts) {
        (true, _) => " (waived)",
        (false, false) => " (warns only)",
        (false, true) => "",
    };
    let name = match breach.signature.as_str() {
        "" => String::new(),
        signature => format!("; signature {signature}"),
    };
    format!(
        "{} {}{aside}: expected {}, came {}{name}",
        breach.level.name(),
        named(&breach.id.suite, &breach.id.clause),
        breach.expected,
        breach.actual
    )
}

fn changed(change: &ChangedClause) -> String {
    let id = named(&change.id.suite, &change.id.clause);
    match (change.old, change.new) {
        (None, Some(level)) => format!("{id}: new, {}", level.name()),
        (Some(_), None) => format!("{id}: gone"),
        (old, new) => {
            let name =
                |level: Option<batchspec_harness::contract::Level>| level.map_or("-", |level| level.name());
            format!("{id}: was {}, is {}", name(old), name(new))
        }
    }
}

fn named(suite: &str, clause: &str) -> String {
    match clause.strip_prefix(suite) {
        Some(rest) if rest.starts_with('/') => clause.to_owned(),
        _ => format!("{clause} ({suite})"),
    }
}
