//! The same fault in several operations: one framework, one mistake, told once.

use std::collections::BTreeMap;

use super::{Finding, Report};

/// Operations from which a fault is common.
const COMMON: usize = 3;

/// A fault that several operations of a target share.
#[derive(Debug, Clone)]
pub struct CommonFault<'r> {
    /// How one of them shows it.
    pub shown_by: &'r Finding,
    /// All of them, by their suites.
    pub suites: Vec<&'r str>,
}

impl Report {
    /// Faults that three operations or more show alike, the most common first. Only clauses that all operations share can
    /// be broken alike: those of the protocol, of HTTP, of batches.
    #[must_use]
    pub fn common_faults(&self) -> Vec<CommonFault<'_>> {
        let mut by_kind: BTreeMap<(&str, &str, String), Vec<&Finding>> = BTreeMap::new();
        for finding in self.findings.iter().filter(|finding| is_of_all(finding)) {
            let kind =
                (finding.clause.id.as_str(), finding.expected.as_str(), without_values(&finding.actual));
            by_kind.entry(kind).or_default().push(finding);
        }
        let mut common: Vec<CommonFault<'_>> = by_kind
            .into_values()
            .filter_map(|findings| {
                let mut suites: Vec<&str> = findings.iter().map(|finding| finding.suite.as_str()).collect();
                suites.dedup();
                let shown_by = findings.first().filter(|_| suites.len() >= COMMON)?;
                Some(CommonFault { shown_by, suites })
            })
            .collect();
        common.sort_by_key(|fault| (fault.shown_by.level, std::cmp::Reverse(fault.suites.len())));
        common
    }
}

impl CommonFault<'_> {
    /// Whether a finding is one of those that this stands for.
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        is_of_all(finding)
            && self.shown_by.clause.id == finding.clause.id
            && self.shown_by.expected == finding.expected
            && without_values(&self.shown_by.actual) == without_values(&finding.actual)
    }
}

/// Whether the clause is one of those that every operation has.
fn is_of_all(finding: &Finding) -> bool {
    !finding.clause.id.starts_with(&format!("{}/", finding.suite))
}

/// What came, without the ids, numbers and quoted texts that differ from operation to operation.
fn without_values(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_quoted = false;
    for c in text.chars() {
        match c {
            '"' => {
                is_quoted = !is_quoted;
                out.push(c);
            }
            _ if is_quoted => {}
            // Statuses stand first and are told apart.
            '0'..='9' if out.len() > 3 => out.push('#'),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::without_values;

    #[test]
    fn values_are_left_out_and_statuses_are_not() {
        assert_eq!(without_values("500 InternalError"), "500 InternalError");
        assert_eq!(without_values("\"arn:1\" is missing in 12 of 99"), "\"\" is missing in ## of ##");
    }
}
