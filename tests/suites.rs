//! The suites as a user would embed them: one trial for each clause, against the embedded reference servers.
//!
//! `BATCHSPEC_TARGET`, as `URL` or `SUITE=URL`, sends them elsewhere; `BATCHSPEC_SEED`, `BATCHSPEC_CASES` and
//! `BATCHSPEC_STRICT` change how they are run.

#[path = "support/contracts.rs"]
mod contracts;
#[path = "support/reference.rs"]
mod reference;
#[path = "support/world.rs"]
mod world;

use std::process::ExitCode;

use batchspec_harness::run::{RunOptions, SuiteRun, target_from_env};
use batchspec_harness::{Run, libtest};

use contracts::contracts;
use reference::Reference;
use world::with_world;

fn main() -> ExitCode {
    let reference = Reference::start(Default::default());
    let runs = contracts().into_iter().filter_map(|contract| {
        let url = target_from_env(&contract.suite, reference.url())?;
        let suite = SuiteRun::at(contract, &url).expect("BATCHSPEC_TARGET");
        Some(if url == reference.url() { with_world(suite) } else { suite })
    });
    let run = Run::of(runs.collect(), RunOptions::default());
    libtest::main(run.with_environment().expect("the environment"))
}
