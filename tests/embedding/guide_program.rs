//! The test program that the guide "Embed in cargo test" shows, word by word.
#![expect(dead_code, reason = "compiled, so that the guide is right; trials.rs runs such trials")]

use std::process::ExitCode;

use batchspec_harness::{Run, libtest, read_suite};
use batchspec_suites::INSPECTOR2;

fn main() -> ExitCode {
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json).expect("a good suite");
    let run = Run::new(contract, "http://127.0.0.1:8080").expect("a good URL");
    libtest::main(run.waive(&["waivers.toml"]).expect("good waivers"))
}
