//! The embedded reference servers.

use batchspec_fixtures::{ServeOptions, Server, serve};
use tokio::runtime::Runtime;

/// A reference server on a runtime of its own; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Reference {
    url: String,
    _server: Server,
    _runtime: Runtime,
}

impl Reference {
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
