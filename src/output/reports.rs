//! Reports in files and on standard output: which were asked for, opened before the run, written during it or after it.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{anyhow, bail};
use batchspec_harness::contract::nearest;
use batchspec_harness::report::{FORMAT, FORMATS, Format, Happening, Report, Tool, to_markdown};
use batchspec_harness::run::Event;

use crate::output::{new_file, screen};

/// The path that stands for standard output.
const OUTPUT: &str = "-";

/// The variable by which GitHub Actions names the file of a step's summary.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// All reports of a run.
#[derive(Debug)]
pub(crate) struct Reports {
    outlets: Vec<Outlet>,
    /// The summary of the CI step, which nobody asked for by a word.
    summary: Option<PathBuf>,
}

/// One report, and where it goes.
struct Outlet {
    format: &'static Format,
    path: String,
    // Events come from wherever the run is.
    state: Mutex<State>,
}

struct State {
    to: Box<dyn Write + Send>,
    /// What went wrong first; nothing is written after that.
    failure: Option<io::Error>,
}

impl fmt::Debug for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outlet").field("format", &self.format.name).field("path", &self.path).finish()
    }
}

/// Refuses what is named as `FORMAT=PATH` and cannot be written, before any work is done and without opening it.
pub(crate) fn check(named: &[String]) -> anyhow::Result<()> {
    for text in named {
        let (_, name, path) = parsed(text)?;
        if name != OUTPUT {
            new_file::check(&path, "the report")?;
        }
    }
    Ok(())
}

impl Reports {
    /// Opens what is named as `FORMAT=PATH`, so that a bad path costs nothing.
    ///
    /// # Errors
    /// When a format is unknown, a path is named twice or cannot be opened. Nothing is opened before all is understood.
    pub(crate) fn open(named: &[String]) -> anyhow::Result<Self> {
        let wanted = named.iter().map(|text| parsed(text)).collect::<anyhow::Result<Vec<_>>>()?;
        for (index, (_, name, path)) in wanted.iter().enumerate() {
            if wanted[..index].iter().any(|(_, _, other)| other == path) {
                return Err(twice(name));
            }
        }
        let summary = std::env::var_os(STEP_SUMMARY).filter(|path| !path.is_empty()).map(PathBuf::from);
        let mut is_summary_asked_for = false;
        let mut outlets = Vec::new();
        let mut files: Vec<PathBuf> = Vec::new();
        for (format, name, path) in wanted {
            if name == OUTPUT {
                outlets.push(Outlet::new(format, name, Box::new(io::stdout())));
                continue;
            }
            // Other steps write to the summary as well.
            let is_summary = summary.as_deref().is_some_and(|summary| is_same(summary, &path));
            let file = if is_summary { append(&path) } else { File::create(&path) };
            let file = file.map_err(|error| {
                new_file::cannot(&format!("failed to open {name} for the report"), &path, error)
            })?;
            // Now that it is there, whatever it is called.
            is_summary_asked_for |= format.name == "markdown"
                && summary.as_deref().is_some_and(|summary| is_same(summary, &path));
            let whole = path.canonicalize().unwrap_or(path);
            if files.contains(&whole) {
                return Err(twice(&name));
            }
            files.push(whole);
            outlets.push(Outlet::new(format, name, Box::new(file)));
        }
        Ok(Self { outlets, summary: summary.filter(|_| !is_summary_asked_for) })
    }

    /// Whether standard output is taken by a report.
    pub(crate) fn takes_output(&self) -> bool {
        self.outlets.iter().any(|outlet| outlet.path == OUTPUT)
    }

    /// Tells the formats that watch a run that it begins.
    pub(crate) fn begin(&self, seed: u64, strict: bool, suites: Vec<&str>) {
        self.tell(&Happening::RunStarted { format: FORMAT, tool: Tool::this(), seed, strict, suites });
    }

    /// Tells them what happened.
    pub(crate) fn happened(&self, event: &Event) {
        match event {
            Event::SuiteStarted { suite, planned } => {
                self.tell(&Happening::SuiteStarted { suite, planned_cases: *planned });
            }
            Event::Progress { suite, judged, planned, broken } => self.tell(&Happening::Progress {
                suite,
                judged_cases: *judged,
                planned_cases: *planned,
                broken_clauses: *broken,
            }),
            Event::Found(finding) => self.tell(&Happening::FindingSeen { finding }),
            Event::SuiteEnded { suite } => self.tell(&Happening::SuiteFinished { suite }),
            _ => {}
        }
    }

