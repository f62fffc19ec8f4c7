//! Verdicts as a table: what went wrong first, then what was caught and by what.

use std::time::Duration;

use serde_json::{Value, json};

use super::trial::{Defendant, Verdict};

/// All verdicts.
#[derive(Debug)]
pub(super) struct Score {
    verdicts: Vec<Verdict>,
}

/// What a verdict is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    /// A fault without a finding.
    Missed,
    /// A dialect with a finding.
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
    /// A dialect without a finding.
    Acquitted,
}

impl Worth {
    fn is_caught(self) -> bool {
        matches!(
            self,
            Self::CaughtByRoot | Self::CaughtByConsequence | Self::CaughtOtherwise | Self::CaughtUnserved
        )
    }
}

/// The sections of the table, worst first, with their titles.
const SECTIONS: [(Worth, &str); 7] = [
    (Worth::Missed, "missed"),
    (Worth::Accused, "compliant and accused"),
    (Worth::Mishap, "not decided"),
    (Worth::CaughtOtherwise, "caught by a clause that the fault does not name"),
    (Worth::CaughtUnserved, "caught as not served at all"),
    (Worth::CaughtByConsequence, "caught by a consequence"),
    (Worth::CaughtByRoot, "caught by its own clause"),
];

impl Verdict {
    fn worth(&self) -> Worth {
        match (&self.defendant, &self.accusation) {
            _ if self.mishap.is_some() => Worth::Mishap,
            (Defendant::Fault(fault), None) if fault.allowed.is_some() && self.unserved.is_none() => {
                Worth::Acquitted
            }
            (Defendant::Fault(fault), _) if fault.allowed.is_some() => Worth::Accused,
            (Defendant::Fault(_), None) if self.unserved.is_some() => Worth::CaughtUnserved,
            (Defendant::Fault(_), None) => Worth::Missed,
            (Defendant::Fault(fault), Some(accusation)) => {
                match fault.clauses.iter().position(|clause| *clause == accusation.clause) {
                    Some(0) => Worth::CaughtByRoot,
                    Some(_) => Worth::CaughtByConsequence,
                    None => Worth::CaughtOtherwise,
                }
            }
            (Defendant::Dialect(_), None) if self.unserved.is_none() => Worth::Acquitted,
            (Defendant::Dialect(_), _) => Worth::Accused,
        }
    }

    fn name(&self) -> String {
        match &self.defendant {
            Defendant::Fault(fault) => fault.id.to_owned(),
            Defendant::Dialect(dialect) => dialect.to_string(),
        }
    }

    /// A row of the table, without the name.
    fn what(&self, worth: Worth) -> String {
        let clause = self.accusation.as_ref().map_or("", |accusation| accusation.clause.as_str());
        match (&self.defendant, worth) {
            (_, Worth::Mishap) => self.mishap.clone().unwrap_or_default(),
            (Defendant::Fault(fault), Worth::Missed) => {
                format!("{}: {}", fault.clauses.first().unwrap_or(&""), fault.summary)
            }
            (Defendant::Fault(fault), Worth::CaughtOtherwise | Worth::CaughtByConsequence) => {
                format!("{clause} instead of {}", fault.clauses.first().unwrap_or(&""))
            }
            (_, Worth::CaughtUnserved) => self.unserved.clone().unwrap_or_default(),
            (Defendant::Dialect(_), _) | (_, Worth::Accused) => {
                let evidence = self.accusation.as_ref().map(|accusation| &accusation.evidence);
                let evidence = evidence.or(self.unserved.as_ref()).map_or("", String::as_str);
                format!("{clause}: {}", evidence.escape_debug())
            }
            _ => clause.to_owned(),
        }
    }
}

impl Score {
    pub(super) fn new(verdicts: Vec<Verdict>) -> Self {
        Self { verdicts }
    }

    /// Whether nothing was missed, accused or left undecided.
    pub(super) fn is_perfect(&self) -> bool {
        [Worth::Missed, Worth::Accused, Worth::Mishap].into_iter().all(|worth| self.count(worth) == 0)
    }

    fn count(&self, worth: Worth) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.worth() == worth).count()
    }

    fn caught(&self) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.worth().is_caught()).count()
    }

    fn faults(&self) -> usize {
        let breaks = |verdict: &&Verdict| matches!(verdict.defendant, Defendant::Fault(fault) if fault.allowed.is_none());
        self.verdicts.iter().filter(breaks).count()
    }

    pub(super) fn to_text(&self, elapsed: Duration) -> String {
        let mut out = String::new();
        for (worth, title) in SECTIONS {
            let rows: Vec<_> = self.verdicts.iter().filter(|verdict| verdict.worth() == worth).collect();
            if rows.is_empty() {
                continue;
            }
            // Long names are dialects, which are better read in a line of their own.
            let width =
                rows.iter().map(|row| row.name().len()).filter(|&width| width <= 48).max().unwrap_or(0);
            out.push_str(&format!("{title} ({})\n", rows.len()));
            for row in rows {
                let what = row.what(worth);
                out.push_str(&format!("  {:width$}  seed {}  {what}\n", row.name(), row.seed));
            }
            out.push('\n');
        }
        let (caught, accused) = (self.caught(), self.count(Worth::Accused));
        out.push_str(&format!(
            "caught {caught} of {} faults, {} by their own clause; missed {}, undecided {}; accused {accused} of {} \
             compliant servers; precision {}; {:.1} s\n",
            self.faults(),
            self.count(Worth::CaughtByRoot),
            self.count(Worth::Missed),
            self.count(Worth::Mishap),
            self.verdicts.len() - self.faults(),
            share(caught, caught + accused),
            elapsed.as_secs_f64(),
        ));
        out
    }

    pub(super) fn to_json(&self) -> anyhow::Result<String> {
        let rows: Vec<Value> = self.verdicts.iter().map(row_json).collect();
        let score = json!({
            "format": 1,
            "faults": self.faults(),
            "caught": self.caught(),
            "caught_by_own_clause": self.count(Worth::CaughtByRoot),
            "missed": self.count(Worth::Missed),
            "undecided": self.count(Worth::Mishap),
            "dialects": self.verdicts.len() - self.faults(),
            "accused": self.count(Worth::Accused),
            "trials": rows,
        });
        Ok(format!("{}\n", serde_json::to_string_pretty(&score)?))
    }
}

fn row_json(verdict: &Verdict) -> Value {
    let (fault, dialect) = match &verdict.defendant {
        Defendant::Fault(fault) => (Some(*fault), None),
        Defendant::Dialect(dialect) => (None, Some(dialect.to_string())),
    };
    let result = match verdict.worth() {
        Worth::Missed => "missed",
        Worth::Accused => "accused",
        Worth::Mishap => "undecided",
        worth if worth.is_caught() => "caught",
        _ => "acquitted",
    };
    json!({
        "fault": fault.map(|fault| fault.id),
        "dialect": dialect,
        "seed": verdict.seed,
        "result": result,
        "breaks": fault.map(|fault| fault.clauses),
        "caught_by": verdict.accusation.as_ref().map(|accusation| &accusation.clause),
        "evidence": verdict.accusation.as_ref().map(|accusation| &accusation.evidence),
        "mishap": verdict.mishap,
    })
}

fn share(part: usize, whole: usize) -> String {
    match whole {
        0 => "unknown".to_owned(),
        // A score with more than 2^52 trials is not in sight.
        _ => format!("{:.1} %", 100.0 * part as f64 / whole as f64),
    }
}
