//! One line on the terminal that says how far the run is. Where there is no terminal, nothing is written.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use batchspec_harness::run::Event;

/// Back to the first column, and everything right of it gone.
const CLEAR: &str = "\r\u{1b}[K";

/// The line.
#[derive(Debug)]
pub(crate) struct Progress {
    is_live: bool,
    is_written: AtomicBool,
    /// Of a scan: how far its operations are.
    operations: Option<Mutex<Operations>>,
}

/// How far the operations of a scan are.
#[derive(Debug, Default)]
struct Operations {
    all: usize,
    done: usize,
    unserved: usize,
    broken: u64,
    /// Those that are tested now, each with its share in per cent and the clauses that it broke.
    current: BTreeMap<String, (u64, u64)>,
}

/// Columns of a terminal that has not many.
const COLUMNS: usize = 100;

impl Progress {
    /// A line on standard error, if people read both it and standard output there.
    pub(crate) fn new(is_wanted: bool) -> Self {
        let is_live = is_wanted && std::io::stderr().is_terminal() && std::io::stdout().is_terminal();
        Self { is_live, is_written: AtomicBool::new(false), operations: None }
    }

    /// The same about so many operations, of which several are tested at a time.
    pub(crate) fn of_operations(self, all: usize) -> Self {
        Self { operations: Some(Mutex::new(Operations { all, ..Operations::default() })), ..self }
    }

    /// Shows what happened.
    pub(crate) fn show(&self, event: &Event) {
        if let Some(operations) = &self.operations {
            let mut operations = operations.lock().unwrap_or_else(PoisonError::into_inner);
            if operations.happened(event) {
                self.write(&operations.line());
            }
            return;
        }
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

impl Operations {
    /// Takes note of what happened; whether that is worth a new line.
    fn happened(&mut self, event: &Event) -> bool {
        match event {
            Event::SuiteStarted { suite, .. } => {
                self.current.insert(suite.clone(), (0, 0));
            }
            Event::Progress { suite, judged, planned, broken } => {
                self.current.insert(suite.clone(), (judged * 100 / (*planned).max(1), *broken));
            }
            Event::SuiteEnded { suite } => {
                self.broken += self.current.remove(suite).map_or(0, |(_, broken)| broken);
                self.done += 1;
            }
            Event::SuiteUnserved { .. } => {
                self.done += 1;
                self.unserved += 1;
            }
            _ => return false,
        }
        true
    }

    fn line(&self) -> String {
        let Self { all, done, unserved, current, .. } = self;
        let broken = self.broken + current.values().map(|(_, broken)| broken).sum::<u64>();
        let mut line = format!("{done} of {all} operations, {unserved} not served, broken clauses: {broken}");
        for (index, (suite, (share, _))) in current.iter().enumerate() {
            let next = format!("{} {suite} {share} %", if index == 0 { ";" } else { "," });
            if line.chars().count() + next.chars().count() > COLUMNS {
                line.push_str(" ...");
                break;
            }
            line.push_str(&next);
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use batchspec_harness::run::Event;

    use super::{COLUMNS, Operations};

    #[test]
    fn the_line_of_a_scan_names_what_is_tested_and_counts_what_was() {
        let mut operations = Operations { all: 9, ..Operations::default() };
        let of = |name: &str| format!("a-service-{name}");
        let started = |name: &str| Event::SuiteStarted { suite: of(name), planned: 200 };
        assert!(operations.happened(&started("one")));
        operations.happened(&started("two"));
        operations.happened(&Event::Progress { suite: of("two"), judged: 50, planned: 200, broken: 3 });
        operations.happened(&Event::SuiteUnserved { suite: of("three") });
        assert_eq!(
            operations.line(),
            "1 of 9 operations, 1 not served, broken clauses: 3; a-service-one 0 %, a-service-two 25 %"
        );
        operations.happened(&Event::SuiteEnded { suite: of("two") });
        assert_eq!(
            operations.line(),
            "2 of 9 operations, 1 not served, broken clauses: 3; a-service-one 0 %"
        );
        for name in 'a'..='z' {
            operations.happened(&started(&name.to_string()));
        }
        assert!(operations.line().chars().count() <= COLUMNS + 4, "{}", operations.line());
    }
}
