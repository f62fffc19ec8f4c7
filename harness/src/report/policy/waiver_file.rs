//! Files of waivers: read so that every mistake is told at once, with its line, and written for findings at hand.

use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::waivers::{Evidence, Waiver};
use crate::contract::{Contract, InputError, Level, TomlFile, TomlValue, glob, nearest};
use crate::report::finding::Finding;
use crate::report::formats::terminal::place_text;
use crate::report::model::Report;

/// What stands for a reason that nobody has given yet.
const NO_REASON: &str = "TODO";

/// The keys of an entry.
const KEYS: [&str; 6] = ["clause", "evidence", "follows", "reason", "link", "until"];

/// Reads the text of a file of waivers for findings of these suites.
///
/// # Errors
/// Every mistake in it, each with `file` and line.
pub fn parse_waivers(file: &str, text: &str, suites: &[Arc<Contract>]) -> Result<Vec<Waiver>, InputError> {
    TomlFile::read(file, text, |file, table: &DeTable<'_>| {
        let mut waivers = Vec::new();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "waiver" => waivers.extend(waiver_entries(file, value, false, suites)),
                "flaky" => waivers.extend(waiver_entries(file, value, true, suites)),
                _ => file.unknown(key, &["waiver", "flaky"]),
            }
        }
        waivers
    })
}

/// Reads the entries under `[[waiver]]`, or under `[[flaky]]`, of any file; mistakes are told to `file`.
pub fn waiver_entries(
    file: &mut TomlFile<'_>,
    value: &TomlValue<'_>,
    flaky: bool,
    suites: &[Arc<Contract>],
) -> Vec<Waiver> {
    match value.get_ref() {
        DeValue::Array(entries) => {
            entries.iter().filter_map(|entry| waiver(file, entry, flaky, suites)).collect()
        }
        _ => {
            let heading = if flaky { "[[flaky]]" } else { "[[waiver]]" };
            file.wrong_type(value, &format!("tables, each under {heading}"));
            Vec::new()
        }
    }
}

fn waiver(
    file: &mut TomlFile<'_>,
    entry: &TomlValue<'_>,
    flaky: bool,
    suites: &[Arc<Contract>],
) -> Option<Waiver> {
    let before = file.count();
    let (mut clause, mut evidence, mut reason, mut link, mut until) = (None, None, None, None, None);
    let mut follows = Vec::new();
    for (key, value) in file.table(entry) {
        match key.get_ref().as_ref() {
            "clause" => clause = file.string(value).map(|clause| (clause, value)),
            "evidence" => evidence = file.parsed(value, read_evidence).map(|evidence| (evidence, value)),
            "follows" => {
                follows = file.strings(value);
                if let Some(wrong) = follows.iter().find(|text| !is_signature(text)) {
                    file.wrong(&value.span(), format!("{wrong:?} is no signature: {SIGNATURE}"));
                }
            }
            "reason" => reason = file.parsed(value, read_reason),
            "link" => link = file.string(value),
            "until" => until = file.parsed(value, |text| text.parse().map_err(|what: &str| what.to_owned())),
            _ => file.unknown(key, &KEYS),
        }
    }
    if let Some((clause, value)) = &clause {
        let by_signature = matches!(evidence, Some((Evidence::Signature(_), _)));
        if let Err(what) = check_clause(clause, by_signature, suites) {
            file.wrong(&value.span(), what);
        }
    }
    if let (Some((clause, _)), Some((Evidence::Any, value))) = (&clause, &evidence)
        && clause.contains('*')
    {
        file.wrong(
            &value.span(),
            "evidence \"any\" excuses all findings of a clause: then name that clause exactly",
        );
    }
    if file.count() > before {
        return None;
    }
    for (is_missing, what) in [
        (clause.is_none(), "a waiver has a `clause`"),
        (evidence.is_none(), "a waiver has `evidence`: the signature that the finding is shown with"),
        (reason.is_none(), "a waiver has a `reason`: why the finding may stay"),
    ] {
        if is_missing {
            file.wrong(&entry.span(), what);
        }
    }
    let place = file.place(&entry.span());
    Some(Waiver {
        clause: clause?.0,
        evidence: evidence?.0,
        follows,
        reason: reason?,
        link,
        until,
        flaky,
        place,
    })
}

/// What a signature is, for those who wrote something else.
const SIGNATURE: &str = "write the 16 hexadecimal digits that the finding is shown with";

