//! A case taken apart into what can be left out of it or made simpler, and put together again.

use serde_json::Value;

use crate::contract::{Contract, at, at_mut, validate};
use crate::generate::{Case, respelled};
use crate::message::Request;

/// A case whose requests hold items that can be left out or changed, in all requests alike.
#[derive(Clone)]
pub(crate) struct Parts {
    case: Case,
    steps: Vec<Option<Batch>>,
    /// The different items of all requests; the second one of two equal items in a request is another one.
    pub(crate) items: Vec<Value>,
}

/// One request's body: its tree, the spelling of its text, and the numbers of its items.
#[derive(Clone)]
struct Batch {
    tree: Value,
    spelling: Option<String>,
    items: Vec<usize>,
}

impl Parts {
    /// Takes a case apart; `None` when no request of it is a batch whose text may be written anew.
    pub(crate) fn read(contract: &Contract, case: &Case) -> Option<Self> {
        let mut items: Vec<(Value, usize)> = Vec::new();
        let mut steps = Vec::with_capacity(case.steps.len());
        for step in &case.steps {
            let Some((tree, listed)) = read(contract, &step.request) else {
                steps.push(None);
                continue;
            };
            // Text that says more than its tree (repeats of members, odd numbers) is not to be written anew.
            let spelling = spelling(&tree, &step.request.body.bytes)?;
            let mut numbers = Vec::with_capacity(listed.len());
            for (at, item) in listed.iter().enumerate() {
                let before = listed[..at].iter().filter(|other| *other == item).count();
                let known = items.iter().position(|(known, count)| known == item && *count == before);
                numbers.push(known.unwrap_or_else(|| {
                    items.push((item.clone(), before));
                    items.len() - 1
                }));
            }
            steps.push(Some(Batch { tree, spelling, items: numbers }));
        }
        let items: Vec<Value> = items.into_iter().map(|(item, _)| item).collect();
        steps.iter().any(Option::is_some).then(|| Self { case: case.clone(), steps, items })
    }

    /// The case with these items only, each request in its own order.
    pub(crate) fn with(&self, contract: &Contract, kept: &[usize]) -> Option<Case> {
        let mut case = self.case.clone();
        for (step, batch) in case.steps.iter_mut().zip(&self.steps) {
            let Some(batch) = batch else { continue };
            let numbers = batch.items.iter().filter(|number| kept.contains(number));
            let items = numbers.map(|&number| self.items[number].clone()).collect();
            let tree = put(contract, &batch.tree, Value::Array(items))?;
            step.request.body.bytes = match &batch.spelling {
                None => tree.to_string().into(),
                Some(label) => spelled(&tree.to_string(), label)?.into(),
            };
            step.expectation = validate(contract, &step.request);
        }
        case.origin.variant = format!("{}/shrunk", case.origin.variant.trim_end_matches("/shrunk"));
        Some(case)
    }

    /// The same with one item changed.
    pub(crate) fn changed(&self, item: usize, value: Value) -> Self {
        let mut parts = self.clone();
        parts.items[item] = value;
        parts
    }
}

/// A body's tree and its list of items.
fn read(contract: &Contract, request: &Request) -> Option<(Value, Vec<Value>)> {
    let batch = contract.batch.as_ref()?;
    let tree: Value = serde_json::from_slice(&request.body.bytes).ok()?;
    let spots = batch.spots_in(&tree);
    // Items of several lists are left as they are.
    let [spots] = spots.as_slice() else { return None };
    let items = at(&tree, spots)?.as_array()?.clone();
    Some((tree, items))
}

/// How a tree is spelled: plainly (`Some(None)`), in a way that has a name, or in one that cannot be made again.
fn spelling(tree: &Value, bytes: &[u8]) -> Option<Option<String>> {
    let plain = tree.to_string();
    let named = respelled(&plain).into_iter().find(|(_, text)| text == bytes).map(|(label, _)| label);
    let is_plain = plain.len() == bytes.len();
    (is_plain || named.is_some()).then_some(named.filter(|_| plain.as_bytes() != bytes))
}

fn spelled(plain: &str, label: &str) -> Option<Vec<u8>> {
    respelled(plain).into_iter().find(|(known, _)| known == label).map(|(_, text)| text)
}

/// The tree with another list of items.
fn put(contract: &Contract, tree: &Value, items: Value) -> Option<Value> {
    let batch = contract.batch.as_ref()?;
    let mut tree = tree.clone();
    let spots = batch.spots_in(&tree);
    *at_mut(&mut tree, spots.first()?)? = items;
    Some(tree)
}
