//! Names the commit that is built, for `batchspec --version`: by the package, else by git, else not at all.

use std::path::Path;
use std::process::Command;

/// What cargo puts into a package that it makes from a repository.
const PACKAGED: &str = ".cargo_vcs_info.json";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let commit = by_package().or_else(by_git).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env=BATCHSPEC_COMMIT={commit}");
}

fn by_package() -> Option<String> {
    let text = std::fs::read_to_string(PACKAGED).ok()?;
    let (_, rest) = text.split_once("\"sha1\": \"")?;
    rest.get(..12).filter(|sha| sha.bytes().all(|byte| byte.is_ascii_hexdigit())).map(str::to_owned)
}

fn by_git() -> Option<String> {
    // Sources without a repository of their own may lie in somebody else's.
    if !Path::new(".git").exists() {
        return None;
    }
    // It grows with each commit and checkout, and with nothing else; what is not there would always count as changed.
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"]).filter(|log| Path::new(log).exists())?;
    println!("cargo::rerun-if-changed={log}");
    git(&["rev-parse", "--short=12", "HEAD"])
}

/// What git says in one line; `None` where there is no git, or it complains.
fn git(args: &[&str]) -> Option<String> {
    let said = Command::new("git").args(args).output().ok().filter(|said| said.status.success())?;
    let line = String::from_utf8(said.stdout).ok()?.trim().to_owned();
    Some(line).filter(|line| !line.is_empty())
}
