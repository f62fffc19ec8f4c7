//! The service against the documentation: one test with the known mistake excused, and one without.

use std::error::Error;

use batchspec_harness::{Run, read_suite};
use batchspec_suites::INSPECTOR2;
use tokio::net::TcpListener;

/// A run against the service, which answers on a free port for as long as the test lasts.
async fn run() -> Result<Run, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, trial_service::service()).into_future());
    Ok(Run::new(read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?, &url)?)
}

#[tokio::test]
async fn it_breaks_nothing_but_what_is_waived() -> Result<(), Box<dyn Error>> {
    let report = run().await?.waive(&["waivers.toml"])?.send().await;
    report.assert_conformant();
    Ok(())
}

#[tokio::test]
async fn without_the_waiver_the_mistake_is_found() -> Result<(), Box<dyn Error>> {
    let report = run().await?.send().await;
    let broken: Vec<&str> = report.breaking().map(|finding| finding.clause.id.as_str()).collect();
    assert_eq!(broken, ["inspector2/request/account-ids-max"]);
    assert_eq!(report.exit_code(), 1);
    Ok(())
}
