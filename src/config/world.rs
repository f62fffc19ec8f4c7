//! A world on the target, made by a command before the run: what it prints says what exists.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use batchspec_harness::generate::settled;
use batchspec_harness::report::redacted_header;
use batchspec_harness::run::SuiteRun;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;

use super::catalogue::Catalogue;
use super::file::ConfigFile;
use crate::output::screen;

/// A command that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(300);
/// What is read of its output; what it prints beyond is left unread.
const MOST_BYTES: u64 = 4 << 20;
/// Lines of its complaints that are shown.
const SHOWN_LINES: usize = 20;
/// Credentials that are nobody's, for tools that will not start without any.
const PLACEHOLDERS: [(&str, &str); 4] = [
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ("AWS_REGION", "us-east-1"),
    ("AWS_DEFAULT_REGION", "us-east-1"),
];

/// Runs `command` and puts what it says of the world into the suites.
///
/// # Errors
/// A command that cannot be started, fails or hangs, with its last words; output that is no such TOML.
pub(crate) async fn make(
    command: &str,
    suites: &mut [SuiteRun],
    catalogue: &Catalogue,
) -> anyhow::Result<()> {
    let Some(url) = suites.first().map(|suite| suite.target.url()) else { return Ok(()) };
    let printed = tokio::time::timeout(LONGEST, output(command, &url)).await;
    let Ok(printed) = printed else {
        bail!("the command of --setup did not end within {} s", LONGEST.as_secs())
    };
    let read = ConfigFile::parse_world("the output of --setup", &printed?, catalogue);
    let (mut layer, strangers) = read.map_err(super::told)?;
    if !strangers.is_empty() {
        screen::tell(&format!("--setup speaks of {}, which nothing here tests", strangers.join(", ")));
    }
    for suite in suites {
        let id = suite.contract.suite.clone();
        if let Some(subjects) = layer.subjects.remove(&id) {
            suite.subjects.present.extend(subjects.value.present);
            suite.subjects.absent.extend(subjects.value.absent);
            suite.subjects.denied.extend(subjects.value.denied);
        }
        if let Some(inputs) = layer.inputs.remove(&id) {
            match suite.contract.changed(move |contract| settled(contract, &inputs.value)) {
                Ok(contract) => suite.contract = contract,
                Err(wrong) => bail!("[inputs.{id}] of --setup: {}", wrong.join("; ")),
            }
        }
    }
    Ok(())
}

/// What the command prints.
async fn output(command: &str, url: &str) -> anyhow::Result<String> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut started = Command::new(shell);
    started.args([flag, command]).env("BATCHSPEC_TARGET", url).env("AWS_ENDPOINT_URL", url);
    for (name, value) in PLACEHOLDERS {
        if std::env::var_os(name).is_none() {
            started.env(name, value);
        }
    }
    started.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = started.spawn().with_context(|| format!("failed to start {command:?}"))?;
    let (printed, complaints, status) =
        tokio::join!(read(child.stdout.take()), read(child.stderr.take()), child.wait());
    let status = status.context("failed to wait for the command of --setup")?;
    if !status.success() {
        let all = format!("{printed}{complaints}");
        let lines: Vec<&str> = all.lines().collect();
        let last = lines.iter().skip(lines.len().saturating_sub(SHOWN_LINES));
        let shown: String =
            last.map(|line| format!("\n  | {}", redacted_header("", line).escape_debug())).collect();
        bail!("the command of --setup failed ({status}){shown}");
    }
    Ok(printed)
}

async fn read(stream: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        // A pipe that breaks ends what was said.
        let _ = (&mut stream).take(MOST_BYTES).read_to_end(&mut bytes).await;
        // A command blocks on a pipe that nobody empties.
        let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
