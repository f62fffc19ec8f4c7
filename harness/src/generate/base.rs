//! The frame around a batch: everything of a valid request but its items.

use std::borrow::Cow;

use serde_json::Value;

use super::rng::Rng;
use super::values::sample::Sampler;
use crate::contract::Contract;
use crate::message::{Body, Credentials, Framing, Request, Writing};

/// Stands for the items until the frame is cut there; no generated text holds it.
const MARK: &str = "\u{1}items\u{1}";

/// A valid body cut in two where its items go.
#[derive(Debug, Clone)]
pub struct Base {
    before: String,
    after: String,
    /// The body as a tree, with an empty list of items.
    pub(super) tree: Value,
}

impl Base {
    /// The frame of one contract and seed.
    #[must_use]
    pub fn new(contract: &Contract, seed: u64) -> Self {
        let mut rng = Rng::new(seed, "base", 0);
        let mut tree = Sampler::new(contract, &mut rng).value(contract.input);
        let Some(batch) = &contract.batch else {
            return Self { before: tree.to_string(), after: String::new(), tree };
        };
        set(&mut tree, &batch.items, Value::String(MARK.to_owned()));
        let text = tree.to_string();
        let mark = Value::String(MARK.to_owned()).to_string();
        let (before, after) = text.split_once(&mark).unwrap_or((&text, ""));
        let (before, after) = (format!("{before}["), format!("]{after}"));
        set(&mut tree, &batch.items, Value::Array(Vec::new()));
        Self { before, after, tree }
    }

    /// The body that holds these items, each given as JSON text.
    #[must_use]
    pub fn body<'i>(&self, contract: &Contract, items: impl IntoIterator<Item = &'i str>) -> Vec<u8> {
        let mut body = String::with_capacity(256);
        body.push_str(&self.before);
        if contract.batch.is_some() {
            for (index, item) in items.into_iter().enumerate() {
                if index > 0 {
                    body.push(',');
                }
                body.push_str(item);
            }
        }
        body.push_str(&self.after);
        body.into_bytes()
    }

    /// The documented request around these items.
    #[must_use]
    pub fn request<'i>(&self, contract: &Contract, items: impl IntoIterator<Item = &'i str>) -> Request {
        documented(contract, self.body(contract, items))
    }
}

/// The documented request line and headers around a body.
pub(super) fn documented(contract: &Contract, body: impl Into<bytes::Bytes>) -> Request {
    Request {
        method: Cow::Owned(contract.binding.method.clone()),
        path: Cow::Owned(contract.binding.path.clone()),
        headers: vec![(Cow::Borrowed("content-type"), Cow::Borrowed("application/json"))],
        body: Body { bytes: body.into(), framing: Framing::Length },
        credentials: Credentials::Own,
        writing: Writing::default(),
    }
}

/// Puts `value` at the end of a path of member names, making objects on the way.
fn set(tree: &mut Value, path: &[String], value: Value) {
    let mut place = tree;
    for name in path {
        if !place.is_object() {
            *place = Value::Object(serde_json::Map::new());
        }
        place = &mut place[name.as_str()];
    }
    *place = value;
}
