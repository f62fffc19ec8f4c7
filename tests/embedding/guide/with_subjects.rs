//! A run that is told what exists, as the guide "Embed in cargo test" shows it.

use batchspec_harness::generate::Subjects;
use batchspec_harness::read_suite;
use batchspec_harness::run::{RunOptions, SuiteRun, run_blocking};
use batchspec_suites::INSPECTOR2;

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
