//! Every format over every report: well-formed by its own rules, and of one mind about the verdict.

use batchspec_harness::report::{FORMATS, Report};

use super::{har, html, json, junit, markdown, ndjson, reports, sarif};

#[test]
fn every_format_holds_every_report() {
    for (name, report) in reports::all() {
        for format in FORMATS {
            let text = (format.written)(&report);
            let context = format!("{} of {name}", format.name);
            assert_legible(&text, &context);
            let check = match format.name {
                "text" => assert_ends_with_the_exit_code,
                "json" => json::assert_valid,
                "ndjson" => ndjson::assert_valid,
                "junit" => junit::assert_valid,
                "markdown" => markdown::assert_valid,
                "sarif" => sarif::assert_valid,
                "har" => har::assert_valid,
                "html" => html::assert_valid,
                other => panic!("nobody checks the format {other:?}: write what makes it valid"),
            };
            check(&text, &report, &context);
            assert_eq!(text, (format.written)(&report), "{context}: equal reports, equal bytes");
        }
    }
}

#[test]
fn names_of_formats_are_words_and_each_is_there_once() {
    let mut names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    assert!(names.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_lowercase())), "{names:?}");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), FORMATS.len());
}

/// Whatever a report is looked at with, nothing in it is a command to a terminal or hides itself.
fn assert_legible(text: &str, context: &str) {
    let is_odd = |character: &char| {
        (character.is_control() && !['\n', '\t'].contains(character))
            || "\u{202e}\u{200b}\u{feff}\u{2028}\u{e0041}".contains(*character)
    };
    let odd = text.chars().find(is_odd);
    assert_eq!(odd, None, "{context}");
    assert!(text.ends_with('\n'), "{context}: no end of line at the end");
}

fn assert_ends_with_the_exit_code(text: &str, report: &Report, context: &str) {
    let end = format!("Exit code {}.\n", report.exit_code());
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
    assert!(words(text).ends_with(&words(&end)), "{context}");
}
