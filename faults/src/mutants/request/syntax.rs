//! Every laxity of a JSON reader, in both APIs.

use crate::mutants::mutant::{ExpectedVerdict, kept, mutant};
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite;
use batchspec_fixtures::alteration::Alteration;
use batchspec_fixtures::json::{Encoding, Json, Reading, read};
use batchspec_fixtures::reference::settings::Settings;

const MALFORMED: &str = "protocol/malformed-json-rejected";
const LENIENT: &str = "protocol/lenient-grammar";
const HARMLESS: &str = "protocol/harmless-variation-accepted";

/// A laxity, or a severity: its name, the clause that it breaks, how it is set.
type Reader = (&'static str, &'static str, fn(&mut Settings));

const READINGS: [Reader; 18] = [
    ("comments", MALFORMED, |settings| settings.reading.lax.comments = true),
    ("trailing-commas", MALFORMED, |settings| settings.reading.lax.trailing_commas = true),
    ("missing-commas", MALFORMED, |settings| settings.reading.lax.missing_commas = true),
    ("single-quotes", MALFORMED, |settings| settings.reading.lax.single_quotes = true),
    ("bare-names", MALFORMED, |settings| settings.reading.lax.bare_names = true),
    ("form-feeds", MALFORMED, |settings| settings.reading.lax.form_feeds = true),
    ("control-characters", MALFORMED, |settings| settings.reading.lax.control_characters = true),
    ("leading-zeros", LENIENT, |settings| settings.reading.lax.leading_zeros = true),
    ("prefix", MALFORMED, |settings| settings.reading.lax.prefix = true),
    ("rest", MALFORMED, |settings| settings.reading.lax.rest = true),
    ("unclosed", MALFORMED, |settings| settings.reading.lax.unclosed = true),
    ("no-numbers", LENIENT, |settings| settings.reading.lax.no_numbers = true),
    ("unknown-escapes", LENIENT, |settings| settings.reading.lax.unknown_escapes = true),
    ("invalid-utf-8", "protocol/invalid-utf8-rejected", |settings| {
        settings.reading.encoding = Encoding::Replaced
    }),
    ("raw-names", HARMLESS, |settings| settings.reading.lax.raw_names = true),
    ("raw-escapes", HARMLESS, |settings| settings.reading.lax.raw_escapes = true),
    ("blanks-only", HARMLESS, |settings| settings.reading.lax.blanks_only = true),
    ("names-without-case", "", |settings| settings.checks.same_name = str::eq_ignore_ascii_case),
];

/// A body that is no object, taken for one.
type Coerce = [fn(&Json) -> Option<Json>; 2];

fn listed(name: &str, value: &Json) -> Option<Json> {
    if let Json::List(_) = value { Some(Json::object([(name, value.clone())])) } else { None }
}

fn within(value: &Json) -> Option<Json> {
    read(value.as_text()?.as_bytes(), &Reading::default()).ok()
}

const BODIES: [(&str, &str, Coerce); 3] = [
    (
        "list-as-body",
        "A list in place of the body is the list in it.",
        [|value| listed("accountIds", value), |value| listed("EntityRequestList", value)],
    ),
    (
        "one-element-list-as-body",
        "A list of one in place of the body is the body.",
        [
            |value| if let Json::List(held) = value { held.first().cloned() } else { None },
            |value| if let Json::List(held) = value { held.first().cloned() } else { None },
        ],
    ),
    ("text-as-body", "A string in place of the body is read again.", [within, within]),
];

pub(super) fn mutants() -> Vec<Fault> {
    let mut made = Vec::new();
    for suite in Suite::ALL {
        for (name, clause, set) in READINGS {
            let expected_verdict = match (name, suite) {
                ("names-without-case", Suite::Inspector2) => {
                    ExpectedVerdict::Breaks("inspector2/request/account-ids-required", &[])
                }
                ("names-without-case", Suite::Marketplace) => ExpectedVerdict::Breaks(
                    "marketplace/request/entity-list-required",
                    &["marketplace/request/entity-members-required"],
                ),
                ("raw-escapes", Suite::Inspector2) => {
                    ExpectedVerdict::Breaks(clause, &["batch/key-echo-exact", "protocol/success-status"])
                }
                _ => ExpectedVerdict::Breaks(clause, &["protocol/success-status"]),
            };
            let alteration = Alteration::Settings(kept(Box::new(set)));
            let id = format!("reading/{}/{name}", suite.id());
            let summary = format!("The reader of JSON knows its own rule for {}.", name.replace('-', " "));
            made.extend(mutant(suite, id, summary, expected_verdict, alteration));
        }
        for (name, words, coerce) in BODIES {
            let coerce = coerce[usize::from(suite == Suite::Marketplace)];
            let expected_verdict = ExpectedVerdict::Breaks("protocol/non-object-body-rejected", &[]);
            let alteration =
                Alteration::Settings(kept(Box::new(move |settings| settings.checks.coerce_body = coerce)));
            let id = format!("reading/{}/{name}", suite.id());
            made.extend(mutant(suite, id, words.to_owned(), expected_verdict, alteration));
        }
    }
    made
}
