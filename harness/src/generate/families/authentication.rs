//! Requests whose signature is not right.

use crate::contract::{Expectation, validate};
use crate::generate::base::documented;
use crate::generate::case::{Aim, Case, Claim, Origin};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::rng::Rng;
use crate::message::{Credentials, Request};

/// How many valid requests are sent with each.
const REPEATS: u32 = 2;

/// Bodies that are refused whoever sends them, as far as the contract says so.
const INVALID: [(&str, &str); 3] = [("malformed", "{"), ("no-object", "[]"), ("empty-object", "{}")];

/// Valid requests with each of these credentials, and invalid ones without any.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>, credentials: &[Credentials]) -> Vec<Case> {
    let known = builder.contract.known.clone();
    let mut cases = Vec::new();
    for &credentials in credentials {
        for index in 0..REPEATS {
            let mut rng = Rng::new(builder.seed, credentials.name(), index.into());
            let items = builder.batch(&mut rng, 1 + index as usize);
            let plain = builder.base.request(builder.contract, items.iter().map(|item| item.json.as_str()));
            let clause = match credentials {
                Credentials::Own => continue,
                Credentials::Missing => known.auth_unsigned_rejected,
                Credentials::Unreadable => known.auth_malformed_header_rejected,
                Credentials::UnknownKey => known.auth_unknown_key_rejected,
                Credentials::WrongSignature | Credentials::Old | Credentials::Elsewhere => {
                    known.auth_bad_signature_rejected
                }
            };
            let request = Request { credentials, ..plain };
            let claim = Claim::RefusedBy(clause);
            cases.extend(builder.request(origin(credentials.name(), index), request, claim, Aim::Plain));
        }
    }
    let is_asked = credentials.contains(&Credentials::Missing);
    for (variant, body) in INVALID.into_iter().filter(|_| is_asked) {
        let plain = documented(builder.contract, body);
        if !matches!(validate(builder.contract, &plain), Expectation::Refuse(_)) {
            continue;
        }
        let request = Request { credentials: Credentials::Missing, ..plain };
        let claim = Claim::RefusedBy(known.auth_before_validation);
        let variant = format!("missing-and-{variant}");
        cases.extend(builder.request(origin(&variant, 0), request, claim, Aim::Plain));
    }
    cases
}

fn origin(variant: &str, index: u32) -> Origin {
    Origin { family: "authentication", variant: variant.to_owned(), index }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::contract::Expectation;
    use crate::generate::shipped::contracts;
    use crate::generate::{Plan, PlanOptions};
    use crate::message::Credentials;

    #[test]
    fn every_promise_about_signatures_is_asked_for_and_only_where_they_are_probed() {
        for contract in contracts() {
            let asked = |credentials: Vec<Credentials>| {
                let plan = Plan::new(&contract, &PlanOptions { credentials, ..PlanOptions::default() });
                assert_eq!(plan.faults(), []);
                let cases = (0..plan.len()).filter_map(|index| plan.case(index));
                let steps = cases.flat_map(|case| case.steps);
                let refused = steps.filter_map(|step| match step.expectation {
                    Expectation::Refuse(refusal) => Some(contract.clauses.get(refusal.clause).id.clone()),
                    _ => None,
                });
                refused.filter(|id| id.starts_with("auth/")).collect::<BTreeSet<_>>()
            };
            let all: BTreeSet<String> = contract
                .clauses
                .iter()
                .map(|(_, clause)| clause.id.clone())
                .filter(|id| id.starts_with("auth/"))
                .collect();
            assert_eq!(asked(Credentials::ALTERED.to_vec()), all);
            assert_eq!(asked(Vec::new()), BTreeSet::new());
        }
    }
}
