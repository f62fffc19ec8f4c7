//! What the test programs share: the suites, and the embedded reference servers.

use std::sync::Arc;

use batchspec_fixtures::{ServeOptions, Server, serve, world};
use batchspec_harness::contract::Contract;
use batchspec_harness::generate::{Subjects, Trigger};
use batchspec_harness::read_suite;
use batchspec_harness::run::SuiteRun;
use tokio::runtime::Runtime;

/// Every suite of this repository.
pub(crate) fn contracts() -> Vec<Arc<Contract>> {
    let read = |files: &batchspec_suites::SuiteFiles| read_suite(files.suite_toml, files.model_json);
    batchspec_suites::ALL.iter().map(|files| Arc::new(read(files).expect(files.id))).collect()
}

/// A reference server on a runtime of its own; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Reference {
    url: String,
    _server: Server,
    _runtime: Runtime,
}

impl Reference {
    /// Without dialect and fault.
    pub(crate) fn plain() -> Self {
        Self::start(ServeOptions::default())
    }

    /// As told.
    pub(crate) fn start(options: ServeOptions) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let server = runtime.block_on(serve(options)).expect("a free port");
        Self { url: server.url(), _server: server, _runtime: runtime }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// Tells a run what exists on the reference server and how to provoke errors there.
pub(crate) fn with_world(suite: SuiteRun) -> SuiteRun {
    let world = world(&suite.contract.suite);
    let owned = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect();
    let triggers = world.triggers.iter().map(|trigger| Trigger {
        error: trigger.error.to_owned(),
        header: Some((trigger.header.0.to_owned(), trigger.header.1.to_owned())),
        key: None,
        path: None,
    });
    let subjects =
        Subjects { present: owned(world.present), absent: owned(world.absent), denied: owned(world.denied) };
    suite.with_subjects(subjects).with_triggers(triggers.collect())
}
