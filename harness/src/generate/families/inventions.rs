//! Requests with members that nobody knows, under names that mean something to languages and stores, between equal batches:
//! what one request invents must not show in the answers to others.

use crate::contract::{NodeKind, validate};
use crate::generate::base::documented;
use crate::generate::case::{Aim, Case, Origin, Relation, RelationKind, Step};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::rng::Rng;

/// How each text begins that a request invents; what follows is the case's own, so that nothing else can have it.
const MARK: &str = "leaked0";
/// Digits behind it.
const DIGITS: usize = 9;

/// The text that a request invents, if it is one of these.
#[must_use]
pub fn invented(body: &[u8]) -> Option<&str> {
    let body = std::str::from_utf8(body).ok()?;
    let start = body.find(MARK)?;
    let end = start + MARK.len() + DIGITS;
    body.get(start..end).filter(|mark| mark[MARK.len()..].bytes().all(|digit| digit.is_ascii_digit()))
}

/// Members with their names, by what they try; `{mark}` is the case's own text.
const MEMBERS: &[(&str, &str)] = &[
    ("plain-name", r#""{mark}":"{mark}""#),
    ("prototype", r#""__proto__":{"{mark}":"{mark}"}"#),
    ("prototype-of-constructor", r#""constructor":{"prototype":{"{mark}":"{mark}"}}"#),
    ("prototype-with-dot", r#""__proto__.{mark}":"{mark}""#),
    ("constructor", r#""constructor":"{mark}""#),
    ("to-string", r#""toString":"{mark}""#),
    ("class", r#""__class__":{"{mark}":"{mark}"}"#),
    ("where", r#""$where":"{mark}""#),
    ("dotted-name", r#""a.b.{mark}":"{mark}""#),
    ("defaults", r#""defaults":{"{mark}":"{mark}"}"#),
];

/// A batch, the same with an invented member at the top or in its items, and the batch again on this connection and on
/// another.
pub(crate) fn cases(builder: &CaseBuilder<'_>) -> Vec<Case> {
    let contract = builder.contract;
    if contract.batch.is_none() {
        return Vec::new();
    }
    let of_output = match &contract.node(contract.output).kind {
        NodeKind::Structure(members) => members.first().map(|member| member.name.clone()),
        _ => None,
    };
    let named_as_output =
        of_output.map(|name| ("as-in-answers", format!(r#""{name}":{{"{{mark}}":"{{mark}}"}}"#)));
    let members = MEMBERS.iter().map(|(label, member)| (*label, (*member).to_owned())).chain(named_as_output);
    let mut cases = Vec::new();
    for (index, (label, member)) in (0_u32..).zip(members) {
        for place in ["at-top", "in-items"] {
            let mut rng = Rng::new(builder.seed, place, index.into());
            let (high, low) = (rng.below(100_000), rng.below(10_000));
            let member = member.replace("{mark}", &format!("{MARK}{high:05}{low:04}"));
            let drawn = builder.batch(&mut rng, builder.sizes().nearest(2));
            let items: Vec<&str> = drawn.iter().map(|item| item.json.as_str()).collect();
            let whole = builder.base.request(contract, items.iter().copied());
            let text = if place == "at-top" {
                with(&String::from_utf8_lossy(&whole.body.bytes), &member)
            } else {
                let items: Option<Vec<String>> = items.iter().map(|item| with(item, &member)).collect();
                items.map(|items| {
                    let request = builder.base.request(contract, items.iter().map(String::as_str));
                    String::from_utf8_lossy(&request.body.bytes).into_owned()
                })
            };
            let Some(text) = text else { continue };
            let inventing = documented(contract, text);
            let requests = [(whole.clone(), 0), (inventing, 0), (whole.clone(), 0), (whole, 1)];
            let steps = requests.map(|(request, lane)| {
                let expectation = validate(contract, &request);
                Step { request, expectation, lane }
            });
            cases.push(Case {
                origin: Origin { family: "relation", variant: format!("invented-{place}/{label}"), index: 0 },
                aim: Aim::Plain,
                steps: steps.into(),
                relation: Some(Relation { kind: RelationKind::AfterInvention, variants: vec![0, 1, 2, 3] }),
            });
        }
    }
    cases
}

/// An object's text with one member more; `None` for what is no object, or has none.
fn with(object: &str, member: &str) -> Option<String> {
    let inner = object.trim_start().strip_prefix('{')?;
    (!inner.trim_start().starts_with('}')).then(|| format!("{{{member},{inner}"))
}

#[cfg(test)]
mod tests {
    use super::invented;
    use crate::contract::{Expectation, Open};
    use crate::generate::RelationKind;
    use crate::generate::shipped::{contracts, plan};
    use crate::message::json::Document;

    #[test]
    fn each_invention_stands_between_equal_batches_and_has_a_text_of_its_own() {
        for (contract, in_items) in contracts().iter().zip([false, true]) {
            let plan = plan(contract, 1, &[]);
            let cases = (0..plan.len()).filter_map(|index| plan.case(index));
            let is_invention = |kind| kind == RelationKind::AfterInvention;
            let cases: Vec<_> = cases
                .filter(|case| case.relation.as_ref().is_some_and(|relation| is_invention(relation.kind)))
                .collect();
            assert_eq!(cases.len(), if in_items { 22 } else { 11 });
            let mut marks = std::collections::BTreeSet::new();
            for case in &cases {
                let [before, inventing, same, other] = case.steps.as_slice() else {
                    panic!("{}", case.origin)
                };
                assert!(matches!(before.expectation, Expectation::Accept { .. }), "{}", case.origin);
                assert_eq!(
                    inventing.expectation,
                    Expectation::Observe(Open::UnknownMember),
                    "{}",
                    case.origin
                );
                assert_eq!((&before.request, other.lane), (&same.request, 1));
                assert!(Document::parse(&inventing.request.body.bytes).is_ok(), "{}", case.origin);
                assert_eq!(invented(&before.request.body.bytes), None);
                marks.insert(invented(&inventing.request.body.bytes).expect("a text").to_owned());
            }
            assert_eq!(marks.len(), cases.len());
        }
    }
}
