//! Cases of several requests whose answers must agree about every item.

use super::transport::replaced;
use crate::contract::{Contract, TARGET, validate};
use crate::generate::base::documented;
use crate::generate::case::{Aim, Case, Origin, Relation, RelationKind, Step};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::keyed::Keyed;
use crate::generate::rng::Rng;
use crate::generate::values::spelling::{ESCAPED_SLASH, respelled};
use crate::message::Request;

/// Requests under way at the same time.
const AT_ONCE: u8 = 6;
/// How many cases of each kind.
const REPEATS: u32 = 8;
/// How many cases of slashes that are escaped, each with one item more.
const SLASHES: u32 = 2;

/// Cases of every kind, over batches of several sizes.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let contract = builder.contract;
    if contract.batch.is_none() {
        return Vec::new();
    }
    let kinds = [
        ("repeated", RelationKind::Repeated),
        ("permuted", RelationKind::Permuted),
        ("split", RelationKind::Split),
        ("removed", RelationKind::Removed),
        ("respelled", RelationKind::Respelled),
        ("after-refusal", RelationKind::AfterRefusal),
        ("other-lane", RelationKind::OtherLane),
        ("at-once", RelationKind::AtOnce),
    ];
    let mut cases = Vec::new();
    for (name, kind) in kinds {
        for index in 0..REPEATS {
            let mut rng = Rng::new(builder.seed, name, index.into());
            let max = builder.sizes().most;
            let count = [2, 3, 5, max / 2, max, 1 + rng.below(max), 2, 10][index as usize % 8].max(2);
            let items: Vec<&str> =
                builder.batch(&mut rng, count).iter().map(|item| item.json.as_str()).collect();
            let Some((requests, variants)) = requests(builder, kind, &items, &mut rng) else { continue };
            let steps = requests.into_iter().map(|(request, lane)| step(contract, request, lane)).collect();
            let origin = Origin { family: "relation", variant: name.to_owned(), index };
            let relation = Some(Relation { kind, variants });
            let aim = match kind {
                RelationKind::Respelled => Aim::Clause(contract.known.harmless_variation_accepted),
                _ => Aim::Plain,
            };
            cases.push(Case { origin, aim, steps, relation });
        }
    }
    cases.extend((0..SLASHES).filter_map(|index| escaped_slash(builder, index)));
    cases.extend(after_other_operations(builder));
    cases
}

/// An item with a slash in its key, among others: written as it is, and escaped. `None` where no key may hold one.
fn escaped_slash(builder: &CaseBuilder<'_>, index: u32) -> Option<Case> {
    let contract = builder.contract;
    let keyed = Keyed::new(builder)?;
    let mut rng = Rng::new(builder.seed, ESCAPED_SLASH, index.into());
    let drawn = builder.batch(&mut rng, 1 + index as usize);
    let (first, others) = drawn.split_first()?;
    let slashed = keyed.item(&keyed.with_slash(first.own_key())?);
    let items = others.iter().map(|item| item.json.as_str()).chain([slashed.as_str()]);
    let whole = builder.base.request(contract, items);
    let text = String::from_utf8_lossy(&whole.body.bytes).into_owned();
    let (_, spelled) = respelled(&text).into_iter().find(|(label, _)| label == ESCAPED_SLASH)?;
    let requests = [whole, documented(contract, spelled)];
    Some(Case {
        origin: Origin { family: "relation", variant: ESCAPED_SLASH.to_owned(), index },
        aim: Aim::Clause(contract.known.harmless_variation_accepted),
        steps: requests.map(|request| step(contract, request, 0)).into(),
        relation: Some(Relation { kind: RelationKind::Respelled, variants: vec![0, 1] }),
    })
}

/// Batches before and after a request to another operation that speaks of one of their items, and after one that is no
/// request at all.
fn after_other_operations(builder: &CaseBuilder<'_>) -> Vec<Case> {
    let (contract, sizes) = (builder.contract, builder.sizes());
    let mut cases = Vec::new();
    for other in &contract.others {
        for (index, count) in (0_u32..).zip([1, 2, 3, 5, sizes.most]) {
            let mut rng = Rng::new(builder.seed, &other.path, index.into());
            let count = sizes.nearest(count);
            let mut drawn = builder.pool.draw(&mut rng, count);
            // What succeeds shows most of what a server remembers wrongly: at the front and at the end in turn.
            let present: Vec<_> = builder.pool.present().collect();
            if let Some(good) = present.get(index as usize % present.len().max(1)) {
                drawn.retain(|item| item.key != good.key);
                drawn.truncate(count - 1);
                drawn.insert(if index % 2 == 0 { 0 } else { drawn.len() }, good);
            }
            let key = drawn.last().map(|item| serde_json::Value::from(item.own_key()).to_string());
            let key = key.as_deref().map(|key| key.trim_matches('"')).unwrap_or_default();
            let body = if index == 1 { "{".to_owned() } else { other.body.replace("{key}", key) };
            let mut asked = Request {
                method: other.method.clone().into(),
                path: other.path.clone().into(),
                ..documented(contract, body)
            };
            if let Some(target) = &other.target {
                asked = replaced(&asked, TARGET, target.clone());
            }
            let whole = builder.base.request(contract, drawn.iter().map(|item| item.json.as_str()));
            let requests = [whole.clone(), asked, whole];
            cases.push(Case {
                origin: Origin { family: "relation", variant: format!("after{}", other.path), index },
                aim: Aim::Plain,
                steps: requests.map(|request| step(contract, request, 0)).into(),
                relation: Some(Relation { kind: RelationKind::AfterOtherOperation, variants: vec![0, 1, 2] }),
            });
        }
    }
    cases
}

