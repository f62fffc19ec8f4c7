//! What the environment says of a run inside tests, where there is no command line of our own.

use std::time::{SystemTime, UNIX_EPOCH};

use super::options::RunOptions;
use crate::report::Day;

/// A variable of the environment that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("bad value {value:?} of {name}: {advice}")]
pub struct VariableError {
    name: &'static str,
    value: String,
    advice: &'static str,
}

impl RunOptions {
    /// Changes these options as the environment says.
    pub(super) fn take_environment(&mut self) -> Result<(), VariableError> {
        self.take_variables(&|name| std::env::var(name).ok())
    }

    fn take_variables(&mut self, variable: &dyn Fn(&str) -> Option<String>) -> Result<(), VariableError> {
        if let Some(seed) = read(variable, "BATCHSPEC_SEED", "write a whole number")? {
            self.seed = seed;
        }
        if let Some(cases) = read(variable, "BATCHSPEC_CASES", "write a whole number")? {
            self.random_cases = cases;
        }
        if let Some(strict) = read::<u8>(variable, "BATCHSPEC_STRICT", "write 1 or 0")? {
            self.strict = strict != 0;
        }
        Ok(())
    }
}

/// Today, by UTC: for [`Report::waive`](crate::report::Report::waive).
#[must_use]
pub fn today() -> Day {
    #[expect(
        clippy::disallowed_methods,
        reason = "a waiver ends on a day, and only the clock knows which one it is"
    )]
    let now = SystemTime::now();
    Day::of_unix_seconds(now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

/// A variable's value; `None` when it is absent or empty.
fn read<T: std::str::FromStr>(
    variable: &dyn Fn(&str) -> Option<String>,
    name: &'static str,
    advice: &'static str,
) -> Result<Option<T>, VariableError> {
    let Some(value) = variable(name).filter(|value| !value.is_empty()) else { return Ok(None) };
    match value.parse() {
        Ok(read) => Ok(Some(read)),
        Err(_) => Err(VariableError { name, value, advice }),
    }
}

/// Where a suite is sent: to `default`, or as `BATCHSPEC_TARGET` says: `URL` for every suite, `SUITE=URL` for one, and
/// then `None` for the others.
///
/// ```
/// let url = batchspec_harness::run::target_from_env("inspector2", "http://127.0.0.1:8080");
/// assert!(std::env::var("BATCHSPEC_TARGET").is_ok() || url.as_deref() == Some("http://127.0.0.1:8080"));
/// ```
#[must_use]
pub fn target_from_env(suite: &str, default: &str) -> Option<String> {
    match std::env::var("BATCHSPEC_TARGET").ok().filter(|value| !value.is_empty()) {
        Some(value) => target_of(&value, suite),
        None => Some(default.to_owned()),
    }
}

fn target_of(value: &str, suite: &str) -> Option<String> {
    match value.split_once('=') {
        // A URL may hold the sign as well, but only after its colon.
        Some((name, url)) if !name.contains(':') => (name == suite).then(|| url.to_owned()),
        _ => Some(value.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{RunOptions, target_of};

    fn options(set: (&str, &str)) -> Result<RunOptions, String> {
        let variable = |name: &str| (name == set.0).then(|| set.1.to_owned());
        let mut options = RunOptions::default();
        options.take_variables(&variable).map_err(|error| error.to_string())?;
        Ok(options)
    }

    #[test]
    fn the_environment_changes_the_defaults_and_nothing_else() {
        assert_eq!(options(("BATCHSPEC_SEED", "7")).map(|options| options.seed), Ok(7));
        assert_eq!(options(("BATCHSPEC_CASES", "9")).map(|options| options.random_cases), Ok(9));
        assert_eq!(options(("BATCHSPEC_STRICT", "1")).map(|options| options.strict), Ok(true));
        assert_eq!(options(("BATCHSPEC_STRICT", "")).map(|options| options.strict), Ok(false));
        let error = options(("BATCHSPEC_SEED", "seven")).expect_err("no number");
        assert_eq!(error, "bad value \"seven\" of BATCHSPEC_SEED: write a whole number");
    }

    #[test]
    fn a_target_speaks_of_all_suites_or_of_one() {
        assert_eq!(target_of("http://host", "a").as_deref(), Some("http://host"));
        assert_eq!(target_of("a=http://host", "a").as_deref(), Some("http://host"));
        assert_eq!(target_of("b=http://host", "a"), None);
        assert_eq!(target_of("http://host/?a=b", "a").as_deref(), Some("http://host/?a=b"));
    }
}
