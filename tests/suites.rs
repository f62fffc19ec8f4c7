//! The suites as a user would embed them: one trial for each clause, against the embedded reference servers.
//!
//! `BATCHSPEC_TARGET`, as `URL` or `SUITE=URL`, sends them elsewhere; `BATCHSPEC_SEED`, `BATCHSPEC_CASES` and
//! `BATCHSPEC_STRICT` change how they are run.

#[path = "support/mod.rs"]
mod support;

use std::process::ExitCode;

use batchspec_harness::libtest;
use batchspec_harness::run::{RunOptions, SuiteRun, target_from_env};

fn main() -> ExitCode {
    let options = RunOptions::from_env().expect("the environment");
    let reference = support::Reference::plain();
    let suites = support::contracts().into_iter().filter_map(|contract| {
        let url = target_from_env(&contract.suite, reference.url())?;
        let suite = SuiteRun::at(contract, &url).expect("BATCHSPEC_TARGET");
        Some(if url == reference.url() { support::with_world(suite) } else { suite })
    });
    libtest::main(suites.collect(), &options)
}
