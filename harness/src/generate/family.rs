//! The families of cases, by which reports and recordings name them.

/// Each family with what its cases are; those of cases made after the plan are among them.
pub const FAMILIES: [(&str, &str); 25] = [
    (
        "accept",
        "Valid requests made on purpose: batches of every size and mix, values on their bounds, odd but valid ones.",
    ),
    (
        "alone",
        "Items of a batch that was refused, each asked for alone to learn whether one of them is the cause.",
    ),
    ("authentication", "Requests whose signature is missing or not right."),
    ("breach", "Requests that break one constraint of the model in one place and are valid otherwise."),
    (
        "codings",
        "Requests that say in which codings they take an answer, valid ones and such that are to be refused.",
    ),
    (
        "control",
        "Requests like one that was refused, with other items, to learn whether these fare the same.",
    ),
    ("headers", "Valid bodies with other headers, or with headers in another spelling."),
    ("isolate", "Requests for an item alone and among others, to learn what its outcome depends on."),
    ("kin", "Valid batches whose keys look like one another: each must be answered for itself."),
    ("line", "Valid bodies with another method, path or query."),
    (
        "lookalike",
        "Valid batches that look like one another, sent in turn: a careless cache takes one for the other.",
    ),
    ("malformed", "Bodies that are no JSON, or no JSON object."),
    ("memory", "Two requests of the run whose answers disagree about an item."),
    (
        "open",
        "Requests of which the documentation leaves open whether they are valid: what comes is observed.",
    ),
    (
        "precedence",
        "Two breaches, each alone and both in one request: which of them is told first is observed.",
    ),
    ("probe", "Requests before the run, to learn what is served and what exists."),
    (
        "relation",
        "Several valid requests whose answers must agree about every item: repeated, permuted, split and so on.",
    ),
    (
        "reread",
        "Items that are asked for several times in a row, most of them for the first time: reading must not change them.",
    ),
    ("replay", "A finding of an earlier run, sent again from its file."),
    ("respelled", "Valid bodies in another spelling of the same JSON."),
    (
        "spelling",
        "A breach as documented, then a valid request and the same breach in another spelling: where the one is served the other is refused.",
    ),
    ("trigger", "Requests that provoke a documented error in the way that the configuration tells."),
    ("unusual", "Bodies that are large, deep or legal JSON that is hard on readers."),
    ("valid", "Random valid batches."),
    (
        "wire",
        "Valid requests whose bytes go out in chunks, in pieces or held back, and those that follow on one connection.",
    ),
];

/// What the cases of a family are.
#[must_use]
pub fn family(name: &str) -> Option<(&'static str, &'static str)> {
    FAMILIES.into_iter().find(|(known, _)| *known == name)
}

#[cfg(test)]
mod tests {
    use super::family;
    use crate::generate::shipped::contracts;
    use crate::generate::{Plan, PlanOptions};

    #[test]
    fn every_family_of_a_plan_is_known() {
        for contract in contracts() {
            let plan = Plan::new(&contract, &PlanOptions { random_cases: 1, ..PlanOptions::default() });
            for case in (0..plan.len()).filter_map(|index| plan.case(index)) {
                assert!(family(case.origin.family).is_some(), "{}", case.origin);
            }
        }
    }
}