fn step(contract: &Contract, request: Request, lane: u8) -> Step {
    let expectation = validate(contract, &request);
    Step { request, expectation, lane }
}

type Requests = (Vec<(Request, u8)>, Vec<u8>);

/// The requests with their lanes, and which of them say the same.
fn requests(
    builder: &CaseBuilder<'_>,
    kind: RelationKind,
    items: &[&str],
    rng: &mut Rng,
) -> Option<Requests> {
    let of = |items: &[&str]| builder.base.request(builder.contract, items.iter().copied());
    let whole = of(items);
    Some(match kind {
        RelationKind::Repeated => (vec![(whole.clone(), 0), (whole.clone(), 0), (whole, 0)], vec![0, 0, 0]),
        RelationKind::Permuted => {
            let mut shuffled = items.to_vec();
            if rng.chance(1, 2) {
                shuffled.reverse();
            } else {
                for at in (1..shuffled.len()).rev() {
                    shuffled.swap(at, rng.below(at + 1));
                }
            }
            (vec![(whole, 0), (of(&shuffled), 0)], vec![0, 1])
        }
        RelationKind::Split => {
            let (head, tail) = items.split_at(items.len() / 2);
            let (first, last) = (of(&items[..1]), of(&items[items.len() - 1..]));
            let parts = [of(head), of(tail), first, last].map(|request| (request, 0));
            (std::iter::once((whole, 0)).chain(parts).collect(), vec![0, 1, 2, 3, 4])
        }
        RelationKind::Removed => {
            let at = rng.below(items.len());
            let fewer: Vec<&str> = [&items[..at], &items[at + 1..]].concat();
            (vec![(whole, 0), (of(&fewer), 0)], vec![0, 1])
        }
        RelationKind::Respelled => {
            let text = String::from_utf8_lossy(&whole.body.bytes).into_owned();
            let spellings = respelled(&text);
            let (_, bytes) = rng.pick(&spellings)?;
            (vec![(whole, 0), (documented(builder.contract, bytes.clone()), 0)], vec![0, 1])
        }
        RelationKind::AfterRefusal => {
            let refused = documented(builder.contract, "{");
            (vec![(whole.clone(), 0), (refused, 0), (whole, 0)], vec![0, 1, 2])
        }
        RelationKind::OtherLane => (vec![(whole.clone(), 0), (whole, 1)], vec![0, 1]),
        RelationKind::AtOnce => {
            let others: Vec<String> =
                builder.pool.draw(rng, items.len()).iter().map(|item| item.json.clone()).collect();
            let other = of(&others.iter().map(String::as_str).collect::<Vec<_>>());
            let requests = (0..AT_ONCE).map(|lane| match lane % 2 {
                0 => (whole.clone(), lane),
                _ => (other.clone(), lane),
            });
            (requests.collect(), (0..AT_ONCE).map(|lane| lane % 2).collect())
        }
        // Made by others.
        RelationKind::TwoBreaches
        | RelationKind::BreachRespelled
        | RelationKind::AfterOtherOperation
        | RelationKind::AfterInvention
        | RelationKind::Reread
        | RelationKind::Chunked
        | RelationKind::InPieces
        | RelationKind::Expected
        | RelationKind::AfterHead
        | RelationKind::NextRequest
        | RelationKind::LongRun => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::contract::{Expectation, Open};
    use crate::generate::RelationKind;
    use crate::generate::shipped::{contracts, plan};

    #[test]
    fn a_slash_is_there_to_be_escaped() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let cases = (0..plan.len()).filter_map(|index| plan.case(index));
            let escaped: Vec<_> = cases.filter(|case| case.origin.variant == "escaped-slash").collect();
            let families: Vec<&str> = escaped.iter().map(|case| case.origin.family).collect();
            assert_eq!(families, ["respelled", "respelled", "respelled", "relation", "relation"]);
            for case in escaped {
                let step = case.steps.last().expect("a request");
                assert!(matches!(step.expectation, Expectation::Accept { .. }), "{}", case.origin);
                assert!(String::from_utf8_lossy(&step.request.body.bytes).contains("\\/"), "{}", case.origin);
            }
        }
    }

    #[test]
    fn another_operation_is_asked_between_two_equal_batches() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let other = &contract.others[0];
            let cases = (0..plan.len()).filter_map(|index| plan.case(index));
            let between: Vec<_> = cases
                .filter(|case| {
                    let kind = case.relation.as_ref().map(|relation| relation.kind);
                    kind == Some(RelationKind::AfterOtherOperation)
                })
                .collect();
            assert_eq!(between.len(), 5);
            for case in &between {
                let [before, asked, after] = case.steps.as_slice() else { panic!("{}", case.origin) };
                assert_eq!(before.request, after.request);
                assert!(matches!(before.expectation, Expectation::Accept { .. }));
                assert_eq!(asked.expectation, Expectation::Observe(Open::OtherOperation));
                assert_eq!(asked.request.path, other.path);
            }
            let bodies = between.iter().map(|case| &case.steps[1].request.body.bytes);
            assert!(bodies.clone().any(|body| body == "{"), "also what is no request at all");
            assert!(!bodies.clone().any(|body| String::from_utf8_lossy(body).contains("{key}")));
        }
    }
}
