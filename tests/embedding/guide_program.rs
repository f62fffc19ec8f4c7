//! The test program that the guide "Embed in cargo test" shows, word by word.
#![expect(dead_code, reason = "compiled, so that the guide is right; trials.rs runs such trials")]

use std::process::ExitCode;

use batchspec_harness::run::{RunOptions, SuiteRun};
use batchspec_harness::{libtest, read_suite, read_waivers, today};
use batchspec_suites::INSPECTOR2;

fn main() -> ExitCode {
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json).expect("a good suite");
    let suite = SuiteRun::at(contract, "http://127.0.0.1:8080").expect("a good URL");
    let waivers =
        read_waivers(&["waivers.toml"], std::slice::from_ref(&suite.contract)).expect("good waivers");
    libtest::main_with(vec![suite], &RunOptions::default(), move |report| report.waive(&waivers, today()))
}
