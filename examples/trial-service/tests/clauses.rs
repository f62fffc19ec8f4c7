//! The same as one test for each clause: what is waived is shown as ignored, with the reason.

use std::error::Error;
use std::process::ExitCode;

use batchspec_harness::{Run, libtest, read_suite};
use batchspec_suites::INSPECTOR2;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // Kept until the end, since the service runs on it.
    let runtime = Runtime::new()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let url = format!("http://{}", listener.local_addr()?);
    runtime.spawn(axum::serve(listener, trial_service::service()).into_future());
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json)?;
    Ok(libtest::main(Run::new(contract, &url)?.waive(&["waivers.toml"])?))
}
