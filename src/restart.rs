//! Starts the server of `--exec` anew, for findings that depend on what was sent before.

use std::sync::Arc;
use std::time::Duration;

use batchspec_harness::run::{Restart, Restarted};
use batchspec_harness::send::{Target, reachable};
use tokio::sync::Mutex;

use crate::exec::Server;

/// The command that runs, which may be another one after each start.
pub(crate) type Running = Arc<Mutex<Option<Server>>>;

/// How long a server may take to start again, at least.
const PATIENCE: Duration = Duration::from_secs(10);

/// The command of `--exec`, and where its server listens.
#[derive(Debug)]
pub(crate) struct ByCommand {
    command: String,
    running: Running,
    targets: Vec<Arc<Target>>,
    wait: Duration,
}

impl ByCommand {
    /// A command whose server was waited for so long at first.
    pub(crate) fn new(command: &str, running: &Running, targets: Vec<Arc<Target>>, wait: Duration) -> Self {
        let wait = wait.max(PATIENCE);
        Self { command: command.to_owned(), running: Arc::clone(running), targets, wait }
    }
}

impl Restart for ByCommand {
    fn restart(&self) -> Restarted<'_> {
        Box::pin(async move {
            let mut running = self.running.lock().await;
            if let Some(old) = running.take() {
                old.stop().await;
            }
            let Ok(server) = Server::start(&self.command) else { return false };
            *running = Some(server);
            for target in &self.targets {
                if reachable(target, self.wait).await.is_err() {
                    return false;
                }
            }
            true
        })
    }
}
