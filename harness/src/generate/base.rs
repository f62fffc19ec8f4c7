//! The frame around a batch: everything of a valid request but its items.

use std::borrow::Cow;

use serde_json::Value;

use super::rng::Rng;
use super::values::sample::Sampler;
use crate::contract::{BatchRule, Contract, Groups, Location, NodeKind, NodeRef, Spot, at};
use crate::message::{Credentials, Request, Writing};

/// Stands for the items until the frame is cut there; no generated text holds it.
const MARK: &str = "\u{1}items\u{1}";

/// A valid body cut in two where its items go.
#[derive(Debug, Clone)]
pub struct Base {
    before: String,
    after: String,
    /// The body as a tree, with an empty list of items.
    pub(super) tree: Value,
    /// The name of the group that items stand in.
    group: Option<String>,
    /// The names of further groups.
    others: Vec<String>,
}

impl Base {
    /// The frame of one contract and seed.
    #[must_use]
    pub fn new(contract: &Contract, seed: u64) -> Self {
        let mut rng = Rng::new(seed, "base", 0);
        let mut tree = Sampler::new(contract, &mut rng).value(contract.input);
        for (name, value) in contract.fixed.iter().flatten() {
            tree[name.as_str()] = value.clone();
        }
        let Some(batch) = &contract.batch else {
            let before = of_body(contract, &tree).to_string();
            return Self { before, after: String::new(), tree, group: None, others: Vec::new() };
        };
        let mut names = Vec::new();
        let path = match &batch.groups {
            None => batch.items.iter().cloned().map(Spot::Name).collect(),
            Some(groups) => {
                names = group_names(contract, batch, &mut rng);
                one_group(contract, batch, groups, names.first(), &mut tree, &mut rng)
            }
        };
        set(&mut tree, &path, Value::String(MARK.to_owned()));
        let text = of_body(contract, &tree).to_string();
        let mark = Value::String(MARK.to_owned()).to_string();
        let (before, after) = text.split_once(&mark).unwrap_or((&text, ""));
        let (before, after) = (format!("{before}["), format!("]{after}"));
        set(&mut tree, &path, Value::Array(Vec::new()));
        let mut names = names.into_iter();
        Self { before, after, tree, group: names.next(), others: names.collect() }
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

    /// The name of the group that items stand in.
    pub(super) fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// The body that holds each of these batches in a group of its own; `None` where there are no groups, or too few.
    pub(super) fn grouped(&self, contract: &Contract, batches: &[Vec<&str>]) -> Option<Vec<u8>> {
        let batch = contract.batch.as_ref()?;
        let groups = batch.groups.as_ref()?;
        let path: Vec<Spot> = groups.path.iter().cloned().map(Spot::Name).collect();
        let holder = at(&self.tree, &path)?;
        let own = match holder {
            Value::Object(members) => members.values().next()?,
            holder => holder.get(0)?,
        };
        let own_path: Vec<Spot> = batch.items.iter().cloned().map(Spot::Name).collect();
        let names = self.group.iter().chain(&self.others).map(Some).chain(std::iter::repeat(None));
        let mut made = Vec::new();
        for (items, name) in batches.iter().zip(names) {
            if groups.are_named() && name.is_none() {
                return None;
            }
            let items: Result<Vec<Value>, _> = items.iter().map(|item| serde_json::from_str(item)).collect();
            let mut group = named_group(groups, name, own.clone());
            set(&mut group, &own_path, Value::Array(items.ok()?));
            made.push((name.cloned().unwrap_or_default(), group));
        }
        let mut tree = self.tree.clone();
        let all = match groups.is_map {
            true => Value::Object(made.into_iter().collect()),
            false => made.into_iter().map(|(_, group)| group).collect(),
        };
        set(&mut tree, &path, all);
        Some(of_body(contract, &tree).to_string().into_bytes())
    }

    /// The documented request around these items.
    #[must_use]
    pub fn request<'i>(&self, contract: &Contract, items: impl IntoIterator<Item = &'i str>) -> Request {
        documented(contract, self.body(contract, items))
    }
}

