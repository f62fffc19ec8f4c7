//! Findings in files under `.batchspec`: written by `batchspec run`, read by `batchspec replay`.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use batchspec_harness::contract::{Contract, Level};
use batchspec_harness::report::{Finding, Report};
use batchspec_harness::run::{Event, Replay, SavedFinding};

use crate::output::screen;

/// The folder of all that the program leaves behind by itself, in the working directory.
const FOLDER: &str = ".batchspec";

/// The folder of saved findings.
const FINDINGS: &str = ".batchspec/findings";

/// The findings of a run that can be sent again, by their signatures.
#[derive(Debug, Default)]
pub(crate) struct Saved {
    // Events come from wherever the run is.
    found: Mutex<BTreeMap<String, SavedFinding>>,
}

impl Saved {
    /// Keeps a finding; of those with one signature the first, which tells most.
    pub(crate) fn keep(&self, event: &Event) {
        if let Event::Replayable(finding) = event {
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            found.entry(finding.signature.clone()).or_insert_with(|| (**finding).clone());
        }
    }

    /// Writes the findings that the report tells. What cannot be saved is told, and changes no verdict.
    pub(crate) fn write(&self, report: &Report) {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let told = report.findings.iter().flat_map(|root| std::iter::once(root).chain(&root.consequences));
        let told: Vec<&Finding> = told.filter(|finding| finding.level != Level::Note).collect();
        let wanted: BTreeMap<_, _> =
            told.iter().filter_map(|finding| found.get_key_value(&finding.signature)).collect();
        let kept_back = told.iter().filter(|finding| !found.contains_key(&finding.signature)).count();
        if kept_back > 0 {
            screen::tell(&format!(
                "findings that were not saved, since their requests hold secrets: {kept_back}"
            ));
        }
        if !wanted.is_empty()
            && let Err(error) = write_all(wanted.into_values())
        {
            screen::tell(&format!("failed to save the findings under {FINDINGS}: {error}"));
        }
    }
}

fn write_all<'f>(findings: impl Iterator<Item = &'f SavedFinding>) -> io::Result<()> {
    fs::create_dir_all(FINDINGS)?;
    // What a run leaves behind belongs to nobody's repository.
    fs::write(Path::new(FOLDER).join(".gitignore"), "*\n")?;
    for finding in findings {
        fs::write(path_of(&finding.signature), finding.to_json())?;
    }
    Ok(())
}

/// Where the finding of this signature is saved.
pub(crate) fn path_of(signature: &str) -> PathBuf {
    Path::new(FINDINGS).join(format!("{signature}.json"))
}

/// Whether a text has the form of a signature.
pub(crate) fn is_signature(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The files of the findings that are named, by path or by signature; of all that are saved when none is.
pub(crate) fn files(named: &[String]) -> anyhow::Result<Vec<PathBuf>> {
    if !named.is_empty() {
        let path = |name: &String| match is_signature(name) && !Path::new(name).exists() {
            true => path_of(name),
            false => PathBuf::from(name),
        };
        return Ok(named.iter().map(path).collect());
    }
    let entries = match fs::read_dir(FINDINGS) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("failed to read the folder {FINDINGS}")),
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>();
    let mut paths = paths.with_context(|| format!("failed to read the folder {FINDINGS}"))?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
    paths.sort();
    Ok(paths)
}

/// The saved findings of these suites, for a run to begin with. One that is of no use is told in a line, and stops nothing.
pub(crate) fn prelude<'c>(suites: impl Iterator<Item = &'c Arc<Contract>>) -> Vec<SavedFinding> {
    let suites: Vec<_> = suites.collect();
    let useless = |error: &anyhow::Error| screen::tell(&format!("not sent before the run: {error:#}"));
    let files = files(&[]).inspect_err(useless).unwrap_or_default();
    let mut prelude = Vec::new();
    for file in files {
        let Ok(saved) = read(&file).inspect_err(useless) else { continue };
        let Some(contract) = suites.iter().find(|contract| contract.suite == saved.suite) else { continue };
        let what = || format!("the finding {}", file.display());
        let Ok(contract) = contract.whole().map_err(anyhow::Error::msg).inspect_err(useless) else {
            continue;
        };
        // The run counts it among those that do not fit.
        let _ = Replay::new(&saved, &contract).with_context(what).inspect_err(useless);
        prelude.push(saved);
    }
    prelude
}

/// Tells of saved findings that did not come again. They stay: whether they are mended is for `replay` to say.
pub(crate) fn tell_absent(report: &Report) {
    let preludes = || report.suites.iter().map(|suite| suite.prelude);
    let tried: u64 = preludes().map(|prelude| prelude.tried).sum();
    let absent = tried - preludes().map(|prelude| prelude.broken).sum::<u64>();
    if absent > 0 {
        screen::tell(&format!(
            "saved findings that did not come again: {absent} of {tried} (`batchspec replay` tells which; what is mended \
             may be deleted from {FINDINGS})"
        ));
    }
}

/// Reads a saved finding; the error names the file, and the place in it.
pub(crate) fn read(path: &Path) -> anyhow::Result<SavedFinding> {
    let what = || format!("failed to read the finding {}", path.display());
    let text = fs::read_to_string(path).with_context(what)?;
    SavedFinding::from_json(&text).with_context(what)
}
