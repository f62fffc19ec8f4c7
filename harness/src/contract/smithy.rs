//! Reads Smithy JSON AST 2.0 (and 1.0) files.

use serde_json::{Map, Value};

use super::mistake::Collector;
use super::model::{Member, Model, Shape, ShapeKind, Traits, integer_bounds};

type Object = Map<String, Value>;

/// Reads a model file; what is wrong goes to `mistakes` and reading goes on.
pub(super) fn read(file: &str, text: &str, mistakes: &mut Collector) -> Option<Model> {
    let root: Value = match serde_json::from_str(text) {
        Ok(root) => root,
        Err(error) => {
            let place = format!("line {} column {}", error.line(), error.column());
            mistakes.add(file, place, format!("not JSON: {error}"));
            return None;
        }
    };
    let version = root.get("smithy").and_then(Value::as_str).unwrap_or_default();
    if !(version.starts_with('1') || version.starts_with('2')) {
        mistakes.add(file, "smithy", "not a Smithy JSON AST file: expected \"smithy\": \"2.0\" at the top");
        return None;
    }
    let Some(shapes) = root.get("shapes").and_then(Value::as_object) else {
        mistakes.add(file, "shapes", "expected an object of shapes");
        return None;
    };
    let mut model = Model { file: file.to_owned(), checksum: checksum(text.as_bytes()), ..Model::default() };
    let mut applied = Vec::new();
    for (id, definition) in shapes {
        let Some(definition) = definition.as_object() else {
            mistakes.add(file, id, "expected an object that defines the shape");
            continue;
        };
        if definition.get("type").and_then(Value::as_str) == Some("apply") {
            applied.push((id, traits(definition)));
            continue;
        }
        let reader = ShapeReader { file, id, definition };
        if let Some(kind) = reader.kind(mistakes) {
            model.shapes.insert(id.clone(), Shape { kind, traits: traits(definition) });
        }
    }
    // Before mixins are mixed in for the members they bring along, and after it for those that a user redefines.
    applied.iter().for_each(|(id, traits)| apply(&mut model, id, traits));
    mix_in(&mut model, shapes, mistakes);
    applied.iter().for_each(|(id, traits)| apply(&mut model, id, traits));
    Some(model)
}

/// FNV-1a, 64 bits: of models, of the evidence of findings, and of what shards share.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn traits(definition: &Object) -> Traits {
    let found = definition.get("traits").and_then(Value::as_object);
    found
        .map(|traits| traits.iter().map(|(id, value)| (id.clone(), value.clone())).collect())
        .unwrap_or_default()
}

/// Adds the traits of an `apply` statement to a shape or, written `shape$member`, to a member.
fn apply(model: &mut Model, id: &str, traits: &Traits) {
    let (shape, name) = match id.split_once('$') {
        Some((shape, name)) => (shape, Some(name)),
        None => (id, None),
    };
    let Some(shape) = model.shapes.get_mut(shape) else {
        return;
    };
    let own = match (name, &mut shape.kind) {
        (None, _) => Some(&mut shape.traits),
        (Some(name), ShapeKind::Structure(members) | ShapeKind::Union(members)) => {
            members.iter_mut().find(|member| member.name == name).map(|member| &mut member.traits)
        }
        (Some("member"), ShapeKind::List(member)) => Some(&mut member.traits),
        (Some("key"), ShapeKind::Map(key, _)) => Some(&mut key.traits),
        (Some("value"), ShapeKind::Map(_, value)) => Some(&mut value.traits),
        _ => None,
    };
    if let Some(own) = own {
        own.extend(traits.clone());
    }
}

/// Copies the members of mixins into the structures that use them; a mixin may use mixins itself.
fn mix_in(model: &mut Model, shapes: &Object, mistakes: &mut Collector) {
    let mut waiting: Vec<(&String, Vec<&str>)> = Vec::new();
    for (id, definition) in shapes {
        let Some(mixins) = definition.get("mixins").and_then(Value::as_array) else {
            continue;
        };
        let mut targets = Vec::new();
        for mixin in mixins {
            let target = mixin.get("target").and_then(Value::as_str).unwrap_or_default();
            if model.shapes.contains_key(target) {
                targets.push(target);
            } else {
                mistakes.add(&model.file, id, format!("mixin {target:?} is not in the model"));
            }
        }
        waiting.push((id, targets));
    }
    // A shape's turn comes when none of its mixins waits for members of its own.
    while !waiting.is_empty() {
        let is_ready = |(_, targets): &(&String, Vec<&str>)| {
            !targets.iter().any(|target| waiting.iter().any(|(id, _)| id == target))
        };
        let Some(ready) = waiting.iter().position(is_ready) else {
            for (id, _) in waiting {
                mistakes.add(&model.file, id, "its mixins lead back to itself");
            }
            return;
        };
        let (id, targets) = waiting.swap_remove(ready);
        inherit(model, id, &targets);
    }
}

