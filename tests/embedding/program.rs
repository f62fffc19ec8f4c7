//! The test program that the manual shows, word by word.
#![expect(dead_code, reason = "compiled, so that the manual is right; tests/suites.rs is the one that runs")]

use batchspec_harness::{Run, libtest, read_suite};
use batchspec_suites::INSPECTOR2;

fn main() -> std::process::ExitCode {
    let contract = read_suite(INSPECTOR2.suite_toml, INSPECTOR2.model_json).expect("a good suite");
    libtest::main(Run::new(contract, "http://127.0.0.1:8080").expect("a good URL"))
}