fn is_signature(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn read_evidence(text: &str) -> Result<Evidence, String> {
    match text {
        "any" => Ok(Evidence::Any),
        text if is_signature(text) => Ok(Evidence::Signature(text.to_owned())),
        // A status alone would excuse every fault that has it.
        _ => Err(SIGNATURE.to_owned()),
    }
}

fn read_reason(text: &str) -> Result<String, String> {
    let reason = text.trim();
    let is_open = reason.get(..NO_REASON.len()).is_some_and(|start| start.eq_ignore_ascii_case(NO_REASON));
    if reason.is_empty() || is_open {
        return Err("the reason is still to be given: say why the finding may stay".to_owned());
    }
    Ok(reason.to_owned())
}

/// A clause that is misspelled, that is never judged, or of which nobody can tell the suite.
fn check_clause(pattern: &str, by_signature: bool, suites: &[Arc<Contract>]) -> Result<(), String> {
    let qualified = |suite: &Contract, id: &str| format!("{}/{id}", suite.suite);
    let clauses =
        || suites.iter().flat_map(|suite| suite.clauses.iter().map(move |(_, clause)| (suite, clause)));
    let named: Vec<_> = clauses()
        .filter(|(suite, clause)| glob(pattern, &clause.id) || glob(pattern, &qualified(suite, &clause.id)))
        .collect();
    if named.is_empty() {
        let ids: Vec<String> =
            clauses().flat_map(|(suite, clause)| [clause.id.clone(), qualified(suite, &clause.id)]).collect();
        let nearest = nearest(pattern, ids.iter().map(String::as_str));
        return Err(format!("{pattern:?} matches no clause; did you mean {nearest:?}?"));
    }
    if named.iter().all(|(_, clause)| clause.level == Level::Note) {
        return Err(format!("{pattern:?} is a note, which is never judged and needs no waiver"));
    }
    if by_signature && !pattern.contains('*') && named.len() > 1 {
        let all: Vec<String> = named.iter().map(|(suite, clause)| qualified(suite, &clause.id)).collect();
        return Err(format!(
            "several suites have {pattern:?}, and the evidence is of one of them: write {}",
            all.join(" or ")
        ));
    }
    Ok(())
}

/// The findings that break the run, as the text of a file of waivers whose reasons are still to be given.
#[must_use]
pub fn waivers_to_fill_in(report: &Report) -> String {
    let mut text = String::from("# Each reason is to be filled in before this file is read.\n");
    for finding in report.breaking() {
        text.push('\n');
        text.push_str(&written(finding));
    }
    text
}

fn written(finding: &Finding) -> String {
    let heading = if finding.reproduction.is_steady() { "waiver" } else { "flaky" };
    let id = &finding.clause.id;
    let clause = match id.strip_prefix(&finding.suite) {
        Some(rest) if rest.starts_with('/') => id.clone(),
        _ => format!("{}/{id}", finding.suite),
    };
    let mut out = format!("# {}\n", what_came(finding));
    for consequence in &finding.consequences {
        out.push_str(&format!("# {} follows: {}\n", consequence.signature, what_came(consequence)));
    }
    out.push_str(&format!("[[{heading}]]\nclause = \"{clause}\"\nevidence = \"{}\"\n", finding.signature));
    if !finding.consequences.is_empty() {
        let follows: Vec<String> =
            finding.consequences.iter().map(|next| format!("\"{}\"", next.signature)).collect();
        out.push_str(&format!("follows = [{}]\n", follows.join(", ")));
    }
    out.push_str(&format!("reason = \"{NO_REASON}\"\n"));
    out
}

/// What a reason is to be given for, as the report tells it.
fn what_came(finding: &Finding) -> String {
    let Finding { suite, level, clause, expected, actual, .. } = finding;
    let place = finding.place.as_ref().map(|place| place_text(place, finding.exchanges.len()));
    let place = place.map_or_else(String::new, |place| format!("; at {place}"));
    one_line(&format!("{suite} {} {}: expected {expected}; came {actual}{place}", level.name(), clause.id))
}

/// A comment ends with its line, and may not hold control characters.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::SuiteText;

    fn read(text: &str) -> Result<Vec<Waiver>, Vec<String>> {
        let suites: Vec<_> = ["inspector2", "marketplace"].into_iter().map(suite).collect();
        parse_waivers("waivers.toml", text, &suites)
            .map_err(|mistakes| mistakes.0.iter().map(ToString::to_string).collect())
    }

    fn suite(id: &str) -> Arc<Contract> {
        let files = batchspec_suites::ALL.iter().find(|files| files.id == id).expect("such a suite");
        let (suite, model) = (files.suite_toml, files.model_json);
        let text = SuiteText { suite_file: "suite.toml", suite, model_file: "model.json", model };
        Arc::new(Contract::load(&text).expect("a good suite"))
    }

    #[test]
    fn an_entry_is_read_with_its_place() {
        let text = "\n[[waiver]]\nclause = \"inspector2/batch/complete\"\nevidence = \"0123456789abcdef\"\n\
                    reason = \"known\"\nuntil = \"2027-01-31\"\n[[flaky]]\nclause = \"batch/repeat-stable\"\n\
                    evidence = \"any\"\nreason = \"cache\"\n";
        let waivers = read(text).expect("waivers");
        assert_eq!(waivers.len(), 2);
        let flaky = waivers.iter().find(|waiver| waiver.flaky).expect("a flaky one");
        assert_eq!((flaky.place.as_str(), &flaky.evidence), ("waivers.toml:7", &Evidence::Any));
    }

    #[test]
    fn all_mistakes_are_told_with_their_lines() {
        let text = "[[waiver]]\nclause = \"batch/complet\"\nevidence = \"500\"\nreason = \" \"\nuntil = \"2025-02-30\"\n\
                    [[waiver]]\nclause = \"batch/*\"\nevidence = \"any\"\nreason = \"todo: ask\"\n\
                    [[waiver]]\nclause = \"batch/complete\"\nevidence = \"0123456789abcdef\"\nreason = \"x\"\n\
                    [[waiver]]\nclause = \"batch/order\"\nevidence = \"any\"\nreason = \"x\"\n\
                    [[waiver]]\nresaon = \"x\"\n[[waiver]]\nclause = \"batch/exclusive\"\n";
        let told = read(text).expect_err("mistakes");
        let lines: Vec<&str> = told.iter().filter_map(|line| line.split(": ").nth(1)).collect();
        let wanted: Vec<String> =
            [2, 3, 4, 5, 8, 9, 11, 15, 19, 20, 20].iter().map(|line| format!("line {line}")).collect();
        assert_eq!(lines, wanted, "{told:#?}");
    }
}