fn inherit(model: &mut Model, id: &str, mixins: &[&str]) {
    let mut inherited: Vec<Member> = Vec::new();
    for mixin in mixins {
        if let Some(ShapeKind::Structure(members) | ShapeKind::Union(members)) =
            model.shapes.get(*mixin).map(|shape| &shape.kind)
        {
            // Of a member that several mixins bring, the last one's form counts.
            inherited.retain(|earlier| !members.iter().any(|new| new.name == earlier.name));
            inherited.extend(members.clone());
        }
    }
    if let Some(ShapeKind::Structure(members) | ShapeKind::Union(members)) =
        model.shapes.get_mut(id).map(|shape| &mut shape.kind)
    {
        inherited.retain(|new| !members.iter().any(|own| own.name == new.name));
        inherited.append(members);
        *members = inherited;
    }
}

struct ShapeReader<'a> {
    file: &'a str,
    id: &'a str,
    definition: &'a Object,
}

impl ShapeReader<'_> {
    fn kind(&self, mistakes: &mut Collector) -> Option<ShapeKind> {
        let type_name = self.definition.get("type").and_then(Value::as_str).unwrap_or_default();
        Some(match type_name {
            "string" => self.older_enum().map_or(ShapeKind::String, ShapeKind::Enum),
            "enum" => ShapeKind::Enum(self.enum_values()),
            "intEnum" => ShapeKind::IntEnum(self.int_enum_values(mistakes)),
            "blob" => ShapeKind::Blob,
            "boolean" => ShapeKind::Boolean,
            "bigInteger" => ShapeKind::Integer(None),
            "byte" | "short" | "integer" | "long" => ShapeKind::Integer(integer_bounds(type_name)),
            "float" | "double" | "bigDecimal" => ShapeKind::Float,
            "timestamp" => ShapeKind::Timestamp,
            "document" => ShapeKind::Document,
            "list" | "set" => ShapeKind::List(self.member("member", mistakes)?),
            "map" => ShapeKind::Map(self.member("key", mistakes)?, self.member("value", mistakes)?),
            "structure" => ShapeKind::Structure(self.members(mistakes)),
            "union" => ShapeKind::Union(self.members(mistakes)),
            "operation" => ShapeKind::Operation {
                input: self.target("input"),
                output: self.target("output"),
                errors: self.targets("errors"),
            },
            "service" | "resource" => {
                ShapeKind::Service { operations: self.targets("operations"), errors: self.targets("errors") }
            }
            other => {
                mistakes.add(self.file, self.id, format!("unknown shape type {other:?}"));
                return None;
            }
        })
    }

    fn target(&self, key: &str) -> Option<String> {
        self.definition.get(key)?.get("target")?.as_str().map(str::to_owned)
    }

    fn targets(&self, key: &str) -> Vec<String> {
        let listed = self.definition.get(key).and_then(Value::as_array);
        let targets = listed.into_iter().flatten().filter_map(|entry| entry.get("target")?.as_str());
        targets.map(str::to_owned).collect()
    }

    fn member(&self, name: &str, mistakes: &mut Collector) -> Option<Member> {
        let Some(definition) = self.definition.get(name).and_then(Value::as_object) else {
            mistakes.add(self.file, self.id, format!("{name:?} is missing"));
            return None;
        };
        self.read_member(name, definition, mistakes)
    }

    fn read_member(&self, name: &str, definition: &Object, mistakes: &mut Collector) -> Option<Member> {
        let Some(target) = definition.get("target").and_then(Value::as_str) else {
            mistakes.add(self.file, format!("{}${name}", self.id), "\"target\" is missing");
            return None;
        };
        Some(Member { name: name.to_owned(), target: target.to_owned(), traits: traits(definition) })
    }

    fn members(&self, mistakes: &mut Collector) -> Vec<Member> {
        let listed = self.definition.get("members").and_then(Value::as_object);
        let mut members = Vec::new();
        for (name, definition) in listed.into_iter().flatten() {
            match definition.as_object() {
                Some(definition) => members.extend(self.read_member(name, definition, mistakes)),
                None => mistakes.add(self.file, format!("{}${name}", self.id), "expected an object"),
            }
        }
        members
    }

    fn enum_values(&self) -> Vec<String> {
        let listed = self.definition.get("members").and_then(Value::as_object);
        let value = |(name, member): (&String, &Value)| {
            let explicit = member.get("traits").and_then(|traits| traits.get("smithy.api#enumValue"));
            explicit.and_then(Value::as_str).unwrap_or(name).to_owned()
        };
        listed.into_iter().flatten().map(value).collect()
    }

    fn int_enum_values(&self, mistakes: &mut Collector) -> Vec<i64> {
        let listed = self.definition.get("members").and_then(Value::as_object);
        let mut values = Vec::new();
        for (name, member) in listed.into_iter().flatten() {
            let value = member.get("traits").and_then(|traits| traits.get("smithy.api#enumValue"));
            match value.and_then(Value::as_i64) {
                Some(value) => values.push(value),
                None => {
                    mistakes.add(self.file, format!("{}${name}", self.id), "an integer enumValue is missing")
                }
            }
        }
        values
    }

    /// Values of the enum trait that Smithy 1.0 puts on strings.
    fn older_enum(&self) -> Option<Vec<String>> {
        let listed = self.definition.get("traits")?.get("smithy.api#enum")?.as_array()?;
        Some(listed.iter().filter_map(|entry| entry.get("value")?.as_str().map(str::to_owned)).collect())
    }
}
