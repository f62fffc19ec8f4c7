//! Member names that lead to a value within an item or an entry.

use std::fmt;

use crate::message::json::{Kind, Value};

/// Member names that lead to a value within an item or an entry, as suite files spell them: `Error.Code`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPath(Vec<String>);

/// Stands for the name of an object's only member.
const ANY: &str = "*";

impl KeyPath {
    /// Reads the spelling of suite files.
    #[must_use]
    pub fn new(spelled: &str) -> Self {
        Self(spelled.split('.').map(str::to_owned).collect())
    }

    /// The names in their order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// The name, where it is only one.
    #[must_use]
    pub fn single(&self) -> Option<&str> {
        match self.0.as_slice() {
            [name] if name != ANY => Some(name),
            _ => None,
        }
    }

    /// The value that it leads to from here.
    #[must_use]
    pub fn get<'d>(&self, from: Value<'d>) -> Option<Value<'d>> {
        self.0.iter().try_fold(from, |value, name| {
            if name != ANY {
                return value.get(name);
            }
            let mut members = value.members().filter(|(_, member)| member.kind() == Kind::Object);
            members.next().map(|(_, member)| member)
        })
    }

    /// The same in a tree.
    #[must_use]
    pub fn get_in<'t>(&self, from: &'t serde_json::Value) -> Option<&'t serde_json::Value> {
        self.0.iter().try_fold(from, |value, name| value.get(name))
    }

    /// Puts a value there, making objects on the way.
    pub fn put_in(&self, tree: &mut serde_json::Value, value: serde_json::Value) {
        let mut place = tree;
        for name in &self.0 {
            if !place.is_object() {
                *place = serde_json::Value::Object(serde_json::Map::new());
            }
            place = &mut place[name.as_str()];
        }
        *place = value;
    }
}

impl KeyPath {
    /// Takes away what stands there.
    pub fn remove_in(&self, tree: &mut serde_json::Value) {
        let Some((last, above)) = self.0.split_last() else { return };
        let holder = above.iter().try_fold(tree, |value, name| value.get_mut(name));
        if let Some(members) = holder.and_then(serde_json::Value::as_object_mut) {
            members.remove(last);
        }
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}
