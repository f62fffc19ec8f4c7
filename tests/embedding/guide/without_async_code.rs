//! A run without async code, as the guide "Embed in cargo test" shows it.

use batchspec_harness::{Run, read_suite};
use batchspec_suites::INSPECTOR2;

#[test]
fn it_keeps_the_contract_when_asked_from_outside() -> Result<(), Box<dyn std::error::Error>> {
    let server = crate::my_server::start();
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?;
    Run::new(contract, server.url())?.send_blocking().assert_conformant();
    Ok(())
}
