//! Everything that a run sends, kept as a HAR: entries go to a file of their own as they come, and into the recording in
//! the order of the plan when the run is over, so that memory holds their places only.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, anyhow};
use batchspec_harness::report::RECORDING_END;
use batchspec_harness::run::{ExchangeObserver, RecordedRun, RecordedSuite, RunPhase, SentCase};

use crate::output::new_file;

/// A recording in the making.
#[derive(Debug)]
pub(crate) struct Recorder {
    path: PathBuf,
    /// Whether account ids are kept as stand-ins.
    masks_accounts: bool,
    /// Where entries are until the run is over.
    entries: PathBuf,
    // Answers come on several threads.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// `None` when the recording is written, or nothing more can be.
    to: Option<BufWriter<File>>,
    end: u64,
    cases: Vec<Recorded>,
    suites: Vec<RecordedSuite>,
    failure: Option<io::Error>,
}

/// Where the entries of one case are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Recorded {
    suite: usize,
    place: RunPhase,
    begin: u64,
    length: u64,
}

impl Recorder {
    /// Makes a file beside `path`, so that a bad path costs nothing; `path` itself stays as it is until the end.
    pub(crate) fn open(path: &Path, masks_accounts: bool) -> anyhow::Result<Arc<Self>> {
        new_file::check(path, "the recording")?;
        let entries = beside(path, ".entries");
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&entries);
        let file = file.map_err(|error| {
            new_file::cannot(
                &format!("failed to open {} for the recording", entries.display()),
                &entries,
                error,
            )
        })?;
        let state = State {
            to: Some(BufWriter::new(file)),
            end: 0,
            cases: Vec::new(),
            suites: Vec::new(),
            failure: None,
        };
        Ok(Arc::new(Self { path: path.to_owned(), masks_accounts, entries, state: Mutex::new(state) }))
    }

    /// Writes the recording of all that was sent so far; what is sent later is not in it.
    pub(crate) fn finish(&self, seed: u64) -> anyhow::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let lost = || format!("failed to write the recording to {}", self.path.display());
        if let Some(failure) = state.failure.take() {
            return Err(anyhow!(failure).context(lost()));
        }
        let Some(from) = state.to.take() else { return Ok(()) };
        let whole = beside(&self.path, ".part");
        let head = RecordedRun { seed, suites: state.suites.clone() }.head(self.masks_accounts);
        let written = write(&whole, from, &head, &mut state);
        // Here as well, since lanes that hang may keep this from being dropped.
        let _ = fs::remove_file(&self.entries);
        written.and_then(|()| fs::rename(&whole, &self.path)).with_context(lost)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        // What cannot be removed does no harm.
        let _ = fs::remove_file(&self.entries);
    }
}

impl ExchangeObserver for Recorder {
    fn planned(&self, suite: &RecordedSuite) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.suites.iter_mut().find(|known| known.suite == suite.suite) {
            Some(known) => known.clone_from(suite),
            None => state.suites.push(suite.clone()),
        }
    }

    fn sent(&self, sent: &SentCase<'_>) {
        let text = sent.entries(now_ms(), self.masks_accounts).join(",\n");
        if text.is_empty() {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let suite = state.suites.iter().position(|suite| suite.suite == sent.contract.suite);
        let Some(to) = &mut state.to else { return };
        match to.write_all(text.as_bytes()) {
            Ok(()) => {
                let (begin, length) = (state.end, text.len() as u64);
                state.end += length;
                state.cases.push(Recorded { suite: suite.unwrap_or(0), place: sent.place, begin, length });
            }
            Err(error) => {
                state.failure = Some(error);
                state.to = None;
            }
        }
    }
}

/// Writes head, entries in their order, and end.
fn write(whole: &Path, from: BufWriter<File>, head: &str, state: &mut State) -> io::Result<()> {
    let mut from = from.into_inner().map_err(io::IntoInnerError::into_error)?;
    let mut to = BufWriter::new(File::create(whole)?);
    to.write_all(head.as_bytes())?;
    state.cases.sort_unstable();
    let mut text = Vec::new();
    for (number, case) in state.cases.iter().enumerate() {
        text.clear();
        from.seek(SeekFrom::Start(case.begin))?;
        (&mut from).take(case.length).read_to_end(&mut text)?;
        if number > 0 {
            to.write_all(b",\n")?;
        }
        to.write_all(&text)?;
    }
    to.write_all(RECORDING_END.as_bytes())?;
    to.flush()
}

/// A path in the same folder.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(ending);
    PathBuf::from(name)
}

/// Now, in milliseconds since the beginning of 1970.
fn now_ms() -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "a recording says when each exchange was, and judges nothing by it"
    )]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
