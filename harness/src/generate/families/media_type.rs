//! Media types and names of fields in letters of another case.

use std::borrow::Cow;

use crate::contract::Contract;
use crate::generate::case::{Aim, Case, Claim, Origin, Relation, RelationKind, Step};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::rng::Rng;
use crate::message::Request;

/// How many bodies each spelling is tried with.
const REPEATS: u32 = 3;

/// What stands in place of the documented head.
fn heads(contract: &Contract) -> [(&'static str, Vec<(&'static str, String)>); 7] {
    let own = contract.protocol.media_type();
    let capital = match own.strip_prefix("application/") {
        Some(subtype) => format!("Application/{}", subtype.to_uppercase()),
        None => own.to_uppercase(),
    };
    let titled = own.split_inclusive(['/', '-']).map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        format!("{}{rest}", first.to_uppercase())
    });
    [
        ("type-in-capitals", vec![("content-type", own.to_uppercase())]),
        ("type-with-capitals", vec![("content-type", titled.collect())]),
        ("parameter-in-capitals", vec![("content-type", format!("{own}; CHARSET=utf-8"))]),
        ("type-and-parameter-with-capitals", vec![("content-type", format!("{capital}; Charset=UTF-8"))]),
        ("name-in-capitals", vec![("CONTENT-TYPE", own.to_owned())]),
        ("name-with-capitals", vec![("Content-Type", format!("{own}; charset=utf-8"))]),
        ("accept-in-capitals", vec![("content-type", own.to_owned()), ("ACCEPT", capital)]),
    ]
}

/// Cases of two requests that differ in nothing but the case of letters in the head.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for index in 0..REPEATS {
        let mut rng = Rng::new(builder.seed, "media-type", index.into());
        let count = 1 + rng.below(5.min(builder.sizes().most));
        let items: Vec<String> =
            builder.batch(&mut rng, count).iter().map(|item| item.json.clone()).collect();
        let plain = builder.base.request(builder.contract, items.iter().map(String::as_str));
        for (name, head) in heads(builder.contract) {
            let head = head.into_iter().map(|(name, value)| (Cow::Borrowed(name), Cow::Owned(value)));
            let others = plain.headers.iter().filter(|(name, _)| name != "content-type").cloned();
            let respelled = Request { headers: head.chain(others).collect(), ..plain.clone() };
            let origin = Origin { family: "headers", variant: format!("case/{name}"), index };
            let aim = Aim::Clause(builder.contract.known.media_type_case);
            cases.extend(builder.beside(origin, aim, &plain, respelled, Claim::Accepted));
        }
    }
    cases
}

impl CaseBuilder<'_> {
    /// A case of a plain valid request and of one that says the same: their answers must agree.
    pub(crate) fn beside(
        &mut self,
        origin: Origin,
        aim: Aim,
        plain: &Request,
        other: Request,
        claim: Claim,
    ) -> Option<Case> {
        let steps = [(plain.clone(), Claim::Accepted), (other, claim)]
            .map(|(request, claim)| Step::checked(self.contract, request, claim));
        match steps {
            [Ok(plain), Ok(other)] => {
                let relation = Some(Relation { kind: RelationKind::Respelled, variants: vec![0, 1] });
                Some(Case { origin, aim, steps: vec![plain, other], relation })
            }
            [Err(what), _] | [_, Err(what)] => {
                self.fault(origin, what);
                None
            }
        }
    }
}
