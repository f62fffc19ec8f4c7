//! A run that is told what exists, as the guide "Embed in cargo test" shows it.

use batchspec_harness::{Run, Subjects, read_suite};
use batchspec_suites::INSPECTOR2;

#[test]
fn it_keeps_the_contract_for_what_it_was_seeded_with() -> Result<(), Box<dyn std::error::Error>> {
    let server = crate::my_server::start();
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?;
    let subjects = Subjects { present: vec!["123456789012".to_owned()], ..Subjects::default() };
    let run = Run::new(contract, server.url())?.subjects(&subjects).require_exercised(75.0);
    run.send_blocking().assert_conformant();
    Ok(())
}
