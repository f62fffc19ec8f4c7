//! What is wrong with a model or a suite file.

use std::fmt;

/// One mistake in an input file: where it is and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file, as the user named it.
    pub file: String,
    /// The place in the file: a line and column, a shape id, or a key.
    pub place: String,
    /// What is wrong, as a lowercase fragment.
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            write!(f, "{}: {}", self.file, self.what)
        } else {
            write!(f, "{}: {}: {}", self.file, self.place, self.what)
        }
    }
}

/// Everything that is wrong with the files of a suite, all of it at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct InputError(pub Vec<Mistake>);

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}

/// Collects mistakes while reading goes on, so that the user sees all of them.
#[derive(Debug, Default)]
pub(super) struct Collector {
    mistakes: Vec<Mistake>,
}

impl Collector {
    pub(super) fn add(&mut self, file: &str, place: impl Into<String>, what: impl Into<String>) {
        self.mistakes.push(Mistake { file: file.to_owned(), place: place.into(), what: what.into() });
    }

    /// `value` when nothing was wrong.
    pub(super) fn finish<T>(mut self, value: Option<T>) -> Result<T, InputError> {
        match value {
            Some(value) if self.mistakes.is_empty() => Ok(value),
            _ => {
                self.mistakes.sort();
                self.mistakes.dedup();
                Err(InputError(self.mistakes))
            }
        }
    }
}
