//! Makes items: for keys of one's choice, and drawn from the grammar.

use proptest::strategy::BoxedStrategy;
use serde_json::{Map, Value};

use super::pool::{DRAWN_ITEMS, Item, Kind};
use super::rng::Rng;
use super::values::sample::{Sampler, text};
use super::values::times::usual_time;
use crate::contract::{BatchRule, Contract, ItemKey, KeyPath, NodeKind, NodeRef};
use crate::message::json::Document;

/// Makes items.
pub(super) struct ItemMaker<'c> {
    contract: &'c Contract,
    batch: &'c BatchRule,
    /// The name of the group that items stand in.
    group: Option<String>,
    source: Source,
    sampler: Sampler<'c>,
}

/// Where new items have their keys from.
enum Source {
    Texts(BoxedStrategy<String>),
    /// Numbers, say: one after the other.
    Values(std::vec::IntoIter<Value>),
    /// Several members are the key.
    Parts(Vec<Part>),
    /// Items are their own keys; how many there were, and what the first of them was like.
    Items(usize, Option<Value>),
}

/// Where a part of a key is drawn from.
enum Part {
    Texts(BoxedStrategy<String>),
    Values(Vec<Value>),
    /// A structure.
    Whole(NodeRef),
}

impl<'c> ItemMaker<'c> {
    pub(super) fn new(
        contract: &'c Contract,
        batch: &'c BatchRule,
        group: Option<&str>,
        rng: &mut Rng,
    ) -> Self {
        let mut sampler = Sampler::new(contract, rng);
        let is_text = |node: NodeRef| matches!(contract.node(node).kind, NodeKind::String { .. });
        let source = match (single(contract, batch), &batch.item_key) {
            (Some(key), _) if is_text(key) => Source::Texts(text(contract, key)),
            (Some(key), _) => Source::Values(sampler.distinct(key, 2 * DRAWN_ITEMS).into_iter()),
            (None, ItemKey::Members(_)) => {
                let part = |node: &NodeRef| match &contract.node(*node).kind {
                    kind if kind.holds_others() => Part::Whole(*node),
                    NodeKind::String { .. } => Part::Texts(text(contract, *node)),
                    _ => Part::Values(sampler.distinct(*node, 2 * DRAWN_ITEMS)),
                };
                Source::Parts(batch.key_nodes.iter().map(part).collect())
            }
            (None, ItemKey::Itself | ItemKey::Nothing) => Source::Items(0, None),
        };
        Self { contract, batch, group: group.map(str::to_owned), source, sampler }
    }

    /// The node of items' keys, when these are plain values.
    pub(super) fn key_node(&self) -> Option<NodeRef> {
        single(self.contract, self.batch)
    }

    /// The next item; `None` where there are no more.
    pub(super) fn drawn(&mut self) -> Option<Item> {
        let value = match &mut self.source {
            Source::Texts(strategy) => {
                let key = self.sampler.draw(strategy);
                return Some(self.with_key(key, Kind::Drawn));
            }
            Source::Values(values) => {
                let key = values.next()?.to_string();
                return Some(self.with_key(key, Kind::Drawn));
            }
            Source::Parts(parts) => {
                let sampler = &mut self.sampler;
                let drawn = |part: &mut Part| match part {
                    Part::Texts(strategy) => Some(Value::String(sampler.draw(strategy))),
                    Part::Values(values) => {
                        let turns = values.len().min(1);
                        values.rotate_left(turns);
                        values.last().cloned()
                    }
                    Part::Whole(node) => Some(sampler.value(*node)),
                };
                let drawn: Option<Vec<Value>> = parts.iter_mut().map(drawn).collect();
                let value = self.sampler.value(self.batch.element);
                self.with_parts(value, drawn?)
            }
            Source::Items(count, first) => {
                *count += 1;
                let (number, first) = (*count - 1, first.take());
                let mut value = self.whole(number);
                if first.as_ref() == Some(&value) {
                    self.tell_apart(&mut value, number);
                }
                let first = first.unwrap_or_else(|| value.clone());
                self.source = Source::Items(number + 1, Some(first));
                value
            }
        };
        Some(self.item(&value, Kind::Drawn))
    }

