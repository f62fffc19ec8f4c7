//! The tests that the guide "Embed in cargo test" shows, word by word.

use std::sync::Arc;

use batchspec_harness::generate::Subjects;
use batchspec_harness::run::run_blocking;

use batchspec_harness::run::{RunOptions, Stop, SuiteRun, run};
use batchspec_harness::{read_suite, read_waivers, today};
use batchspec_suites::INSPECTOR2;

#[tokio::test]
async fn it_keeps_the_contract() -> Result<(), Box<dyn std::error::Error>> {
    let server = crate::my_server::spawn().await;
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?;
    let suite = SuiteRun::at(contract, &server.url())?;
    let report = run(&[suite], &RunOptions::default(), &|_| {}, &Stop::default()).await;
    report.assert_conformant();
    Ok(())
}

#[test]
fn it_keeps_the_contract_when_asked_from_outside() -> Result<(), Box<dyn std::error::Error>> {
    let server = crate::my_server::start();
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?;
    batchspec_harness::check(contract, server.url())?.assert_conformant();
    Ok(())
}

#[test]
fn it_keeps_the_contract_for_what_it_was_seeded_with() -> Result<(), Box<dyn std::error::Error>> {
    let server = crate::my_server::start();
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?;
    let subjects = Subjects { present: vec!["123456789012".to_owned()], ..Subjects::default() };
    let suite = SuiteRun::at(contract, server.url())?.with_subjects(subjects);
    let mut report = run_blocking(&[suite], &RunOptions::default());
    report.terms.require_exercised = Some(75.0);
    report.assert_conformant();
    Ok(())
}

#[test]
fn it_breaks_only_what_is_known() -> Result<(), Box<dyn std::error::Error>> {
    let server = crate::my_server::start_faulty();
    let contract = Arc::new(read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?);
    let waivers = read_waivers(&["tests/embedding/waivers.toml"], std::slice::from_ref(&contract))?;
    let mut report = batchspec_harness::check(contract, server.url())?;
    report.waive(&waivers, today());
    report.assert_conformant();
    Ok(())
}
