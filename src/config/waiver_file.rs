//! Files of waivers that the program is told to read or to write.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use batchspec_harness::contract::TomlFile;
use batchspec_harness::report::{Report, Waiver, waivers_to_fill_in};
use batchspec_harness::run::ReadError;
use batchspec_harness::run::read_waivers;

use crate::config::catalogue::Catalogue;
use crate::config::told;
use crate::output::{new_file, screen};

/// Reads files of waivers, in their order.
pub(crate) fn load(paths: &[PathBuf], catalogue: &Catalogue) -> anyhow::Result<Vec<Waiver>> {
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let suites = catalogue.all_whole().map_err(anyhow::Error::msg)?;
    read_waivers(paths, &suites).map_err(|error| match error {
        ReadError::Input(mistakes) => told(mistakes),
        ReadError::File { file, source } => {
            anyhow::Error::new(source).context(format!("failed to read the waivers in {}", file.display()))
        }
    })
}

/// The clauses that the waivers in a file name, each with its place: of waivers files and of configuration files, whatever
/// suites they are about.
///
/// # Errors
/// A file that cannot be read, or that is no TOML.
pub(crate) fn clauses_named(path: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("failed to read the waivers in {}", path.display()))?;
    let read = TomlFile::read(&path.display().to_string(), &text, |file, table| {
        let mut named = Vec::new();
        let entries = table.iter().filter(|(key, _)| ["waiver", "flaky"].contains(&key.get_ref().as_ref()));
        for entry in entries.filter_map(|(_, value)| value.get_ref().as_array()).flatten() {
            for (key, value) in file.table(entry) {
                if key.get_ref() == "clause" {
                    let place = file.place(&entry.span());
                    named.extend(file.string(value).map(|clause| (clause, place)));
                }
            }
        }
        named
    });
    read.map_err(told)
}

/// Writes the findings that break the run as waivers whose reasons are still to be given. The file must be a new one.
pub(crate) fn write(path: &Path, report: &Report) -> anyhow::Result<()> {
    let text = waivers_to_fill_in(report);
    let result = std::fs::File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    result.with_context(|| format!("failed to write the waivers to {}", path.display()))?;
    let path = path.display();
    screen::tell(&match report.breaking().count() {
        0 => format!("nothing breaks the run: {path} has no waiver"),
        1 => format!("wrote 1 waiver to {path}: fill in its reason, then --waivers {path}"),
        count => format!("wrote {count} waivers to {path}: fill in each reason, then --waivers {path}"),
    });
    Ok(())
}

/// Refuses to write waivers over what is there, as reasons that somebody gave would be lost, and to where nothing can be.
pub(crate) fn check_is_new(path: &Path) -> anyhow::Result<()> {
    if path.exists() {
        bail!("{} exists already: give --write-waivers a new file", path.display());
    }
    new_file::check(path, "the waivers")
}