    fn tell(&self, happening: &Happening<'_>) {
        let mut live = self.outlets.iter().filter(|outlet| outlet.format.is_live).peekable();
        if live.peek().is_some() {
            let line = happening.to_line();
            live.for_each(|outlet| outlet.write(&line));
        }
    }

    /// Writes the reports of a run that was told of as it went on, and gives what went wrong with each that could not
    /// be written whole.
    pub(crate) fn finish(&self, report: &Report) -> Vec<anyhow::Error> {
        for outlet in &self.outlets {
            if outlet.format.is_live {
                outlet.write(&Happening::end(report).to_line());
            } else {
                outlet.write_whole(report);
            }
        }
        self.summarize(report);
        self.failures()
    }

    /// The same of a run of which nothing was told before.
    pub(crate) fn write_whole(&self, report: &Report) -> Vec<anyhow::Error> {
        for outlet in &self.outlets {
            outlet.write_whole(report);
        }
        self.summarize(report);
        self.failures()
    }

    /// Writes the summary that nobody asked for: a word about what goes wrong with it is all.
    fn summarize(&self, report: &Report) {
        if let Some(path) = &self.summary {
            let text = to_markdown(report);
            let written = append(path).and_then(|mut file| file.write_all(text.as_bytes()));
            if let Err(error) = written {
                screen::tell(&format!("failed to write the summary to {}: {error}", path.display()));
            }
        }
    }

    fn failures(&self) -> Vec<anyhow::Error> {
        self.outlets.iter().filter_map(Outlet::failure).collect()
    }
}

impl Outlet {
    fn new(format: &'static Format, path: String, to: Box<dyn Write + Send>) -> Self {
        Self { format, path, state: Mutex::new(State { to, failure: None }) }
    }

    /// Writes and flushes, so that readers see each line when it is true.
    fn write(&self, text: &str) {
        self.by(|to| to.write_all(text.as_bytes()));
    }

    /// Writes the report of a run that is over.
    fn write_whole(&self, report: &Report) {
        self.by(|mut to| self.format.write(report, &mut to));
    }

    fn by(&self, writing: impl FnOnce(&mut Box<dyn Write + Send>) -> io::Result<()>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.failure.is_some() {
            return;
        }
        let written = writing(&mut state.to).and_then(|()| state.to.flush());
        state.failure = written.err();
    }

    fn failure(&self) -> Option<anyhow::Error> {
        let failure = self.state.lock().unwrap_or_else(PoisonError::into_inner).failure.take()?;
        // A reader of standard output that has gone away, such as `head`, has read what it wanted.
        if self.path == OUTPUT && failure.kind() == io::ErrorKind::BrokenPipe {
            return None;
        }
        let lost = format!("failed to write the {} report to {}", self.format.name, self.path);
        Some(anyhow!(failure).context(lost))
    }
}

/// Reads `FORMAT=PATH`.
fn parsed(text: &str) -> anyhow::Result<(&'static Format, String, PathBuf)> {
    let Some((format, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
        bail!("{text:?} names no report: write it as --report FORMAT=PATH, for example junit=report.xml");
    };
    Ok((format_named(format)?, path.to_owned(), PathBuf::from(path)))
}

fn format_named(name: &str) -> anyhow::Result<&'static Format> {
    FORMATS.iter().find(|format| format.name == name).ok_or_else(|| {
        let nearest = nearest(name, FORMATS.iter().map(|format| format.name));
        anyhow!("unknown format {name:?}; the nearest is {nearest:?} (`batchspec list formats` shows them)")
    })
}

fn twice(path: &str) -> anyhow::Error {
    match path {
        OUTPUT => anyhow!("two reports cannot both go to standard output"),
        _ => anyhow!("two reports cannot both go to {path}"),
    }
}

fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

/// Whether two paths lead to one file; of files that are not there yet, only the paths can tell.
fn is_same(one: &Path, other: &Path) -> bool {
    one == other
        || one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}
