//! What is written can be read: suites made from models are accepted by the harness's loader.

use super::support;
use std::path::Path;

use batchspec_harness::contract::{Contract, SuiteText};
use batchspec_models::write::suite;
use batchspec_models::{Imported, errata, import};

fn mistakes(imported: &Imported) -> Vec<String> {
    let files = suite(imported);
    let text = SuiteText {
        suite_file: "suite.toml",
        suite: &files.suite,
        model_file: "model.json",
        model: &files.model,
    };
    let told = match Contract::load(&text) {
        Ok(_) => Vec::new(),
        Err(mistakes) => mistakes.to_string().lines().map(str::to_owned).collect(),
    };
    told.into_iter().map(|line| format!("{}: {line}", files.id)).collect()
}

fn all_mistakes(path: &Path) -> Vec<String> {
    let found = import(path, "*", &errata::known().expect("errata")).expect("models");
    assert!(!found.operations.is_empty());
    found.operations.iter().flat_map(mistakes).collect()
}

#[test]
fn suites_of_the_small_models_are_accepted() {
    let folder = support::folder();
    let wrong = all_mistakes(folder.path());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn suites_of_public_models_are_accepted() {
    let Some(data) = support::botocore() else { return };
    let wrong = all_mistakes(&data);
    assert!(
        wrong.is_empty(),
        "{} mistakes, the first:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(60)].join("\n")
    );
}
