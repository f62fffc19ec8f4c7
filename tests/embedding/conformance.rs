//! The embedding that the README shows, word by word.

use batchspec_harness::{Run, read_suite};
use batchspec_suites::INSPECTOR2;

#[test]
fn it_keeps_what_the_documentation_promises() -> Result<(), Box<dyn std::error::Error>> {
    let server = crate::my_server::start();
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?;
    Run::new(contract, server.url())?.send_blocking().assert_conformant();
    Ok(())
}
