//! One test, one run, in async code, as the guide "Embed in cargo test" shows it.

use batchspec_harness::{Run, read_suite};
use batchspec_suites::INSPECTOR2;

#[tokio::test]
async fn it_keeps_the_contract() -> Result<(), Box<dyn std::error::Error>> {
    let server = crate::my_server::spawn().await;
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?;
    let report = Run::new(contract, &server.url())?.send().await;
    report.assert_conformant();
    Ok(())
}
