//! A run with waivers, as the guide "Embed in cargo test" shows it.

use batchspec_harness::{Run, read_suite};
use batchspec_suites::INSPECTOR2;

#[test]
fn it_breaks_only_what_is_known() -> Result<(), Box<dyn std::error::Error>> {
    let server = crate::my_server::start_faulty();
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?;
    let run = Run::new(contract, server.url())?.waive(&["tests/embedding/waivers.toml"])?;
    run.send_blocking().assert_conformant();
    Ok(())
}