/// The request with nothing but what was settled: of an operation without items the smallest that it takes.
#[must_use]
pub fn plain_request(contract: &Contract) -> Request {
    let tree = Value::Object(contract.fixed.clone().unwrap_or_default());
    documented(contract, of_body(contract, &tree).to_string())
}

/// The documented request line and headers around a body.
pub(super) fn documented(contract: &Contract, body: impl Into<bytes::Bytes>) -> Request {
    let body = body.into();
    if contract.binding.items_outside
        && let Some(request) = super::bound::with_items_outside(contract, &body)
    {
        return request;
    }
    Request {
        method: Cow::Owned(contract.binding.method.clone()),
        path: Cow::Owned(contract.binding.path.clone()),
        headers: contract.binding.head(),
        body: super::bound::body(contract, body),
        credentials: Credentials::Own,
        writing: Writing::default(),
    }
}

/// The members of a tree that travel in the body.
fn of_body(contract: &Contract, tree: &Value) -> Value {
    let mut body = tree.clone();
    if let (Some(members), Some(_)) = (body.as_object_mut(), &contract.binding.template) {
        // Items that travel elsewhere are taken out when the request is made.
        members.retain(|name, _| {
            contract.holds_items(name) || contract.location(name).is_none_or(Location::is_body)
        });
    }
    body
}

/// Puts `value` at the end of a path, making objects on the way.
fn set(tree: &mut Value, path: &[Spot], value: Value) {
    let mut place = tree;
    for spot in path {
        place = match spot {
            Spot::Name(name) => {
                if !place.is_object() {
                    *place = Value::Object(serde_json::Map::new());
                }
                &mut place[name.as_str()]
            }
            Spot::Index(index) => &mut place[*index],
        };
    }
    *place = value;
}

/// Groups of one request that are drawn.
const GROUPS: usize = 12;

/// The node of what holds the groups, and of a group.
fn group_nodes(contract: &Contract, batch: &BatchRule) -> Option<(NodeRef, NodeRef)> {
    let holder = batch.groups.as_ref()?.node;
    match contract.node(holder).kind {
        NodeKind::Map { value, .. } => Some((holder, value)),
        NodeKind::List { element, .. } => Some((holder, element)),
        _ => None,
    }
}

/// Different names for groups; none where groups have no names.
fn group_names(contract: &Contract, batch: &BatchRule, rng: &mut Rng) -> Vec<String> {
    let Some((holder, group)) = group_nodes(contract, batch) else { return Vec::new() };
    let key = batch.groups.as_ref().and_then(|groups| groups.key.as_ref());
    let node = match (&contract.node(holder).kind, &contract.node(group).kind, key) {
        (NodeKind::Map { key, .. }, ..) => Some(*key),
        (_, NodeKind::Structure(members), Some(key)) => {
            members.iter().find(|member| member.name == *key).map(|member| member.node)
        }
        _ => None,
    };
    let names = node.map(|node| Sampler::new(contract, rng).distinct(node, GROUPS)).unwrap_or_default();
    names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Puts a single group into the tree, and tells where its items go.
fn one_group(
    contract: &Contract,
    batch: &BatchRule,
    groups: &Groups,
    name: Option<&String>,
    tree: &mut Value,
    rng: &mut Rng,
) -> Vec<Spot> {
    let mut path: Vec<Spot> = groups.path.iter().cloned().map(Spot::Name).collect();
    let group = group_nodes(contract, batch).map(|(_, group)| Sampler::new(contract, rng).value(group));
    let group = named_group(groups, name, group.unwrap_or_default());
    if groups.is_map {
        let name = name.cloned().unwrap_or_default();
        set(tree, &path, Value::Object(serde_json::Map::from_iter([(name.clone(), group)])));
        path.push(Spot::Name(name));
    } else {
        set(tree, &path, Value::Array(vec![group]));
        path.push(Spot::Index(0));
    }
    path.extend(batch.items.iter().cloned().map(Spot::Name));
    path
}

fn named_group(groups: &Groups, name: Option<&String>, mut group: Value) -> Value {
    if let (Some(key), Some(name), Some(members)) = (&groups.key, name, group.as_object_mut()) {
        members.insert(key.clone(), Value::String(name.clone()));
    }
    group
}
