//! One line on the terminal that says how far the run is. Where there is no terminal, nothing is written.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use batchspec_harness::run::Event;

/// Back to the first column, and everything right of it gone.
const CLEAR: &str = "\r\u{1b}[K";

/// The line.
#[derive(Debug)]
pub(crate) struct Progress {
    is_live: bool,
    is_written: AtomicBool,
}

impl Progress {
    /// A line on standard error, if people read both it and standard output there.
    pub(crate) fn new(is_wanted: bool) -> Self {
        let is_live = is_wanted && std::io::stderr().is_terminal() && std::io::stdout().is_terminal();
        Self { is_live, is_written: AtomicBool::new(false) }
    }

    /// Shows what happened.
    pub(crate) fn show(&self, event: &Event) {
        match event {
            Event::SuiteStarted { suite, planned } => self.write(&format!("{suite}  0 of {planned} cases")),
            Event::Progress { suite, judged, planned, broken } => {
                self.write(&format!("{suite}  {judged} of {planned} cases, broken clauses: {broken}"));
            }
            _ => {}
        }
    }

    /// Replaces the line.
    pub(crate) fn write(&self, line: &str) {
        if self.is_live {
            self.is_written.store(true, Ordering::Relaxed);
            // A lost line of progress is not worth a word.
            let mut err = std::io::stderr().lock();
            let _ = write!(err, "{CLEAR}{line}").and_then(|()| err.flush());
        }
    }

    /// Takes the line away.
    pub(crate) fn clear(&self) {
        if self.is_written.swap(false, Ordering::Relaxed) {
            let _ = write!(std::io::stderr().lock(), "{CLEAR}");
        }
    }
}
