//! A server under test that a command starts.

use std::collections::VecDeque;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use batchspec_harness::report::redacted_header;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;

/// What is kept of the server's output: the end of a stack trace.
const KEPT_LINES: usize = 20;

/// Half a second: reading what is in a pipe takes far less, even on a busy machine.
const READ_PATIENCE: Duration = Duration::from_millis(500);

/// A running command.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// The process group, which outlives a shell that leaves its server in the background.
    #[cfg(unix)]
    group: Option<u32>,
    output: Output,
    /// The readers of its output, which end with the last of its processes.
    readers: JoinSet<()>,
}

/// The last lines of what the command wrote.
#[derive(Debug, Clone, Default)]
struct Output(Arc<Mutex<VecDeque<String>>>);

impl Server {
    /// Starts `command` in a shell, with a process group of its own so that it can be stopped with all its children.
    pub(crate) fn start(command: &str) -> anyhow::Result<Self> {
        Self::spawn(command, None)
    }

    #[cfg(feature = "workshop")]
    /// The same, with the port to listen on in the variable `PORT`.
    pub(crate) fn start_on(command: &str, port: u16) -> anyhow::Result<Self> {
        Self::spawn(command, Some(port))
    }

    fn spawn(command: &str, port: Option<u16>) -> anyhow::Result<Self> {
        let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
        let mut shell_command = Command::new(shell);
        shell_command
            .args([flag, command])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        if let Some(port) = port {
            shell_command.env("PORT", port.to_string());
        }
        #[cfg(unix)]
        shell_command.process_group(0);
        let mut child = shell_command.spawn().with_context(|| format!("failed to start {command:?}"))?;
        let output = Output::default();
        let mut readers = JoinSet::new();
        readers.spawn(output.clone().follow(child.stdout.take()));
        readers.spawn(output.clone().follow(child.stderr.take()));
        Ok(Self {
            #[cfg(unix)]
            group: child.id(),
            child,
            output,
            readers,
        })
    }

    /// Waits until the command ends by itself.
    pub(crate) async fn ended(&mut self) -> std::io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// The end of what it wrote, indented; empty when it wrote nothing.
    pub(crate) async fn last_words(&mut self) -> String {
        // What an ended command wrote may still be on its way; one that runs on may be silent for ever.
        let all_read = async { while self.readers.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(READ_PATIENCE, all_read).await;
        let lines = self.output.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().map(|line| format!("\n  | {}", redacted_header("", line).escape_debug())).collect()
    }

    /// Stops the command and its children, and waits for them.
    pub(crate) async fn stop(mut self) {
        #[cfg(unix)]
        if let Some(id) = self.group {
            signal_group(id, "TERM").await;
            let all_ended = async {
                let _ = self.child.wait().await;
                while self.readers.join_next().await.is_some() {}
            };
            if tokio::time::timeout(STOP_GRACE, all_ended).await.is_err() {
                signal_group(id, "KILL").await;
            }
        }
        let _ = self.child.kill().await;
    }
}

/// The standard library cannot signal a process group; POSIX shells can.
#[cfg(unix)]
async fn signal_group(id: u32, signal: &str) {
    // Without the `--` that some of them take for a number.
    let kill = format!("kill -{signal} -{id}");
    let _ = Command::new("sh").args(["-c", &kill]).stderr(Stdio::null()).status().await;
}

/// Two seconds between the polite signal and the other one: servers close their sockets in less.
#[cfg(unix)]
const STOP_GRACE: Duration = Duration::from_secs(2);

impl Output {
    /// Reads on until the end, so that the command never blocks on a full pipe.
    async fn follow(self, stream: Option<impl AsyncRead + Unpin>) {
        let Some(stream) = stream else { return };
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).await.is_ok_and(|count| count > 0) {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() == KEPT_LINES {
                kept.pop_front();
            }
            kept.push_back(String::from_utf8_lossy(&line).trim_end().chars().take(400).collect());
            line.clear();
        }
    }
}
