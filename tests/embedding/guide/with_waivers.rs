//! A run with waivers, as the guide "Embed in cargo test" shows it.

use std::sync::Arc;

use batchspec_harness::{check, read_suite, read_waivers, today};
use batchspec_suites::INSPECTOR2;

#[test]
fn it_breaks_only_what_is_known() -> Result<(), Box<dyn std::error::Error>> {
    let server = crate::my_server::start_faulty();
    let contract = Arc::new(read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?);
    let waivers = read_waivers(&["tests/embedding/waivers.toml"], std::slice::from_ref(&contract))?;
    let mut report = check(contract, server.url())?;
    report.waive(&waivers, today());
    report.assert_conformant();
    Ok(())
}
