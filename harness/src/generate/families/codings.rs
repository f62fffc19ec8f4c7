//! Requests that say in which codings they take an answer.

use super::every_spelling::breaches;
use super::transport::replaced;
use crate::generate::base::documented;
use crate::generate::case::{Aim, Case, Claim, Origin};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::rng::Rng;
use crate::message::Request;

/// What Accept-Encoding says, in the ways in which clients say it and in those that careless readers mistake.
const VALUES: [(&str, &str); 14] = [
    ("gzip", "gzip"),
    ("of-a-browser", "gzip, deflate, br"),
    ("deflate", "deflate"),
    ("br", "br"),
    ("old-name", "x-gzip"),
    ("weighed", "br;q=0.2, gzip;q=0.8, *;q=0"),
    ("gzip-refused", "gzip;q=0"),
    ("gzip-refused-with-a-blank", "deflate; q=0.0, gzip; q=0.000"),
    ("identity", "identity"),
    ("identity-only", "identity, *;q=0"),
    ("empty", ""),
    ("gzip-in-another-name", "x-nogzip"),
    ("nothing", "*;q=0"),
    ("no-identity", "gzip;q=0, identity;q=0"),
];

/// Cases of successes, small ones and such that servers find worth coding, and of refusals.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let breaches = breaches(builder);
    let mut cases = Vec::new();
    for (turn, (name, value)) in VALUES.into_iter().enumerate() {
        let aim = Aim::Clause(builder.contract.known.content_coding);
        let asking = |request: &Request| replaced(request, "accept-encoding", value);
        for (index, wanted) in (0..).zip([1, builder.sizes().most]) {
            let mut rng = Rng::new(builder.seed, "codings", index);
            let items: Vec<String> =
                builder.batch(&mut rng, wanted).iter().map(|item| item.json.clone()).collect();
            let plain = builder.base.request(builder.contract, items.iter().map(String::as_str));
            let size = if index == 0 { "small" } else { "large" };
            let origin = Origin { family: "codings", variant: format!("{name}/{size}"), index: 0 };
            let asked = asking(&plain);
            let is_allowed = asked.allows_coding("identity") == Some(true);
            let claim = if is_allowed { Claim::Accepted } else { Claim::Open };
            cases.extend(builder.beside(origin, aim.clone(), &plain, asked, claim));
        }
        let (broken, clause) =
            (documented(builder.contract, "{"), builder.contract.known.malformed_json_rejected);
        let garbled = (broken, clause);
        let breach = breaches.get(turn % breaches.len().max(1)).cloned();
        for (index, (broken, clause)) in (0..).zip([Some(garbled), breach].into_iter().flatten()) {
            let origin = Origin { family: "codings", variant: format!("{name}/refusal"), index };
            let asked = asking(&broken);
            let is_allowed = asked.allows_coding("identity") == Some(true);
            let claim = if is_allowed { Claim::RefusedBy(clause) } else { Claim::Open };
            cases.extend(builder.request(origin, asked, claim, aim.clone()));
        }
    }
    cases
}
