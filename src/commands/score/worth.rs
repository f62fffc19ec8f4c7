//! What a verdict is worth.

use batchspec_fixtures::Rate;

use super::trial::{Defendant, Verdict};

use crate::workshop::faults;

/// Whether a verdict is right, and how much so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Worth {
    /// A fault without a finding.
    Missed,
    /// A compliant server with a finding.
    Accused,
    /// The run itself went wrong.
    Mishap,
    /// A fault, caught by the clause that it breaks.
    CaughtByRoot,
    /// A fault, caught by a clause that breaks in consequence.
    CaughtByConsequence,
    /// A fault, caught by a clause that it is not known to break.
    CaughtOtherwise,
    /// A fault under which no valid request succeeds, which is told as such and by no finding.
    CaughtUnserved,
    /// A compliant server without a finding.
    Acquitted,
}

impl Worth {
    pub(crate) fn is_caught(self) -> bool {
        matches!(
            self,
            Self::CaughtByRoot | Self::CaughtByConsequence | Self::CaughtOtherwise | Self::CaughtUnserved
        )
    }

    /// The word for it in the JSON form.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Accused => "accused",
            Self::Mishap => "undecided",
            Self::Acquitted => "acquitted",
            Self::CaughtByRoot | Self::CaughtByConsequence | Self::CaughtOtherwise | Self::CaughtUnserved => {
                "caught"
            }
        }
    }
}

impl Verdict {
    pub(crate) fn worth(&self) -> Worth {
        let breaks = self.defendant.breaks();
        match &self.accusation {
            _ if self.mishap.is_some() => Worth::Mishap,
            None if breaks.is_empty() && self.unserved.is_none() => Worth::Acquitted,
            _ if breaks.is_empty() => Worth::Accused,
            None if self.unserved.is_some() => Worth::CaughtUnserved,
            None => Worth::Missed,
            Some(accusation) => match breaks.iter().position(|clause| *clause == accusation.clause) {
                Some(0) => Worth::CaughtByRoot,
                Some(_) => Worth::CaughtByConsequence,
                None => Worth::CaughtOtherwise,
            },
        }
    }

    /// Whether the first finding is shown with the smallest number of items; `None` where none is declared or shown.
    pub(crate) fn is_smallest(&self) -> Option<bool> {
        let Defendant::Fault(fault) = &self.defendant else { return None };
        let items = self.accusation.as_ref()?.items?;
        let is_written = faults().iter().any(|written| written.id == fault.id);
        (is_written && fault.rate == Rate::Always).then_some(items <= fault.min_items)
    }

    /// The defendant breaks a promise.
    pub(crate) fn is_of_fault(&self) -> bool {
        !self.defendant.breaks().is_empty()
    }

    /// The clause that the defendant breaks, or nothing.
    pub(crate) fn root(&self) -> &str {
        self.defendant.breaks().first().copied().unwrap_or_default()
    }

    /// What is to be said about it, without its name.
    pub(crate) fn what(&self) -> String {
        let worth = self.worth();
        let clause = self.accusation.as_ref().map_or("", |accusation| accusation.clause.as_str());
        let evidence = self.accusation.as_ref().map(|accusation| &accusation.evidence);
        let evidence = evidence.or(self.unserved.as_ref()).map_or("", String::as_str);
        match worth {
            Worth::Mishap => self.mishap.clone().unwrap_or_default(),
            Worth::Missed => format!("{}: {}", self.root(), self.defendant.about()),
            Worth::Accused => {
                let allowed = match &self.defendant {
                    Defendant::Fault(_) => format!("; allowed by {}", self.defendant.about()),
                    Defendant::Dialect(_) | Defendant::Listed(_) => String::new(),
                };
                format!("{clause}: {}{allowed}", evidence.escape_debug())
            }
            _ => format!("{clause} instead of {}", self.root()),
        }
    }
}
