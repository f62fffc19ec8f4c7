//! The service against the documentation: one test with the known mistake excused, and one without.

use std::error::Error;
use std::sync::Arc;

use batchspec_harness::contract::Contract;
use batchspec_harness::report::{Palette, Report, brief};
use batchspec_harness::run::{RunOptions, Stop, SuiteRun, run};
use batchspec_harness::{read_suite, read_waivers, today};
use batchspec_suites::INSPECTOR2;
use tokio::net::TcpListener;

/// What a run says of the service, which answers on a free port for as long as the test lasts.
async fn judged(contract: Arc<Contract>) -> Result<Report, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, trial_service::service()).into_future());
    let suite = SuiteRun::at(contract, &url)?;
    Ok(run(&[suite], &RunOptions::default(), &|_| {}, &Stop::default()).await)
}

fn inspector() -> Result<Arc<Contract>, Box<dyn Error>> {
    Ok(Arc::new(read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?))
}

#[tokio::test]
async fn it_breaks_nothing_but_what_is_waived() -> Result<(), Box<dyn Error>> {
    let contract = inspector()?;
    let waivers = read_waivers(&["waivers.toml"], std::slice::from_ref(&contract))?;
    let mut report = judged(contract).await?;
    report.waive(&waivers, today());
    println!("{}", brief(&report, Palette::PLAIN));
    report.assert_conformant();
    Ok(())
}

#[tokio::test]
async fn without_the_waiver_the_mistake_is_found() -> Result<(), Box<dyn Error>> {
    let report = judged(inspector()?).await?;
    let broken: Vec<&str> = report.breaking().map(|finding| finding.clause.id.as_str()).collect();
    assert_eq!(broken, ["inspector2/request/account-ids-max"]);
    assert_eq!(report.exit_code(), 1);
    Ok(())
}