    /// An item that is its own key: of a union each variant has its turn, of a structure that requires nothing each member.
    fn whole(&mut self, number: usize) -> Value {
        let contract = self.contract;
        let value = self.sampler.value(self.batch.element);
        let members = match &contract.node(self.batch.element).kind {
            NodeKind::Structure(members) if value.as_object().is_some_and(Map::is_empty) => members,
            NodeKind::Union(members) => members,
            _ => return value,
        };
        let mut plain: Vec<_> =
            members.iter().filter(|member| !contract.node(member.node).kind.holds_others()).collect();
        if plain.is_empty() || matches!(contract.node(self.batch.element).kind, NodeKind::Union(_)) {
            plain = members.iter().collect();
        }
        let Some(member) = plain.get(number % plain.len().max(1)) else { return value };
        let inner = self.sampler.value(member.node);
        Value::Object(Map::from_iter([(member.name.clone(), inner)]))
    }

    /// Makes an item unlike the first one where the model requires nothing that differs by itself: by what its bytes are, or
    /// by a member that may be there.
    fn tell_apart(&mut self, value: &mut Value, number: usize) {
        let contract = self.contract;
        let (NodeKind::Structure(members), Some(own)) =
            (&contract.node(self.batch.element).kind, value.as_object_mut())
        else {
            return;
        };
        let takes = |node: NodeRef, bytes: usize| {
            contract.node(node).length.is_none_or(|length| {
                length.min.is_none_or(|(min, _)| min <= bytes)
                    && length.max.is_none_or(|(max, _)| bytes <= max)
            })
        };
        let bytes = members.iter().find(|member| {
            own.contains_key(&member.name)
                && matches!(contract.node(member.node).kind, NodeKind::Blob)
                && takes(member.node, 6)
        });
        if let Some(member) = bytes {
            // Eight digits are base64 of six bytes.
            own.insert(member.name.clone(), Value::String(format!("{number:08}")));
            return;
        }
        let free = members.iter().filter(|member| {
            member.required.is_none() && matches!(contract.node(member.node).kind, NodeKind::String { .. })
        });
        let free: Vec<_> = free.collect();
        if let Some(member) = free.get(number % free.len().max(1)) {
            own.insert(member.name.clone(), self.sampler.value(member.node));
        }
    }

    /// The item with this key: a text, what stands for another value in JSON, or an object or list of its parts.
    pub(super) fn with_key(&mut self, key: String, kind: Kind) -> Item {
        let is_text = matches!(self.source, Source::Texts(_));
        let told: Option<Value> = serde_json::from_str(&key).ok();
        let is_plain = matches!(self.source, Source::Texts(_) | Source::Values(_));
        match told.filter(|told| self.is_of_parts(told)) {
            Some(told) => {
                let value = self.of_parts(told);
                self.item(&value, kind)
            }
            None if is_plain => {
                let plain = (!is_text).then(|| serde_json::from_str(&key).ok()).flatten();
                let told = plain.unwrap_or_else(|| Value::String(key.clone()));
                let value = match &self.batch.item_key {
                    ItemKey::Members(_) => {
                        let value = self.sampler.value(self.batch.element);
                        self.with_parts(value, vec![told])
                    }
                    ItemKey::Itself | ItemKey::Nothing => told,
                };
                match self.group {
                    Some(_) => self.item(&value, kind),
                    None => Item { key, json: value.to_string(), kind, within: None },
                }
            }
            None => {
                let value = self.sampler.value(self.batch.element);
                self.item(&value, kind)
            }
        }
    }

    /// Whether a told key is one of several parts: an object of members, or a list as identities have it.
    fn is_of_parts(&self, told: &Value) -> bool {
        let is_simple = self.group.is_none() && self.key_node().is_some();
        match told {
            Value::Object(_) => {
                !is_simple
                    || matches!(self.batch.item_key, ItemKey::Members(_))
                        && told.is_object()
                        && self.names_key(told)
            }
            Value::Array(_) if self.has_list_for_key() => true,
            Value::Array(parts) => {
                !is_simple && parts.len() == self.batch.key_nodes.len() + usize::from(self.group.is_some())
            }
            _ => false,
        }
    }

