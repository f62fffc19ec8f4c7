//! The smallest request that still shows a difference: parts of its body are taken away while it does.

use std::sync::Arc;

use serde_json::Value;

use super::answers::Found;
use super::pair::Pair;
use super::sweep::{LEFT_OPEN, request_is};
use crate::contract::validate;
use crate::diagnose::shrink::fewest::{Parted, fewest};
use crate::generate::Case;
use crate::message::{Body, Credentials, Exchange, Framing, Request, Writing};

/// Requests spent on one difference at most, to each target.
const BUDGET: u32 = 160;
/// Of a budget of requests, no more than this part goes into one difference.
const SHARE: u64 = 10;

/// A difference with its case and both answers, as small as it was made.
pub(super) struct Smallest {
    pub(super) case: Case,
    pub(super) step: usize,
    pub(super) answers: [Exchange; 2],
    pub(super) found: Found,
    pub(super) is_smallest: bool,
}

/// A difference that is being made smaller.
struct Smaller<'p> {
    pair: &'p mut Pair,
    request_is: String,
    left: u32,
    best: Smallest,
}

/// Takes away steps, elements and members while the difference stays, and what the contract says of the request.
pub(super) async fn smallest(pair: &mut Pair, shown: Smallest, request_is: &str) -> Smallest {
    let share = pair.senders.iter().filter_map(|sender| sender.budget_left()).min();
    let left = share.map_or(BUDGET, |left| u32::try_from(left / SHARE).unwrap_or(BUDGET).min(BUDGET));
    let mut smaller = Smaller { pair, request_is: request_is.to_owned(), left, best: shown };
    if smaller.best.case.steps.len() > 1 {
        let alone = smaller.best.case.only(&[smaller.best.step]);
        let is_alone = match alone {
            Some(alone) => smaller.tries(alone).await,
            None => false,
        };
        // It takes what was sent before.
        if !is_alone {
            return smaller.best;
        }
    }
    smaller.tries_plainly().await;
    let body = smaller.best.case.steps.first().map(|step| step.request.body.bytes.clone());
    let Some(tree) = body.and_then(|body| serde_json::from_slice::<Value>(&body).ok()) else {
        return smaller.best;
    };
    if smaller.tries_body(&tree).await {
        smaller.lists(tree).await;
    }
    smaller.best.is_smallest &= smaller.left > 0;
    smaller.best
}

impl Smaller<'_> {
    /// Whether a case shows the same; if so it is kept.
    async fn tries(&mut self, case: Case) -> bool {
        let is_same_request = self.request_is == LEFT_OPEN
            || request_is(self.pair.shared.contract(), &case, 0) == self.request_is;
        if self.left == 0 || !is_same_request {
            return false;
        }
        self.left -= 1;
        let Some([first, second]) = self.pair.ask(&case).await else { return false };
        let found = self.pair.differences([&first, &second]);
        let own = &self.best.found;
        let like = found.into_iter().find(|(at, found)| *at == 0 && found.is_like(own));
        let answers = (first.into_iter().next(), second.into_iter().next());
        let (Some((_, found)), (Some(first), Some(second))) = (like, answers) else { return false };
        self.best = Smallest { case, step: 0, answers: [first, second], found, is_smallest: true };
        true
    }

    /// The same body under the documented head, written plainly: then what is unusual about the rest is not to blame.
    async fn tries_plainly(&mut self) {
        let contract = Arc::clone(self.pair.shared.contract());
        // What the head of such a request says is part of its input.
        if contract.binding.template.is_some() {
            return;
        }
        let mut case = self.best.case.clone();
        let Some(step) = case.steps.first_mut() else { return };
        let plain = Request {
            method: contract.binding.method.clone().into(),
            path: contract.binding.path.clone().into(),
            headers: contract.binding.head(),
            body: Body { bytes: step.request.body.bytes.clone(), framing: Framing::Length },
            credentials: Credentials::Own,
            writing: Writing::default(),
        };
        if plain != step.request {
            step.expectation = validate(&contract, &plain);
            step.request = plain;
            self.tries(case).await;
        }
    }

    async fn tries_body(&mut self, tree: &Value) -> bool {
        let mut case = self.best.case.clone();
        let Some(step) = case.steps.first_mut() else { return false };
        step.request.body.bytes = tree.to_string().into();
        step.expectation = validate(self.pair.shared.contract(), &step.request);
        self.tries(case).await
    }

    /// Elements of lists and members of objects, the outer ones first, until nothing can be taken away.
    async fn lists(&mut self, mut tree: Value) {
        loop {
            let mut progressed = false;
            for pointer in pointers(&tree) {
                let Some(size) = tree.pointer(&pointer).and_then(size).filter(|size| *size > 0) else {
                    continue;
                };
                let mut inside = Inside { smaller: self, tree: &tree, pointer: &pointer };
                let (kept, _) = fewest(&mut inside, (0..size).collect()).await;
                if kept.len() < size
                    && let Some(fewer) = with_only(&tree, &pointer, &kept)
                {
                    (tree, progressed) = (fewer, true);
                }
            }
            if !progressed || self.left == 0 {
                return;
            }
        }
    }
}

/// The elements or members of one value of a body.
struct Inside<'i, 'p> {
    smaller: &'i mut Smaller<'p>,
    tree: &'i Value,
    pointer: &'i str,
}

impl Parted for Inside<'_, '_> {
    async fn shows(&mut self, kept: &[usize]) -> bool {
        match with_only(self.tree, self.pointer, kept) {
            Some(fewer) => self.smaller.tries_body(&fewer).await,
            None => false,
        }
    }

    fn is_spent(&self) -> bool {
        self.smaller.left == 0
    }
}

fn size(value: &Value) -> Option<usize> {
    match value {
        Value::Array(elements) => Some(elements.len()),
        Value::Object(members) => Some(members.len()),
        _ => None,
    }
}

/// Pointers to all lists and objects, the outer ones first.
fn pointers(tree: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    let mut waiting = vec![(String::new(), tree)];
    while let Some((pointer, value)) = waiting.pop() {
        match value {
            Value::Array(elements) => {
                waiting.extend(elements.iter().enumerate().map(|(at, one)| (format!("{pointer}/{at}"), one)));
            }
            Value::Object(members) => {
                let name = |name: &String| name.replace('~', "~0").replace('/', "~1");
                waiting.extend(members.iter().map(|(key, one)| (format!("{pointer}/{}", name(key)), one)));
            }
            _ => continue,
        }
        pointers.push(pointer);
    }
    pointers.sort_by_key(|pointer| pointer.matches('/').count());
    pointers
}

/// The tree with no more than these parts of the value at a pointer.
fn with_only(tree: &Value, pointer: &str, kept: &[usize]) -> Option<Value> {
    let mut tree = tree.clone();
    let is_kept = |at: usize| kept.binary_search(&at).is_ok();
    match tree.pointer_mut(pointer)? {
        Value::Array(elements) => {
            let mut at = 0..;
            elements.retain(|_| at.next().is_some_and(is_kept));
        }
        Value::Object(members) => {
            let mut at = 0..;
            members.retain(|_, _| at.next().is_some_and(is_kept));
        }
        _ => return None,
    }
    Some(tree)
}
