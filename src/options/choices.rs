//! Options whose values are a few words: what breaks a run, how requests are signed.

use clap::ValueEnum;

/// What breaks a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Breaches of "must" clauses.
    #[default]
    Must,
    /// Breaches of "should" clauses, too.
    Should,
    /// Breaches of "must" clauses that the baseline lacks.
    New,
}

impl FailOn {
    /// What `strict` stands for.
    pub(crate) fn by_strictness(strict: bool) -> Self {
        if strict { Self::Should } else { Self::Must }
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::New => "new",
        }
    }

    /// Reads its name.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let all = [Self::Must, Self::Should, Self::New];
        let found = all.into_iter().find(|level| level.name() == text);
        found.ok_or_else(|| "write must, should or new".to_owned())
    }
}

/// How requests are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignMode {
    /// Not at all.
    None,
    /// By SigV4, with credentials found as the AWS tools find them.
    Aws,
    /// By SigV4 with a key that is nobody's, for emulators that look no further than its form.
    Placeholder,
}

impl SignMode {
    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Aws => "aws",
            Self::Placeholder => "placeholder",
        }
    }

    /// Reads its name.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let found = [Self::None, Self::Aws, Self::Placeholder].into_iter().find(|mode| mode.name() == text);
        found.ok_or_else(|| "write none, aws or placeholder".to_owned())
    }
}
