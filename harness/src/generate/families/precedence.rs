//! Pairs of breaches in one request: which of the two a target reports first is open, and worth knowing.

use serde_json::Value;

use crate::contract::validate;
use crate::generate::case::{Aim, Case, Origin, Relation, RelationKind, Step};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::negative::{Negative, negatives};
use crate::generate::rng::Rng;
use crate::message::Request;

/// Pairs that are tried at most; of shapes with more constraints every so many-th.
const PAIRS: usize = 40;

/// One breach that can stand beside another: inside an item, or in the number of items.
enum Breach<'b> {
    Item(&'b Negative),
    TooMany { label: String, count: usize },
}

impl Breach<'_> {
    /// The constraint that breaks.
    fn label(&self) -> &str {
        match self {
            Self::Item(negative) => negative.constraint(),
            Self::TooMany { label, .. } => label,
        }
    }
}

/// For every pair of constraints: one breach, the other, and both at once.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    if builder.contract.batch.is_some() && !builder.sizes().contains(2) {
        return Vec::new();
    }
    let mut rng = Rng::new(builder.seed, "precedence", 0);
    let found = negatives(builder.contract, &builder.base.tree, &rng);
    let breaches = breaches(builder, &found);
    let pairs: Vec<_> = breaches
        .iter()
        .enumerate()
        .flat_map(|(at, first)| breaches[at + 1..].iter().map(move |second| (first, second)))
        .collect();
    let stride = pairs.len().div_ceil(PAIRS).max(1);
    pairs
        .into_iter()
        .step_by(stride)
        .filter_map(|(first, second)| pair(builder, &mut rng, first, second))
        .collect()
}

/// One breach for each constraint.
fn breaches<'b>(builder: &CaseBuilder<'_>, found: &'b [Negative]) -> Vec<Breach<'b>> {
    let contract = builder.contract;
    let mut breaches: Vec<Breach<'b>> = Vec::new();
    let length = contract.batch.as_ref().and_then(|batch| contract.node(batch.items_node).length);
    if let Some((max, rule)) = length.and_then(|length| length.max) {
        breaches.push(Breach::TooMany { label: contract.constraint(rule).to_string(), count: max + 1 });
    }
    for negative in found.iter().filter(|negative| negative.inside_item) {
        let breach = Breach::Item(negative);
        if !breaches.iter().any(|known| known.label() == breach.label()) {
            breaches.push(breach);
        }
    }
    breaches
}

fn pair(builder: &CaseBuilder<'_>, rng: &mut Rng, first: &Breach<'_>, second: &Breach<'_>) -> Option<Case> {
    let count = [first, second].into_iter().find_map(|breach| match breach {
        Breach::TooMany { count, .. } => Some(*count),
        Breach::Item(_) => None,
    });
    let many: Vec<String> =
        builder.pool.draw(rng, count.unwrap_or(2)).iter().map(|item| item.json.clone()).collect();
    let few = &many[..many.len().min(2)];
    let with = |breaches: &[&Breach<'_>]| -> Option<Request> {
        let is_many = breaches.iter().any(|breach| matches!(breach, Breach::TooMany { .. }));
        let mut items = if is_many { many.clone() } else { few.to_vec() };
        for breach in breaches {
            let Breach::Item(negative) = breach else { continue };
            // Each breach keeps its place, alone and beside the other.
            let at = usize::from(std::ptr::eq(*breach, second));
            let mut item: Value = serde_json::from_str(items.get(at)?).ok()?;
            negative.edit.apply(&mut item).then_some(())?;
            *items.get_mut(at)? = item.to_string();
        }
        Some(builder.base.request(builder.contract, items.iter().map(String::as_str)))
    };
    let requests = [with(&[first])?, with(&[second])?, with(&[first, second])?];
    let steps = requests.map(|request| {
        let expectation = validate(builder.contract, &request);
        Step { request, expectation, lane: 0 }
    });
    let variant = format!("{} then {}", first.label(), second.label());
    Some(Case {
        origin: Origin { family: "precedence", variant, index: 0 },
        aim: Aim::Plain,
        steps: steps.into(),
        relation: Some(Relation { kind: RelationKind::TwoBreaches, variants: vec![0, 1, 2] }),
    })
}
