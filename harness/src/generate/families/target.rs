//! Requests whose header X-Amz-Target is missing, or names something else than the operation.

use std::borrow::Cow;

use super::transport::replaced;
use crate::contract::{ClauseRef, TARGET};
use crate::generate::case::{Aim, Case, Claim, Origin};
use crate::generate::case_builder::CaseBuilder;
use crate::message::Request;

/// What the header says instead, and what must come of it; `None` where that is open.
type Variation = (&'static str, String, Option<ClauseRef>);

/// Cases of a valid request with another header; none where the protocol has no such header.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>, request: &Request, index: u32) -> Vec<Case> {
    let contract = builder.contract;
    let (Some(clauses), Some(own)) = (contract.known.target, contract.binding.header(TARGET)) else {
        return Vec::new();
    };
    let Some((service, operation)) = own.rsplit_once('.') else { return Vec::new() };
    let unknown = Some(clauses.unknown);
    let shorter = operation.get(..operation.len().saturating_sub(1)).unwrap_or_default();
    let variations: [Variation; 12] = [
        ("empty", String::new(), unknown),
        ("no-such-operation", format!("{service}.BatchspecNoSuchOperation"), unknown),
        ("longer-operation", format!("{own}More"), unknown),
        ("shorter-operation", format!("{service}.{shorter}"), unknown),
        ("service-alone", service.to_owned(), unknown),
        ("service-and-dot", format!("{service}."), unknown),
        ("operation-alone", operation.to_owned(), unknown),
        ("slash-for-dot", format!("{service}/{operation}"), unknown),
        ("hash-for-dot", format!("{service}#{operation}"), unknown),
        ("other-service", format!("BatchspecNoSuchService.{operation}"), Some(clauses.service)),
        ("lower-case", own.to_lowercase(), None),
        ("upper-case", own.to_uppercase(), None),
    ];
    let mut cases = Vec::new();
    let mut missing = request.clone();
    missing.headers.retain(|(name, _)| name != TARGET);
    cases.extend(case(builder, "missing", index, missing, Some(clauses.missing)));
    let mut twice = request.clone();
    let other = format!("{service}.BatchspecNoSuchOperation");
    twice.headers.push((Cow::Borrowed(TARGET), Cow::Owned(other)));
    cases.extend(case(builder, "twice", index, twice, None));
    for (name, value, clause) in variations {
        cases.extend(case(builder, name, index, replaced(request, TARGET, value), clause));
    }
    cases
}

fn case(
    builder: &mut CaseBuilder<'_>,
    name: &str,
    index: u32,
    request: Request,
    clause: Option<ClauseRef>,
) -> Option<Case> {
    let origin = Origin { family: "line", variant: format!("target/{name}"), index };
    let (claim, aim) = match clause {
        Some(clause) => (Claim::RefusedBy(clause), Aim::Plain),
        None => (Claim::Open, Aim::Clause(builder.contract.known.hostile_bytes_no_5xx)),
    };
    builder.request(origin, request, claim, aim)
}