    /// Whether the key of an item is one list.
    fn has_list_for_key(&self) -> bool {
        let is_list = |node: &NodeRef| matches!(self.contract.node(*node).kind, NodeKind::List { .. });
        self.group.is_none() && matches!(self.batch.key_nodes.as_slice(), [only] if is_list(only))
    }

    fn names_key(&self, told: &Value) -> bool {
        self.batch.item_key.single().is_some_and(|key| key.get_in(told).is_some())
    }

    fn of_parts(&mut self, told: Value) -> Value {
        let mut value = self.sampler.value(self.batch.element);
        match told {
            Value::Array(parts) if self.has_list_for_key() => {
                self.with_parts(value, vec![Value::Array(parts)])
            }
            Value::Array(mut parts) => {
                if self.group.is_some() && !parts.is_empty() {
                    parts.remove(0);
                }
                let parts = parts.into_iter().zip(&self.batch.key_nodes);
                let parts = parts.map(|(part, node)| self.typed(part, *node)).collect();
                self.with_parts(value, parts)
            }
            object => {
                let is_empty = matches!(self.contract.node(self.batch.element).kind, NodeKind::Union(_));
                if is_empty {
                    value = Value::Object(Map::new());
                }
                merge(&mut value, object);
                value
            }
        }
    }

    /// A part as its place wants it: identities have texts only.
    fn typed(&self, part: Value, node: NodeRef) -> Value {
        match (&self.contract.node(node).kind, part) {
            (NodeKind::String { .. }, part) => part,
            (_, Value::String(text)) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            (_, part) => part,
        }
    }

    fn with_parts(&self, mut value: Value, parts: Vec<Value>) -> Value {
        match &self.batch.item_key {
            ItemKey::Members(paths) => {
                let parts = paths.iter().zip(parts).filter(|(_, part)| !part.is_null());
                parts.for_each(|(path, part): (&KeyPath, Value)| path.put_in(&mut value, part));
                value
            }
            ItemKey::Itself | ItemKey::Nothing => parts.into_iter().next().unwrap_or(value),
        }
    }

    /// The value with the time that all items of a run have, where their times are promised to be in order.
    fn timed(&self, value: &Value) -> Value {
        let mut value = value.clone();
        if let Some(member) = self.batch.time_member()
            && member.get_in(&value).is_some()
        {
            let time = usual_time(!self.is_timestamp(member));
            member.put_in(&mut value, Value::from(time));
        }
        value
    }

    /// Whether a member of items is a timestamp, which counts seconds.
    fn is_timestamp(&self, member: &KeyPath) -> bool {
        let NodeKind::Structure(members) = &self.contract.node(self.batch.element).kind else { return false };
        let node = members.iter().find(|own| member.single() == Some(own.name.as_str()));
        node.is_some_and(|own| matches!(self.contract.node(own.node).kind, NodeKind::Timestamp { .. }))
    }

    fn item(&self, value: &Value, kind: Kind) -> Item {
        let value = &self.timed(value);
        let json = value.to_string();
        let document = Document::parse(json.as_bytes()).ok();
        let key = document.and_then(|document| self.batch.identity(self.group.as_deref(), document.root()));
        let within = self.group.as_ref().and_then(|_| {
            let path = self.batch.item_key.single();
            path.map_or(Some(value), |path| path.get_in(value))?.as_str().map(str::to_owned)
        });
        Item { key: key.unwrap_or_else(|| json.clone()), json, kind, within }
    }
}

/// Puts members over members, those of objects within them as well.
fn merge(value: &mut Value, told: Value) {
    match (value, told) {
        (Value::Object(members), Value::Object(told)) => {
            for (name, told) in told {
                merge(members.entry(name).or_insert(Value::Null), told);
            }
        }
        (value, told) => *value = told,
    }
}

/// The node of an item's key, when it is a plain value.
fn single(contract: &Contract, batch: &BatchRule) -> Option<NodeRef> {
    let [node] = batch.key_nodes.as_slice() else { return None };
    (!contract.node(*node).kind.holds_others()).then_some(*node)
}
