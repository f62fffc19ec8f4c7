//! What may stand once in the head of an answer stands once.

use crate::contract::{ClauseRef, Contract};
use crate::judge::{Broken, CaseVerdicts, Check, Reading};
use crate::message::{Coded, WireFault};

/// What may stand once in the head of an answer stands once.
pub(super) struct SingleFields;

/// Fields whose value is one, and which say what an answer is or what a client is to do.
const SINGLE: [&str; 5] = ["content-type", "location", "retry-after", "etag", "last-modified"];

impl Check for SingleFields {
    fn id(&self) -> &'static str {
        "single-fields"
    }

    fn about(&self) -> &'static str {
        "Content-Type and other fields that hold one value stand in an answer once, and Content-Length with one value."
    }

    fn blind(&self) -> &'static str {
        "Fields that say nothing about the answer, such as Server and Date, may stand twice; equal lengths may, too."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        vec![contract.known.single_fields]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let clause = reading.contract.known.single_fields;
        if let Some(WireFault::NotHttp { detail }) = reading.failure
            && detail == WireFault::TWO_LENGTHS
        {
            return verdicts.breaks(clause, Broken::new("one Content-Length", WireFault::TWO_LENGTHS));
        }
        let Some(last) = reading.last() else { return };
        let values = |name: &str| {
            let lines = last.answer.headers.iter().filter(|(own, _)| own == name);
            lines
                .map(|(_, value)| String::from_utf8_lossy(value).chars().take(60).collect())
                .collect::<Vec<String>>()
        };
        if let Some((name, values)) =
            SINGLE.iter().map(|name| (*name, values(name))).find(|(_, values)| values.len() > 1)
        {
            let actual = format!("{} lines of {name}: {}", values.len(), values.join(" and "));
            let broken = Broken::new(format!("{name} at most once"), actual);
            return verdicts.breaks(clause, broken.signed(name));
        }
        if let Coded::NamedTwice(coding, _) = last.coded {
            let actual =
                format!("Content-Encoding {}, and a body in {coding} once", last.answer.codings().join(", "));
            let broken = Broken::new("each coding as often as it was applied", actual);
            return verdicts.breaks(clause, broken.signed("content-encoding"));
        }
        verdicts.holds(clause);
    }
}
