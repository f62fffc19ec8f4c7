//! Media types and names of fields in letters of another case.

use std::borrow::Cow;

use crate::generate::case::{Aim, Case, Claim, Origin, Relation, RelationKind, Step};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::rng::Rng;
use crate::message::Request;

/// How many bodies each spelling is tried with.
const REPEATS: u32 = 3;

/// What stands in place of the documented head.
const HEADS: [(&str, &[(&str, &str)]); 7] = [
    ("type-in-capitals", &[("content-type", "APPLICATION/JSON")]),
    ("type-with-capitals", &[("content-type", "Application/Json")]),
    ("parameter-in-capitals", &[("content-type", "application/json; CHARSET=utf-8")]),
    ("type-and-parameter-with-capitals", &[("content-type", "Application/JSON; Charset=UTF-8")]),
    ("name-in-capitals", &[("CONTENT-TYPE", "application/json")]),
    ("name-with-capitals", &[("Content-Type", "application/json; charset=utf-8")]),
    ("accept-in-capitals", &[("content-type", "application/json"), ("ACCEPT", "Application/JSON")]),
];

/// Cases of two requests that differ in nothing but the case of letters in the head.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for index in 0..REPEATS {
        let mut rng = Rng::new(builder.seed, "media-type", index.into());
        let count = 1 + rng.below(5.min(builder.sizes().most));
        let items: Vec<String> =
            builder.batch(&mut rng, count).iter().map(|item| item.json.clone()).collect();
        let plain = builder.base.request(builder.contract, items.iter().map(String::as_str));
        for (name, head) in HEADS {
            let owned =
                |&(name, value): &(&'static str, &'static str)| (Cow::Borrowed(name), Cow::Borrowed(value));
            let respelled = Request { headers: head.iter().map(owned).collect(), ..plain.clone() };
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
