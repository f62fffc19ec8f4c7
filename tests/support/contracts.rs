//! The suites of this repository, read.

use std::sync::Arc;

use batchspec_harness::contract::Contract;
use batchspec_harness::read_suite;

/// Every suite of this repository.
pub(crate) fn contracts() -> Vec<Arc<Contract>> {
    let read = |files: &batchspec_suites::SuiteFiles| read_suite(files.suite_toml, files.model_json);
    batchspec_suites::ALL.iter().map(|files| Arc::new(read(files).expect(files.id))).collect()
}
