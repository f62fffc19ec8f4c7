//! One change at one place of a JSON tree.

use serde_json::Value;

use crate::contract::Contract;

/// A step into a tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Spot {
    Name(String),
    Index(usize),
}

/// What happens at the place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    /// The member is taken out.
    Remove,
    /// The value is replaced.
    Put(Value),
    /// The member keeps its value under another name.
    Rename(String),
    /// The value is wrapped into a list of itself.
    Wrap,
    /// A list is replaced by its first element.
    Unwrap,
}

/// A change, and what is put into the tree first so that the change has its place: members and variants that a valid
/// tree may lack.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub(super) groundwork: Vec<(Vec<Spot>, Value)>,
    pub(super) path: Vec<Spot>,
    pub(super) change: Change,
}

impl Edit {
    /// Whether it changes a member that travels in the path, the query or a header.
    pub(super) fn leads_outside_the_body(&self, contract: &Contract) -> bool {
        match self.path.first() {
            Some(Spot::Name(name)) => contract.location(name).is_some_and(|location| !location.is_body()),
            _ => false,
        }
    }

    /// Makes the change; false when there is no such place.
    pub(super) fn apply(&self, tree: &mut Value) -> bool {
        self.groundwork.iter().all(|(path, value)| apply(tree, path, &Change::Put(value.clone())))
            && apply(tree, &self.path, &self.change)
    }
}

/// Makes the change at the end of `path`; false when there is no such place.
pub(super) fn apply(tree: &mut Value, path: &[Spot], change: &Change) -> bool {
    let Some((last, before)) = path.split_last() else {
        return change_value(tree, change);
    };
    let mut place = tree;
    for spot in before {
        let next = match spot {
            Spot::Name(name) => place.get_mut(name.as_str()),
            Spot::Index(index) => place.get_mut(*index),
        };
        match next {
            Some(next) => place = next,
            None => return false,
        }
    }
    match (last, change) {
        (Spot::Name(name), Change::Remove) => place.as_object_mut().is_some_and(|m| m.remove(name).is_some()),
        (Spot::Name(name), Change::Rename(new)) => place.as_object_mut().is_some_and(|members| {
            let value = members.remove(name);
            value.is_some_and(|value| members.insert(new.clone(), value).is_none())
        }),
        (Spot::Name(name), _) => match place {
            Value::Object(members) => {
                change_value(members.entry(name.clone()).or_insert(Value::Null), change)
            }
            _ => false,
        },
        (Spot::Index(index), _) => place.get_mut(*index).is_some_and(|value| change_value(value, change)),
    }
}

fn change_value(value: &mut Value, change: &Change) -> bool {
    *value = match change {
        Change::Put(new) => new.clone(),
        Change::Wrap => Value::Array(vec![value.take()]),
        Change::Unwrap => match value.get(0) {
            Some(first) => first.clone(),
            None => return false,
        },
        Change::Remove | Change::Rename(_) => return false,
    };
    true
}
