//! How the parts of a product become a fault.

use super::battery::battery;
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite;
use batchspec_fixtures::alteration::Alteration;

/// What a made server is worth, by the contract.
#[derive(Clone, Copy, Debug)]
pub(super) enum ExpectedVerdict {
    /// It breaks this clause, and may break those in consequence.
    Breaks(&'static str, &'static [&'static str]),
    /// A clause or a freedom has this very behaviour.
    Allowed(&'static str),
    /// The contract does not decide, or nothing changes, for this reason: no such server is made.
    Left(&'static str),
}

/// The server of these parts, if it is to be made.
pub(super) fn mutant(
    suite: Suite,
    id: String,
    summary: String,
    expected_verdict: ExpectedVerdict,
    alteration: Alteration,
) -> Option<Fault> {
    let witness = match suite {
        Suite::Inspector2 => || battery(Suite::Inspector2),
        Suite::Marketplace => || battery(Suite::Marketplace),
    };
    // The register lives as long as the program does.
    let mut made = Fault::made(suite, id.leak(), summary.leak(), alteration, witness);
    match expected_verdict {
        ExpectedVerdict::Breaks(root, rest) => {
            let mut clauses = vec![root];
            clauses.extend(rest.iter().filter(|clause| **clause != root && fits(suite, clause)));
            made.clauses = clauses.leak();
        }
        ExpectedVerdict::Allowed(reason) => made.allowed = Some(reason),
        ExpectedVerdict::Left(why) => {
            debug_assert!(!why.is_empty(), "what is left out says why");
            return None;
        }
    }
    Some(made)
}

/// A clause of all suites or of this one.
fn fits(suite: Suite, clause: &str) -> bool {
    ["protocol", "batch", "http", suite.id()].iter().any(|owner| clause.starts_with(owner))
}

/// An alteration that knows its parts.
pub(super) fn kept<T: ?Sized>(alter: Box<T>) -> &'static T {
    Box::leak(alter)
}

/// A name as a part of an id: `freeTrialInfo` is `free-trial-info`.
pub(super) fn kebab(name: &str) -> String {
    let mut out = String::new();
    let mut after_small = false;
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && after_small {
            out.push('-');
        }
        after_small = letter.is_ascii_lowercase();
        out.push(if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' });
    }
    out
}
